using System;
using DeviceMailAgent.Sasl;

namespace DeviceMailAgent.Smtp;

/// <summary>User name and password as a scanner sends them with AUTH LOGIN or AUTH PLAIN, decoded into buffers of fixed size.</summary>
public sealed class ScannerLogin
{
    /// <summary>Allocates its buffers.</summary>
    /// <param name="octetsMax">The longest user name, and the longest password.</param>
    public ScannerLogin(int octetsMax)
    {
        User = new byte[octetsMax];
        Password = new byte[octetsMax];
    }

    /// <summary>The user name; the first <see cref="UserCount"/> octets.</summary>
    public byte[] User { get; }

    /// <summary>Length of the user name.</summary>
    public int UserCount { get; private set; }

    /// <summary>The password; the first <see cref="PasswordCount"/> octets, until <see cref="Forget"/>.</summary>
    public byte[] Password { get; }

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
    /// False: not of that form, or too long. A line that is of it is overwritten.
    /// </summary>
    public bool TakePlain(byte[] buffer, int offset, int count)
    {
        if (count > Base64.EncodedCount(2 * Limits.Login + 2)) return false;
        int decoded = count == 1 ? 0 : Base64.Decode(buffer, offset, count, buffer, offset);
        int end = offset + decoded;
        int first = IndexOfNul(buffer, offset, end);
        int second = first < 0 ? -1 : IndexOfNul(buffer, first + 1, end);
        if (second < 0) return false;
        UserCount = Take(buffer, first + 1, second, User);
        PasswordCount = Take(buffer, second + 1, end, Password);
        Array.Clear(buffer, offset, count);
        return UserCount >= 0 && PasswordCount >= 0;
    }

    /// <summary>Overwrites what was secret.</summary>
    public void Forget()
    {
        Array.Clear(Password, 0, Password.Length);
        PasswordCount = 0;
    }

    // RFC 4954 4: "=" is an empty initial response.
    private static int Decode(byte[] buffer, int offset, int count, byte[] target)
    {
        if (count == 1 && buffer[offset] == (byte)'=') return 0;
        return count / 4 * 3 > target.Length ? -1 : Base64.Decode(buffer, offset, count, target, 0);
    }

    private static int IndexOfNul(byte[] octets, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (octets[i] == 0) return i;
        }
        return -1;
    }

    private static int Take(byte[] octets, int from, int to, byte[] target)
    {
        if (to - from > target.Length) return -1;
        Array.Copy(octets, from, target, 0, to - from);
        return to - from;
    }
}
