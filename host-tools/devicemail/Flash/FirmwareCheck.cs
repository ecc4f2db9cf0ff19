using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>
/// Whether the firmware on the board has the native methods that the app was built for. nanoCLR compares a checksum for each assembly when it starts and
/// starts nothing when one differs (nf-interpreter, src/CLR/Startup/CLRStartup.cpp), so it is compared here, before the app is written.
/// </summary>
internal static partial class FirmwareCheck
{
    private const int Tries = 5;

    // It asks over a serial line and is done in seconds; a board that says nothing must not hold the technician.
    private static readonly TimeSpan AskingMax = TimeSpan.FromSeconds(60);

    // A board that was just written takes some seconds to start.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>Asks the board and compares.</summary>
    /// <param name="nanoff">Where nanoff is.</param>
    /// <param name="port">The serial port.</param>
    /// <param name="needs">What the app was built for.</param>
    /// <param name="said">Told of what nanoff prints.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FlashException">The board does not say, or its firmware does not fit.</exception>
    public static async Task Run(string nanoff, string port, IReadOnlyList<NativeNeed> needs, Action<string> said, CancellationToken cancellation)
    {
        IReadOnlyList<string> lines = await Details(nanoff, port, said, cancellation);
        var here = new Dictionary<string, (uint Checksum, string Version)>(StringComparer.Ordinal);
        foreach (Match match in lines.Select(line => Native().Match(line)).Where(match => match.Success))
        {
            here[match.Groups["name"].Value] = (uint.Parse(match.Groups["sum"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture), match.Groups["version"].Value);
        }

        string version = lines.Select(line => Clr().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "?";
        if (here.Count == 0) throw new FlashException(FlashFault.NoNatives, port);
        string[] wrong = [.. needs.Where(need => !Fits(need, here)).Select(need => Difference(need, here))];
        if (wrong.Length > 0) throw new FlashException(FlashFault.WrongFirmware, version, string.Join("; ", wrong));
    }

    /// <summary>A checksum as nanoff and nanoCLR print it.</summary>
    public static string Shown(uint checksum) => "0x" + checksum.ToString("X8", CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<string>> Details(string nanoff, string port, Action<string> said, CancellationToken cancellation)
    {
        for (int i = 1; ; i++)
        {
            using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            asking.CancelAfter(AskingMax);
            try
            {
                return await Nanoff.Run(nanoff, Nanoff.Details(port), said, asking.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new FlashException(FlashFault.NoNatives, port);
            }
            catch (FlashException fault) when (fault.Fault == FlashFault.NanoffFailed && i < Tries)
            {
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    // The name of an assembly in a packed image may not be known; then its checksum has to be among the board's.
    private static bool Fits(NativeNeed need, Dictionary<string, (uint Checksum, string Version)> here) =>
        need.Name.StartsWith('#') ? here.Values.Any(native => native.Checksum == need.Checksum) : here.TryGetValue(need.Name, out (uint Checksum, string Version) native) && native.Checksum == need.Checksum;

    private static string Difference(NativeNeed need, Dictionary<string, (uint Checksum, string Version)> here) =>
        here.TryGetValue(need.Name, out (uint Checksum, string Version) native) ? $"{need.Name} {Shown(need.Checksum)} / {Shown(native.Checksum)} (v{native.Version})" : $"{need.Name} {Shown(need.Checksum)} / -";

    [GeneratedRegex(@"^\s+(?<name>[A-Za-z0-9_.]+) v(?<version>[0-9.]+), checksum 0x(?<sum>[0-9A-Fa-f]{8})$")]
    private static partial Regex Native();

    [GeneratedRegex(@"^\s*CLR Version:\s+([0-9.]+)")]
    private static partial Regex Clr();
}
