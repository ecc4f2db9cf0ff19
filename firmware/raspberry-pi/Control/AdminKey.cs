using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>The key that proves an admin on the LAN: 32 octets that the tool made and imported over the unix socket or the serial line.</summary>
internal static class AdminKey
{
    public const int Octets = 32;

    /// <summary>Reads a key from base64; null if it is none.</summary>
    public static byte[]? Parse(ReadOnlySpan<byte> base64)
    {
        byte[] key = new byte[Octets + 2];
        bool isBase64 = Base64.DecodeFromUtf8(base64, key, out int read, out int written) == System.Buffers.OperationStatus.Done;
        return isBase64 && read == base64.Length && written == Octets ? key[..Octets] : null;
    }

    /// <summary>Puts a key into the store.</summary>
    public static bool Save(StoreFolder store, byte[] key)
    {
        return Kept(store).Save(Encoding.ASCII.GetBytes(Convert.ToBase64String(key))) == Diagnosis.None;
    }

    /// <summary>The key in the store; null if there is none that can be read.</summary>
    public static byte[]? Load(StoreFolder store)
    {
        byte[] text = new byte[SealedKind.AdminKey.OctetsMax];
        Diagnosis diagnosis = Kept(store).Load(text, out int count);
        byte[]? key = diagnosis == Diagnosis.None ? Parse(text.AsSpan(0, count)) : null;
        CryptographicOperations.ZeroMemory(text);
        return key;
    }

    private static SealedSecret Kept(StoreFolder store)
    {
        return new SealedSecret(store, "control", SealedKind.AdminKey);
    }
}
