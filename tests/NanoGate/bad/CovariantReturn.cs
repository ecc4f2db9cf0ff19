namespace Bad;

public class Channel
{
    public virtual Channel Self()
    {
        return this;
    }
}

public class TlsChannel : Channel
{
    public override TlsChannel Self() // refused: covariant-return
    {
        return this;
    }
}
