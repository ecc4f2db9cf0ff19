using System;
using System.IO;

namespace DeviceMailAgent.Esp32.Store;

/// <summary>
/// The key under which secrets are sealed, made on the device by its hardware generator. It lies in the same flash: sealing protects a file that is
/// copied alone, and shows what was changed or cut. Whoever reads the whole flash has key and secrets, unless the board's flash encryption is on.
/// </summary>
public sealed class DeviceKey
{
    private const int CipherOctets = 16;
    private const int MacOctets = 32;

    private DeviceKey(byte[] key)
    {
        Cipher = new byte[CipherOctets];
        Mac = new byte[MacOctets];
        Array.Copy(key, 0, Cipher, 0, CipherOctets);
        Array.Copy(key, CipherOctets, Mac, 0, MacOctets);
    }

    /// <summary>AES-128.</summary>
    public byte[] Cipher { get; }

    /// <summary>HMAC-SHA256.</summary>
    public byte[] Mac { get; }

    /// <summary>Reads the key, or makes it where there is none. What was sealed with a lost key is lost.</summary>
    /// <param name="folder">The store's folder, with a backslash at its end.</param>
    public static DeviceKey ReadOrMake(string folder)
    {
        string path = folder + "device.key";
        if (!Directory.Exists(Bare(folder))) Directory.CreateDirectory(Bare(folder));
        if (File.Exists(path))
        {
            byte[] found = File.ReadAllBytes(path);
            if (found.Length == CipherOctets + MacOctets) return new DeviceKey(found);
        }
        byte[] made = new byte[CipherOctets + MacOctets];
        new Random().NextBytes(made);
        File.WriteAllBytes(path, made);
        return new DeviceKey(made);
    }

    // nanoFramework's Directory takes no backslash at the end; the drive's root has one.
    private static string Bare(string folder)
    {
        return folder.Length > 3 ? folder.Substring(0, folder.Length - 1) : folder;
    }
}
