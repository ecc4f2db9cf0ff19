using System;
using System.IO;

namespace DeviceMailAgent.Esp32.Store;

/// <summary>
/// A secret that is brought to I: in clear, since a computer has no key of the board's: taken in at the first start, it is sealed and the clear file
/// deleted. One that is there again, from another deployment, replaces what is sealed. It is deleted only when the sealed one was read back, so that a
/// power cut at any moment leaves the clear one, the sealed one or both.
/// </summary>
public sealed class DeployedSecret
{
    private readonly string _path;
    private readonly SealedFile _sealed;

    /// <summary>Names the secret.</summary>
    /// <param name="path">The clear file; the sealed ones are the same with ".a" and ".b".</param>
    /// <param name="key">What it is sealed with.</param>
    /// <param name="octetsMax">The longest secret.</param>
    public DeployedSecret(string path, DeviceKey key, int octetsMax)
    {
        _path = path;
        _sealed = new SealedFile(path, key, octetsMax);
    }

    /// <summary>The clear file; null: there is none. Whether it is whole only its reader can say.</summary>
    public byte[]? Deployed()
    {
        try
        {
            return File.Exists(_path) ? File.ReadAllBytes(_path) : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>What is sealed; null: nothing, or nothing whole.</summary>
    public byte[]? Sealed()
    {
        return _sealed.Read();
    }

    /// <summary>Seals the secret and deletes the clear file. False: the clear file is there still, and counts.</summary>
    public bool Seal(byte[] secret)
    {
        if (!_sealed.Write(secret, 0, secret.Length)) return false;
        try
        {
            if (File.Exists(_path)) File.Delete(_path);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
