using System;
using System.Buffers.Text;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>The key that proves an admin on the LAN: 32 octets that the tool made and imported over the unix socket or the serial line.</summary>
internal static class AdminKey
{
    public const int Octets = 32;

    private const string FileName = "control.key";

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
        try
        {
            store.Replace(FileName, Encoding.ASCII.GetBytes(Convert.ToBase64String(key)));
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The key in the store; null if there is none that can be read.</summary>
    public static byte[]? Load(StoreFolder store)
    {
        byte[] text = new byte[128];
        try
        {
            using FileStream file = store.OpenRead(FileName);
            int count = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return Parse(text.AsSpan(0, count).TrimEnd("\r\n"u8));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
