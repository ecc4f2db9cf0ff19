using System;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>The certificate of the control channel: made once, kept in the store, pinned by the tool. Nobody looks at its name or its dates.</summary>
internal static class ControlCertificate
{
    /// <summary>The certificate with its key.</summary>
    /// <exception cref="ConfigurationException">It is damaged, or cannot be kept. It is not made anew unasked, since tools have pinned it.</exception>
    public static X509Certificate2 Get(string agentName, StoreFolder store)
    {
        var kept = new SealedSecret(store, "control", SealedKind.Certificate);
        if (!kept.Exists) return Make(agentName, kept);
        byte[] pem = new byte[SealedKind.Certificate.OctetsMax];
        Diagnosis diagnosis = kept.Load(pem, out int count);
        try
        {
            if (diagnosis == Diagnosis.None) return OfPem(pem.AsSpan(0, count));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            diagnosis = Diagnosis.StoreDamaged;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
        string why = diagnosis == Diagnosis.StoreKeyUnusable ? store.Keys.WhyUnusable() : DiagnosisText.Of(diagnosis);
        throw new ConfigurationException("store", kept.Path + ", the certificate that devicemail has pinned, cannot be opened: " + why + " Bring it back from a copy; or delete it, start again, and pin the new one.");
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

    private static X509Certificate2 OfPem(ReadOnlySpan<byte> pem)
    {
        char[] text = new char[pem.Length];
        Encoding.ASCII.GetChars(pem, text);
        X509Certificate2 certificate = X509Certificate2.CreateFromPem(text, text);
        Array.Clear(text);
        return certificate;
    }

    private static X509Certificate2 Make(string agentName, SealedSecret kept)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + agentName + " control", key, HashAlgorithmName.SHA256);
        // The pin is what counts. RFC 5280 4.1.2.5: a certificate that never ends has this date.
        using X509Certificate2 made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero));
        string pem = made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
        if (kept.Save(Encoding.ASCII.GetBytes(pem)) != Diagnosis.None)
        {
            throw new ConfigurationException("store", "the control channel's certificate cannot be written to " + kept.Path + ". Check that the disk is not full or read-only.");
        }
        return X509Certificate2.CreateFromPem(pem, pem);
    }
}
