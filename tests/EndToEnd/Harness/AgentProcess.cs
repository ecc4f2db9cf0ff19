using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>The agent as a process of its own, as systemd would run it.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(20);

    private readonly string _binary;
    private readonly Folder _folder;
    private ChildProcess _process;

    private AgentProcess(string binary, Folder folder, int port)
    {
        _binary = binary;
        _folder = folder;
        _process = ChildProcess.Start(binary, ["--config", folder.File("agent.json")]);
        Port = port;
    }

    /// <summary>Where it takes mail.</summary>
    public int Port { get; }

    /// <summary>What it wrote to standard error so far, one line an entry.</summary>
    public string[] Log => _process.Errors;

    public bool HasExited => _process.HasExited;

    /// <summary>The files of its token store.</summary>
    public string[] StoreFiles => Directory.GetFiles(_folder.File("store"), "*", SearchOption.AllDirectories);

    /// <summary>Writes agent.json, carries the refresh token into the store, starts the agent and waits until it listens.</summary>
    /// <param name="configuration">agent.json.</param>
    /// <param name="caPem">The roots that it is to trust.</param>
    /// <param name="refreshToken">Null: the account stays unpaired.</param>
    /// <param name="others">Refresh tokens of further accounts, by their names.</param>
    public static async Task<AgentProcess> Start(JsonObject configuration, string caPem, string? refreshToken, IReadOnlyDictionary<string, string>? others = null)
    {
        string binary = await AgentBinary.Path();
        var folder = new Folder("agent");
        folder.Write("ca.pem", caPem);
        string file = folder.Write("agent.json", configuration.ToJsonString());
        var tokens = new Dictionary<string, string>(others ?? new Dictionary<string, string>());
        if (refreshToken is not null) tokens.Add(AgentFile.Account, refreshToken);
        foreach ((string account, string token) in tokens)
        {
            (int code, string output, string errors) = await ChildProcess.Run(
                binary, ["--config", file, "--import-refresh-token", account], Encoding.ASCII.GetBytes(token + "\n"));
            Assert.True(code == 0, $"--import-refresh-token ended with {code}: {output}{errors}");
        }
        var agent = new AgentProcess(binary, folder, configuration.At("listen[0].port").GetValue<int>());
        await agent.Listens();
        return agent;
    }

    /// <summary>Kills the process, as a power cut does, and starts it again on the same files.</summary>
    public async Task KillAndStart()
    {
        await _process.DisposeAsync();
        _process = ChildProcess.Start(_binary, ["--config", _folder.File("agent.json")]);
        await Listens();
    }

    /// <summary>Runs the agent's command line to its end, with this text as agent.json (null: no such file).</summary>
    public static async Task<(int Code, string Output, string[] Errors)> Run(string? configuration, string option = "", IReadOnlyDictionary<string, string>? files = null)
    {
        string binary = await AgentBinary.Path();
        using var folder = new Folder("agent");
        foreach ((string name, string text) in files ?? new Dictionary<string, string>()) folder.Write(name, text);
        string file = folder.File("agent.json");
        if (configuration is not null) folder.Write("agent.json", configuration);
        string[] arguments = option.Length == 0 ? ["--config", file] : ["--config", file, option];
        (int code, string output, string errors) = await ChildProcess.Run(binary, arguments, secondsMax: 20);
        return (code, output, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Waits for a log line that contains the text.</summary>
    public Task<string> Logs(string text) => _process.Error(line => line.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(20));

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => _process.Terminate();

    public Task<int> Exit(TimeSpan wait) => _process.Exit(wait);

    /// <summary>The most memory that it ever held, in octets (VmHWM of proc(5)).</summary>
    public long PeakRss()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task Listens()
    {
        DateTime end = DateTime.UtcNow + StartWait;
        while (!IsListening(Port))
        {
            if (HasExited || DateTime.UtcNow > end)
            {
                string log = string.Join('\n', Log);
                await DisposeAsync();
                Assert.Fail("the agent does not listen:\n" + log);
            }
            await Task.Delay(10);
        }
    }

    // Asking the kernel instead of connecting: the agent would count a connection as a scanner. State 0A is LISTEN (proc(5)).
    private static bool IsListening(int port)
    {
        string local = string.Create(CultureInfo.InvariantCulture, $":{port:X4} ");
        return File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6")).Any(line => line.Contains(local) && line.Contains(" 0A "));
    }
}
