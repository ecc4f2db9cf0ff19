using System;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>The certificate of the control channel: made once, kept in the store, pinned by the tool. Nobody looks at its name or its dates.</summary>
internal static class ControlCertificate
{
    private const string FileName = "control.pem";

    /// <summary>The certificate with its key.</summary>
    /// <exception cref="ConfigurationException">It is damaged, or cannot be kept. It is not made anew unasked, since tools have pinned it.</exception>
    public static X509Certificate2 Get(string agentName, StoreFolder store)
    {
        string path = store.PathOf(FileName);
        if (!File.Exists(path)) return Make(agentName, store);
        try
        {
            using FileStream file = store.OpenRead(FileName);
            using var reader = new StreamReader(file, Encoding.ASCII);
            string pem = reader.ReadToEnd();
            return X509Certificate2.CreateFromPem(pem, pem);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ConfigurationException("store", path + ", the certificate that devicemail has pinned, is damaged or cannot be read. Bring it back from a copy; or delete it, start again, and pin the new one.");
        }
    }

    public static SslServerAuthenticationOptions Options(X509Certificate2 certificate)
    {
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowRenegotiation = false,
        };
    }

    private static X509Certificate2 Make(string agentName, StoreFolder store)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + agentName + " control", key, HashAlgorithmName.SHA256);
        // The pin is what counts. RFC 5280 4.1.2.5: a certificate that never ends has this date.
        using X509Certificate2 made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero));
        string pem = made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
        try
        {
            store.Replace(FileName, Encoding.ASCII.GetBytes(pem));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("store", "the control channel's certificate cannot be written to " + store.PathOf(FileName) + ". Check that the disk is not full or read-only.");
        }
        return X509Certificate2.CreateFromPem(pem, pem);
    }
}
