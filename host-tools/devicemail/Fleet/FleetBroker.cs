using System;
using System.Buffers;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MQTTnet;
using MQTTnet.Protocol;

namespace DeviceMailAgent.Tool.Fleet;

/// <summary>Why the broker could not be asked.</summary>
internal enum FleetFault
{
    BadAddress,
    BadCa,
    BadPassword,
    NotReachable,
    CertificateRefused,
    LoginRefused,
    Refused,
    NoKey,
    NoAnswer,
}

/// <summary>The fleet could not be asked, or a command not be given.</summary>
internal sealed class FleetException(FleetFault fault, string about, Exception? cause = null) : Exception(fault + ": " + about, cause)
{
    public FleetFault Fault { get; } = fault;

    public string About { get; } = about;
}

/// <summary>A connection to the fleet's broker, MQTT 5.</summary>
internal sealed class FleetBroker : IDisposable
{
    private const int AnswerSecondsMax = 15;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly MqttClientOptions _options;
    private readonly BrokerAddress _address;
    private readonly Action<string, ReadOnlyMemory<byte>> _take;

    /// <param name="address">Where it is.</param>
    /// <param name="ca">PEM file with the only roots trusted; null: the system's.</param>
    /// <param name="passwordFile">File with the user's password; null: none.</param>
    /// <param name="take">Told of each message: topic and payload. Called one after the other.</param>
    /// <exception cref="FleetException">A file cannot be used.</exception>
    public FleetBroker(BrokerAddress address, string? ca, string? passwordFile, Action<string, ReadOnlyMemory<byte>> take)
    {
        _address = address;
        _take = take;
        _options = Options(ca, passwordFile);
        _client.ApplicationMessageReceivedAsync += received =>
        {
            _take(received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray());
            return Task.CompletedTask;
        };
    }

    public bool IsConnected => _client.IsConnected;

    /// <summary>Connects.</summary>
    /// <exception cref="FleetException">It could not be done.</exception>
    public async Task Connect(CancellationToken cancellation)
    {
        string where = $"{_address.Host}:{_address.Port}";
        try
        {
            MqttClientConnectResult result = await _client.ConnectAsync(_options, cancellation);
            if (result.ResultCode is MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized) throw new FleetException(FleetFault.LoginRefused, _address.User ?? "-");
            if (result.ResultCode != MqttClientConnectResultCode.Success) throw new FleetException(FleetFault.Refused, result.ResultCode.ToString());
        }
        catch (Exception fault) when (fault is not FleetException && !cancellation.IsCancellationRequested)
        {
            for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
            {
                if (cause is AuthenticationException) throw new FleetException(FleetFault.CertificateRefused, where, fault);
                if (cause is SocketException) break;
            }

            throw new FleetException(FleetFault.NotReachable, where, fault);
        }
    }

    /// <summary>Asks for topics below the prefix, what is retained included. At most once: with at least once a broker keeps a queue that a large fleet overflows.</summary>
    /// <exception cref="FleetException">The broker refused.</exception>
    public async Task Subscribe(CancellationToken cancellation, params string[] below)
    {
        var options = new MqttClientSubscribeOptionsBuilder();
        foreach (string topic in below) options.WithTopicFilter($"{_address.Prefix}/{topic}", MqttQualityOfServiceLevel.AtMostOnce);
        MqttClientSubscribeResult result = await _client.SubscribeAsync(options.Build(), cancellation);
        foreach (MqttClientSubscribeResultItem item in result.Items)
        {
            if (item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) throw new FleetException(FleetFault.Refused, item.TopicFilter.Topic);
        }
    }

    /// <summary>Sends a message below the prefix and waits until the broker has it.</summary>
    public async Task Publish(string below, byte[] payload, CancellationToken cancellation)
    {
        MqttApplicationMessage message = new MqttApplicationMessageBuilder().WithTopic($"{_address.Prefix}/{below}").WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithMessageExpiryInterval(FleetOrder.SecondsMax).Build();
        MqttClientPublishResult result = await _client.PublishAsync(message, cancellation);
        if (!result.IsSuccess) throw new FleetException(FleetFault.Refused, message.Topic);
    }

    public void Dispose() => _client.Dispose();

    private MqttClientOptions Options(string? ca, string? passwordFile)
    {
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder().WithTcpServer(_address.Host, _address.Port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithClientId("devicemail-fleet-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))).WithCleanStart(true).WithTimeout(TimeSpan.FromSeconds(AnswerSecondsMax)).WithKeepAlivePeriod(TimeSpan.FromSeconds(30));
        if (_address.User is not null) options.WithCredentials(_address.User, passwordFile is null ? null : Password(passwordFile));
        X509Certificate2Collection? roots = ca is null ? null : Roots(ca);
        options.WithTlsOptions(tls =>
        {
            tls.UseTls(_address.IsTls);
            if (!_address.IsTls) return;
            tls.WithTargetHost(_address.Host).WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13).WithRevocationMode(X509RevocationMode.NoCheck)
                .WithCertificateValidationHandler(presented => presented.SslPolicyErrors == SslPolicyErrors.None);
            if (roots is not null) tls.WithTrustChain(roots);
        });
        return options.Build();
    }

    private static byte[] Password(string path)
    {
        try
        {
            if (new FileInfo(path).Length <= 1024) return Encoding.UTF8.GetBytes(File.ReadAllText(path).TrimEnd('\r', '\n'));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FleetException(FleetFault.BadPassword, path, fault);
        }

        throw new FleetException(FleetFault.BadPassword, path);
    }

    private static X509Certificate2Collection Roots(string path)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FleetException(FleetFault.BadCa, path, fault);
        }

        return roots.Count > 0 ? roots : throw new FleetException(FleetFault.BadCa, path);
    }
}
