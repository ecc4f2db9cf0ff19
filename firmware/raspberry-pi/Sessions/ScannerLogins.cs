using System;
using System.Security.Cryptography;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>The scanners' logins of agent.json.</summary>
internal sealed class ScannerLogins
{
    private static readonly byte[] NoSalt = new byte[16];

    private readonly LoginConfiguration[] _logins;

    public ScannerLogins(LoginConfiguration[] logins)
    {
        _logins = logins;
    }

    /// <summary>Compares in constant time.</summary>
    /// <returns>Index into <c>logins</c>; below 0: there is no such user, or the password is another.</returns>
    public int Find(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        int found = -1;
        for (int i = 0; i < _logins.Length; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(_logins[i].User, user)) found = i;
        }
        LoginConfiguration? login = found < 0 ? null : _logins[found];
        // The same work for a user that does not exist: the time must not tell who does.
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(login?.Salt ?? NoSalt, password, hash);
        if (login == null) return -1;
        bool isRight = login.Hash == null || CryptographicOperations.FixedTimeEquals(hash, login.Hash);
        return isRight ? found : -1;
    }
}
