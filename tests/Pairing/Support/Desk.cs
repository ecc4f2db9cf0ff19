using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>A technician's desk: a home of its own for devicemail, a sandbox as the provider, and a device that devicemail provisioned.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private static readonly string ToolBinary = Path.Combine(AppContext.BaseDirectory, "devicemail");
    private static readonly string AgentBinary = Path.Combine(AppContext.BaseDirectory, "devicemail-agent");

    private readonly string _folder = Directory.CreateTempSubdirectory("dma-pair-").FullName;
    private readonly List<ChildProcess> _processes = [];

    private Desk(SandboxProvider sandbox)
    {
        Sandbox = sandbox;
        Environment = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder, ["LC_ALL"] = "C.UTF-8", ["TZ"] = "UTC", ["NO_COLOR"] = "1", ["DISPLAY"] = "", ["WAYLAND_DISPLAY"] = "" };
    }

    public SandboxProvider Sandbox { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The one agent that was started.</summary>
    public ChildProcess Agent { get; private set; } = null!;

    public string Device => "unix:" + File("store/control.sock");

    public int ScannerPort { get; private set; }

    /// <summary>A desk with nothing on it but a sandbox.</summary>
    public static Desk Empty(SandboxOptions? options = null)
    {
        var desk = new Desk(SandboxProvider.Start((options ?? new SandboxOptions()) with { DeviceIntervalSeconds = 1 }));
        desk.ScannerPort = FreePort();
        return desk;
    }

    /// <summary>A desk with a device that runs and has not been paired.</summary>
    /// <param name="options">How the sandbox behaves; it asks to be polled every second.</param>
    /// <param name="more">More arguments for <c>devicemail provision</c>.</param>
    public static async Task<Desk> Start(SandboxOptions? options = null, params string[] more)
    {
        Desk desk = Empty(options);
        try
        {
            (int code, string said) = await desk.Tool([.. desk.Provision("device-code"), .. more]);
            Assert.True(code == 0, said);
            await desk.StartAgent();
            return desk;
        }
        catch
        {
            await desk.DisposeAsync();
            throw;
        }
    }

    /// <summary>The arguments that provision a device for the sandbox.</summary>
    public string[] Provision(string flow) =>
    [
        "provision", "--name", "bridge-3f", "--board", "raspberry-pi-4", "--provider", "other", "--flow", flow, "--client-id", "test-client", "--mailbox", Sandbox.User,
        "--value", "host=" + Sandbox.Host, "--smtp-port", Sandbox.SmtpPort.ToString(CultureInfo.InvariantCulture), "--value", "scope=" + Sandbox.Profile.Scope,
        "--value", "token-endpoint=" + Sandbox.TokenEndpoint, "--value", "device-endpoint=" + Sandbox.DeviceEndpoint, "--ca", Sandbox.CaFile,
        "--address", "127.0.0.1", "--port", ScannerPort.ToString(CultureInfo.InvariantCulture), "--allow", "127.0.0.0/8", "--store", "store", "--out", File("agent.json"), "--device", Device,
    ];

    /// <summary>The arguments that provision a device that logs in as an app or a service account.</summary>
    /// <param name="flow">client-credentials or service-account.</param>
    /// <param name="more">More arguments.</param>
    public string[] ProvisionApp(string flow, params string[] more)
    {
        List<string> arguments = [.. Provision(flow)];
        int client = arguments.IndexOf("--client-id");
        // A service account's key file says who it is.
        if (flow == "service-account") arguments.RemoveRange(client, 2);
        else arguments[client + 1] = Sandbox.DaemonClientId;
        int scope = arguments.FindIndex(word => word.StartsWith("scope=", StringComparison.Ordinal));
        if (flow == "client-credentials") arguments[scope] = "scope=https://outlook.office365.com/.default";
        return [.. arguments, .. more];
    }

    public async Task StartAgent()
    {
        Agent = Run(AgentBinary, ["--config", File("agent.json")]);
        await Agent.Says("ready name=");
    }

    /// <summary>Runs devicemail to its end, away from any terminal.</summary>
    public Task<(int Code, string Said)> Tool(params string[] arguments) => Tool(arguments, null);

    public async Task<(int Code, string Said)> Tool(string[] arguments, string? input)
    {
        ChildProcess tool = Run(ToolBinary, arguments, input);
        int code = await tool.Ends();
        return (code, tool.Said);
    }

    /// <summary>Starts devicemail and leaves it running, until this desk is cleared at the latest.</summary>
    public ChildProcess StartTool(params string[] arguments) => Run(ToolBinary, arguments);

    /// <summary>A terminal of 80 columns in which devicemail runs.</summary>
    public TerminalWindow Window(int rows, params string[] arguments) => new(ToolBinary, arguments, Environment, _folder, rows);

    /// <summary>The lines of a <c>--json</c> run, each an object.</summary>
    public static JsonObject[] Lines(string said) => [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    public string File(string name) => Path.Combine(_folder, name);

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess process in _processes) process.Dispose();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ChildProcess Run(string binary, string[] arguments, string? input = null)
    {
        var process = new ChildProcess(binary, arguments, Environment, input);
        _processes.Add(process);
        return process;
    }

    /// <inheritdoc cref="LoopbackPort.Free"/>
    public static int FreePort() => LoopbackPort.Free();
}
