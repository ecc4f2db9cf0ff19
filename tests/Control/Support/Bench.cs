using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Control;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>One agent as a process, one sandbox as its provider, for one test.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Account = "scans";
    public const string Recipient = "office@contoso.example";

    private static readonly string AgentBinary = Path.Combine(AppContext.BaseDirectory, "devicemail-agent");
    private static readonly string ToolBinary = Path.Combine(AppContext.BaseDirectory, "devicemail");

    private readonly string _folder = Directory.CreateTempSubdirectory("dma-control-").FullName;
    private ChildProcess? _agent;

    private Bench(SandboxProvider sandbox)
    {
        Sandbox = sandbox;
    }

    public SandboxProvider Sandbox { get; }

    public string Socket => File("store/control.sock");

    public DeviceTarget Target => new(new DeviceAddress(DeviceWay.Unix, Socket));

    public int ScannerPort { get; private set; }

    public string[] Log => _agent!.Errors;

    public ChildProcess Agent => _agent!;

    /// <param name="change">Changes agent.json before the agent reads it.</param>
    /// <param name="paired">True to carry the sandbox's refresh token into the store.</param>
    /// <param name="options">How the sandbox behaves.</param>
    public static async Task<Bench> Start(Action<JsonObject, Bench>? change = null, bool paired = true, SandboxOptions? options = null)
    {
        var bench = new Bench(SandboxProvider.Start(options ?? new SandboxOptions()));
        try
        {
            JsonObject configuration = bench.Configuration();
            change?.Invoke(configuration, bench);
            await System.IO.File.WriteAllTextAsync(bench.File("agent.json"), configuration.ToJsonString());
            if (paired) await bench.Import(bench.Sandbox.RefreshToken);
            await bench.Run();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a text of agent.json is accepted: exit code, what is wrong, and what would run.</summary>
    public static async Task<(int Code, string Said, string Plan)> Check(JsonObject configuration, string folder)
    {
        string file = Path.Combine(folder, "agent.json");
        await System.IO.File.WriteAllTextAsync(file, configuration.ToJsonString());
        (int code, string plan, string errors) = await ChildProcess.Run(AgentBinary, ["--config", file, "--check"]);
        return (code, errors, plan);
    }

    /// <summary>Runs devicemail as a process, with a configuration folder of its own.</summary>
    public Task<(int Code, string Output, string Errors)> Tool(params string[] arguments) => Tool(_folder, arguments);

    public static Task<(int Code, string Output, string Errors)> Tool(string home, string[] arguments) =>
        ChildProcess.Run(ToolBinary, arguments, environment: new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = home, ["LC_ALL"] = "C.UTF-8", ["TZ"] = "UTC" });

    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>Connects; waits for a place where the peers before have only just gone.</summary>
    public async Task<ControlClient> Connect()
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return await ControlClient.Connect(Target, Limit());
            }
            catch (ControlException fault) when (fault.Fault == ControlFault.Busy && tries < 100)
            {
                await Task.Delay(50, Limit());
            }
        }
    }

    public static CancellationToken Limit(int seconds = 60) => new CancellationTokenSource(TimeSpan.FromSeconds(seconds)).Token;

    /// <summary>A connection that can say what no client would.</summary>
    public async Task<RawPeer> Raw()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        while (true)
        {
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), Limit());
                return new RawPeer(new NetworkStream(socket, ownsSocket: true));
            }
            catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
            {
                // unix(7): the queue of those who want to be let in is full just now.
                await Task.Delay(10, Limit());
            }
        }
    }

    public async Task Import(string secret)
    {
        (int code, _, string errors) = await ChildProcess.Run(AgentBinary, ["--config", File("agent.json"), "--import-secret", Account], secret + "\n");
        Assert.True(code == 0, errors);
    }

    /// <summary>Starts the agent and waits until it listens.</summary>
    public async Task Run()
    {
        _agent?.Dispose();
        _agent = ChildProcess.Start(AgentBinary, ["--config", File("agent.json")]);
        await _agent.Says("ready name=");
    }

    /// <summary>A scanner sends a mail of so many octets; an SmtpCommandException says if it was refused.</summary>
    public async Task Scan(int octets = 20_000)
    {
        using var scanner = new MailKit.Net.Smtp.SmtpClient();
        await scanner.ConnectAsync("127.0.0.1", ScannerPort, MailKit.Security.SecureSocketOptions.None, Limit());
        using var mail = new MimeMessage();
        mail.From.Add(new MailboxAddress("Scanner", "scanner@contoso.example"));
        mail.To.Add(new MailboxAddress("Office", Recipient));
        mail.Subject = "Scan";
        var body = new BodyBuilder { TextBody = "Scan" };
        body.Attachments.Add("scan.pdf", new byte[octets]);
        mail.Body = body.ToMessageBody();
        await scanner.SendAsync(mail, Limit());
        await scanner.DisconnectAsync(true, Limit());
    }

    /// <inheritdoc cref="LoopbackPort.Free"/>
    public static int FreePort() => LoopbackPort.Free();

    public async ValueTask DisposeAsync()
    {
        _agent?.Dispose();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private JsonObject Configuration()
    {
        ScannerPort = FreePort();
        return new JsonObject
        {
            ["name"] = "bridge-test",
            ["board"] = "raspberry-pi-4",
            ["listen"] = new JsonArray(new JsonObject
            {
                ["address"] = "127.0.0.1", ["port"] = ScannerPort, ["tls"] = "off", ["allow"] = new JsonArray("127.0.0.0/8"), ["login"] = "optional",
            }),
            ["logins"] = new JsonArray(),
            ["accounts"] = new JsonArray(new JsonObject
            {
                ["name"] = Account,
                ["default"] = true,
                ["ca"] = Sandbox.CaFile,
                ["smtp"] = new JsonObject { ["host"] = Sandbox.Host, ["port"] = Sandbox.SmtpPort, ["security"] = "starttls", ["sizeMax"] = 36_700_160 },
                ["mechanism"] = "xoauth2",
                ["user"] = Sandbox.User,
                ["sender"] = new JsonObject { ["address"] = Sandbox.User, ["rewrite"] = "if-different" },
                ["oauth"] = new JsonObject
                {
                    ["flow"] = "device-code", ["clientId"] = "test-client", ["scope"] = Sandbox.Profile.Scope, ["tokenEndpoint"] = Sandbox.TokenEndpoint.ToString(),
                },
            }),
            ["store"] = "store",
        };
    }
}
