using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>A program that is started, listened to line by line, and ended.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _arrived = new(0);

    public ChildProcess(string path, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? input = null)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8, StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, said) => Take(said.Data);
        _process.ErrorDataReceived += (_, said) => Take(said.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (input is not null) _process.StandardInput.Write(input);
        _process.StandardInput.Close();
    }

    /// <summary>All that it wrote so far, standard output and standard error as they came.</summary>
    public string Said => string.Join('\n', _lines);

    public int Id => _process.Id;

    /// <summary>Waits for a line and returns it.</summary>
    public async Task<string> Says(string text)
    {
        long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (true)
        {
            if (_lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found) return found;
            long left = end - Environment.TickCount64;
            if (left <= 0 || (_process.HasExited && !await _arrived.WaitAsync(2000))) throw new TimeoutException($"It did not say '{text}':\n{Said}");
            if (!_process.HasExited) await _arrived.WaitAsync((int)Math.Min(left, 200));
        }
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> Ends()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit(5000);
        _process.Dispose();
        _arrived.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        try
        {
            _arrived.Release();
        }
        catch (ObjectDisposedException)
        {
            // The last words of a program that is being ended.
        }
    }
}
