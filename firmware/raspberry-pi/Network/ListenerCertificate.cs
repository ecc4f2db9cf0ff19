using System;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Network;

/// <summary>
/// The certificate that scanners see. Scanners check none, as a rule, and have no way to be given a root; so the agent makes one
/// for itself and keeps it, and the owner may name another.
/// </summary>
internal sealed class ListenerCertificate
{
    private readonly ListenerConfiguration _listener;
    private readonly string _agentName;
    private readonly StoreFolder _store;
    private readonly object _gate = new object();
    private SslServerAuthenticationOptions? _options;
    private OldTlsContext? _oldContext;

    private ListenerCertificate(ListenerConfiguration listener, string agentName, StoreFolder store)
    {
        _listener = listener;
        _agentName = agentName;
        _store = store;
    }

    /// <summary>
    /// TLS settings for a handshake. The certificate is loaded, or made, at the first one: OpenSSL alone takes 8 MB, and many scanners
    /// never ask for TLS. Making it takes a slow board some seconds, once in its life.
    /// </summary>
    public SslServerAuthenticationOptions Options
    {
        get
        {
            lock (_gate) return _options ??= Load();
        }
    }

    /// <summary>True if the listener serves TLS 1.0 and 1.1: then <see cref="OldContext"/> counts, else <see cref="Options"/>.</summary>
    public bool ServesOldTls
    {
        get { return _listener.ServesOldTls; }
    }

    /// <summary>Settings for a listener with <c>tlsMin</c> 1.0, made at the first handshake.</summary>
    public OldTlsContext OldContext
    {
        get
        {
            lock (_gate) return _oldContext ??= LoadOld();
        }
    }

    /// <summary>The certificate of a listener; null where it has no TLS.</summary>
    public static ListenerCertificate? For(ListenerConfiguration listener, string agentName, StoreFolder store)
    {
        return listener.Tls == ListenerTls.Off ? null : new ListenerCertificate(listener, agentName, store);
    }

    private X509Certificate2 Load(X509Certificate2Collection chain)
    {
        if (_listener.CertificateFile == null) return Own();
        chain.ImportFromPemFile(_listener.CertificateFile);
        return X509Certificate2.CreateFromPemFile(_listener.CertificateFile, _listener.KeyFile);
    }

    // All listeners have the same one: the first that needs it makes it.
    private X509Certificate2 Own()
    {
        lock (_store)
        {
            var kept = new SealedSecret(_store, "listener", SealedKind.Certificate);
            return Kept(kept) ?? Make(_agentName, kept);
        }
    }

    // RSA key exchange needs an RSA key. Where the owner's certificate has none, the agent's own stands in for those who know nothing else.
    private OldTlsContext LoadOld()
    {
        var chain = new X509Certificate2Collection();
        X509Certificate2 certificate = Load(chain);
        using RSA? rsa = certificate.GetRSAPrivateKey();
        return OldTlsContext.Make(rsa != null ? [certificate] : [certificate, Own()], chain);
    }

    private SslServerAuthenticationOptions Load()
    {
        var chain = new X509Certificate2Collection();
        X509Certificate2 certificate = Load(chain);
        return new SslServerAuthenticationOptions
        {
            // Offline: what the chain needs stands in the file; nothing is fetched.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowRenegotiation = false,
        };
    }

    // Null: not there yet, or damaged. Nobody has pinned it, so a new one does no harm.
    private static X509Certificate2? Kept(SealedSecret kept)
    {
        byte[] pem = new byte[SealedKind.Certificate.OctetsMax];
        if (kept.Load(pem, out int count) != Diagnosis.None) return null;
        char[] text = new char[count];
        Encoding.ASCII.GetChars(pem, 0, count, text, 0);
        try
        {
            return X509Certificate2.CreateFromPem(text, text);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
            Array.Clear(text);
        }
    }

    private static X509Certificate2 Make(string agentName, SealedSecret kept)
    {
        // RSA: scanners that know TLS 1.2 with RSA key exchange only are in the field (scanners.md 12).
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + agentName, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(agentName);
        if (!agentName.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)) names.AddDnsName(Dns.GetHostName());
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        // Fixed dates: a board's clock may be years behind when it starts, and old devices cannot count beyond 2038.
        using X509Certificate2 made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2037, 12, 31, 0, 0, 0, TimeSpan.Zero));
        string pem = made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
        // A card that has gone read-only: then it serves until the next start. Scanners do not compare.
        _ = kept.Save(Encoding.ASCII.GetBytes(pem));
        return X509Certificate2.CreateFromPem(pem, pem);
    }
}
