namespace Bad;

public delegate int Step(int code);

public class Delegates
{
    public Step Method()
    {
        return Next; // refused: delegate
    }

    public Step Lambda()
    {
        return static code => code + 1; // refused: delegate
    }

    private int Next(int code)
    {
        return code + 2;
    }
}
