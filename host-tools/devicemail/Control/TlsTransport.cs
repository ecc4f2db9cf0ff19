using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Control;

/// <summary>
/// TLS over the LAN. The device's certificate is its own and has no name that means something; it is the one whose fingerprint was saved when the
/// device was set up, or nobody is spoken to.
/// </summary>
internal sealed class TlsTransport(DeviceAddress address) : IControlTransport
{
    // A device closes at once while both of its places are taken; one that has just been left comes free within moments.
    private const int Tries = 8;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    private TcpClient? _client;
    private SslStream? _tls;

    public bool IsNoisy => false;

    public byte[]? CertificateHash { get; private set; }

    public async Task<Stream> Open(CancellationToken cancellation)
    {
        byte[] pinned = Convert.FromHexString(address.Fingerprint ?? throw new ControlException(ControlFault.NoFingerprint, address.ToString()));
        try
        {
            for (int tries = 1; ; tries++)
            {
                _client = new TcpClient();
                await _client.ConnectAsync(address.Place, address.Port, cancellation);
                _client.NoDelay = true;
                _tls = new SslStream(_client.GetStream());
                try
                {
                    await _tls.AuthenticateAsClientAsync(Options(pinned), cancellation);
                    return _tls;
                }
                catch (IOException) when (tries < Tries)
                {
                    await DisposeAsync();
                    await Task.Delay(BetweenTries, cancellation);
                }
            }
        }
        catch (AuthenticationException fault)
        {
            bool isOther = CertificateHash is { } found && !found.AsSpan().SequenceEqual(pinned);
            throw isOther
                ? new ControlException(ControlFault.OtherCertificate, address with { Fingerprint = Convert.ToHexStringLower(CertificateHash!) } + "", fault)
                : new ControlException(ControlFault.NotUnderstood, address.ToString(), fault);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            throw new ControlException(ControlFault.NotReachable, address.ToString(), fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tls is not null) await _tls.DisposeAsync();
        _client?.Dispose();
    }

    private SslClientAuthenticationOptions Options(byte[] pinned) => new()
    {
        TargetHost = address.Place,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            if (certificate is null) return false;
            CertificateHash = SHA256.HashData(certificate.GetRawCertData());
            return CryptographicOperations.FixedTimeEquals(CertificateHash, pinned);
        },
    };
}
