using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>The platform's end of one scanner's connection.</summary>
public interface IScannerConnection : IByteChannel
{
    /// <summary>How long <see cref="IByteChannel.Read"/> waits for the first octet, in milliseconds.</summary>
    int ReadTimeoutMs { set; }

    /// <summary>True once TLS protects the connection.</summary>
    bool IsSecure { get; }

    /// <summary>
    /// Runs the TLS handshake as server. Octets that the scanner sent behind its STARTTLS line (a hasty ClientHello) come
    /// first, from <paramref name="early"/>; they reach only the TLS layer and are never obeyed as commands (RFC 3207 4.2).
    /// </summary>
    bool StartTls(byte[] early, int offset, int count);

    /// <summary>Why the last <see cref="StartTls"/> failed; <see cref="Diagnosis.ScannerTlsFailed"/> where nothing more is known.</summary>
    Diagnosis TlsFailure { get; }

    /// <summary>Closes at once. May be called twice.</summary>
    void Close();
}
