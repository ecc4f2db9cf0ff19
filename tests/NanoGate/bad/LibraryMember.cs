// .NET has these; nanoFramework has not.
using System;

namespace Bad;

public class LibraryMember
{
    public bool IsEmpty(string text)
    {
        return string.IsNullOrWhiteSpace(text); // refused: library-member
    }

    public void Copy(byte[] from, byte[] to)
    {
        Buffer.BlockCopy(from, 0, to, 0, from.Length); // refused: library-member
    }

    public decimal Price() // refused: library-member
    {
        return 1;
    }
}
