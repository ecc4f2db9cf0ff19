using System;
using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace DeviceMailAgent.Fuzz;

/// <summary>
/// Which branches an input took, and how often, in AFL's way: one counter for each pair of branches that followed one another, seen in eight classes of
/// frequency (once, twice, three times, up to 7, 15, 31, 127, more).
/// </summary>
internal static unsafe class Coverage
{
    private const int Size = 1 << 16;

    private static readonly byte* Counters = (byte*)NativeMemory.AlignedAlloc(Size, 64);
    private static readonly byte[] Class = Classes();

    static Coverage() => Clear();

    /// <summary>Begins an input.</summary>
    public static void Clear()
    {
        new Span<byte>(Counters, Size).Clear();
        Trace.SharedMem = Counters;
        Trace.PrevLocation = 0;
    }

    /// <summary>How many branches the input took.</summary>
    public static int Branches()
    {
        int count = 0;
        foreach (byte counter in new ReadOnlySpan<byte>(Counters, Size))
        {
            if (counter != 0) count++;
        }

        return count;
    }

    /// <summary>Adds what the input did to what is known. True if some of it is new.</summary>
    /// <param name="seen">One bit for each class of each counter; 65,536 long.</param>
    public static bool Join(byte[] seen)
    {
        bool isNew = false;
        var words = new ReadOnlySpan<ulong>(Counters, Size / sizeof(ulong));
        for (int word = 0; word < words.Length; word++)
        {
            if (words[word] == 0) continue;
            for (int at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
            {
                byte classes = Class[Counters[at]];
                if ((classes & ~seen[at]) == 0) continue;
                seen[at] |= classes;
                isNew = true;
            }
        }

        return isNew;
    }

    /// <summary>The same without regard to how often a branch was taken.</summary>
    public static bool JoinBranches(byte[] seen)
    {
        bool isNew = false;
        for (int at = 0; at < Size; at++)
        {
            if (Counters[at] == 0 || seen[at] != 0) continue;
            seen[at] = 1;
            isNew = true;
        }

        return isNew;
    }

    /// <summary>An empty memory for <see cref="Join"/>.</summary>
    public static byte[] Nothing() => new byte[Size];

    private static byte[] Classes()
    {
        byte[] classes = new byte[256];
        for (int count = 1; count < classes.Length; count++)
        {
            int log = count < 4 ? count - 1 : BitOperations.Log2((uint)count) + 1;
            classes[count] = (byte)(1 << Math.Min(log, 7));
        }

        return classes;
    }
}
