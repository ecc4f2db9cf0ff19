using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DeviceMailAgent.Sandbox.Faults;

namespace DeviceMailAgent.Sandbox;

/// <summary>A certificate authority that lives as long as the sandbox. Its private key is never written anywhere.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _authority = MakeAuthority();
    private readonly SslStreamCertificateContext _good;

    // Most runs need no bad certificate.
    private readonly Lazy<SslStreamCertificateContext> _wrongName, _expired, _selfSigned;

    public CertificateAuthority(IPAddress address)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _good = Context(Issue(Names("localhost", address), now.AddDays(-1), now.AddDays(365)));
        _wrongName = new(() => Context(Issue(Names("mail.fabrikam.example", null), now.AddDays(-1), now.AddDays(365))));
        _expired = new(() => Context(Issue(Names("localhost", address), now.AddDays(-20), now.AddDays(-1))));
        _selfSigned = new(() => SslStreamCertificateContext.Create(MakeSelfSigned(address), null, offline: true));
    }

    /// <summary>The certificate for one handshake: the good one, unless a fault asks for another for this kind of listener.</summary>
    /// <param name="faults">The faults that are set.</param>
    /// <param name="listener">smtp or oauth.</param>
    public SslStreamCertificateContext Choose(FaultBoard faults, string listener)
    {
        if (faults.TakeFor("wrong-name", listener)) return _wrongName.Value;
        if (faults.TakeFor("expired-certificate", listener)) return _expired.Value;
        return faults.TakeFor("self-signed", listener) ? _selfSigned.Value : _good;
    }

    /// <summary>Trusts this authority alone.</summary>
    public X509ChainPolicy Policy => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { _authority },
    };

    public void WritePem(string path) => File.WriteAllText(path, _authority.ExportCertificatePem() + "\n");

    public void Dispose()
    {
        _good.TargetCertificate.Dispose();
        foreach (Lazy<SslStreamCertificateContext> bad in (Lazy<SslStreamCertificateContext>[])[_wrongName, _expired, _selfSigned])
        {
            if (bad.IsValueCreated) bad.Value.TargetCertificate.Dispose();
        }

        _authority.Dispose();
    }

    private static X509Certificate2 MakeAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=DeviceMailAgent sandbox CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return Reload(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(730)));
    }

    private static SubjectAlternativeNameBuilder Names(string dnsName, IPAddress? address)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        if (address is null) return names;
        foreach (IPAddress own in OwnAddresses.Of(address)) names.AddIpAddress(own);
        return names;
    }

    private static CertificateRequest ServerRequest(ECDsa key, SubjectAlternativeNameBuilder names)
    {
        // The name stands in the SAN alone: RFC 9525 2 has clients ignore the common name.
        var request = new CertificateRequest("CN=DeviceMailAgent sandbox", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return request;
    }

    private X509Certificate2 Issue(SubjectAlternativeNameBuilder names, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = ServerRequest(key, names);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F; // A serial number is positive (RFC 5280 4.1.2.2).
        using X509Certificate2 certificate = request.Create(_authority, notBefore, notAfter, serial);
        return Reload(certificate.CopyWithPrivateKey(key));
    }

    private static X509Certificate2 MakeSelfSigned(IPAddress address)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Reload(ServerRequest(key, Names("localhost", address)).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(365)));
    }

    // Windows' TLS cannot use a key that lives in memory only; one that came out of a PKCS#12 it can.
    private static X509Certificate2 Reload(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows()) return certificate;
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private SslStreamCertificateContext Context(X509Certificate2 certificate) =>
        SslStreamCertificateContext.Create(certificate, [_authority], offline: true);
}
