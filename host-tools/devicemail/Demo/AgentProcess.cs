using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>The real agent as its own process, as it runs on a board.</summary>
internal sealed class AgentProcess : IDisposable
{
    private const int SigTerm = 15;
    private readonly string _binary;
    private readonly string _configuration;
    private readonly Action<string> _said;
    private readonly ManualResetEventSlim _ready = new();
    private readonly List<string> _lines = [];
    private Process? _process;

    /// <param name="binary">devicemail-agent; null: the one built beside this tool.</param>
    /// <param name="configuration">Its agent.json.</param>
    /// <param name="said">Told of each line of its log.</param>
    public AgentProcess(string? binary, string configuration, Action<string> said)
    {
        _binary = binary ?? Path.Combine(AppContext.BaseDirectory, "devicemail-agent");
        _configuration = configuration;
        _said = said;
    }

    /// <summary>True if the binary is native code and not the JIT's host, which has its program in a .dll beside it.</summary>
    public bool IsNative => !File.Exists(Path.ChangeExtension(_binary, ".dll")) && !File.Exists(_binary + ".dll");

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="IOException">It ended or did not get ready; the message holds its last words.</exception>
    public void Run()
    {
        _process = Start();
        _process.StandardInput.Close();
        var reader = new Thread(() => Read(_process.StandardError)) { IsBackground = true, Name = "agent log" };
        reader.Start();
        if (_ready.Wait(TimeSpan.FromSeconds(20)) && !_process.HasExited) return;
        lock (_lines) throw new IOException($"The agent did not get ready: {string.Join(" / ", _lines)}");
    }

    /// <summary>The highest resident set so far, octets; 0 where the system does not tell.</summary>
    public long PeakRssBytes()
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{_process?.Id}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(6, line.Length - 9).Trim(), CultureInfo.InvariantCulture) * 1024;
            }
        }
        catch (IOException)
        {
            // Not Linux, or the process has just ended: there is no figure, and 0 says so.
        }
        return 0;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            if (Kill(_process.Id, SigTerm) != 0 || !_process.WaitForExit(5000)) _process.Kill();
        }
        _process?.Dispose();
        _ready.Dispose();
    }

    private Process Start(params string[] more)
    {
        var start = new ProcessStartInfo(_binary)
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add("--config");
        start.ArgumentList.Add(_configuration);
        foreach (string argument in more) start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start) ?? throw new IOException($"{_binary} could not be started.");
        }
        catch (Win32Exception fault)
        {
            throw new IOException($"{_binary} could not be started: {fault.Message}. Build the solution, or name the binary with --agent.", fault);
        }
    }

    private void Read(StreamReader log)
    {
        while (log.ReadLine() is { } line)
        {
            // journald's priority prefix is not for eyes.
            if (line.Length > 3 && line[0] == '<' && line[2] == '>') line = line[3..];
            lock (_lines) _lines.Add(line);
            _said(line);
            if (line.StartsWith("ready", StringComparison.Ordinal)) _ready.Set();
        }
        _ready.Set();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
