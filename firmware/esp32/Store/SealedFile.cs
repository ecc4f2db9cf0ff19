using System;
using System.IO;
using System.Security.Cryptography;

namespace DeviceMailAgent.Esp32.Store;

/// <summary>
/// One secret in two files, the generations: a new one is written over the older, so that a power cut at any moment leaves the newer of those that
/// are whole. A file is: magic and version (4), generation (4), length (4), initialisation vector (16), AES-128-CBC of the secret filled up with
/// zeros, HMAC-SHA256 of all that (32). Numbers are big-endian.
/// </summary>
public sealed class SealedFile
{
    private const uint Magic = 0x444D4101; // "DMA", version 1
    private const int Head = 28;
    private const int Vector = 16;
    private const int MacOctets = 32;

    private readonly string _path;
    private readonly DeviceKey _key;
    private readonly int _max;

    /// <summary>Names the secret.</summary>
    /// <param name="path">The files' path without ".a" and ".b".</param>
    /// <param name="key">What they are sealed with.</param>
    /// <param name="octetsMax">The longest secret.</param>
    public SealedFile(string path, DeviceKey key, int octetsMax)
    {
        _path = path;
        _key = key;
        _max = octetsMax;
    }

    /// <summary>True if one of the files is there, whole or not.</summary>
    public bool Exists
    {
        get { return File.Exists(_path + ".a") || File.Exists(_path + ".b"); }
    }

    /// <summary>The secret; null if there is none that is whole.</summary>
    public byte[]? Read()
    {
        byte[]? a = Whole(_path + ".a");
        byte[]? b = Whole(_path + ".b");
        byte[]? newer = b == null || (a != null && Number(a, 4) > Number(b, 4)) ? a : b;
        return newer == null ? null : Open(newer);
    }

    /// <summary>Replaces the secret. False: it is the old one still.</summary>
    public bool Write(byte[] secret, int offset, int count)
    {
        if (count > _max) return false;
        byte[]? a = Whole(_path + ".a");
        byte[]? b = Whole(_path + ".b");
        bool overA = a == null || (b != null && Number(b, 4) >= Number(a, 4));
        uint last = overA ? (b == null ? 0 : Number(b, 4)) : Number(a!, 4);
        byte[] file = Seal(secret, offset, count, last + 1);
        string path = overA ? _path + ".a" : _path + ".b";
        try
        {
            using (FileStream stream = new FileStream(path, FileMode.Create, FileAccess.Write))
            {
                stream.Write(file, 0, file.Length);
                stream.Flush();
            }
        }
        catch (Exception)
        {
            return false;
        }
        // Flash may fail without a word: what counts is what can be read back.
        byte[]? written = Whole(path);
        return written != null && Number(written, 4) == last + 1;
    }

    /// <summary>Deletes the secret. False: it may be there still.</summary>
    public bool Delete()
    {
        try
        {
            if (File.Exists(_path + ".a")) File.Delete(_path + ".a");
            if (File.Exists(_path + ".b")) File.Delete(_path + ".b");
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private byte[]? Whole(string path)
    {
        if (!File.Exists(path)) return null;
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception)
        {
            return null;
        }
        int signed = file.Length - MacOctets;
        if (signed < Head + Vector || (signed - Head) % 16 != 0 || Number(file, 0) != Magic) return null;
        byte[] mac = Mac(file, signed);
        int difference = 0;
        for (int i = 0; i < MacOctets; i++) difference |= mac[i] ^ file[signed + i];
        return difference == 0 && Number(file, 8) <= signed - Head ? file : null;
    }

    private byte[] Seal(byte[] secret, int offset, int count, uint generation)
    {
        byte[] plain = new byte[(count + 15) / 16 * 16 == 0 ? 16 : (count + 15) / 16 * 16];
        Array.Copy(secret, offset, plain, 0, count);
        byte[] vector = new byte[Vector];
        new Random().NextBytes(vector);
        byte[] cipher = Cipher(vector).Encrypt(plain);
        Array.Clear(plain, 0, plain.Length);
        byte[] file = new byte[Head + cipher.Length + MacOctets];
        Put(file, 0, Magic);
        Put(file, 4, generation);
        Put(file, 8, (uint)count);
        Array.Copy(vector, 0, file, 12, Vector);
        Array.Copy(cipher, 0, file, Head, cipher.Length);
        Array.Copy(Mac(file, Head + cipher.Length), 0, file, Head + cipher.Length, MacOctets);
        return file;
    }

    private byte[] Open(byte[] file)
    {
        byte[] vector = new byte[Vector];
        Array.Copy(file, 12, vector, 0, Vector);
        byte[] cipher = new byte[file.Length - Head - MacOctets];
        Array.Copy(file, Head, cipher, 0, cipher.Length);
        byte[] plain = Cipher(vector).Decrypt(cipher);
        byte[] secret = new byte[(int)Number(file, 8)];
        Array.Copy(plain, 0, secret, 0, secret.Length);
        Array.Clear(plain, 0, plain.Length);
        return secret;
    }

    private Aes Cipher(byte[] vector)
    {
        return new Aes(CipherMode.CBC) { Key = _key.Cipher, IV = vector };
    }

    private byte[] Mac(byte[] file, int count)
    {
        byte[] signed = new byte[count];
        Array.Copy(file, 0, signed, 0, count);
        return HMACSHA256.HashData(_key.Mac, signed);
    }

    private static uint Number(byte[] octets, int at)
    {
        return (uint)octets[at] << 24 | (uint)octets[at + 1] << 16 | (uint)octets[at + 2] << 8 | octets[at + 3];
    }

    private static void Put(byte[] octets, int at, uint value)
    {
        for (int i = 0; i < 4; i++) octets[at + i] = (byte)(value >> (24 - 8 * i));
    }
}
