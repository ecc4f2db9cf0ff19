using System;
using System.IO;
using System.Security.Cryptography;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// One secret of the store: a sealed file that holds it, and a sealed mark that holds the highest generation it has had. The secret is
/// written first and the mark after it, each so that a power cut leaves the old or the new; so a secret older than its mark was put back by someone.
/// A mark that is gone or damaged costs nothing but that: the secret counts, and the next one makes a new mark. Whoever puts back secret and mark together
/// while no agent runs is not found out; nothing on the same card could tell.
/// </summary>
internal sealed class SealedSecret
{
    /// <summary>What names of sealed files end with.</summary>
    public const string Suffix = ".sealed";

    private const string Mark = ".mark";

    private readonly StoreFolder _folder;
    private readonly string _owner;
    private readonly SealedKind _kind;
    private readonly string _file;
    private readonly string _mark;
    private readonly string? _plain;
    private ulong _loaded;

    /// <param name="folder">The store.</param>
    /// <param name="owner">An account's name, or a part of the agent.</param>
    /// <param name="kind">What it is.</param>
    public SealedSecret(StoreFolder folder, string owner, SealedKind kind)
    {
        _folder = folder;
        _owner = owner;
        _kind = kind;
        _file = owner + "." + kind.Name + Suffix;
        _mark = owner + "." + kind.Name + Mark;
        _plain = kind.PlainSuffix == null ? null : owner + kind.PlainSuffix;
    }

    /// <summary>Where it is, for messages.</summary>
    public string Path
    {
        get { return _folder.PathOf(_file); }
    }

    /// <summary>True if there is a secret, whether or not it can be opened.</summary>
    public bool Exists
    {
        get { return _folder.Files.Exists(_file) || (_plain != null && _folder.Files.Exists(_plain)); }
    }

    /// <summary>When it was stored, by the clock of then.</summary>
    public DateTime StoredUtc
    {
        get { return File.GetLastWriteTimeUtc(_folder.Files.Exists(_file) || _plain == null ? Path : _folder.PathOf(_plain)); }
    }

    /// <summary>Opens the secret.</summary>
    /// <param name="into">Receives it; room for <see cref="SealedKind.OctetsMax"/> octets.</param>
    /// <param name="count">Its length; 0 if there is none that counts.</param>
    /// <returns>
    /// None; NoRefreshToken where nothing was stored; StoreForeign, StoreDamaged, StoreRolledBack or StoreKeyUnusable; StoreUnreadable where the disk fails.
    /// </returns>
    public Diagnosis Load(Span<byte> into, out int count)
    {
        count = 0;
        try
        {
            if (_plain != null && _folder.Files.Exists(_plain) && Adopt(into, out count, out Diagnosis adopted)) return adopted;
            Diagnosis diagnosis = OpenNewest(into, out count, out ulong generation, out KeySource source);
            if (diagnosis != Diagnosis.None) return diagnosis;
            _folder.Saw(_file, generation);
            _loaded = generation;
            // Sealed by a command without systemd's credential: from now on it is under that.
            if (source != _folder.Keys.Preferred) Reseal(into[..count]);
            return Diagnosis.None;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            CryptographicOperations.ZeroMemory(into);
            count = 0;
            return Diagnosis.StoreUnreadable;
        }
    }

    /// <summary>
    /// Replaces the secret so that a power cut leaves the old or the new one; when this returns None, the new one is on the disk. If this object has loaded a secret, only that
    /// one is replaced: where someone has stored another one since, or deleted it, that counts and this does nothing. So a renewal that began with the old refresh token does not undo a
    /// pairing that ended meanwhile.
    /// </summary>
    /// <returns>None, StoreUnwritable or StoreKeyUnusable.</returns>
    public Diagnosis Save(ReadOnlySpan<byte> secret)
    {
        try
        {
            using IDisposable held = _folder.Files.Lock();
            if (_loaded != 0 && LastGeneration() > _loaded) return Diagnosis.None;
            Diagnosis written = Write(secret);
            // Else it would be adopted and replace what was just stored.
            if (written == Diagnosis.None && _plain != null) _folder.RemoveLocked(_plain);
            return written;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.StoreUnwritable;
        }
    }

