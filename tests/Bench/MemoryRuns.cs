using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace DeviceMailAgent.Bench;

/// <summary>Resident sets of the agent, each of a process of its own; medians of the repeats, in octets.</summary>
/// <param name="Idle">Two seconds after its start.</param>
/// <param name="IdleAfterMail">Two seconds after its first mail.</param>
/// <param name="Peak1Mb">The peak with a mail of 1 MB.</param>
/// <param name="Peak25Mb">With one of 25 MB.</param>
/// <param name="Peak25MbSlow">With one of 25 MB, and a provider that takes 10 MB/s.</param>
/// <param name="SlowSeconds">How long that took.</param>
/// <param name="Peak150Mb">With one of 150 MB.</param>
/// <param name="Peak8Times25Mb">With eight of 25 MB at a time.</param>
public sealed record MemoryFigures(double Idle, double IdleAfterMail, double Peak1Mb, double Peak25Mb, double Peak25MbSlow,
    double SlowSeconds, double Peak150Mb, double Peak8Times25Mb);

/// <summary>Measures the agent's memory. VmHWM counts from a process's start, so each figure gets a new process.</summary>
public sealed class MemoryRuns(AgentBinary binary, ProviderProcess provider, string listenerTls)
{
    private const double SlowOctetsPerSecond = 10_000_000;
    private const int SettleMs = 2000;

    /// <summary>Measures everything so many times.</summary>
    public MemoryFigures Run(int repeats, Action<string> progress)
    {
        var idle = new List<double>();
        var idleAfterMail = new List<double>();
        var slowSeconds = new List<double>();
        for (int i = 0; i < repeats; i++)
        {
            progress($"memory: idle, {i + 1} of {repeats}");
            using AgentProcess agent = AgentProcess.Start(binary, provider, null, listenerTls);
            Thread.Sleep(SettleMs);
            idle.Add(ProcessFigures.Resident(agent.Id));
            Send(agent, 1_000_000, 1);
            Thread.Sleep(SettleMs);
            idleAfterMail.Add(ProcessFigures.Resident(agent.Id));
        }
        double peak1 = Peak("1 MB", repeats, agent => Send(agent, 1_000_000, 1));
        double peak25 = Peak("25 MB", repeats, agent => Send(agent, 25_000_000, 1));
        double peak150 = Peak("150 MB", repeats, agent => Send(agent, 150_000_000, 1));
        double peak8 = Peak("8 times 25 MB", repeats, agent => Send(agent, 25_000_000, 8));
        double slow;
        using (var link = new ThrottledLink(provider.Smtp, SlowOctetsPerSecond))
        {
            slow = Peak("25 MB at 10 MB/s", repeats, agent => slowSeconds.Add(Send(agent, 25_000_000, 1)), link);
        }
        return new MemoryFigures(Statistics.Median(idle), Statistics.Median(idleAfterMail), peak1, peak25, slow,
            Statistics.Median(slowSeconds), peak150, peak8);

        double Peak(string name, int times, Action<AgentProcess> load, ThrottledLink? link = null)
        {
            var peaks = new List<double>();
            for (int i = 0; i < times; i++)
            {
                progress($"memory: {name}, {i + 1} of {times}");
                using AgentProcess agent = AgentProcess.Start(binary, provider, link?.EndPoint, listenerTls);
                load(agent);
                peaks.Add(ProcessFigures.PeakResident(agent.Id));
            }
            return Statistics.Median(peaks);
        }
    }

    // One mail from each client. Returns the longest one's seconds.
    private static double Send(AgentProcess agent, int octets, int atATime)
    {
        var mail = new MailText(octets, BodyText.DotFree);
        LoadResult load = LoadRun.GoOnce(agent.Path, new BenchCase(octets, BodyText.DotFree, false, atATime), mail);
        return load.LatenciesMs.Max() / 1000;
    }
}
