using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The real agent as a process.</summary>
internal sealed partial class AgentProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly Thread _reader;

    /// <summary>Starts it with a configuration and waits until it listens.</summary>
    public AgentProcess(string configuration)
    {
        _process = Launch("--config", configuration);
        _reader = new Thread(ReadLog) { IsBackground = true };
        _reader.Start();
        WaitForLine("ready ");
    }

    /// <summary>The log so far.</summary>
    public string[] Log
    {
        get
        {
            lock (_log) return _log.ToArray();
        }
    }

    public int Id
    {
        get { return _process.Id; }
    }

    public static Process Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "devicemail-agent"), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(string? input, params string[] arguments)
    {
        using Process process = Launch(arguments);
        if (input != null) process.StandardInput.Write(input);
        process.StandardInput.Close();
        string error = "";
        var reader = new Thread(() => error = process.StandardError.ReadToEnd());
        reader.Start();
        string output = process.StandardOutput.ReadToEnd();
        reader.Join();
        process.WaitForExit();
        return (process.ExitCode, output, error);
    }

    /// <inheritdoc cref="LoopbackPort.Free"/>
    public static int FreePort() => LoopbackPort.Free();

    /// <summary>Waits for a line of the log that begins so.</summary>
    public string WaitForLine(string beginning)
    {
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 30_000)
        {
            foreach (string line in Log)
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
            }
            Thread.Sleep(10);
        }
        throw new TimeoutException("No line \"" + beginning + "\" in the log:\n" + string.Join('\n', Log));
    }

    public void Terminate()
    {
        Assert(kill(_process.Id, 15) == 0);
    }

    /// <summary>Waits for its end, and the last line of its log.</summary>
    /// <returns>The exit code.</returns>
    public int WaitForExit(int waitMs)
    {
        if (!_process.WaitForExit(waitMs)) throw new TimeoutException("The agent did not end.");
        _reader.Join(waitMs);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _reader.Join(5000);
        _process.Dispose();
    }

    private static void Assert(bool holds)
    {
        if (!holds) throw new InvalidOperationException("The signal could not be sent.");
    }

    private void ReadLog()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            lock (_log) _log.Add(line);
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
