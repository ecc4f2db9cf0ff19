using System;
using System.Security.Cryptography.X509Certificates;
using DeviceMailAgent.Esp32.Store;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>
/// The control channel's certificate and key: control.pem in the store, the same file as on a Raspberry Pi. A board cannot make one by itself; it is
/// deployed with agent.json, and sealed at the first start.
/// </summary>
public sealed class ControlCertificate
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    // A certificate and a key for P-256 are about 800; for RSA of 4,096 bits 5,200.
    private const int OctetsMax = 8192;

    private ControlCertificate(X509Certificate2 certificate, byte[] hash)
    {
        Certificate = certificate;
        Hash = hash;
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the certificate in DER.</summary>
    public byte[] Hash { get; }

    /// <summary>Reads it, and takes in one that was deployed; null: there is none, or it cannot be used.</summary>
    /// <param name="store">The store's folder, with a backslash at its end.</param>
    /// <param name="key">What the device seals with.</param>
    public static ControlCertificate? Read(string store, DeviceKey key)
    {
        DeployedSecret secret = new DeployedSecret(store + "control.pem", key, OctetsMax);
        byte[]? deployed = secret.Deployed();
        ControlCertificate? made = deployed == null ? null : Of(deployed);
        if (made != null)
        {
            secret.Seal(deployed!);
            return made;
        }
        byte[]? kept = secret.Sealed();
        return kept == null ? null : Of(kept);
    }

    private static ControlCertificate? Of(byte[] octets)
    {
        string pem = System.Text.Encoding.UTF8.GetString(octets, 0, octets.Length);
        int begin = pem.IndexOf(Begin);
        int end = pem.IndexOf(End);
        int key = pem.IndexOf("-----BEGIN ", end < 0 ? 0 : end);
        // Cut off behind the certificate's end it would parse, without its key.
        if (begin < 0 || end < begin || key < 0 || pem.IndexOf("-----END ", key) < 0) return null;
        byte[]? der = Decoded(Ascii.Bytes(pem.Substring(begin + Begin.Length, end - begin - Begin.Length)));
        if (der == null) return null;
        try
        {
            return new ControlCertificate(new X509Certificate2(pem.Substring(begin, end + End.Length - begin) + "\n", pem.Substring(key), ""), Sha256.Hash(der));
        }
        catch (Exception)
        {
            return null;
        }
    }

    // RFC 7468: base64 in lines.
    private static byte[]? Decoded(byte[] text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] > 32) text[count++] = text[i];
        }
        int octets = Base64.Decode(text, 0, count, text, 0);
        if (octets <= 0) return null;
        byte[] der = new byte[octets];
        Array.Copy(text, 0, der, 0, octets);
        return der;
    }
}
