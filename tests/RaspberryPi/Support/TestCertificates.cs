using System;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Certificates made for one test run.</summary>
internal static class TestCertificates
{
    /// <summary>The root that the tests trust.</summary>
    public static readonly X509Certificate2 Root = MakeRoot("CN=Test root");

    /// <summary>A root that nobody trusts.</summary>
    public static readonly X509Certificate2 StrangeRoot = MakeRoot("CN=Another root");

    public static byte[][] Trusted
    {
        get { return [Root.RawData]; }
    }

    /// <summary>A server certificate below <paramref name="issuer"/>, with its key; self-signed without an issuer.</summary>
    public static X509Certificate2 Server(X509Certificate2? issuer, string name, DateTimeOffset from, DateTimeOffset to, bool forServers = true)
    {
        return Server(issuer, [name], from, to, forServers);
    }

    /// <inheritdoc cref="Server(X509Certificate2?, string, DateTimeOffset, DateTimeOffset, bool)"/>
    public static X509Certificate2 Server(X509Certificate2? issuer, string[] hosts, DateTimeOffset from, DateTimeOffset to, bool forServers = true)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + hosts[0], key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string host in hosts)
        {
            if (IPAddress.TryParse(host, out IPAddress? address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }
        request.CertificateExtensions.Add(names.Build());
        string usage = forServers ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2";
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using X509Certificate2 bare = issuer == null
            ? request.CreateSelfSigned(from, to)
            : request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A sound certificate for <paramref name="name"/>.</summary>
    public static X509Certificate2 Good(string name)
    {
        return Server(Root, name, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static X509Certificate2 MakeRoot(string name)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(10));
    }
}
