using System;
using System.IO;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>One account's secret, a refresh token or a password, in a file of its own.</summary>
internal sealed class FileTokenStore : ITokenStore
{
    private readonly StoreFolder _folder;
    private readonly string _file;

    public FileTokenStore(StoreFolder folder, AccountConfiguration account)
        : this(folder, account, account.Secret)
    {
    }

    public FileTokenStore(StoreFolder folder, AccountConfiguration account, SecretKind kind)
    {
        _folder = folder;
        _file = FileOf(account, kind);
    }

    /// <summary>The name of the file with the account's own secret: scans.token or scans.password.</summary>
    public static string FileOf(AccountConfiguration account)
    {
        return FileOf(account, account.Secret);
    }

    /// <summary>The name of the file with a secret of the account.</summary>
    public static string FileOf(AccountConfiguration account, SecretKind kind)
    {
        return account.Name + SecretKinds.EndingOf(kind);
    }

    public Diagnosis Load(Secret into)
    {
        into.Clear();
        byte[] octets = new byte[into.Octets.Length + 1];
        try
        {
            using FileStream file = _folder.OpenRead(_file);
            int count = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            // Written by hand it has a line end, which is not part of it.
            while (count > 0 && octets[count - 1] is (byte)'\n' or (byte)'\r') count--;
            if (count == 0) return Diagnosis.NoRefreshToken;
            return into.Set(octets, 0, count) ? Diagnosis.None : Diagnosis.StoreUnreadable;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Diagnosis.NoRefreshToken;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.StoreUnreadable;
        }
        finally
        {
            Array.Clear(octets);
        }
    }

    public Diagnosis Save(byte[] token, int offset, int count)
    {
        try
        {
            _folder.Replace(_file, token.AsSpan(offset, count));
            return Diagnosis.None;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.StoreUnwritable;
        }
    }
}
