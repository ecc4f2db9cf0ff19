using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DeviceMailAgent.Bench;

/// <summary>What a figure says about its target.</summary>
public enum Verdict
{
    /// <summary>As good as wanted.</summary>
    Reached,

    /// <summary>Not as good.</summary>
    Missed,

    /// <summary>Other programs took so much of the machine that the figure says little.</summary>
    Disturbed,
}

/// <summary>A line of the list of targets.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Wanted">The target.</param>
/// <param name="Measured">The figure.</param>
/// <param name="Verdict">Whether it is reached.</param>
public sealed record Target(string Name, string Wanted, string Measured, Verdict Verdict);

/// <summary>Everything that a run brought.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Agent">What kind of program the agent was.</param>
/// <param name="ListenerTls">agent.json's <c>listen.tls</c>.</param>
/// <param name="Rounds">Interleaved rounds.</param>
/// <param name="Seconds">Of one way of one case in one round.</param>
/// <param name="Repeats">Pairs measured again because the machine was busy.</param>
/// <param name="Cases">The rows.</param>
/// <param name="Memory">Resident sets; null when only some rows were wanted.</param>
public sealed record Results(Machine Machine, string Agent, string ListenerTls, int Rounds, double Seconds, int Repeats,
    IReadOnlyList<CaseFigures> Cases, MemoryFigures? Memory)
{
    private const double RatioWanted = 0.8;
    private const double CpuSecondsPerGbWanted = 3;
    private const double PeakMbWanted = 32;
    private const double PeakGrowthMbWanted = 1;

    /// <summary>What was to be reached, as far as it was measured.</summary>
    public IReadOnlyList<Target> Targets
    {
        get
        {
            var targets = new List<Target>();
            foreach (int octets in (int[])[25_000_000, 1_000_000, 10_000])
            {
                if (Find(octets, each: false) is { } held) targets.Add(Speed(held));
            }
            if (Find(10_000, each: true) is { } perMail)
            {
                double ratio = perMail.Agent.MedianMs / perMail.Straight.MedianMs;
                targets.Add(new Target("10 KB mails, a connection for each: median latency, agent / straight", "below 1",
                    Text($"{ratio:F2} ({perMail.Agent.MedianMs:F2} ms / {perMail.Straight.MedianMs:F2} ms)"), Judge(ratio < 1, perMail.IsDisturbed)));
            }
            if (Find(25_000_000, each: false) is { } large)
            {
                double cpu = large.Agent.AgentCpuSecondsPerGb;
                targets.Add(new Target("25 MB mails: the agent's CPU seconds per GB", Text($"at most {CpuSecondsPerGbWanted}"), Text($"{cpu:F2}"), Judge(cpu <= CpuSecondsPerGbWanted)));
            }
            if (Memory != null) AddMemory(targets, Memory);
            return targets;
        }
    }

    private static Target Speed(CaseFigures figures)
    {
        return new Target($"{MailText.SizeName(figures.Case.Octets)} mails in one connection: speed, agent / straight", Text($"at least {RatioWanted}"),
            Text($"{figures.Ratio:F2} (rounds: {figures.RatioMin:F2} to {figures.RatioMax:F2})"), Judge(figures.Ratio >= RatioWanted, figures.IsDisturbed));
    }

    private static void AddMemory(List<Target> targets, MemoryFigures memory)
    {
        double growth = (memory.Peak150Mb - memory.Peak1Mb) / 1e6;
        targets.Add(new Target("Peak memory with a mail of 150 MB above that with one of 1 MB", Text($"at most {PeakGrowthMbWanted} MB"), Text($"{growth:F1} MB"), Judge(growth <= PeakGrowthMbWanted)));
        targets.Add(new Target("Peak memory with a mail of 150 MB", Text($"at most {PeakMbWanted} MB"), Text($"{memory.Peak150Mb / 1e6:F1} MB"), Judge(memory.Peak150Mb / 1e6 <= PeakMbWanted)));
        double slow = (memory.Peak25MbSlow - memory.Peak25Mb) / 1e6;
        targets.Add(new Target("Peak memory with a provider of 10 MB/s above that with a fast one (25 MB)", Text($"the same, within {PeakGrowthMbWanted} MB"), Text($"{slow:F1} MB"), Judge(slow <= PeakGrowthMbWanted)));
    }

    private static Verdict Judge(bool isReached, bool isDisturbed = false)
    {
        if (isDisturbed) return Verdict.Disturbed;
        return isReached ? Verdict.Reached : Verdict.Missed;
    }

    private CaseFigures? Find(int octets, bool each)
    {
        return Cases.FirstOrDefault(figures => figures.Case.Octets == octets && figures.Case.ConnectionPerMail == each && figures.Case.AtATime == 1
            && figures.Case.Text == BodyText.DotFree);
    }

    private static string Text(System.FormattableString text)
    {
        return text.ToString(CultureInfo.InvariantCulture);
    }
}