    /// <summary>Deletes the secret; put back later, it counts as old.</summary>
    /// <returns>None, or StoreUnwritable.</returns>
    public Diagnosis Remove()
    {
        try
        {
            using IDisposable held = _folder.Files.Lock();
            ulong next = LastGeneration() + 1;
            _folder.RemoveLocked(_file);
            if (_plain != null) _folder.RemoveLocked(_plain);
            using StoreKey? key = next > 1 ? KeyToSeal() : null;
            if (key != null) WriteMark(key, next);
            _folder.Saw(_file, next);
            return Diagnosis.None;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.StoreUnwritable;
        }
    }

    /// <summary>Seals what an earlier version stored unsealed, if there is something.</summary>
    /// <returns>None, or why it is still unsealed.</returns>
    public Diagnosis AdoptPlain()
    {
        if (_plain == null || !_folder.Files.Exists(_plain)) return Diagnosis.None;
        byte[] secret = new byte[_kind.OctetsMax];
        Diagnosis diagnosis = Load(secret, out int count);
        CryptographicOperations.ZeroMemory(secret);
        if (diagnosis != Diagnosis.None) return diagnosis;
        return count > 0 && _folder.Files.Exists(_plain) ? Diagnosis.StoreUnwritable : Diagnosis.None;
    }

