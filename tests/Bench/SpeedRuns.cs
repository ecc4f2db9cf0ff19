using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace DeviceMailAgent.Bench;

/// <summary>Both ways of one case, measured one right after the other.</summary>
public sealed record Pair(Sample Straight, Sample Agent)
{
    /// <summary>What other programs took of the machine meanwhile, 0 to 1: the larger of both ways' figures.</summary>
    public double OthersCpuShare
    {
        get { return Math.Max(Straight.OthersCpuShare, Agent.OthersCpuShare); }
    }
}

/// <summary>All cases, in interleaved rounds, so that what the machine does meanwhile falls on both ways alike.</summary>
public sealed class SpeedRuns
{
    /// <summary>A pair during which others took more of the machine than this is measured again.</summary>
    public const double OthersCpuShareMax = 0.10;


    private readonly Rig _rig;
    private readonly Rig _against;
    private readonly MailPath _straight;
    private readonly double _seconds;
    private readonly double _patienceSeconds;
    private readonly int _repeatsMax;
    private readonly Dictionary<BenchCase, MailText> _mails = [];

    /// <param name="rig">The processes.</param>
    /// <param name="cases">What to run.</param>
    /// <param name="seconds">For one way of one case in one round.</param>
    /// <param name="patienceSeconds">How long each pair may wait for the machine to be quiet before it is measured anyway.</param>
    /// <param name="repeatsMax">How often a pair that was disturbed is measured again.</param>
    /// <param name="against">The agent that this one is held against; null: the straight way.</param>
    public SpeedRuns(Rig rig, IReadOnlyList<BenchCase> cases, double seconds, double patienceSeconds, int repeatsMax, Rig? against = null)
    {
        _repeatsMax = repeatsMax;
        _patienceSeconds = patienceSeconds;
        _rig = rig;
        _against = against ?? rig;
        _straight = against?.Agent.Path ?? rig.Provider.Straight;
        _seconds = seconds;
        foreach (BenchCase benchCase in cases) _mails[benchCase] = new MailText(benchCase.Octets, benchCase.Text);
    }

    /// <summary>Pairs that were measured again because the machine was busy with something else.</summary>
    public int Repeats { get; private set; }

    /// <summary>Runs everything once without looking: the sandbox and this program are under the JIT, which needs that.</summary>
    public void WarmUp(double seconds)
    {
        foreach (BenchCase benchCase in _mails.Keys)
        {
            _against.Measure(_straight, benchCase, _mails[benchCase], seconds);
            _rig.Measure(_rig.Agent.Path, benchCase, _mails[benchCase], seconds);
        }
    }

    /// <summary>Runs the rounds.</summary>
    /// <param name="rounds">How many.</param>
    /// <param name="progress">Told what is being measured.</param>
    public IReadOnlyList<CaseFigures> Run(int rounds, Action<string> progress)
    {
        var pairs = _mails.Keys.ToDictionary(benchCase => benchCase, _ => new List<Pair>());
        for (int round = 0; round < rounds; round++)
        {
            foreach (BenchCase benchCase in _mails.Keys)
            {
                progress($"round {round + 1} of {rounds}: {benchCase.Id}");
                pairs[benchCase].Add(Quietest(benchCase, straightFirst: round % 2 == 0));
            }
        }
        return [.. pairs.Select(entry => new CaseFigures(entry.Key, entry.Value))];
    }

    private Pair Quietest(BenchCase benchCase, bool straightFirst)
    {
        Pair best = Measure(benchCase, straightFirst);
        for (int i = 0; i < _repeatsMax && best.OthersCpuShare > OthersCpuShareMax; i++)
        {
            Repeats++;
            Pair again = Measure(benchCase, straightFirst);
            if (again.OthersCpuShare < best.OthersCpuShare) best = again;
        }
        return best;
    }

    private Pair Measure(BenchCase benchCase, bool straightFirst)
    {
        AwaitQuiet();
        MailText mail = _mails[benchCase];
        if (straightFirst)
        {
            Sample straight = _against.Measure(_straight, benchCase, mail, _seconds);
            return new Pair(straight, _rig.Measure(_rig.Agent.Path, benchCase, mail, _seconds));
        }
        Sample agent = _rig.Measure(_rig.Agent.Path, benchCase, mail, _seconds);
        return new Pair(_against.Measure(_straight, benchCase, mail, _seconds), agent);
    }

    private void AwaitQuiet()
    {
        const double LookSeconds = 0.25;
        for (double waited = 0; waited < _patienceSeconds; waited += LookSeconds)
        {
            double before = ProcessFigures.MachineCpuSeconds();
            Thread.Sleep(TimeSpan.FromSeconds(LookSeconds));
            if (ProcessFigures.MachineCpuSeconds() - before < OthersCpuShareMax * LookSeconds * Environment.ProcessorCount) return;
        }
    }
}
