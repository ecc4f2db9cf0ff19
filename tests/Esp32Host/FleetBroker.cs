using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using MQTTnet;
using MQTTnet.Protocol;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>Debian's mosquitto on loopback: one listener over TLS for one user, and one in clear for everybody, as in an own network.</summary>
internal sealed class FleetBroker : IAsyncDisposable
{
    public const string User = "office";
    public const string Password = "planted-broker-password-4d9e";

    private readonly Folder _folder = new("broker");
    private readonly CertificateAuthority _authority = new();
    private ChildProcess? _process;

    private FleetBroker()
    {
    }

    public int Port { get; } = Loopback.FreePort();

    public int TlsPort { get; } = Loopback.FreePort();

    /// <summary>For <c>devicemail fleet</c>.</summary>
    public string[] Options => ["--broker", string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{Port}"), "--lang", "en"];

    /// <summary>What a board over TLS wants beside agent.json.</summary>
    public Dictionary<string, string> Files => new() { ["broker-ca.pem"] = _authority.Pem };

    public static async Task<FleetBroker> Start()
    {
        string program = ChildProcess.Require("/usr/sbin/mosquitto", "mosquitto");
        var broker = new FleetBroker();
        using X509Certificate2 certificate = broker._authority.Issue("localhost");
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        string certificateFile = broker._folder.Write("server.pem", certificate.ExportCertificatePem()), keyFile = broker._folder.Write("server.key", Pem(key));
        string users = broker._folder.Write("users", $"{User}:{Password}\n");
        (int code, _, string errors) = await ChildProcess.Run("/usr/bin/mosquitto_passwd", ["-U", users]);
        Assert.True(code == 0, errors);
        broker._folder.Write("mosquitto.conf", $"""
            user {Environment.UserName}
            persistence false
            per_listener_settings true
            listener {broker.TlsPort} 127.0.0.1
            allow_anonymous false
            password_file {users}
            certfile {certificateFile}
            keyfile {keyFile}
            listener {broker.Port} 127.0.0.1
            allow_anonymous true

            """);
        await broker.Run();
        return broker;

        // A key out of a PKCS#12 can only be had encrypted.
        static string Pem(ECDsa key)
        {
            using ECDsa copy = ECDsa.Create();
            copy.ImportEncryptedPkcs8PrivateKey("x", key.ExportEncryptedPkcs8PrivateKey("x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)), out _);
            return copy.ExportPkcs8PrivateKeyPem();
        }
    }

    /// <summary>Starts it, again too, and waits until it takes connections.</summary>
    public async Task Run()
    {
        ChildProcess process = _process = ChildProcess.Start("/usr/sbin/mosquitto", ["-c", _folder.File("mosquitto.conf")]);
        foreach (int port in (int[])[Port, TlsPort]) Assert.True(await Loopback.Answers(port, () => !process.HasExited, TimeSpan.FromSeconds(30)), string.Join('\n', process.Errors));
    }

    public async Task Kill() => await _process!.DisposeAsync();

    /// <summary>Points a device here in clear, by its address.</summary>
    public void Use(JsonObject configuration) =>
        configuration["fleet"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = Port, ["security"] = "none", ["homeAssistant"] = "homeassistant" };

    /// <summary>Points a board here over TLS, for which it needs a third TLS place.</summary>
    public void UseTls(JsonObject configuration)
    {
        configuration["board"] = "olimex-esp32-poe-iso-wrover";
        configuration["fleet"] = new JsonObject { ["host"] = "localhost", ["port"] = TlsPort, ["ca"] = "broker-ca.pem", ["user"] = User, ["homeAssistant"] = "homeassistant" };
    }

    /// <summary>Connects as somebody who reads along.</summary>
    public async Task<FleetReader> Connect(params string[] topics)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        var reader = new FleetReader(client);
        MqttClientOptions options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", Port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).Build();
        MqttClientConnectResult result = await client.ConnectAsync(options, DeviceProcess.Limit());
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        foreach (string topic in topics) await client.SubscribeAsync(new MqttTopicFilterBuilder().WithTopic(topic).WithAtLeastOnceQoS().Build(), DeviceProcess.Limit());
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A client at the broker that keeps what it heard.</summary>
internal sealed class FleetReader : IDisposable
{
    private readonly List<(string Topic, byte[] Payload)> _heard = [];
    private readonly IMqttClient _client;

    public FleetReader(IMqttClient client)
    {
        _client = client;
        client.ApplicationMessageReceivedAsync += received =>
        {
            lock (_heard) _heard.Add((received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray()));
            return Task.CompletedTask;
        };
    }

    public (string Topic, byte[] Payload)[] Heard
    {
        get { lock (_heard) return [.. _heard]; }
    }

    /// <summary>All that was heard, as text.</summary>
    public string Text => string.Join('\n', Heard.Select(static message => message.Topic + " " + Encoding.UTF8.GetString(message.Payload)));

    /// <summary>Waits for a message on a topic; null wants any.</summary>
    public async Task<JsonNode> Hears(string topic, Func<JsonNode, bool>? isWanted = null)
    {
        JsonNode? found = null;
        await FleetTests.Until(() => (found = Find()) is not null, () => $"not heard on {topic}:\n{Text}");
        return found!;

        JsonNode? Find() => Heard.Where(message => message.Topic == topic && message.Payload.Length > 0).Select(static message => JsonNode.Parse(message.Payload)!).FirstOrDefault(message => isWanted?.Invoke(message) ?? true);
    }

    public Task Says(string topic, byte[] payload, bool isRetained = false) => _client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag(isRetained).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), DeviceProcess.Limit());

    public void Dispose() => _client.Dispose();
}
