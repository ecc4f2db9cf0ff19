using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Control.Tests;
using MQTTnet;
using Xunit;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary>Debian's mosquitto on loopback, over TLS with a root of its own and one user.</summary>
internal sealed class Broker : IDisposable
{
    public const string User = "office";
    public const string Password = "planted-broker-password-77c1";

    private const string Program = "/usr/sbin/mosquitto";
    private readonly string _folder = Directory.CreateTempSubdirectory("dma-broker-").FullName;
    private ChildProcess? _process;

    private Broker()
    {
    }

    public int Port { get; } = Bench.FreePort();

    public string CaFile => Path.Combine(_folder, "ca.pem");

    public string PasswordFile => Path.Combine(_folder, "password");

    /// <summary>The listener without TLS, for what would cost the test too much.</summary>
    public int PlainPort { get; } = Bench.FreePort();

    /// <summary>For <c>devicemail fleet</c>.</summary>
    public string[] Options => OptionsOf(User);

    /// <summary>What FLEET.md recommends for mosquitto, word for word.</summary>
    public static string RecommendedAcl
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "DeviceMailAgent.sln"))) folder = Path.GetDirectoryName(folder);
            string[] lines = File.ReadAllLines(Path.Combine(folder!, "host-tools", "FLEET.md"));
            IEnumerable<string> acl = lines.SkipWhile(line => !line.StartsWith("    pattern ", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal));
            return string.Concat(acl.Select(line => line.Trim() + "\n"));
        }
    }

    /// <summary>What the broker has open: connections, and a handful of its own.</summary>
    public int OpenFiles => Directory.GetFiles($"/proc/{_process!.Id}/fd").Length;

    public static string PasswordOf(string user) => user == User ? Password : Password + "-" + user;

    /// <summary>For <c>devicemail fleet</c> as another user.</summary>
    public string[] OptionsOf(string user)
    {
        string file = Path.Combine(_folder, "password-" + user);
        File.WriteAllText(file, PasswordOf(user) + "\n");
        return ["--broker", $"mqtts://{user}@localhost:{Port}/devicemail", "--ca", CaFile, "--password-file", file, "--lang", "en"];
    }

    /// <param name="acl">Who may do what, as in acl_file of mosquitto.conf(5); null: everybody everything.</param>
    /// <param name="users">Those who may log in besides <see cref="User"/>; each has a password of its own.</param>
    public static async Task<Broker> Start(string? acl = null, params string[] users)
    {
        Assert.SkipUnless(File.Exists(Program), "mosquitto is not installed (Debian package mosquitto)");
        var broker = new Broker();
        broker.Certificates();
        await File.WriteAllTextAsync(broker.PasswordFile, Password + "\n");
        string passwords = Path.Combine(broker._folder, "users");
        await File.WriteAllLinesAsync(passwords, users.Append(User).Select(user => $"{user}:{PasswordOf(user)}"));
        (int code, _, string errors) = await ChildProcess.Run("/usr/bin/mosquitto_passwd", ["-U", passwords]);
        Assert.True(code == 0, errors);
        string aclFile = Path.Combine(broker._folder, "acl");
        if (acl is not null) await File.WriteAllTextAsync(aclFile, acl);
        await File.WriteAllTextAsync(Path.Combine(broker._folder, "mosquitto.conf"), $"""
            user {Environment.UserName}
            persistence false
            allow_anonymous false
            password_file {passwords}
            {(acl is null ? "" : "acl_file " + aclFile)}
            listener {broker.PlainPort} 127.0.0.1
            listener {broker.Port} 127.0.0.1
            certfile {broker._folder}/server.pem
            keyfile {broker._folder}/server.key

            """);
        await broker.Run();
        return broker;
    }

    /// <summary>Starts it, again too, and waits until it takes connections.</summary>
    public async Task Run()
    {
        _process = ChildProcess.Start(Program, ["-c", Path.Combine(_folder, "mosquitto.conf")]);
        DateTime end = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < end && !_process.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    public void Kill() => _process?.Dispose();

    /// <summary>Points an agent here.</summary>
    public void Use(JsonObject configuration) =>
        configuration["fleet"] = new JsonObject { ["host"] = "localhost", ["port"] = Port, ["ca"] = CaFile, ["user"] = User, ["homeAssistant"] = "homeassistant" };

    /// <summary>Connects as somebody who reads along.</summary>
    public Task<Reader> Connect(params string[] topics) => ConnectAs(User, topics);

    /// <summary>Connects as a user.</summary>
    public async Task<Reader> ConnectAs(string user, params string[] topics)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        var reader = new Reader(client);
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(CaFile);
        MqttClientOptions options = new MqttClientOptionsBuilder().WithTcpServer("localhost", Port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithCredentials(user, PasswordOf(user)).WithTlsOptions(tls => tls.UseTls().WithTargetHost("localhost").WithTrustChain(roots)).Build();
        MqttClientConnectResult result = await client.ConnectAsync(options, Bench.Limit());
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        foreach (string topic in topics) await client.SubscribeAsync(new MqttTopicFilterBuilder().WithTopic(topic).WithAtLeastOnceQoS().Build(), Bench.Limit());
        return reader;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private void Certificates()
    {
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Test root of a broker", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 root = rootRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        var request = new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3, 4]);
        File.WriteAllText(CaFile, root.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
    }
}

/// <summary>A client at the broker that keeps what it heard.</summary>
internal sealed class Reader : IDisposable
{
    private readonly List<(string Topic, byte[] Payload)> _heard = [];

    public Reader(IMqttClient client)
    {
        Client = client;
        client.ApplicationMessageReceivedAsync += received =>
        {
            lock (_heard) _heard.Add((received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray()));
            return Task.CompletedTask;
        };
    }

    public IMqttClient Client { get; }

    public (string Topic, byte[] Payload)[] Heard
    {
        get { lock (_heard) return [.. _heard]; }
    }

    /// <summary>All that was heard, as text.</summary>
    public string Text => string.Join('\n', Heard.Select(message => message.Topic + " " + Encoding.UTF8.GetString(message.Payload)));

    /// <summary>Waits for a message on a topic.</summary>
    public async Task<JsonNode> Hears(string topic, Func<JsonNode, bool> isWanted)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            foreach ((string heardTopic, byte[] payload) in Heard)
            {
                if (heardTopic == topic && payload.Length > 0 && JsonNode.Parse(payload) is { } message && isWanted(message)) return message;
            }

            Assert.True(DateTime.UtcNow < end, $"not heard on {topic}:\n{Text}");
            await Task.Delay(20);
        }
    }

    public Task Says(string topic, byte[] payload, bool isRetained = false) => Client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag(isRetained).WithQualityOfServiceLevel(MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce).Build(), Bench.Limit());

    public void Dispose() => Client.Dispose();
}
