using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>
/// OpenSSH's own programs towards one host, with keys alone and a host key that is known: nothing is asked, and an unknown host gets nothing. What
/// ssh_config(5) says of the host (port, key, jump host) holds.
/// </summary>
internal sealed class Ssh
{
    // ssh(1): 255 is its own failure, everything else the command's.
    private const int OwnFailure = 255;

    private static readonly string[] Strict = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"];

    private readonly string[] _options;

    /// <summary>Nothing is connected yet.</summary>
    /// <param name="host">A host, user@host, or a name of ssh_config.</param>
    /// <param name="configuration">For -F; null: the user's own.</param>
    /// <exception cref="FlashException">The host cannot be one.</exception>
    public Ssh(string host, string? configuration)
    {
        // It stands among the arguments of ssh, and before a colon for scp.
        bool isSound = host.Length > 0 && char.IsAsciiLetterOrDigit(host[0]) && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@');
        if (!isSound) throw new FlashException(FlashFault.BadOption, "--host", host);
        Host = host;
        _options = configuration is null ? Strict : ["-F", configuration, .. Strict];
    }

    public string Host { get; }

    /// <summary>The arguments of ssh for one command of the device's shell.</summary>
    public IReadOnlyList<string> Command(string script) => [.. _options, Host, script];

    /// <summary>The arguments of scp for one file.</summary>
    public IReadOnlyList<string> Copy(string from, string to) => [.. _options, "-q", from, Host + ":" + to];

    /// <summary>Runs a command there.</summary>
    /// <returns>What it printed, if it went well.</returns>
    /// <exception cref="FlashException">The host is not reached, or the command failed.</exception>
    public async Task<ProgramResult> Run(string script, Action<string> said, CancellationToken cancellation)
    {
        ProgramResult result = await Ask(script, said, cancellation);
        return result.ExitCode == 0 ? result : throw Failed(result);
    }

    /// <summary>Runs a command there, whatever its exit code.</summary>
    /// <exception cref="FlashException">The host is not reached.</exception>
    public async Task<ProgramResult> Ask(string script, Action<string> said, CancellationToken cancellation)
    {
        ProgramResult result = await Programs.Run(Find("ssh"), Command(script), said, cancellation);
        return result.ExitCode == OwnFailure ? throw NotReached(result) : result;
    }

    /// <summary>Copies a file there.</summary>
    /// <exception cref="FlashException">The host is not reached, or has no room.</exception>
    public async Task CopyThere(string from, string to, Action<string> said, CancellationToken cancellation)
    {
        ProgramResult result = await Programs.Run(Find("scp"), Copy(from, to), said, cancellation);
        if (result.ExitCode == OwnFailure) throw NotReached(result);
        if (result.ExitCode != 0) throw Failed(result);
    }

    private static string Find(string name) => Programs.Find(name) ?? throw new FlashException(FlashFault.NoSsh);

    private FlashException Failed(ProgramResult result) =>
        result.Lines.Any(line => line.StartsWith("sudo: ", StringComparison.Ordinal) && line.Contains("password", StringComparison.Ordinal))
            ? new FlashException(FlashFault.NoSudo, Host)
            : new FlashException(FlashFault.CommandFailed, result.Lines.Count > 0 ? result.Last : "exit " + result.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private FlashException NotReached(ProgramResult result)
    {
        if (Says("IDENTIFICATION HAS CHANGED")) return new(FlashFault.OtherHostKey, Host);
        if (Says("Host key verification failed") || Says("host key is known")) return new(FlashFault.UnknownHost, Host);
        return Says("Permission denied") ? new(FlashFault.LoginRefused, Host) : new FlashException(FlashFault.HostNotReached, Host, result.Last);

        bool Says(string words) => result.Lines.Any(line => line.Contains(words, StringComparison.Ordinal));
    }
}
