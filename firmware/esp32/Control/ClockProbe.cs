using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>
/// Compares the device's clock with the Date field that the account's token endpoint sends (RFC 9110 6.6.1). Nothing secret is sent to it. A clock that is
/// off by more than the certificate's time is not told from a certificate that is refused: mbedTLS has one number for both here.
/// </summary>
public sealed class ClockProbe
{
    /// <summary>What tokens and certificates stand: Entra itself allows five minutes (AADSTS500133).</summary>
    public const int SkewSecondsMax = 300;

    /// <summary>Nobody told the time.</summary>
    public const long Unknown = long.MinValue;

    private const int MsMax = 15 * 1000;
    private const int LinesMax = 64;

    // "Tue, 15 Nov 1994 08:12:31 GMT": RFC 9110 5.6.7, the one form that is sent today.
    private const int DateOctets = 29;

    private readonly DeviceParts _parts;

    /// <summary>Probes for these parts.</summary>
    public ClockProbe(DeviceParts parts)
    {
        _parts = parts;
    }

    /// <summary>Seconds that the device's clock is ahead, or <see cref="Unknown"/>.</summary>
    public long SkewSeconds()
    {
        AccountConfiguration account = _parts.Configuration.Account;
        if (account.OAuth == null) return Unknown;
        HttpsAddress address = new HttpsAddress(account.OAuth.TokenEndpoint);
        TlsChannel channel = new TlsChannel(new Opener(address.Host, address.Port, account.Roots, true, true, _parts.Places, _parts.Time));
        if (!channel.Connect()) return Unknown;
        try
        {
            byte[] request = Ascii.Bytes("HEAD " + address.Path + " HTTP/1.1\r\nHost: " + address.Authority + "\r\nConnection: close\r\n\r\n");
            long told = channel.Write(request, 0, request.Length) ? DateOf(channel) : Unknown;
            return told == Unknown ? Unknown : _parts.Time.UtcSeconds - told;
        }
        finally
        {
            channel.Close();
        }
    }

    // Reads the head up to its Date.
    private long DateOf(TlsChannel channel)
    {
        LineBuffer lines = new LineBuffer(SmallBoardLimits.ReplyBuffer, SmallBoardLimits.ReplyLine);
        byte[] field = Ascii.Bytes("Date:");
        long endMs = _parts.Clock.NowMs + MsMax;
        for (int seen = 0; seen < LinesMax;)
        {
            LineStatus found = lines.Next();
            if (found == LineStatus.Incomplete)
            {
                int left = (int)(endMs - _parts.Clock.NowMs);
                if (left <= 0) return Unknown;
                channel.ReadTimeoutMs = left;
                int offset = lines.FillOffset();
                int received = channel.Read(lines.Octets, offset, lines.Octets.Length - offset);
                if (received <= 0) return Unknown;
                lines.Filled(received);
                continue;
            }
            seen++;
            if (found != LineStatus.Line) continue;
            if (lines.LineCount == 0) return Unknown;
            if (!Ascii.StartsWithIgnoreCase(lines.Octets, lines.LineOffset, lines.LineCount, field)) continue;
            int at = lines.LineOffset + field.Length;
            int end = lines.LineOffset + lines.LineCount;
            while (at < end && lines.Octets[at] == Ascii.SP) at++;
            return end - at < DateOctets ? Unknown : Parse(lines.Octets, at);
        }
        return Unknown;
    }

    private static long Parse(byte[] text, int at)
    {
        const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
        string name = System.Text.Encoding.UTF8.GetString(text, at + 8, 3);
        int month = Months.IndexOf(name);
        long day = Ascii.ParseDecimal(text, at + 5, 2);
        long year = Ascii.ParseDecimal(text, at + 12, 4);
        long hour = Ascii.ParseDecimal(text, at + 17, 2);
        long minute = Ascii.ParseDecimal(text, at + 20, 2);
        long second = Ascii.ParseDecimal(text, at + 23, 2);
        if (month < 0 || month % 3 != 0 || day < 1 || year < 1970 || hour < 0 || minute < 0 || second < 0) return Unknown;
        return DaysOf(year, month / 3 + 1, day) * 86400 + hour * 3600 + minute * 60 + second;
    }

    // Days since 1970-01-01. The year is counted from March, so that the leap day is its last.
    private static long DaysOf(long year, int month, long day)
    {
        if (month <= 2)
        {
            year--;
            month += 12;
        }
        long ofYear = (153 * (month - 3) + 2) / 5 + day - 1;
        return year * 365 + year / 4 - year / 100 + year / 400 + ofYear - 719468;
    }
}
