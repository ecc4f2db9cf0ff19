using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>The private keys that are imported: what people have becomes PKCS #8 in PEM (RFC 5958, RFC 7468 10).</summary>
internal static class PrivateKeys
{
    /// <summary>RFC 7518 3.3: 2048 bits or more.</summary>
    private const int BitsMin = 2048;

    /// <summary>Reads an RSA key from unencrypted PEM (PKCS #8 or PKCS #1, other blocks beside it), or from a PFX file without a password.</summary>
    /// <param name="octets">The file's content.</param>
    /// <param name="fault">Why there is no key in it, and the cure.</param>
    /// <returns>The key; null if there is none.</returns>
    public static RSA? Read(ReadOnlySpan<byte> octets, out string fault)
    {
        RSA? key = octets.IndexOf("-----BEGIN "u8) >= 0 ? FromPem(octets, out fault) : FromPfx(octets, out fault);
        if (key == null || key.KeySize >= BitsMin) return key;
        fault = "The private key has only " + key.KeySize.ToString(System.Globalization.CultureInfo.InvariantCulture) + " bits; 2048 are the least that is taken. Make a new certificate.";
        key.Dispose();
        return null;
    }

    /// <summary>The key as the store has it: PKCS #8 in PEM.</summary>
    public static byte[] ToStore(RSA key)
    {
        return Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem());
    }

    private static RSA? FromPem(ReadOnlySpan<byte> octets, out string fault)
    {
        fault = "There is no private key in what came, or it cannot be read. A PEM file has it between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----.";
        ReadOnlySpan<char> rest = Encoding.ASCII.GetString(octets);
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            ReadOnlySpan<char> label = rest[fields.Label];
            if (label is "ENCRYPTED PRIVATE KEY" || (label is "RSA PRIVATE KEY" && rest[fields.Location].Contains("ENCRYPTED", StringComparison.Ordinal)))
            {
                fault = "The private key is encrypted with a passphrase. Decrypt it first: openssl pkey -in FILE -out key.pem";
                return null;
            }
            if (label is "EC PRIVATE KEY") fault = "The private key is no RSA key; Microsoft Entra takes no other for a certificate.";
            if (label is "PRIVATE KEY" or "RSA PRIVATE KEY") return Import(rest[fields.Location], ref fault);
            rest = rest[fields.Location.End..];
        }
        return null;
    }

    private static RSA? Import(ReadOnlySpan<char> block, ref string fault)
    {
        RSA key = RSA.Create();
        try
        {
            key.ImportFromPem(block);
            return key;
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            key.Dispose();
            fault = "The private key cannot be read: it is cut off or changed, or it is no RSA key. Export it again.";
            return null;
        }
    }

    private static RSA? FromPfx(ReadOnlySpan<byte> octets, out string fault)
    {
        fault = "What came is neither a PEM file with a private key nor a PFX file without a password. From a PFX file with one: openssl pkcs12 -in FILE -nodes -nocerts -out key.pem";
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(octets, null, X509KeyStorageFlags.Exportable);
            using RSA? inFile = certificate.GetRSAPrivateKey();
            if (inFile == null) return null;
            RSA key = RSA.Create();
            key.ImportPkcs8PrivateKey(inFile.ExportPkcs8PrivateKey(), out _);
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
