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
    {
        _folder = folder;
        _file = FileOf(account);
    }

    /// <summary>The file's name: scans.token or scans.password.</summary>
    public static string FileOf(AccountConfiguration account)
    {
        return account.Name + (account.NeedsPassword ? ".password" : ".token");
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
