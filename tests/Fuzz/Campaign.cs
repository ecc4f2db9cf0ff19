using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace DeviceMailAgent.Fuzz;

/// <summary>
/// One run of fuzzing: every input of the corpus, then mutations of what has been kept; an input is kept if it takes a way that none took before.
/// </summary>
internal sealed class Campaign(IFuzzTarget target, int seed)
{
    private readonly byte[] _seen = Coverage.Nothing();
    private readonly List<byte[]> _kept = [];

    /// <summary>Inputs tried.</summary>
    public long Executions { get; private set; }

    /// <summary>Inputs that took new ways, those of the corpus included.</summary>
    public IReadOnlyList<byte[]> Kept => _kept;

    /// <summary>Pairs of branches that were taken one after the other.</summary>
    public int Branches
    {
        get
        {
            int count = 0;
            foreach (byte classes in _seen)
            {
                if (classes != 0) count++;
            }

            return count;
        }
    }

    /// <summary>Tries the corpus and then goes on until either bound.</summary>
    /// <exception cref="Finding">Something does not hold; the input is in it.</exception>
    public void Run(IEnumerable<byte[]> corpus, long executionsMax, TimeSpan timeMax)
    {
        foreach (byte[] input in corpus) Try(input);
        if (_kept.Count == 0) Try([]);
        if (_kept.Count == 0) _kept.Add([]);
        var random = new Random(seed);
        var mutation = new Mutation(target, random);
        var time = Stopwatch.StartNew();
        while (Executions < executionsMax && time.Elapsed < timeMax)
        {
            // What was found last is the least explored.
            int parent = random.Next(3) == 0 ? _kept.Count - 1 - random.Next(Math.Min(_kept.Count, 16)) : random.Next(_kept.Count);
            Try(mutation.Of(_kept[parent], _kept[random.Next(_kept.Count)]));
        }
    }

    /// <summary>Few of the kept inputs that together take every pair of branches of all, the shortest first.</summary>
    public List<byte[]> Smallest()
    {
        _kept.Sort((one, other) => one.Length != other.Length ? one.Length - other.Length : one.AsSpan().SequenceCompareTo(other));
        byte[] seen = Coverage.Nothing();
        var few = new List<byte[]>();
        foreach (byte[] input in _kept)
        {
            Coverage.Clear();
            target.Run(input);
            if (Coverage.JoinBranches(seen)) few.Add(input);
        }

        return few;
    }

    private void Try(byte[] input)
    {
        Executions++;
        Coverage.Clear();
        try
        {
            target.Run(input);
        }
        catch (Exception fault)
        {
            throw new Finding(target, input, fault);
        }

        if (Coverage.Join(_seen)) _kept.Add(input);
    }
}
