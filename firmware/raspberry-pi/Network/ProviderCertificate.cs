using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Network;

/// <summary>
/// What a provider's certificate must be: for the configured name (RFC 9525), in its time, below a trusted root. Used for SMTP
/// and for the OAuth endpoints of an account.
/// </summary>
internal sealed class ProviderCertificate
{
    private readonly byte[][]? _rootOctets;
    private X509Certificate2Collection? _roots;

    /// <param name="roots">The only roots trusted, as DER; null: the system's. They are loaded at the first handshake.</param>
    public ProviderCertificate(byte[][]? roots)
    {
        _rootOctets = roots;
    }

    /// <summary>What was wrong with the last certificate; <see cref="Diagnosis.None"/>: nothing.</summary>
    public Diagnosis Fault { get; set; }

    /// <summary>The settings for one handshake.</summary>
    public SslClientAuthenticationOptions Options(string host)
    {
        Fault = Diagnosis.None;
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            // RFC 8996: nothing below 1.2 towards the internet, whatever the system would allow.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = ChainPolicy(),
            RemoteCertificateValidationCallback = Verify,
        };
    }

    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            // A revocation list would be fetched from a third party in the middle of the handshake: a server that is down or
            // filtered there would stop the mail. Providers' certificates live for weeks; that is the bound.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (_rootOctets != null)
        {
            _roots ??= Load(_rootOctets);
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_roots);
        }
        return policy;
    }

    // A root that OpenSSL cannot load is left out: what it would vouch for is then untrusted, which is said with its number.
    private static X509Certificate2Collection Load(byte[][] octets)
    {
        var roots = new X509Certificate2Collection();
        foreach (byte[] root in octets)
        {
            try
            {
                roots.Add(X509CertificateLoader.LoadCertificate(root));
            }
            catch (CryptographicException)
            {
                continue;
            }
        }
        return roots;
    }

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Fault = Classify(errors, chain);
        return Fault == Diagnosis.None;
    }

    // A chain that nobody vouches for makes its name and dates worthless, so that comes first; then the dates, since a device
    // whose clock is wrong finds every certificate expired.
    private static Diagnosis Classify(SslPolicyErrors errors, X509Chain? chain)
    {
        if (errors == SslPolicyErrors.None) return Diagnosis.None;
        if ((errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0) return Diagnosis.ProviderTlsFailed;
        X509ChainStatusFlags flags = X509ChainStatusFlags.NoError;
        if (chain != null)
        {
            foreach (X509ChainStatus status in chain.ChainStatus) flags |= status.Status;
        }
        const X509ChainStatusFlags Time = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.CtlNotTimeValid;
        if ((flags & ~Time) != 0) return Diagnosis.CertificateUntrusted;
        if (flags != 0) return Diagnosis.CertificateExpired;
        return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0 ? Diagnosis.CertificateNameMismatch : Diagnosis.CertificateUntrusted;
    }
}
