namespace Bad;

public struct Window
{
    public int Offset;
    public int Count;
}

public class StructByValue
{
    private Window _window = new Window { Count = 1 };

    public int Parameter(Window window) // refused: struct-by-value
    {
        return window.Count;
    }

    public Window Result() // refused: struct-by-value
    {
        return _window; // refused: struct-by-value
    }

    public int Local() // refused: struct-by-value
    {
        Window window = default;
        Move(ref window);
        return window.Count;
    }

    public int Calls()
    {
        return Parameter(_window); // refused: struct-by-value
    }

    private static void Move(ref Window window)
    {
        window.Count--;
    }
}
