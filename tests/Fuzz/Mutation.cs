using System;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;

namespace DeviceMailAgent.Fuzz;

/// <summary>Makes an input out of one or two that are known.</summary>
internal sealed class Mutation(IFuzzTarget target, Random random)
{
    private static readonly byte[] Telling = [0, 1, 9, 10, 13, 32, 34, 46, 47, 48, 57, 58, 60, 62, 64, 92, 123, 125, 127, 128, 255];

    private readonly byte[][] _words = target.Words.Select(Octets.Of).ToArray();

    public byte[] Of(byte[] parent, byte[] other)
    {
        byte[] input = parent;
        for (int steps = 1 << random.Next(4); steps > 0; steps--) input = Step(input, other);
        return input.Length > target.OctetsMax ? input[..target.OctetsMax] : input;
    }

    private byte[] Step(byte[] input, byte[] other)
    {
        int at = random.Next(input.Length + 1);
        int length = random.Next(Math.Min(input.Length - at, 1 << random.Next(8)) + 1);
        switch (random.Next(9))
        {
            case 0: return Put(input, at, 1, [(byte)random.Next(256)]);
            case 1: return Put(input, at, random.Next(2), [Telling[random.Next(Telling.Length)]]);
            case 2: return Put(input, at, 0, Word());
            case 3: return Put(input, at, length, Word());
            case 4: return Put(input, at, length, []);
            case 5: return Put(input, random.Next(input.Length + 1), 0, input.AsSpan(at, length));
            case 6: return Put(input, at, 1, [(byte)((at < input.Length ? input[at] : 0) ^ (1 << random.Next(8)))]);
            case 7: return Put(input, at, 0, Repeated());
            default:
                int from = random.Next(other.Length + 1);
                return Put(input, at, length, other.AsSpan(from, random.Next(other.Length - from + 1)));
        }
    }

    private byte[] Word() => _words.Length == 0 ? [] : _words[random.Next(_words.Length)];

    // Long runs of one octet find the limits.
    private byte[] Repeated()
    {
        byte[] run = new byte[1 << random.Next(11)];
        Array.Fill(run, Telling[random.Next(Telling.Length)]);
        return run;
    }

    private static byte[] Put(byte[] input, int at, int removed, ReadOnlySpan<byte> added)
    {
        removed = Math.Min(removed, input.Length - at);
        byte[] made = new byte[input.Length - removed + added.Length];
        input.AsSpan(0, at).CopyTo(made);
        added.CopyTo(made.AsSpan(at));
        input.AsSpan(at + removed).CopyTo(made.AsSpan(at + added.Length));
        return made;
    }
}
