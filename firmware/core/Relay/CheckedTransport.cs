using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>A way to the provider that remembers how far it came, so that a failure can be put to its step.</summary>
public sealed class CheckedTransport : IProviderTransport
{
    private readonly IProviderTransport _inner;
    private bool _isConnected;
    private bool _triedTls;

    /// <summary>Watches another one.</summary>
    public CheckedTransport(IProviderTransport inner)
    {
        _inner = inner;
    }

    /// <inheritdoc/>
    public int ReadTimeoutMs
    {
        set { _inner.ReadTimeoutMs = value; }
    }

    /// <inheritdoc/>
    public Diagnosis Failure
    {
        get { return _inner.Failure; }
    }

    /// <inheritdoc/>
    public bool IsQuiet
    {
        get { return _inner.IsQuiet; }
    }

    /// <summary>The step at which an opening without a login failed.</summary>
    public CheckStep FailedAt(Diagnosis diagnosis, Security security)
    {
        switch (diagnosis)
        {
            case Diagnosis.NameNotResolved: return CheckStep.Name;
            case Diagnosis.ConnectionRefused:
            case Diagnosis.ProviderUnreachable: return CheckStep.Port;
            case Diagnosis.CertificateNameMismatch:
            case Diagnosis.CertificateExpired:
            case Diagnosis.CertificateUntrusted: return CheckStep.Certificate;
            case Diagnosis.StartTlsNotOffered:
            case Diagnosis.StartTlsInjected:
            case Diagnosis.ProviderTlsFailed:
            case Diagnosis.ProviderTlsTooOld: return CheckStep.Tls;
            default:
                // With TLS from the first octet the handshake belongs to the connecting.
                bool isTls = _triedTls || (security == Security.Implicit && !_isConnected);
                return isTls ? CheckStep.Tls : CheckStep.Greeting;
        }
    }

    /// <inheritdoc/>
    public bool Connect()
    {
        _triedTls = false;
        _isConnected = _inner.Connect();
        return _isConnected;
    }

    /// <inheritdoc/>
    public bool StartTls()
    {
        _triedTls = true;
        return _inner.StartTls();
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        return _inner.Read(buffer, offset, count);
    }

    /// <inheritdoc/>
    public bool Write(byte[] buffer, int offset, int count)
    {
        return _inner.Write(buffer, offset, count);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _inner.Close();
    }
}
