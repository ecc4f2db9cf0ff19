using System;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DeviceMailAgent.EndToEnd;

/// <summary>A certificate authority of these tests' own. Its root is trusted by nothing but the agent that is given its PEM file.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _root;

    public CertificateAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=DeviceMailAgent end-to-end tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-400), DateTimeOffset.UtcNow.AddDays(30));
    }

    /// <summary>The root, in PEM.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>A server certificate with its key, for one DNS name and the loopback address.</summary>
    public X509Certificate2 Issue(string name, DateTimeOffset? notAfter = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(name, key);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        DateTimeOffset end = notAfter ?? DateTimeOffset.UtcNow.AddDays(20);
        using X509Certificate2 bare = request.Create(_root, end.AddDays(-40), end, RandomNumberGenerator.GetBytes(12));
        return WithKey(bare.CopyWithPrivateKey(key));
    }

    /// <summary>A server certificate that no authority stands behind.</summary>
    public static X509Certificate2 SelfSigned(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return WithKey(Request(name, key).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20)));
    }

    public void Dispose() => _root.Dispose();

    private static CertificateRequest Request(string name, ECDsa key)
    {
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return request;
    }

    // SslStream wants the key inside a PKCS#12 on some systems; going through one costs nothing on the others.
    private static X509Certificate2 WithKey(X509Certificate2 certificate)
    {
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
