using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// The platform's way to one provider: a connection that can be opened again and again. Host, port, trusted roots and
/// implicit TLS are the platform's settings; the relay only says when.
/// </summary>
public interface IProviderTransport : IByteChannel
{
    /// <summary>How long <see cref="IByteChannel.Read"/> waits for the first octet, in milliseconds.</summary>
    int ReadTimeoutMs { set; }

    /// <summary>Why the last <see cref="Connect"/> or <see cref="StartTls"/> failed.</summary>
    Diagnosis Failure { get; }

    /// <summary>Resolves the name, connects and, where the account says implicit TLS, finishes the handshake.</summary>
    bool Connect();

    /// <summary>Runs the TLS handshake as client and verifies the certificate against the configured host name.</summary>
    bool StartTls();

    /// <summary>True while the connection is open and nothing has arrived: what an idle kept connection looks like.</summary>
    bool IsQuiet { get; }

    /// <summary>Closes at once. May be called twice.</summary>
    void Close();
}
