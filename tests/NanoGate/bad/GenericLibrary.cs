// What the libraries lack is said as the rule behind it, not as a missing type.
using System;
using System.Collections.Generic; // refused: generic

namespace Bad;

public class GenericLibrary
{
    public List<int> Numbers = null!; // refused: generic

    public int? Maybe(bool known) // refused: generic
    {
        return known ? 1 : null;
    }

    public Span<byte> Part(byte[] buffer) // refused: generic
    {
        return buffer;
    }

    public (int, int) Pair() // refused: generic
    {
        return (1, 2); // refused: generic
    }
}
