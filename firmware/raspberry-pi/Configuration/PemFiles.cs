using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>The PEM files that agent.json names (RFC 7468).</summary>
internal static class PemFiles
{
    /// <summary>
    /// Reads the roots that an account trusts, each as DER. They are looked at, not yet loaded: OpenSSL alone takes 8 MB, which an agent
    /// that waits for its first scanner does not need.
    /// </summary>
    public static byte[][] Roots(JsonObject item, string key, string path)
    {
        ReadOnlySpan<char> rest = Text(item, key, path);
        var roots = new List<byte[]>();
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label] is "CERTIFICATE") roots.Add(Certificate(rest[fields.Base64Data], fields.DecodedDataLength) ?? throw item.Wrong(key, path + " has a certificate in it that cannot be read. Export it again as PEM."));
            rest = rest[fields.Location.End..];
        }
        if (roots.Count == 0) throw item.Wrong(key, path + " has no PEM certificate in it (-----BEGIN CERTIFICATE-----). Convert it with `openssl x509 -inform der -in FILE -out ca.pem`.");
        return roots.ToArray();
    }

    /// <summary>Reads the public certificate that an app registration knows: the first one in the file.</summary>
    public static AssertionCertificate AssertionCertificate(JsonObject item, string key, string path, bool isPss)
    {
        string text = Text(item, key, path);
        if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw item.Wrong(key, path + " has a private key in it, which must not lie beside agent.json. Store the key with `devicemail-agent --import-secret ACCOUNT`, and leave the certificate alone in the file.");
        }
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(text);
            using RSA? rsa = certificate.GetRSAPublicKey();
            if (rsa == null) throw item.Wrong(key, path + " has a certificate whose key is not RSA; Microsoft Entra takes no other. Make one with `openssl req -x509 -newkey rsa:2048`.");
            return new AssertionCertificate
            {
                PublicKey = rsa.ExportSubjectPublicKeyInfo(),
                Sha256 = certificate.GetCertHash(HashAlgorithmName.SHA256),
                Sha1 = certificate.GetCertHash(HashAlgorithmName.SHA1),
                IsPss = isPss,
                Ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).ToUnixTimeSeconds(),
            };
        }
        catch (CryptographicException)
        {
            throw item.Wrong(key, path + " has no readable PEM certificate in it (-----BEGIN CERTIFICATE-----). Convert it with `openssl x509 -inform der -in FILE -out app-cert.pem`.");
        }
    }

    // RFC 5280 4.1: a sequence of what is signed, the algorithm, and the signature.
    private static byte[]? Certificate(ReadOnlySpan<char> base64, int length)
    {
        byte[] octets = new byte[length];
        if (!Convert.TryFromBase64Chars(base64, octets, out int count) || count != length) return null;
        try
        {
            var file = new AsnReader(octets, AsnEncodingRules.DER);
            AsnReader certificate = file.ReadSequence();
            certificate.ReadSequence();
            certificate.ReadSequence();
            certificate.ReadBitString(out _);
            return certificate.HasData || file.HasData ? null : octets;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Refuses a listener's certificate and key that are unreadable or do not belong together.</summary>
    public static void CheckPair(JsonObject item, string certificatePath, string keyPath)
    {
        string certificate = Text(item, "certificate", certificatePath);
        string key = Text(item, "key", keyPath);
        try
        {
            using var alone = X509Certificate2.CreateFromPem(certificate);
        }
        catch (CryptographicException)
        {
            throw item.Wrong("certificate", certificatePath + " has no readable PEM certificate in it (-----BEGIN CERTIFICATE-----).");
        }
        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw item.Wrong("key", keyPath + " does not hold the certificate's private key as unencrypted PEM (-----BEGIN PRIVATE KEY-----).");
        }
    }

    private static string Text(JsonObject item, string key, string path)
    {
        try
        {
            if (new FileInfo(path).Length <= PlatformLimits.ConfigurationFile) return File.ReadAllText(path);
            throw item.Wrong(key, path + " is larger than 1 MB; this is not a PEM file with certificates.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw item.Wrong(key, "there is no file " + path + ".");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw item.Wrong(key, "user " + Environment.UserName + " cannot read " + path + ". Give that user the right to read it.");
        }
    }
}
