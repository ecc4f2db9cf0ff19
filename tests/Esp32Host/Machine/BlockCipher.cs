using System.Security.Cryptography;

namespace DeviceMailAgent.Esp32Host.Machine;

/// <summary>AES-128-CBC without padding: all that nanoFramework's Aes is asked for.</summary>
public static class BlockCipher
{
    public static byte[] Encrypt(byte[] key, byte[] vector, byte[] data)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCbc(data, vector, PaddingMode.None);
    }

    public static byte[] Decrypt(byte[] key, byte[] vector, byte[] data)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        return aes.DecryptCbc(data, vector, PaddingMode.None);
    }
}
