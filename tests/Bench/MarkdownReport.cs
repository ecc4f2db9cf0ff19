using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace DeviceMailAgent.Bench;

/// <summary>The results as a person reads them.</summary>
public static class MarkdownReport
{
    /// <summary>Writes everything as Markdown.</summary>
    public static string Write(Results results)
    {
        var text = new StringBuilder();
        Head(text, results);
        Targets(text, results);
        Speed(text, results);
        Latency(text, results);
        Cost(text, results);
        if (results.Memory != null) Memory(text, results.Memory);
        text.Append('\n').Append(Elsewhere());
        return text.ToString();
    }

    private static void Head(StringBuilder text, Results results)
    {
        Line(text, $"# How fast, and in how much memory");
        Line(text, $"");
        Line(text, $"Made by `dotnet run -c Release --project tests/Bench -- --write`; tests/Bench/README.md says what is measured and what limits it.");
        Line(text, $"");
        Line(text, $"- Machine: {results.Machine}.");
        Line(text, $"- **straight**: the bench's client to the provider (the sandbox), STARTTLS and XOAUTH2. **agent**: the same client over plain SMTP to the agent, which goes to the same provider.");
        Line(text, $"- Agent: {results.Agent}. Listener: `\"tls\": \"{results.ListenerTls}\"`. Client, agent and provider share the machine's cores.");
        Line(text, $"- {results.Rounds} interleaved rounds of {results.Seconds} s for each way of each row; speeds are medians, latencies and CPU times are of all rounds together. 1 MB is 10^6 octets.");
        Line(text, $"- Others: what other programs took of the machine meanwhile. {results.Repeats} pairs were measured again because it was more than {SpeedRuns.OthersCpuShareMax:P0}; where it stayed so, no verdict is given.");
    }

    private static void Targets(StringBuilder text, Results results)
    {
        Line(text, $"");
        Line(text, $"## Targets");
        Line(text, $"");
        Line(text, $"| | target | measured | |");
        Line(text, $"|---|---|---|---|");
        foreach (Target target in results.Targets) Line(text, $"| {target.Name} | {target.Wanted} | {target.Measured} | {Say(target.Verdict)} |");
    }

    private static void Speed(StringBuilder text, Results results)
    {
        Line(text, $"");
        Line(text, $"## Speed");
        Line(text, $"");
        Line(text, $"| mail | connection | at a time | straight MB/s | agent MB/s | straight mails/s | agent mails/s | agent / straight | rounds | others |");
        Line(text, $"|---|---|---:|---:|---:|---:|---:|---:|---|---:|");
        foreach (CaseFigures row in results.Cases)
        {
            Line(text, $"| {Case(row)} | {Mega(row.Straight)} | {Mega(row.Agent)} | {row.Straight.MailsPerSecond:N1} | {row.Agent.MailsPerSecond:N1} | **{row.Ratio:F2}** | {row.RatioMin:F2} to {row.RatioMax:F2} | {row.OthersCpuShare:P0} |");
        }
    }

    private static void Latency(StringBuilder text, Results results)
    {
        Line(text, $"");
        Line(text, $"## Latency of a mail, ms");
        Line(text, $"");
        Line(text, $"In one connection: from MAIL to the last 250. A connection for each: from connect to the last 250. With fewer than 100 mails, the longest stands for p99.");
        Line(text, $"");
        Line(text, $"| mail | connection | at a time | straight median | agent median | agent / straight | straight p99 | agent p99 | mails |");
        Line(text, $"|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (CaseFigures row in results.Cases)
        {
            Line(text, $"| {Case(row)} | {row.Straight.MedianMs:N2} | {row.Agent.MedianMs:N2} | **{row.Agent.MedianMs / row.Straight.MedianMs:F2}** | {row.Straight.P99Ms:N2} | {row.Agent.P99Ms:N2} | {row.Straight.Mails} + {row.Agent.Mails} |");
        }
    }

    private static void Cost(StringBuilder text, Results results)
    {
        Line(text, $"");
        Line(text, $"## CPU seconds per GB, and the agent's peak resident set");
        Line(text, $"");
        Line(text, $"User and system time from /proc. Total: client, agent and provider.");
        Line(text, $"");
        Line(text, $"| mail | connection | at a time | agent | client / provider, by way of the agent | total | client / provider, straight | total | agent's peak, MB |");
        Line(text, $"|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (CaseFigures row in results.Cases)
        {
            PathFigures agent = row.Agent, straight = row.Straight;
            string peak = agent.AgentPeakOctets > 0 ? Text($"{agent.AgentPeakOctets / 1e6:F1}") : "?";
            Line(text, $"| {Case(row)} | **{agent.AgentCpuSecondsPerGb:F2}** | {agent.ClientCpuSecondsPerGb:F2} / {agent.ProviderCpuSecondsPerGb:F2} | {agent.TotalCpuSecondsPerGb:F2} | {straight.ClientCpuSecondsPerGb:F2} / {straight.ProviderCpuSecondsPerGb:F2} | {straight.TotalCpuSecondsPerGb:F2} | {peak} |");
        }
    }

    private static void Memory(StringBuilder text, MemoryFigures memory)
    {
        Line(text, $"");
        Line(text, $"## The agent's resident set");
        Line(text, $"");
        Line(text, $"A new process for each figure (VmRSS idle, VmHWM else).");
        Line(text, $"");
        Line(text, $"| | MB |");
        Line(text, $"|---|---:|");
        Line(text, $"| idle, 2 s after its start | {memory.Idle / 1e6:F1} |");
        Line(text, $"| idle, 2 s after its first mail | {memory.IdleAfterMail / 1e6:F1} |");
        Line(text, $"| peak with one mail of 1 MB | {memory.Peak1Mb / 1e6:F1} |");
        Line(text, $"| peak with one mail of 25 MB | {memory.Peak25Mb / 1e6:F1} |");
        Line(text, $"| peak with one mail of 25 MB and a provider that takes 10 MB/s (it took {memory.SlowSeconds:F1} s) | {memory.Peak25MbSlow / 1e6:F1} |");
        Line(text, $"| peak with one mail of 150 MB | {memory.Peak150Mb / 1e6:F1} |");
        Line(text, $"| peak with 8 mails of 25 MB at a time | {memory.Peak8Times25Mb / 1e6:F1} |");
    }

    private static string Case(CaseFigures row)
    {
        string dots = row.Case.Text == BodyText.DotRich ? ", rich in dots" : "";
        return $"{MailText.SizeName(row.Case.Octets)}{dots} | {(row.Case.ConnectionPerMail ? "for each mail" : "one, long")} | {row.Case.AtATime}";
    }

    private static string Say(Verdict verdict)
    {
        return verdict switch
        {
            Verdict.Reached => "reached",
            Verdict.Missed => "**missed**",
            _ => "the machine was too busy to tell",
        };
    }

    private static string Mega(PathFigures figures)
    {
        return figures.MegabytesPerSecond < 100 ? Text($"{figures.MegabytesPerSecond:F1}") : Text($"{figures.MegabytesPerSecond:F0}");
    }

    private static string Elsewhere()
    {
        using Stream stream = typeof(MarkdownReport).Assembly.GetManifestResourceStream("measured-elsewhere.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Line(StringBuilder text, FormattableString line)
    {
        text.Append(Text(line)).Append('\n');
    }

    private static string Text(FormattableString text)
    {
        return text.ToString(CultureInfo.InvariantCulture);
    }
}
