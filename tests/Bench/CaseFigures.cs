using System;
using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.Bench;

/// <summary>What is said of one way of one case: medians of the rounds; latencies and CPU time of all rounds together.</summary>
/// <param name="MegabytesPerSecond">10^6 octets a second.</param>
/// <param name="MailsPerSecond">Mails a second.</param>
/// <param name="MedianMs">Latency that half of the mails stay below.</param>
/// <param name="P99Ms">Latency that 99 of 100 mails stay below; the longest where there are fewer than 100.</param>
/// <param name="Mails">Mails that were measured.</param>
/// <param name="AgentCpuSecondsPerGb">The agent's user and system time for 10^9 octets.</param>
/// <param name="ClientCpuSecondsPerGb">The bench's own.</param>
/// <param name="ProviderCpuSecondsPerGb">The sandbox's.</param>
/// <param name="AgentPeakOctets">The largest peak resident set of the agent; 0 if unknown.</param>
public sealed record PathFigures(double MegabytesPerSecond, double MailsPerSecond, double MedianMs, double P99Ms, long Mails,
    double AgentCpuSecondsPerGb, double ClientCpuSecondsPerGb, double ProviderCpuSecondsPerGb, long AgentPeakOctets)
{
    /// <summary>All three processes' CPU time for 10^9 octets.</summary>
    public double TotalCpuSecondsPerGb
    {
        get { return AgentCpuSecondsPerGb + ClientCpuSecondsPerGb + ProviderCpuSecondsPerGb; }
    }

    /// <summary>Sums up the samples of one way.</summary>
    public static PathFigures Of(IReadOnlyList<Sample> samples)
    {
        double[] latenciesMs = [.. samples.SelectMany(sample => sample.Load.LatenciesMs).Order()];
        double gigabytes = samples.Sum(sample => sample.Load.Octets) / 1e9;
        return new PathFigures(
            Statistics.Median(samples.Select(sample => sample.MegabytesPerSecond)),
            Statistics.Median(samples.Select(sample => sample.MailsPerSecond)),
            Statistics.Median(latenciesMs), Statistics.Percentile(latenciesMs, 0.99), latenciesMs.Length,
            samples.Sum(sample => sample.AgentCpuSeconds) / gigabytes,
            samples.Sum(sample => sample.ClientCpuSeconds) / gigabytes,
            samples.Sum(sample => sample.ProviderCpuSeconds) / gigabytes,
            samples.Max(sample => sample.AgentPeakOctets));
    }
}

/// <summary>What is said of one case.</summary>
public sealed record CaseFigures
{
    /// <summary>Sums up the rounds of one case.</summary>
    public CaseFigures(BenchCase benchCase, IReadOnlyList<Pair> pairs)
    {
        Case = benchCase;
        Straight = PathFigures.Of([.. pairs.Select(pair => pair.Straight)]);
        Agent = PathFigures.Of([.. pairs.Select(pair => pair.Agent)]);
        double[] ratios = [.. pairs.Select(pair => pair.Agent.MegabytesPerSecond / pair.Straight.MegabytesPerSecond).Order()];
        Ratio = Statistics.Median(ratios);
        RatioMin = ratios[0];
        RatioMax = ratios[^1];
        OthersCpuShare = Statistics.Median(pairs.Select(pair => pair.OthersCpuShare));
    }

    /// <summary>The case.</summary>
    public BenchCase Case { get; }

    /// <summary>Client to provider.</summary>
    public PathFigures Straight { get; }

    /// <summary>Client to agent to provider.</summary>
    public PathFigures Agent { get; }

    /// <summary>Speed through the agent over speed straight: each round's ratio, and of these the median.</summary>
    public double Ratio { get; }

    /// <summary>The lowest round's.</summary>
    public double RatioMin { get; }

    /// <summary>The highest round's.</summary>
    public double RatioMax { get; }

    /// <summary>What other programs took of the machine, 0 to 1: the median of the rounds.</summary>
    public double OthersCpuShare { get; }

    /// <summary>Whether others took so much that speeds and latencies say little. CPU seconds and memory stay right.</summary>
    public bool IsDisturbed
    {
        get { return OthersCpuShare > SpeedRuns.OthersCpuShareMax; }
    }
}

/// <summary>Order statistics.</summary>
public static class Statistics
{
    /// <summary>The middle value, or the mean of both.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The least value that <paramref name="share"/> of the values do not exceed (nearest rank).</summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="share">0 to 1.</param>
    public static double Percentile(IReadOnlyList<double> sorted, double share)
    {
        int rank = (int)Math.Ceiling(share * sorted.Count);
        return sorted[Math.Clamp(rank - 1, 0, sorted.Count - 1)];
    }
}
