using System;
using System.Security.Cryptography;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Connections;

/// <summary>The scanners' logins of agent.json. A login happens before a mail and may allocate.</summary>
public sealed class ScannerLogins : IScannerLogins
{

    private readonly LoginConfiguration[] _logins;

    /// <summary>Takes them over.</summary>
    public ScannerLogins(LoginConfiguration[] logins)
    {
        _logins = logins;
    }

    /// <inheritdoc/>
    public int Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount)
    {
        LoginConfiguration? login = null;
        for (int i = 0; i < _logins.Length; i++)
        {
            if (AreEqual(_logins[i].User, user, userOffset, userCount)) login = _logins[i];
        }
        // The same work for a user that does not exist: the time must not tell who does.
        byte[] given = new byte[passwordCount];
        Array.Copy(password, passwordOffset, given, 0, passwordCount);
        byte[] hash = HMACSHA256.HashData(login == null || login.Salt == null ? new byte[16] : login.Salt, given);
        Array.Clear(given, 0, given.Length);
        if (login == null) return -1;
        return login.Hash == null || AreEqual(login.Hash, hash, 0, hash.Length) ? 0 : -1;
    }

    // In constant time for what has the same length.
    private static bool AreEqual(byte[] one, byte[] other, int offset, int count)
    {
        if (one.Length != count) return false;
        int difference = 0;
        for (int i = 0; i < count; i++) difference |= one[i] ^ other[offset + i];
        return difference == 0;
    }
}
