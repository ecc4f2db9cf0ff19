using System;
using System.Diagnostics;

namespace DeviceMailAgent.Bench;

/// <summary>One run of one case one way, with what it cost.</summary>
/// <param name="Load">Mails, time, latencies.</param>
/// <param name="ClientCpuSeconds">User and system time of this process.</param>
/// <param name="AgentCpuSeconds">Of the agent; next to nothing on the straight way.</param>
/// <param name="ProviderCpuSeconds">Of the sandbox.</param>
/// <param name="OthersCpuShare">What other programs took of the whole machine meanwhile, 0 to 1.</param>
/// <param name="AgentPeakOctets">The agent's peak resident set during the run; 0 where the kernel does not let it begin anew.</param>
public sealed record Sample(LoadResult Load, double ClientCpuSeconds, double AgentCpuSeconds, double ProviderCpuSeconds,
    double OthersCpuShare, long AgentPeakOctets)
{
    /// <summary>10^6 octets a second.</summary>
    public double MegabytesPerSecond
    {
        get { return Load.Octets / Load.Seconds / 1e6; }
    }

    /// <summary>Mails a second.</summary>
    public double MailsPerSecond
    {
        get { return Load.Mails / Load.Seconds; }
    }

    /// <summary>All three processes' CPU time.</summary>
    public double TotalCpuSeconds
    {
        get { return ClientCpuSeconds + AgentCpuSeconds + ProviderCpuSeconds; }
    }
}

/// <summary>The three processes of a run.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Provider">The sandbox.</param>
public sealed record Rig(AgentProcess Agent, ProviderProcess Provider)
{
    /// <summary>Runs a case one way and holds what arrived against what was sent.</summary>
    /// <exception cref="InvalidOperationException">A mail was refused, or the provider counted other mails or octets than were sent.</exception>
    public Sample Measure(MailPath path, BenchCase benchCase, MailText mail, double seconds)
    {
        var countBefore = Provider.Count();
        double client = 0, agent = 0, provider = 0, machine = 0;
        long startedAt = 0;
        bool peakBeganAnew = false;
        LoadResult load = LoadRun.Go(path, benchCase, mail, seconds, () =>
        {
            peakBeganAnew = ProcessFigures.ForgetPeak(Agent.Id);
            client = ProcessFigures.CpuSeconds(Environment.ProcessId);
            agent = ProcessFigures.CpuSeconds(Agent.Id);
            provider = ProcessFigures.CpuSeconds(Provider.Id);
            machine = ProcessFigures.MachineCpuSeconds();
            startedAt = Stopwatch.GetTimestamp();
        });
        client = ProcessFigures.CpuSeconds(Environment.ProcessId) - client;
        agent = ProcessFigures.CpuSeconds(Agent.Id) - agent;
        provider = ProcessFigures.CpuSeconds(Provider.Id) - provider;
        double others = Math.Max(0, ProcessFigures.MachineCpuSeconds() - machine - client - agent - provider);
        double share = others / (Stopwatch.GetElapsedTime(startedAt).TotalSeconds * Environment.ProcessorCount);
        long peak = peakBeganAnew ? ProcessFigures.PeakResident(Agent.Id) : 0;

        var count = Provider.Count();
        long mails = count.Mails - countBefore.Mails;
        long octets = count.MailOctets - countBefore.MailOctets;
        long sent = load.Mails + benchCase.AtATime;
        if (mails != sent || octets != sent * mail.ContentOctets)
        {
            throw new InvalidOperationException($"{benchCase.Id} by way of {path.Name}: {sent} mails of {mail.ContentOctets} octets were answered with 250, "
                + $"but the provider has {mails} with {octets} octets in all.");
        }
        return new Sample(load, client, agent, provider, share, peak);
    }
}
