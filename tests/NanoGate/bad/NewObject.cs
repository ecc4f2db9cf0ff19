namespace Bad;

public class NewObject
{
    private object _last = new object();

    public void Next()
    {
        _last = new object(); // refused: new-object
    }

    public object Last
    {
        get { return _last; }
    }
}