    /// <summary>Looks whether what is stored can be opened, without changing anything.</summary>
    /// <returns>As <see cref="Load"/>; None for what is stored unsealed.</returns>
    public Diagnosis Look()
    {
        byte[] secret = new byte[_kind.OctetsMax];
        try
        {
            return _plain != null && _folder.Files.Exists(_plain) ? Diagnosis.None : OpenNewest(secret, out _, out _, out _);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.StoreUnreadable;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private Diagnosis OpenNewest(Span<byte> into, out int count, out ulong generation, out KeySource source)
    {
        // Before the secret itself, so that one that is being written just now is not taken for an old one.
        ulong least = Math.Max(_folder.Seen(_file), MarkedGeneration());
        Diagnosis diagnosis = Open(_file, _kind.Name, into, out count, out generation, out source);
        if (diagnosis != Diagnosis.None || generation >= least) return diagnosis;
        CryptographicOperations.ZeroMemory(into[..count]);
        count = 0;
        return Diagnosis.StoreRolledBack;
    }

    // The unsealed file is deleted only when the sealed one is on the disk. If the power goes between, both say the same and it is deleted the next time. If they differ,
    // someone has put it there since. On a disk that cannot be written it serves as it is. False: there is nothing to adopt.
    private bool Adopt(Span<byte> into, out int count, out Diagnosis diagnosis)
    {
        using IDisposable held = _folder.Files.Lock();
        byte[] plain = new byte[_kind.OctetsMax + 3];
        count = _folder.Files.Read(_plain!, plain);
        // Written by hand it has a line end, which is not part of it.
        while (count > 0 && plain[count - 1] is (byte)'\n' or (byte)'\r') count--;
        bool isTooLong = count > into.Length || count > _kind.OctetsMax;
        diagnosis = isTooLong ? Diagnosis.StoreUnreadable : Diagnosis.None;
        bool isAdopted = !isTooLong && count > 0;
        try
        {
            if (isAdopted)
            {
                plain.AsSpan(0, count).CopyTo(into);
                if (IsStored(plain.AsSpan(0, count)) || Write(plain.AsSpan(0, count)) == Diagnosis.None) _folder.RemoveLocked(_plain!);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It stays unsealed; AdoptPlain tells.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
        if (!isAdopted) count = 0;
        return isAdopted || isTooLong;
    }

    private void Reseal(ReadOnlySpan<byte> secret)
    {
        using IDisposable held = _folder.Files.Lock();
        // Someone may have stored another one since it was read.
        if (IsStored(secret)) _ = Write(secret);
    }

    // With the lock held.
    private bool IsStored(ReadOnlySpan<byte> secret)
    {
        byte[] stored = new byte[_kind.OctetsMax];
        bool isStored = Open(_file, _kind.Name, stored, out int count, out _, out _) == Diagnosis.None && secret.SequenceEqual(stored.AsSpan(0, count));
        CryptographicOperations.ZeroMemory(stored);
        return isStored;
    }

    // With the lock held.
    private Diagnosis Write(ReadOnlySpan<byte> secret)
    {
        if (secret.Length > _kind.OctetsMax) throw new ArgumentException("A " + _kind.Name + " has at most " + _kind.OctetsMax + " octets.");
        using StoreKey? key = KeyToSeal();
        if (key == null) return Diagnosis.StoreKeyUnusable;
        ulong generation = LastGeneration() + 1;
        byte[] file = new byte[secret.Length + SealedFormat.Overhead];
        int count = SealedFormat.Close(key, _kind.Name, _owner, generation, secret, file);
        _folder.ReplaceLocked(_file, file.AsSpan(0, count));
        _folder.Saw(_file, generation);
        _loaded = _loaded == 0 ? 0 : generation;
        try
        {
            WriteMark(key, generation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The secret is stored, and that is what was asked for. The mark stays one behind, which harms nothing.
        }
        return Diagnosis.None;
    }

    private void WriteMark(StoreKey key, ulong generation)
    {
        byte[] file = new byte[SealedFormat.Overhead];
        int count = SealedFormat.Close(key, _kind.Name + Mark, _owner, generation, [], file);
        _folder.ReplaceLocked(_mark, file.AsSpan(0, count));
    }

    private ulong LastGeneration()
    {
        byte[] secret = new byte[_kind.OctetsMax];
        ulong stored = Open(_file, _kind.Name, secret, out _, out ulong generation, out _) == Diagnosis.None ? generation : 0;
        CryptographicOperations.ZeroMemory(secret);
        return Math.Max(stored, Math.Max(MarkedGeneration(), _folder.Seen(_file)));
    }

    private ulong MarkedGeneration()
    {
        return Open(_mark, _kind.Name + Mark, [], out _, out ulong generation, out _) == Diagnosis.None ? generation : 0;
    }

    private Diagnosis Open(string name, string kind, Span<byte> into, out int count, out ulong generation, out KeySource source)
    {
        count = 0;
        generation = 0;
        source = 0;
        byte[] octets = new byte[into.Length + SealedFormat.Overhead + 1];
        int length = _folder.Files.Read(name, octets);
        if (length < 0) return Diagnosis.NoRefreshToken;
        ReadOnlySpan<byte> file = octets.AsSpan(0, length);
        // A file that fills the buffer is longer than any of its kind.
        if (length == octets.Length || !SealedFormat.IsWhole(file)) return Diagnosis.StoreDamaged;
        source = SealedFormat.Source(file);
        try
        {
            using StoreKey? key = _folder.Keys.Read(source);
            if (key == null) return Diagnosis.StoreKeyUnusable;
            bool isOurs = key.Id.SequenceEqual(SealedFormat.KeyId(file)) && SealedFormat.Open(key, kind, _owner, file, into, out count, out generation);
            return isOurs ? Diagnosis.None : Diagnosis.StoreForeign;
        }
        catch (StoreKeyException)
        {
            return Diagnosis.StoreKeyUnusable;
        }
    }

    // Null: the key cannot be used, or is a credential that this process was not given. With the lock held.
    private StoreKey? KeyToSeal()
    {
        try
        {
            StoreKey? key = _folder.Keys.Read(_folder.Keys.Preferred);
            if (key != null) return key;
            return _folder.Keys.IsElsewhere() ? null : _folder.Keys.Make(_folder.ReplaceLocked);
        }
        catch (StoreKeyException)
        {
            return null;
        }
    }
}
