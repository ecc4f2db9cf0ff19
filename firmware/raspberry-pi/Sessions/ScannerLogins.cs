using System;
using System.Security.Cryptography;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>The scanners' logins of agent.json.</summary>
internal sealed class ScannerLogins : IScannerLogins
{
    private static readonly byte[] NoSalt = new byte[16];

    private readonly LoginConfiguration[] _logins;

    public ScannerLogins(LoginConfiguration[] logins)
    {
        _logins = logins;
    }

    public int Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount)
    {
        LoginConfiguration? login = null;
        foreach (LoginConfiguration candidate in _logins)
        {
            if (candidate.User.AsSpan().SequenceEqual(user.AsSpan(userOffset, userCount))) login = candidate;
        }
        // The same work for a user that does not exist: the time must not tell who does.
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(login?.Salt ?? NoSalt, password.AsSpan(passwordOffset, passwordCount), hash);
        if (login == null) return -1;
        bool right = login.Hash == null || CryptographicOperations.FixedTimeEquals(hash, login.Hash);
        return right ? login.Account : -1;
    }
}
