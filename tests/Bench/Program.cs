using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeviceMailAgent.Bench;

/// <summary>Speed and memory of the agent, side by side with a client that goes straight to the provider.</summary>
public static class Program
{
    private const double SecondsDefault = 1.5;
    private const double SecondsQuick = 0.4;
    private const double SecondsProfile = 20;
    private const int MemoryRepeats = 3;
    private const int RepeatsMax = 3;
    private const int UsageExitCode = 64;
    private const int InterruptedExitCode = 130;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Exit code 0: everything that was sent has arrived. 1: it did not. 64: the command line is wrong. 130: stopped by a signal.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is [ProviderProcess.Command]) return ProviderProcess.Serve();
        // .NET 10 does nothing of its own about these; an orderly exit takes the agent along.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Exit);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Exit);
        try
        {
            Options options = Options.Parse(arguments);
            if (options.Help) Console.WriteLine(Options.Usage);
            else Run(options);
            return 0;
        }
        catch (UsageException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return UsageExitCode;
        }
        catch (InvalidOperationException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
    }

    private static void Run(Options options)
    {
        IReadOnlyList<BenchCase> cases = Cases(options);
        string root = AgentBinary.FindRoot();
        AgentBinary binary = options.Agent != null ? AgentBinary.Given(options.Agent) : AgentBinary.Publish(root, native: !options.Jit);
        Machine machine = Machine.Read();
        using ProviderProcess provider = ProviderProcess.Start();
        if (options.Profile != null)
        {
            using AgentProcess profiled = AgentProcess.Start(binary, provider, null, options.ListenerTls);
            Profile.Run(new Rig(profiled, provider), cases[0], options.Straight, options.Seconds ?? SecondsProfile);
            return;
        }
        double seconds = options.Seconds ?? (options.Quick ? SecondsQuick : SecondsDefault);
        if (options.Repair)
        {
            Repair(options, binary, provider, cases, seconds);
            return;
        }
        SpeedRuns runs;
        IReadOnlyList<CaseFigures> figures;
        using (AgentProcess agent = AgentProcess.Start(binary, provider, null, options.ListenerTls))
        {
            runs = new SpeedRuns(new Rig(agent, provider), cases, seconds, options.Patience, options.Quick ? 0 : RepeatsMax);
            Progress("warming up");
            runs.WarmUp(seconds / 2);
            figures = runs.Run(options.Rounds, Progress);
        }
        MemoryFigures? memory = null;
        if (options.Only.Length == 0) memory = new MemoryRuns(binary, provider, options.ListenerTls).Run(options.Quick ? 1 : MemoryRepeats, Progress);
        var results = new Results(machine, binary.What, options.ListenerTls, options.Rounds, seconds, runs.Repeats, figures, memory);
        string report = MarkdownReport.Write(results);
        Console.WriteLine(report);
        if (options.Write) File.WriteAllText(Path.Combine(root, "tests", "Bench", "RESULTS.md"), report);
        if (options.Json != null) File.WriteAllText(options.Json, JsonSerializer.Serialize(results, Indented) + "\n");
    }

    // Two agents of the same program, the same mails: what one puts right that is in order already is all that differs.
    private static void Repair(Options options, AgentBinary binary, ProviderProcess provider, IReadOnlyList<BenchCase> cases, double seconds)
    {
        using AgentProcess passing = AgentProcess.Start(binary, provider, null, options.ListenerTls, repairs: false);
        using AgentProcess repairing = AgentProcess.Start(binary, provider, null, options.ListenerTls);
        var runs = new SpeedRuns(new Rig(repairing, provider), cases, seconds, options.Patience, options.Quick ? 0 : RepeatsMax, new Rig(passing, provider));
        Progress("warming up");
        runs.WarmUp(seconds / 2);
        Console.WriteLine("| mails | pass MB/s | repair MB/s | repair / pass | rounds | agent's CPU s/GB, pass | repair |\n|---|---|---|---|---|---|---|");
        foreach (CaseFigures row in runs.Run(options.Rounds, Progress))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {row.Case.Id} | {row.Straight.MegabytesPerSecond:F1} | {row.Agent.MegabytesPerSecond:F1} | {row.Ratio:F3} | {row.RatioMin:F2} to {row.RatioMax:F2}{(row.IsDisturbed ? ", disturbed" : "")} | {row.Straight.AgentCpuSecondsPerGb:F3} | {row.Agent.AgentCpuSecondsPerGb:F3} |"));
        }
    }

    private static IReadOnlyList<BenchCase> Cases(Options options)
    {
        if (options.Profile != null)
        {
            BenchCase[] named = [.. BenchCase.All.Where(benchCase => benchCase.Id == options.Profile)];
            if (named.Length == 1) return named;
            throw new UsageException($"There is no row {options.Profile}. There are: {string.Join(", ", BenchCase.All.Select(benchCase => benchCase.Id))}.");
        }
        IReadOnlyList<BenchCase> all = options.Quick ? BenchCase.Quick : BenchCase.All;
        BenchCase[] wanted = [.. all.Where(benchCase => benchCase.Id.Contains(options.Only, StringComparison.Ordinal))];
        if (wanted.Length > 0) return wanted;
        throw new UsageException($"No row's id contains {options.Only}. There are: {string.Join(", ", all.Select(benchCase => benchCase.Id))}.");
    }

    private static void Exit(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Environment.Exit(InterruptedExitCode);
    }

    private static void Progress(string what)
    {
        Console.Error.WriteLine(what);
    }
}
