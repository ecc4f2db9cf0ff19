namespace Bad;

public class Volatile
{
    private volatile bool _stop;

    public bool Stop()
    {
        bool before = _stop; // refused: volatile
        _stop = true;
        return before;
    }
}
