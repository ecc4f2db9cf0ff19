using System;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using DeviceMailAgent.Control.Tests;
using MQTTnet;
using MQTTnet.Protocol;
using Xunit;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary>A played device with a connection of its own: own user, last will, retained status and health, as FLEET.md has them. A thousand agents would not fit on a test machine.</summary>
internal sealed class PlayedDevice(Broker broker, int index) : IDisposable
{
    private IMqttClient? _client;
    private int _link, _number;

    public string Id { get; } = NameOf(index);

    /// <summary>Mails delivered, as its next health tells.</summary>
    public int Delivered { get; set; }

    /// <summary>Whether its next status is needs-pairing.</summary>
    public bool NeedsPairing { get; set; }

    public static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"office-{index:0000}");

    /// <summary>Connects, anew too, and tells its state and its figures.</summary>
    /// <param name="roots">Null: without TLS.</param>
    public async Task Connect(X509Certificate2Collection? roots)
    {
        _client?.Dispose();
        _client = new MqttClientFactory().CreateMqttClient();
        _link++;
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", roots is null ? broker.PlainPort : broker.Port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithClientId("devicemail-" + Id).WithCredentials(Id, Broker.PasswordOf(Id)).WithCleanStart(true).WithKeepAlivePeriod(TimeSpan.FromSeconds(60)).WithTimeout(TimeSpan.FromSeconds(60))
            .WithWillTopic(Topic("status")).WithWillPayload(Status("gone", ",\"why\":\"lost\"")).WithWillRetain(true).WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (roots is not null) options.WithTlsOptions(tls => tls.UseTls().WithTargetHost("localhost").WithTrustChain(roots));
        MqttClientConnectResult result = await _client.ConnectAsync(options.Build(), Bench.Limit());
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        await _client.SubscribeAsync(new MqttTopicFilterBuilder().WithTopic(Topic("command")).WithAtLeastOnceQoS().Build(), Bench.Limit());
        await TellStatus();
        await TellHealth();
    }

    public Task TellStatus() => Publish("status", Status(NeedsPairing ? "needs-pairing" : "ready", ""));

    public Task TellHealth() => Publish("health", Message($",\"uptimeSeconds\":60,\"rssOctets\":20000000,\"sessions\":0,\"delivered\":{Delivered.ToString(CultureInfo.InvariantCulture)},\"refused\":0"));

    /// <summary>Is gone without a word, as after a power cut: the broker has to tell.</summary>
    public void Dispose() => _client?.Dispose();

    private string Topic(string part) => $"devicemail/{Id}/{part}";

    private byte[] Status(string state, string more) =>
        Message($",\"name\":\"{Id}\",\"board\":\"raspberry-pi-4\",\"version\":\"0.1.0\",\"state\":\"{state}\",\"diagnosis\":{(state == "needs-pairing" ? 301 : 0)}{more}");

    private byte[] Message(string more) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"protocol\":1,\"id\":\"{Id}\",\"boot\":\"b{Id}\",\"link\":{_link},\"number\":{++_number},\"time\":\"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}Z\"{more}}}"));

    private async Task Publish(string part, byte[] payload)
    {
        MqttApplicationMessage message = new MqttApplicationMessageBuilder().WithTopic(Topic(part)).WithPayload(payload).WithRetainFlag().WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        MqttClientPublishResult result = await _client!.PublishAsync(message, Bench.Limit());
        Assert.True(result.IsSuccess, $"{Id}: {result.ReasonCode}");
    }
}
