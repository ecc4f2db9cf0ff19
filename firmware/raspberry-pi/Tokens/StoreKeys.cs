using System;
using System.Buffers.Text;
using System.IO;
using System.Security.Cryptography;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// Finds a store's key: systemd's credential, else a file of the store that is made with the first secret. The credential is kept where a copy of the
/// card does not have it (systemd-creds(1): under the TPM or /var/lib/systemd/credential.secret). The file lies beside what it opens: it keeps secrets out of
/// single files that were copied, mailed or recovered from a card, and from nobody who has the whole folder.
/// </summary>
internal sealed class StoreKeys
{
    /// <summary>The key's file in the store.</summary>
    public const string FileName = "store.key";

    /// <summary>The credential's name in the unit.</summary>
    public const string CredentialName = "devicemail-store-key";

    private const int TextMax = 128;

    private readonly IStoreFiles _files;
    private readonly string _folder;
    private readonly string? _credential;

    /// <param name="files">The store.</param>
    /// <param name="folder">Its path, for what a person reads.</param>
    /// <param name="credentials">The folder in $CREDENTIALS_DIRECTORY; null: none.</param>
    public StoreKeys(IStoreFiles files, string folder, string? credentials)
    {
        _files = files;
        _folder = folder;
        string? credential = credentials == null ? null : Path.Combine(credentials, CredentialName);
        _credential = credential != null && File.Exists(credential) ? credential : null;
    }

    /// <summary>The source that new secrets are sealed under.</summary>
    public KeySource Preferred
    {
        get { return _credential != null ? KeySource.Credential : KeySource.File; }
    }

    /// <summary>What keeps the key from being used, with its cure; null: nothing. There may be none yet.</summary>
    public string? Fault()
    {
        try
        {
            using StoreKey? file = Read(KeySource.File);
            using StoreKey? credential = Read(KeySource.Credential);
            return null;
        }
        catch (StoreKeyException fault)
        {
            return fault.Message;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "the key of the store cannot be read (" + (_credential ?? PathOfFile) + "). Check to whom it belongs.";
        }
    }

    /// <summary>Why a secret that is stored cannot be opened or none can be sealed, with the cure.</summary>
    public string WhyUnusable()
    {
        string? fault = Fault();
        if (fault != null) return fault;
        return IsElsewhere()
            ? "the store is sealed under the systemd credential " + CredentialName + ", which only the service is given. Import through the running agent, or give this command the unit's line: "
                + "`systemd-run --pipe -p User=... -p LoadCredentialEncrypted=" + CredentialName + " devicemail-agent ...`."
            : "the key that the store was sealed under is gone: " + PathOfFile + ". Bring it back from a copy; or pair again, which makes another.";
    }

    /// <summary>Reads a key.</summary>
    /// <returns>Null: there is none of this source.</returns>
    /// <exception cref="StoreKeyException">It is none, or others can read it; the message has the cure.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public StoreKey? Read(KeySource source)
    {
        Span<byte> text = stackalloc byte[TextMax];
        Span<byte> key = stackalloc byte[StoreKey.Octets];
        try
        {
            int count = source == KeySource.File ? ReadFile(text) : ReadCredential(text);
            if (count < 0) return null;
            if (!Parse(text[..count], key)) throw new StoreKeyException(NoKey(source));
            return new StoreKey(key, source);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Makes the key's file. The caller has the store's lock.</summary>
    public StoreKey Make(Action<string, ReadOnlySpan<byte>> replace)
    {
        Span<byte> key = stackalloc byte[StoreKey.Octets];
        try
        {
            RandomNumberGenerator.Fill(key);
            replace(FileName, key);
            return new StoreKey(key, KeySource.File);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>True if a secret of this store is sealed under a credential that this process was not given: a command in a shell, beside the service.</summary>
    public bool IsElsewhere()
    {
        if (_credential != null) return false;
        byte[] octets = new byte[32 * 1024];
        foreach (string name in _files.Names())
        {
            if (!name.EndsWith(SealedSecret.Suffix, StringComparison.Ordinal)) continue;
            int count = _files.Read(name, octets);
            if (count > 0 && SealedFormat.IsWhole(octets.AsSpan(0, count)) && SealedFormat.Source(octets.AsSpan(0, count)) == KeySource.Credential) return true;
        }
        return false;
    }

    private string PathOfFile
    {
        get { return Path.Combine(_folder, FileName); }
    }

    private int ReadFile(Span<byte> into)
    {
        if (!_files.Exists(FileName)) return -1;
        // Looked at before it is read, since reading narrows: a key that others could read is a key that others may have.
        if (!_files.IsPrivate(FileName))
        {
            throw new StoreKeyException("others can read or change the store's key " + PathOfFile + ", and with it every secret of the store. Take it back with `chmod 600 "
                + PathOfFile + "`; if someone may have copied it, delete it and pair every account again.");
        }
        return _files.Read(FileName, into);
    }

    private int ReadCredential(Span<byte> into)
    {
        if (_credential == null) return -1;
        // Group bits are not looked at: systemd lets the service in by an access list, whose mask shows there.
        const UnixFileMode World = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if ((File.GetUnixFileMode(_credential) & World) != 0) throw new StoreKeyException("everybody can read the store's key " + _credential + ". Let systemd make it: LoadCredentialEncrypted=" + CredentialName + " in the unit.");
        using var file = new FileStream(_credential, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return file.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
    }

    private string NoKey(KeySource source)
    {
        string wanted = " is no key: 32 octets, or those in base64, are wanted. ";
        return source == KeySource.Credential
            ? "the credential " + CredentialName + wanted + "Make one with `head -c 32 /dev/urandom | systemd-creds encrypt --name=" + CredentialName + " - FILE`."
            : PathOfFile + wanted + "Bring it back from a copy; or delete it and pair every account again.";
    }

    private static bool Parse(ReadOnlySpan<byte> text, Span<byte> key)
    {
        if (text.Length == StoreKey.Octets)
        {
            text.CopyTo(key);
            return true;
        }
        Span<byte> octets = stackalloc byte[TextMax];
        bool isBase64 = Base64.DecodeFromUtf8(text.TrimEnd("\r\n"u8), octets, out _, out int count) == System.Buffers.OperationStatus.Done;
        if (isBase64 && count == StoreKey.Octets) octets[..count].CopyTo(key);
        CryptographicOperations.ZeroMemory(octets);
        return isBase64 && count == StoreKey.Octets;
    }
}
