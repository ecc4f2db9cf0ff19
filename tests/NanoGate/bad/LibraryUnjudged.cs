using System;

namespace Bad;

public class LibraryUnjudged
{
    public void Wait()
    {
        GC.WaitForPendingFinalizers(); // refused: library-unjudged
    }
}
