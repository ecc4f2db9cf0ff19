using System;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Store;

/// <summary>The account's secret, a refresh token or a password, sealed in I:. It allocates while it works; that is once an hour.</summary>
public sealed class FlashTokenStore : ITokenStore
{
    private readonly SealedFile _file;

    /// <summary>Keeps the secret in a file.</summary>
    public FlashTokenStore(SealedFile file)
    {
        _file = file;
    }

    /// <summary>True if there is something stored.</summary>
    public bool IsStored
    {
        get { return _file.Exists; }
    }

    /// <inheritdoc/>
    public Diagnosis Load(Secret into)
    {
        into.Clear();
        if (!_file.Exists) return Diagnosis.NoRefreshToken;
        byte[]? secret = _file.Read();
        if (secret == null) return Diagnosis.StoreUnreadable;
        bool fits = into.Set(secret, 0, secret.Length);
        Array.Clear(secret, 0, secret.Length);
        return fits ? Diagnosis.None : Diagnosis.StoreUnreadable;
    }

    /// <inheritdoc/>
    public Diagnosis Save(byte[] token, int offset, int count)
    {
        return _file.Write(token, offset, count) ? Diagnosis.None : Diagnosis.StoreUnwritable;
    }

    /// <summary>Deletes it.</summary>
    public bool Delete()
    {
        return _file.Delete();
    }
}
