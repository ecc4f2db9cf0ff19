using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;

namespace DeviceMailAgent.Bench;

/// <summary>The agent as the real process, with an agent.json and a store of its own, between plain SMTP and the provider.</summary>
public sealed class AgentProcess : IDisposable
{
    private const string Account = "scans";
    private const string LogName = "agent.log";
    private const int StartMsMax = 15_000;
    private const int StopMsMax = 35_000;
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly string _folder;
    private AgentProcess(Process process, string folder, IPEndPoint listens)
    {
        _process = process;
        _folder = folder;
        Path = new MailPath("agent", listens, null);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Process id.</summary>
    public int Id
    {
        get { return _process.Id; }
    }

    /// <summary>The way through this agent.</summary>
    public MailPath Path { get; }

    /// <summary>Configures an agent, gives it its refresh token, starts it and waits until it listens.</summary>
    /// <param name="binary">The program.</param>
    /// <param name="provider">Where tokens come from, and mail goes.</param>
    /// <param name="smtp">Where to connect to for SMTP instead, as a slow link stands between; null: the provider itself.</param>
    /// <param name="listenerTls">agent.json's <c>listen.tls</c>.</param>
    /// <param name="repairs">False: agent.json's <c>lines</c> and <c>header</c> are <c>pass</c>; true: <c>repair</c>, as they are by default.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message holds its last words.</exception>
    public static AgentProcess Start(AgentBinary binary, ProviderProcess provider, IPEndPoint? smtp, string listenerTls, bool repairs = true)
    {
        string folder = Directory.CreateTempSubdirectory("devicemail-bench-").FullName;
        var listens = new IPEndPoint(IPAddress.Loopback, FreePort());
        string configuration = System.IO.Path.Combine(folder, "agent.json");
        File.WriteAllText(configuration, Configuration(provider, smtp ?? provider.Smtp, listens.Port, listenerTls, repairs ? "repair" : "pass"));
        using (Process import = Launch(binary, folder, "--config", configuration, "--import-refresh-token", Account))
        {
            import.StandardInput.WriteLine(provider.RefreshToken);
            import.StandardInput.Close();
            import.WaitForExit();
            if (import.ExitCode != 0) throw new InvalidOperationException($"--import-refresh-token ended with {import.ExitCode}: {LastWords(folder)}");
        }
        var agent = new AgentProcess(Launch(binary, folder, "--config", configuration), folder, listens);
        agent.AwaitListening();
        return agent;
    }

    /// <summary>Ends the agent as systemd does and removes its folder.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (!_process.HasExited) _ = Kill(_process.Id, SigTerm);
        if (!_process.WaitForExit(StopMsMax)) _process.Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Told to end (SIGTERM), the bench leaves no agent behind. The sandbox ends by itself, with its standard input.
    private void OnProcessExit(object? sender, EventArgs arguments)
    {
        Dispose();
    }

    // The log, one line a mail, goes to a file: reading it here would cost this process time that the comparison would count.
    // The shell's exec keeps the process id.
    private static Process Launch(AgentBinary binary, string folder, params string[] arguments)
    {
        string[] shell = ["-c", "log=$1; shift; exec \"$@\" 2>>\"$log\"", "sh", System.IO.Path.Combine(folder, LogName), binary.File];
        return Process.Start(new ProcessStartInfo("/bin/sh", [.. shell, .. arguments]) { RedirectStandardInput = true })!;
    }

    private static string Configuration(ProviderProcess provider, IPEndPoint smtp, int port, string listenerTls, string repair)
    {
        return JsonSerializer.Serialize(new
        {
            name = "bench",
            board = "raspberry-pi-4",
            // The mails' octets are counted at both ends: repair leaves these mails as they are.
            listen = new[]
            {
                new { address = "127.0.0.1", port, tls = listenerTls, allow = new[] { "127.0.0.0/8" }, login = "optional", lines = repair, header = repair, received = false },
            },
            logins = Array.Empty<object>(),
            accounts = new[]
            {
                new
                {
                    name = Account,
                    @default = true,
                    ca = provider.CaFile,
                    // No perMinuteMax: the agent is to go as fast as it can.
                    smtp = new { host = provider.Host, port = smtp.Port, security = "starttls", sizeMax = 157_286_400, connectionsMax = 8 },
                    mechanism = "xoauth2",
                    user = provider.User,
                    sender = new { address = provider.User, rewrite = "never" },
                    oauth = new { flow = "device-code", clientId = "bench", scope = "https://outlook.office.com/SMTP.Send offline_access", tokenEndpoint = provider.TokenEndpoint },
                },
            },
            store = "store",
        });
    }

    // A look, not a connection: for the first connection the agent fetches a token and opens its link, and it would no longer be idle.
    private void AwaitListening()
    {
        long end = Environment.TickCount64 + StartMsMax;
        while (!ProcessFigures.IsListening(Path.Server.Port))
        {
            if (_process.HasExited || Environment.TickCount64 > end)
            {
                string words = LastWords(_folder);
                Dispose();
                throw new InvalidOperationException("The agent does not listen. Its last words: " + words);
            }
            Thread.Sleep(20);
        }
    }

    private static string LastWords(string folder)
    {
        string log = System.IO.Path.Combine(folder, LogName);
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(10)) : "none";
    }

    /// <inheritdoc cref="LoopbackPort.Free"/>
    private static int FreePort() => LoopbackPort.Free();

    // Process.Kill knows SIGKILL only.
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
