using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control.Tests;
using DeviceMailAgent.Sandbox;
using MimeKit;
using Xunit;

namespace DeviceMailAgent.Page.Tests;

/// <summary>One agent with its page as a process, one sandbox as its provider.</summary>
internal sealed class PageBench : IAsyncDisposable
{
    public const string Account = "scans";

    private static readonly string AgentBinary = Path.Combine(AppContext.BaseDirectory, "devicemail-agent");

    private readonly string _folder = Directory.CreateTempSubdirectory("dma-page-").FullName;
    private ChildProcess? _agent;

    private PageBench(SandboxProvider sandbox)
    {
        Sandbox = sandbox;
    }

    public SandboxProvider Sandbox { get; }

    public int ScannerPort { get; } = FreePort();

    public int PagePort { get; } = FreePort();

    public string Address => $"http://127.0.0.1:{PagePort}/";

    public string[] Log => _agent!.Errors;

    /// <param name="change">Changes agent.json before the agent reads it.</param>
    /// <param name="paired">True to carry the sandbox's refresh token into the store.</param>
    public static async Task<PageBench> Start(Action<JsonObject>? change = null, bool paired = true)
    {
        var bench = new PageBench(SandboxProvider.Start(new SandboxOptions()));
        try
        {
            JsonObject configuration = bench.Configuration();
            change?.Invoke(configuration);
            await System.IO.File.WriteAllTextAsync(bench.File("agent.json"), configuration.ToJsonString());
            if (paired)
            {
                (int code, _, string errors) = await ChildProcess.Run(AgentBinary, ["--config", bench.File("agent.json"), "--import-secret", Account], bench.Sandbox.RefreshToken + "\n");
                Assert.True(code == 0, errors);
            }
            bench._agent = ChildProcess.Start(AgentBinary, ["--config", bench.File("agent.json")]);
            await bench._agent.Says("ready name=");
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether agent.json is accepted with this as its page: exit code, what is wrong, and what would run.</summary>
    public async Task<(int Code, string Said, string Plan)> Check(JsonNode page)
    {
        JsonObject configuration = Configuration();
        configuration["page"] = page;
        await System.IO.File.WriteAllTextAsync(File("checked.json"), configuration.ToJsonString());
        (int code, string plan, string errors) = await ChildProcess.Run(AgentBinary, ["--config", File("checked.json"), "--check"]);
        return (code, errors, plan);
    }

    public string File(string name) => Path.Combine(_folder, name);

    public static CancellationToken Limit(int seconds = 60) => new CancellationTokenSource(TimeSpan.FromSeconds(seconds)).Token;

    public async Task<string> Get(string path, string language = "en", string accept = "*/*")
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        client.DefaultRequestHeaders.Add("Accept", accept);
        return await client.GetStringAsync(new Uri(new Uri(Address), path), Limit());
    }

    /// <summary>Sends octets as they are and reads until the agent closes.</summary>
    /// <param name="from">This end's address.</param>
    public async Task<string> Say(string octets, string from = "127.0.0.1")
    {
        using Socket socket = await Connect(from);
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(octets), Limit());
        }
        catch (SocketException)
        {
            // Refused before it was all said.
        }
        return await ReadAll(socket);
    }

    public async Task<Socket> Connect(string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, PagePort), Limit());
        return socket;
    }

    public static async Task<string> ReadAll(Socket socket)
    {
        using var all = new MemoryStream();
        byte[] chunk = new byte[8192];
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(chunk, Limit())) > 0) all.Write(chunk, 0, count);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionReset)
        {
            // What came before it counts.
        }
        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>A scanner sends a mail; false: it was refused.</summary>
    public async Task<bool> Scan(int octets = 20_000, string recipient = "office@contoso.example")
    {
        using var scanner = new MailKit.Net.Smtp.SmtpClient();
        await scanner.ConnectAsync("127.0.0.1", ScannerPort, MailKit.Security.SecureSocketOptions.None, Limit());
        using var mail = new MimeMessage();
        mail.From.Add(new MailboxAddress("Scanner", "scanner@contoso.example"));
        mail.To.Add(new MailboxAddress("Office", recipient));
        mail.Subject = "Scan";
        var body = new BodyBuilder { TextBody = "Scan" };
        body.Attachments.Add("scan.pdf", new byte[octets]);
        mail.Body = body.ToMessageBody();
        try
        {
            await scanner.SendAsync(mail, Limit());
        }
        catch (MailKit.Net.Smtp.SmtpCommandException)
        {
            return false;
        }
        await scanner.DisconnectAsync(true, Limit());
        return true;
    }

    /// <summary>Asks until the answer is as it should be.</summary>
    public static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> isRight)
    {
        CancellationToken limit = Limit();
        while (true)
        {
            T answer = await ask();
            if (isRight(answer)) return answer;
            if (limit.IsCancellationRequested) throw new TimeoutException("after a minute there was still: " + answer);
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>A program's path; the test is skipped where it is missing.</summary>
    public static string Program(string name, string package)
    {
        string? path = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(System.IO.File.Exists);
        if (path is null) Assert.Skip($"There is no {name} here. Install it: apt-get install --no-install-recommends {package}");
        return path;
    }

    /// <inheritdoc cref="LoopbackPort.Free"/>
    public static int FreePort() => LoopbackPort.Free();

    public async ValueTask DisposeAsync()
    {
        _agent?.Dispose();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private JsonObject Configuration() => new()
    {
        ["name"] = "bridge-test",
        ["board"] = "raspberry-pi-4",
        ["listen"] = new JsonArray(new JsonObject
        {
            ["address"] = "127.0.0.1", ["port"] = ScannerPort, ["tls"] = "auto", ["allow"] = new JsonArray("127.0.0.0/8"), ["login"] = "optional",
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
        ["page"] = new JsonObject { ["address"] = "127.0.0.1", ["port"] = PagePort, ["allow"] = new JsonArray("127.0.0.0/8") },
    };
}
