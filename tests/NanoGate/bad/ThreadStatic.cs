using System;

namespace Bad;

public class ThreadStatic
{
    [ThreadStatic] // refused: thread-static
    private static int _count;

    public int Next()
    {
        return ++_count;
    }
}
