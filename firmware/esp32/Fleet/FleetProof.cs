using System;
using System.Security.Cryptography;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>What the admin key proves and hides in the fleet's messages; host-tools/FLEET.md has the format.</summary>
public static class FleetProof
{
    private const int NonceOctets = 12;

    /// <summary>HMAC-SHA256 over a command's parts, each on a line of its own.</summary>
    public static byte[] OfCommand(byte[] key, string device, string verb, string account, long time, string nonce)
    {
        return HMACSHA256.HashData(key, Ascii.Bytes("devicemail fleet command 1\n" + device + "\n" + verb + "\n" + account + "\n" + time.ToString() + "\n" + nonce + "\n"));
    }

    /// <summary>HMAC-SHA256 over an answer's parts.</summary>
    public static byte[] OfResult(byte[] key, string device, string nonce, string outcome, string error, int diagnosis, string code)
    {
        return HMACSHA256.HashData(key, Ascii.Bytes("devicemail fleet result 1\n" + device + "\n" + nonce + "\n" + outcome + "\n" + error + "\n" + diagnosis.ToString() + "\n" + code + "\n"));
    }

    /// <summary>True if both are the same. In constant time for what has the same length.</summary>
    public static bool AreEqual(byte[] wanted, byte[] given, int count)
    {
        int difference = count ^ wanted.Length;
        for (int i = 0; i < wanted.Length && i < given.Length; i++) difference |= wanted[i] ^ given[i];
        return difference == 0;
    }

    /// <summary>
    /// Hides a pairing's code from everybody who reads the broker: whoever knows it could sign in with a mailbox of his own, and have the scans. AES-256-GCM; nonce, cipher text and
    /// tag in base64.
    /// </summary>
    public static string Seal(byte[] key, string device, string text)
    {
        byte[] plain = Ascii.Bytes(text);
        byte[] whole = new byte[NonceOctets + plain.Length + AesGcm256.TagOctets];
        byte[] nonce = new byte[NonceOctets];
        new Random().NextBytes(nonce);
        byte[] sealing = HMACSHA256.HashData(key, Ascii.Bytes("devicemail fleet seal 1\n"));
        new AesGcm256(sealing).Encrypt(nonce, plain, Ascii.Bytes(device), whole, NonceOctets);
        Array.Copy(nonce, 0, whole, 0, NonceOctets);
        Array.Clear(sealing, 0, sealing.Length);
        Array.Clear(plain, 0, plain.Length);
        return Base64Text(whole);
    }

    /// <summary>Octets in base64.</summary>
    public static string Base64Text(byte[] octets)
    {
        byte[] text = new byte[Base64.EncodedCount(octets.Length)];
        return System.Text.Encoding.UTF8.GetString(text, 0, Base64.Encode(octets, 0, octets.Length, text, 0));
    }
}
