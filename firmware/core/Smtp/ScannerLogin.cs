using System;
using DeviceMailAgent.Sasl;

namespace DeviceMailAgent.Smtp;

/// <summary>User name and password as a scanner sends them with AUTH LOGIN or AUTH PLAIN, decoded into buffers of fixed size.</summary>
public sealed class ScannerLogin
{
    private readonly byte[] _message = new byte[Limits.Login * 2 + 2];

    /// <summary>The user name; the first <see cref="UserCount"/> octets.</summary>
    public byte[] User { get; } = new byte[Limits.Login];

    /// <summary>Length of the user name.</summary>
    public int UserCount { get; private set; }

    /// <summary>The password; the first <see cref="PasswordCount"/> octets, until <see cref="Forget"/>.</summary>
    public byte[] Password { get; } = new byte[Limits.Login];

    /// <summary>Length of the password.</summary>
    public int PasswordCount { get; private set; }

    /// <summary>AUTH LOGIN's first line. False: not base64, or too long.</summary>
    public bool TakeUser(byte[] buffer, int offset, int count)
    {
        UserCount = Decode(buffer, offset, count, User);
        return UserCount >= 0;
    }

    /// <summary>AUTH LOGIN's second line. False: not base64, or too long.</summary>
    public bool TakePassword(byte[] buffer, int offset, int count)
    {
        PasswordCount = Decode(buffer, offset, count, Password);
        return PasswordCount >= 0;
    }

    /// <summary>
    /// AUTH PLAIN's line, RFC 4616 2: [authzid] NUL authcid NUL passwd. Whom the scanner would like to act as is of no interest here.
    /// False: not of that form, or too long.
    /// </summary>
    public bool TakePlain(byte[] buffer, int offset, int count)
    {
        int decoded = Decode(buffer, offset, count, _message);
        int first = IndexOfNul(0, decoded);
        int second = first < 0 ? -1 : IndexOfNul(first + 1, decoded);
        if (second < 0) return false;
        UserCount = Take(first + 1, second - first - 1, User);
        PasswordCount = Take(second + 1, decoded - second - 1, Password);
        return UserCount >= 0 && PasswordCount >= 0;
    }

    /// <summary>Overwrites what was secret.</summary>
    public void Forget()
    {
        Array.Clear(Password, 0, Password.Length);
        Array.Clear(_message, 0, _message.Length);
        PasswordCount = 0;
    }

    // RFC 4954 4: "=" is an empty initial response.
    private static int Decode(byte[] buffer, int offset, int count, byte[] target)
    {
        if (count == 1 && buffer[offset] == (byte)'=') return 0;
        return count / 4 * 3 > target.Length ? -1 : Base64.Decode(buffer, offset, count, target, 0);
    }

    private int IndexOfNul(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (_message[i] == 0) return i;
        }
        return -1;
    }

    private int Take(int offset, int count, byte[] target)
    {
        if (count > target.Length) return -1;
        Array.Copy(_message, offset, target, 0, count);
        return count;
    }
}
