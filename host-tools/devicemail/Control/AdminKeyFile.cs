using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace DeviceMailAgent.Tool.Control;

/// <summary>An admin key on this computer: 32 octets in base64, in a file for its owner alone. The device has the same in its store.</summary>
internal static class AdminKeyFile
{
    private const int Octets = 32;

    // What the proof's HMAC covers before nonce and certificate hash, so that the key's use is never another one's.
    private static ReadOnlySpan<byte> Label => "devicemail control 1\n"u8;

    /// <summary>Makes a key and writes it.</summary>
    /// <returns>The key in base64, for the device's import.</returns>
    public static string Make(string path)
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Octets));
        PrivateFile.Write(path, Encoding.ASCII.GetBytes(key + "\n"));
        return key;
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="ControlException">There is none, or the file is not one.</exception>
    public static byte[] Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length <= 1024)
            {
                byte[] key = Convert.FromBase64String(File.ReadAllText(path).Trim());
                if (key.Length == Octets) return key;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ControlException(ControlFault.BadKey, path, fault);
        }

        throw new ControlException(ControlFault.BadKey, path);
    }

    /// <summary>The proof for one challenge; host-tools/README.md has the reasons.</summary>
    /// <param name="key">The admin key.</param>
    /// <param name="nonce">From the device's challenge.</param>
    /// <param name="certificateHash">SHA-256 of the certificate that the connection really has.</param>
    public static string Proof(byte[] key, byte[] nonce, byte[] certificateHash) =>
        Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. Label, .. nonce, .. certificateHash]));
}
