using System;
using System.Security.Cryptography;
using DeviceMailAgent.Esp32.Store;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>
/// The proof of the admin key: HMAC-SHA256 over a label, a nonce that is used once, and the certificate's hash (host-tools/README.md). The key is
/// control.key in the store, 32 octets in base64; it is deployed with agent.json, sealed at the first start, and <c>import</c> replaces it.
/// </summary>
public sealed class AdminProof
{
    /// <summary>Octets of a key.</summary>
    public const int KeyOctets = 32;

    private const string Label = "devicemail control 1\n";

    // 32 octets in base64 are 44, and a line's end; what is there may be padded otherwise.
    private const int TextOctetsMax = 64;

    private readonly DeployedSecret _secret;
    private readonly byte[] _certificateHash;
    private readonly byte[] _nonce = new byte[32];
    private readonly Random _random = new Random();

    /// <summary>Proofs for one certificate.</summary>
    /// <param name="store">The store's folder, with a backslash at its end.</param>
    /// <param name="key">What the device seals with.</param>
    /// <param name="certificateHash">Of the control channel's certificate.</param>
    public AdminProof(string store, DeviceKey key, byte[] certificateHash)
    {
        _secret = SecretIn(store, key);
        _certificateHash = certificateHash;
    }

    /// <summary>Seals a key that was deployed and deletes the clear file. At the device's start.</summary>
    /// <param name="store">The store's folder, with a backslash at its end.</param>
    /// <param name="key">What the device seals with.</param>
    public static void TakeIn(string store, DeviceKey key)
    {
        DeployedSecret secret = SecretIn(store, key);
        byte[]? deployed = secret.Deployed();
        if (deployed != null && Decoded(deployed) != null) secret.Seal(deployed);
    }

    /// <summary>True if there is a key.</summary>
    public bool HasKey
    {
        get { return Key(_secret) != null; }
    }

    /// <summary>The admin key of a store, 32 octets; null: there is none.</summary>
    /// <param name="store">The store's folder, with a backslash at its end.</param>
    /// <param name="key">What the device seals with.</param>
    public static byte[]? KeyOf(string store, DeviceKey key)
    {
        return Key(SecretIn(store, key));
    }

    /// <summary>Begins a connection: the first line that it hears.</summary>
    public void Challenge(Answer answer)
    {
        _random.NextBytes(_nonce);
        byte[] text = new byte[Base64.EncodedCount(_nonce.Length)];
        int count = Base64.Encode(_nonce, 0, _nonce.Length, text, 0);
        answer.Begin("challenge").Number("protocol", 1).Text("nonce", text, count).Send();
    }

    /// <summary>True if the proof is right. Compares in constant time.</summary>
    public bool IsRight(TokenMember proof)
    {
        byte[]? key = Key(_secret);
        byte[] message = new byte[Label.Length + _nonce.Length + _certificateHash.Length];
        int end = Ascii.Append(message, 0, Label);
        end = Ascii.Append(message, end, _nonce);
        Ascii.Append(message, end, _certificateHash);
        byte[] wanted = HMACSHA256.HashData(key == null ? new byte[KeyOctets] : key, message);
        byte[] given = new byte[proof.Octets.Length];
        int count = Base64.Decode(proof.Octets, 0, proof.Count, given, 0);
        int difference = count ^ wanted.Length;
        for (int i = 0; i < wanted.Length; i++) difference |= wanted[i] ^ given[i];
        return difference == 0 && key != null;
    }

    /// <summary>Replaces the key. False: it is none, or could not be written.</summary>
    public bool Save(TokenMember secret, out bool isKey)
    {
        byte[] key = new byte[secret.Octets.Length];
        isKey = Base64.Decode(secret.Octets, 0, secret.Count, key, 0) == KeyOctets;
        if (!isKey) return false;
        byte[] text = new byte[secret.Count];
        Array.Copy(secret.Octets, 0, text, 0, text.Length);
        return text.Length <= TextOctetsMax && _secret.Seal(text);
    }

    // A deployed key that could not be sealed counts all the same; one that is cut off does not.
    private static byte[]? Key(DeployedSecret secret)
    {
        byte[]? deployed = secret.Deployed();
        byte[]? key = deployed == null ? null : Decoded(deployed);
        if (key != null) return key;
        byte[]? kept = secret.Sealed();
        return kept == null ? null : Decoded(kept);
    }

    private static DeployedSecret SecretIn(string store, DeviceKey key)
    {
        return new DeployedSecret(store + "control.key", key, TextOctetsMax);
    }

    private static byte[]? Decoded(byte[] text)
    {
        int count = text.Length;
        while (count > 0 && text[count - 1] <= 32) count--;
        byte[] key = new byte[KeyOctets];
        byte[] decoded = new byte[text.Length + 3];
        if (Base64.Decode(text, 0, count, decoded, 0) != KeyOctets) return null;
        Array.Copy(decoded, 0, key, 0, KeyOctets);
        return key;
    }
}
