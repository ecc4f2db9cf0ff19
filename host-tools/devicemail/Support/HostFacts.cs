using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Support;

/// <summary>What support wants to know of the computer that the tool runs on. Of the environment only what bears on language and terminal.</summary>
internal static class HostFacts
{
    private static readonly string[] Variables = ["LANG", "LC_ALL", "LC_MESSAGES", "TERM", "TZ"];
    private static readonly TimeSpan ProgramPatience = TimeSpan.FromSeconds(20);

    public static IEnumerable<string> All()
    {
        DateTimeOffset now = DateTimeOffset.Now;
        yield return "system: " + RuntimeInformation.OSDescription + ", " + RuntimeInformation.OSArchitecture;
        yield return "runtime: " + RuntimeInformation.FrameworkDescription + ", " + RuntimeInformation.RuntimeIdentifier;
        yield return string.Create(CultureInfo.InvariantCulture, $"time: {now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, zone {TimeZoneInfo.Local.Id} ({now:zzz})");
        yield return string.Create(CultureInfo.InvariantCulture, $"processors: {Environment.ProcessorCount}");
        foreach (string name in Variables)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) yield return name + ": " + value;
        }

        foreach (string line in Network()) yield return line;
    }

    /// <summary>The agent's own log from systemd's journal, the newest last; null where there is none to be had.</summary>
    public static async Task<string?> Journal(CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var start = new ProcessStartInfo("journalctl", ["--unit", "devicemail-agent", "--lines", "1000", "--output", "short-iso", "--no-pager", "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProgramPatience);
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
                string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
                await errors;
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode == 0 && output.Length > 0 ? output : null;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private static List<string> Network()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().Where(card => card.OperationalStatus == OperationalStatus.Up)
                .Select(card => $"network {card.Name} ({card.NetworkInterfaceType}): " + string.Join(" ", card.GetIPProperties().UnicastAddresses.Select(address => address.Address + "/" + address.PrefixLength)))];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
