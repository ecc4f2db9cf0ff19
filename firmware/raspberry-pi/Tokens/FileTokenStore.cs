using System;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>One account's secret in the store, sealed: see <see cref="SealedSecret"/>.</summary>
internal sealed class FileTokenStore : ITokenStore
{
    private readonly SealedSecret _secret;
    private readonly SealedKind _kind;

    /// <summary>What the account logs in with: its refresh token or password.</summary>
    public FileTokenStore(StoreFolder folder, AccountConfiguration account)
        : this(folder, account, KindOf(account))
    {
    }

    /// <summary>Another secret of the account.</summary>
    public FileTokenStore(StoreFolder folder, AccountConfiguration account, SealedKind kind)
    {
        _kind = kind;
        _secret = new SealedSecret(folder, account.Name, kind);
    }

    /// <summary>Where it is, for messages.</summary>
    public string Path
    {
        get { return _secret.Path; }
    }

    /// <summary>True if there is a secret, whether or not it can be opened.</summary>
    public bool Exists
    {
        get { return _secret.Exists; }
    }

    /// <summary>When it was stored, by the clock of then.</summary>
    public DateTime StoredUtc
    {
        get { return _secret.StoredUtc; }
    }

    public static SealedKind KindOf(AccountConfiguration account)
    {
        return SecretKinds.SealedOf(account.Secret);
    }

    public Diagnosis Load(Secret into)
    {
        into.Clear();
        byte[] octets = new byte[_kind.OctetsMax];
        Diagnosis diagnosis = _secret.Load(octets, out int count);
        if (diagnosis == Diagnosis.None && !into.Set(octets, 0, count)) diagnosis = Diagnosis.StoreUnreadable;
        Array.Clear(octets);
        return diagnosis;
    }

    public Diagnosis Save(byte[] token, int offset, int count)
    {
        return _secret.Save(token.AsSpan(offset, count));
    }

    /// <summary>Looks whether what is stored can be opened, without changing anything.</summary>
    /// <returns>None, NoRefreshToken where nothing is stored, or what is wrong with it.</returns>
    public Diagnosis Look()
    {
        return _secret.Look();
    }

    /// <summary>Deletes it.</summary>
    public Diagnosis Remove()
    {
        return _secret.Remove();
    }

    /// <summary>Seals what an earlier version left unsealed, and looks whether what is stored can be opened.</summary>
    /// <returns>None, also where nothing is stored; or what is wrong with it.</returns>
    public Diagnosis Inspect()
    {
        Diagnosis plain = _secret.AdoptPlain();
        if (plain != Diagnosis.None) return plain == Diagnosis.NoRefreshToken ? Diagnosis.None : plain;
        if (!Exists) return Diagnosis.None;
        byte[] octets = new byte[_kind.OctetsMax];
        Diagnosis diagnosis = _secret.Load(octets, out _);
        Array.Clear(octets);
        return diagnosis == Diagnosis.NoRefreshToken ? Diagnosis.None : diagnosis;
    }
}
