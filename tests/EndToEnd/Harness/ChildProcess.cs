using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Other people's programs: found, started, listened to, and ended.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    // Debian keeps servers in sbin, which is not on every user's PATH.
    private static readonly string[] Folders =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/bin", "/sbin"]).ToArray();

    private const int Sigterm = 15;

    private readonly Process _process;
    private readonly List<string> _errors = [];
    private readonly Task _errorsRead;
    private readonly Task<string> _output;

    private ChildProcess(Process process, byte[]? input)
    {
        _process = process;
        _errorsRead = ReadErrors();
        _output = process.StandardOutput.ReadToEndAsync();
        if (input is not null) Feed(input);
        process.StandardInput.Close();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The lines written to standard error so far.</summary>
    public string[] Errors
    {
        get { lock (_errors) return _errors.ToArray(); }
    }

    /// <summary>The path of an installed program, or null.</summary>
    public static string? Find(string name) =>
        Folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The path of an installed program; without it, the test that asks skips and says which package is missing.</summary>
    public static string Require(string name, string package)
    {
        string? path = name.StartsWith('/') ? (File.Exists(name) ? name : null) : Find(name);
        Assert.SkipWhen(path is null, $"{name} is not installed (Debian package {package})");
        return path!;
    }

    public static ChildProcess Start(string path, IEnumerable<string> arguments, byte[]? input = null, string? workingFolder = null)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? Path.GetTempPath(),
        };
        // curl and Python's smtplib would go through a proxy that the machine may have; a user's settings must not matter either.
        foreach (string name in start.Environment.Keys.Where(IsProxy).ToArray()) start.Environment.Remove(name);
        return new ChildProcess(Process.Start(start)!, input);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Exit code, everything from standard output, everything from standard error.</returns>
    public static async Task<(int Code, string Output, string Errors)> Run(
        string path, IEnumerable<string> arguments, byte[]? input = null, int secondsMax = 60, string? workingFolder = null)
    {
        await using ChildProcess child = Start(path, arguments, input, workingFolder);
        int code = await child.Exit(TimeSpan.FromSeconds(secondsMax));
        return (code, await child._output, string.Join('\n', child.Errors));
    }

    /// <summary>Waits for the end and returns the exit code; a program that does not end in time is killed and is an error.</summary>
    public async Task<int> Exit(TimeSpan wait)
    {
        using var timeout = new CancellationTokenSource(wait);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end in {wait.TotalSeconds} s:\n{string.Join('\n', Errors)}");
        }
        await _errorsRead;
        return _process.ExitCode;
    }

    /// <summary>Sends SIGTERM, as systemd does.</summary>
    public void Terminate() => Kill(Id, Sigterm);

    /// <summary>Waits until a line on standard error satisfies the condition.</summary>
    public async Task<string> Error(Func<string, bool> condition, TimeSpan wait)
    {
        DateTime end = DateTime.UtcNow + wait;
        while (true)
        {
            bool exited = HasExited;
            string? line = Errors.FirstOrDefault(condition);
            if (line is not null) return line;
            if (exited || DateTime.UtcNow > end) break;
            await Task.Delay(20);
        }
        throw new TimeoutException("no such line on standard error:\n" + string.Join('\n', Errors));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static bool IsProxy(string name) => name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private void Feed(byte[] input)
    {
        try
        {
            _process.StandardInput.BaseStream.Write(input);
        }
        catch (IOException)
        {
            // It closed its input early; its exit code tells why.
        }
    }

    private async Task ReadErrors()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors) _errors.Add(line);
        }
    }
}
