using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>What the admin key proves and hides in the fleet's messages; host-tools/FLEET.md has the format.</summary>
internal static class FleetProof
{
    private const int GcmNonce = 12;
    private const int GcmTag = 16;

    /// <summary>HMAC-SHA256 over a command's parts, each on a line of its own.</summary>
    public static byte[] OfCommand(byte[] key, string device, string verb, string account, long time, string nonce)
    {
        return Of(key, "devicemail fleet command 1", device, verb, account, time.ToString(CultureInfo.InvariantCulture), nonce);
    }

    /// <summary>HMAC-SHA256 over an answer's parts.</summary>
    public static byte[] OfResult(byte[] key, string device, string nonce, string outcome, string error, int diagnosis, string code)
    {
        return Of(key, "devicemail fleet result 1", device, nonce, outcome, error, diagnosis.ToString(CultureInfo.InvariantCulture), code);
    }

    /// <summary>
    /// Hides a pairing's code from everybody who reads the broker: whoever knows it could sign in with a mailbox of his own, and have the scans. AES-256-GCM; nonce, cipher text and
    /// tag in base64.
    /// </summary>
    public static string Seal(byte[] key, string device, string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] whole = new byte[GcmNonce + plain.Length + GcmTag];
        RandomNumberGenerator.Fill(whole.AsSpan(0, GcmNonce));
        byte[] sealing = HMACSHA256.HashData(key, "devicemail fleet seal 1\n"u8);
        using var gcm = new AesGcm(sealing, GcmTag);
        gcm.Encrypt(whole.AsSpan(0, GcmNonce), plain, whole.AsSpan(GcmNonce, plain.Length), whole.AsSpan(GcmNonce + plain.Length), Encoding.UTF8.GetBytes(device));
        CryptographicOperations.ZeroMemory(sealing);
        CryptographicOperations.ZeroMemory(plain);
        return Convert.ToBase64String(whole);
    }

    private static byte[] Of(byte[] key, params string[] lines)
    {
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
    }
}
