// The compiler lets all of these pass.
using System;

namespace Bad;

public class Box<T> // refused: generic
{
    public T Value = default!; // refused: generic
}

public class GenericUses
{
    private Action<int> _done = null!; // refused: generic

    public Func<int> Length = null!; // refused: generic

    public T Same<T>(T value) // refused: generic
    {
        return value;
    }

    public int Use()
    {
        return Same(3); // refused: generic
    }

    public void Done()
    {
        _done(1); // refused: generic // refused: library-unjudged
    }
}
