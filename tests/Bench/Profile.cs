using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;

namespace DeviceMailAgent.Bench;

/// <summary>One case for long enough to look at the processes with a profiler, and the agent's system calls per mail.</summary>
public static class Profile
{
    private const double TraceSeconds = 3;
    private const int AttachMs = 1000;
    private const int SigInt = 2;

    /// <summary>Runs the case and prints what there is to print.</summary>
    /// <param name="rig">The processes.</param>
    /// <param name="benchCase">The case.</param>
    /// <param name="straight">Straight to the provider.</param>
    /// <param name="seconds">How long.</param>
    public static void Run(Rig rig, BenchCase benchCase, bool straight, double seconds)
    {
        var mail = new MailText(benchCase.Octets, benchCase.Text);
        MailPath path = straight ? rig.Provider.Straight : rig.Agent.Path;
        rig.Measure(path, benchCase, mail, 1);
        Console.WriteLine($"{benchCase.Id} by way of {path.Name} for {seconds} s; process ids: client {Environment.ProcessId}, agent {rig.Agent.Id}, provider {rig.Provider.Id}");
        Sample sample = rig.Measure(path, benchCase, mail, seconds);
        double gigabytes = sample.Load.Octets / 1e9;
        Print($"{sample.MegabytesPerSecond:F1} MB/s, {sample.MailsPerSecond:F1} mails/s; CPU s/GB: client {sample.ClientCpuSeconds / gigabytes:F2}, agent {sample.AgentCpuSeconds / gigabytes:F2}, provider {sample.ProviderCpuSeconds / gigabytes:F2}");
        double cores = sample.Load.Seconds;
        Print($"cores busy: client {sample.ClientCpuSeconds / cores:F2}, agent {sample.AgentCpuSeconds / cores:F2}, provider {sample.ProviderCpuSeconds / cores:F2}; others took {sample.OthersCpuShare:P0} of the machine");
        Trace(rig, benchCase, mail, path, straight ? Environment.ProcessId : rig.Agent.Id);
    }

    // While strace looks on everything is slow; the counts are right all the same.
    private static void Trace(Rig rig, BenchCase benchCase, MailText mail, MailPath path, int pid)
    {
        string output = Path.GetTempFileName();
        Process? strace = Start(pid, output);
        if (strace == null)
        {
            Console.WriteLine("strace is not installed, so system calls were not counted.");
            return;
        }
        Thread.Sleep(AttachMs);
        Sample sample = rig.Measure(path, benchCase, mail, TraceSeconds);
        _ = Kill(strace.Id, SigInt);
        strace.WaitForExit();
        strace.Dispose();
        long mails = sample.Load.Mails + benchCase.AtATime;
        double megabytes = mails * mail.Octets / 1e6;
        Console.WriteLine($"system calls of process {pid} for {mails} mails:");
        Console.WriteLine("   per mail     per MB  call");
        // Columns of strace -c: % time, seconds, usecs/call, calls, [errors,] name.
        foreach (string[] fields in File.ReadLines(output).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (fields.Length < 5 || fields[^1] == "total" || !long.TryParse(fields[3], CultureInfo.InvariantCulture, out long calls)) continue;
            Print($"{calls / (double)mails,11:F2} {calls / megabytes,10:F2}  {fields[^1]}");
        }
        File.Delete(output);
    }

    private static Process? Start(int pid, string output)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("strace", ["-c", "-f", "-q", "-o", output, "-p", pid.ToString(CultureInfo.InvariantCulture)]));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static void Print(FormattableString line)
    {
        Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
