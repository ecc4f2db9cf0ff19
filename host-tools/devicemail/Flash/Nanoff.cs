using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>
/// nanoFramework's own flasher, as its version 2.5.162 reads its arguments (nanoFirmwareFlasher.Tool/Options.cs). It always hears not to ask the
/// network for newer versions of itself.
/// </summary>
internal static partial class Nanoff
{
    private const string Quiet = "--suppressnanoffversioncheck";

    /// <summary>Writes the firmware. With normal verbosity it moves the cursor, which fails on Windows where its output is read: so minimal.</summary>
    /// <param name="target">Of boards.json.</param>
    /// <param name="version">Of boards.json; null: the newest.</param>
    /// <param name="port">The serial port.</param>
    public static IReadOnlyList<string> Update(string target, string? version, string port) =>
        ["--update", "--target", target, .. version is null ? (string[])[] : ["--fwversion", version], "--serialport", port, "-v", "m", Quiet];

    /// <summary>Prints what the board is and which native methods its firmware has. Only a board that runs nanoCLR says the latter.</summary>
    public static IReadOnlyList<string> Details(string port) => ["--nanodevice", "--devicedetails", "--serialport", port, "-v", "n", Quiet];

    /// <summary>Writes files and the network's configuration over the wire protocol. The port stands in the files: beside --serialport older versions take this for a firmware update.</summary>
    public static IReadOnlyList<string> DeployFiles(string filesJson, string networkJson) => ["--filedeployment", filesJson, "--networkdeployment", networkJson, "-v", "n", Quiet];

    /// <summary>Writes the app and starts the board anew. Only with normal verbosity does a failure give an exit code.</summary>
    public static IReadOnlyList<string> DeployApp(string image, string port) => ["--nanodevice", "--deploy", "--serialport", port, "--image", image, "-v", "n", Quiet];

    /// <summary>Finds it: where it was named, in PATH, or where `dotnet tool install -g` puts it.</summary>
    /// <exception cref="FlashException">It is not there.</exception>
    public static string Find(string? named)
    {
        string tools = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");
        string? found = named is null ? Programs.Find("nanoff", tools) : File.Exists(named) ? Path.GetFullPath(named) : null;
        return found ?? throw new FlashException(FlashFault.NoNanoff);
    }

    /// <summary>Runs it. Its exit code alone does not tell: a file that was not written, and arguments that amount to nothing, end with 0.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="FlashException">It failed.</exception>
    public static async Task<IReadOnlyList<string>> Run(string nanoff, IReadOnlyList<string> arguments, Action<string> said, CancellationToken cancellation)
    {
        ProgramResult result = await Programs.Run(nanoff, arguments, said, cancellation);
        string? complaint = result.Lines.FirstOrDefault(line => Complaint().IsMatch(line));
        if (result.ExitCode == 0 && complaint is null) return result.Lines;
        throw new FlashException(FlashFault.NanoffFailed, complaint?.Trim() ?? (result.Lines.Count > 0 ? result.Last : "exit " + result.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"^\s*(Error E[0-9]{4}|E[0-9]{4}$|Error deploying|Exception deploying|Error executing|No operation was performed)")]
    private static partial Regex Complaint();
}
