using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Control.Tests;

/// <summary>A program that is started, listened to and ended.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _errors = [];

    private ChildProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, said) =>
        {
            if (said.Data is null) return;
            lock (_errors) _errors.Add(said.Data);
        };
        _process.BeginErrorReadLine();
    }

    public string[] Errors
    {
        get { lock (_errors) return _errors.ToArray(); }
    }

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public static ChildProcess Start(string path, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> Run(
        string path, IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        using ChildProcess child = Start(path, arguments, environment);
        await child._process.StandardInput.WriteAsync(input);
        child._process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        string output = await child._process.StandardOutput.ReadToEndAsync(limit.Token);
        await child._process.WaitForExitAsync(limit.Token);
        // The asynchronous reading of standard error ends with this call only.
        child._process.WaitForExit();
        return (child._process.ExitCode, output, string.Join('\n', child.Errors));
    }

    /// <summary>Waits for a line on standard error.</summary>
    public async Task<string> Says(string text)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        bool flushed = false;
        while (true)
        {
            bool exited = HasExited;
            string? line = Errors.FirstOrDefault(said => said.Contains(text, StringComparison.Ordinal));
            if (line is not null) return line;
            if (exited && !flushed)
            {
                // What it said last is still on its way; this call, and only without a limit, ends behind it.
                _process.WaitForExit();
                flushed = true;
                continue;
            }

            if (exited || DateTime.UtcNow > end) throw new TimeoutException($"no '{text}' on standard error:\n{string.Join('\n', Errors)}");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends it at once, as a power cut does.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit(5000);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
