namespace DeviceMailAgent.Smtp;

/// <summary>Dates as header fields have them (RFC 5322 3.3).</summary>
public static class MailDate
{
    /// <summary>Length of a date from 1970 to 9999.</summary>
    public const int Octets = 31;

    private const int SecondsOfDay = 24 * 60 * 60;
    private static readonly string Days = "Thu, Fri, Sat, Sun, Mon, Tue, Wed, ";
    private static readonly string Months = " Jan  Feb  Mar  Apr  May  Jun  Jul  Aug  Sep  Oct  Nov  Dec ";
    private static readonly string Zone = " +0000";

    /// <summary>Writes a date such as <c>Mon, 23 Nov 2026 08:50:47 +0000</c>.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">From here on.</param>
    /// <param name="utcSeconds">Seconds since 1970-01-01 00:00 UTC, 0 or more.</param>
    /// <returns>The offset behind it.</returns>
    public static int Append(byte[] buffer, int offset, long utcSeconds)
    {
        int day = (int)(utcSeconds / SecondsOfDay);
        int second = (int)(utcSeconds % SecondsOfDay);
        int weekday = day % 7;
        int year = 1970;
        for (; day >= DaysOf(year); year++) day -= DaysOf(year);
        int month = 0;
        for (; day >= DaysOf(month, year); month++) day -= DaysOf(month, year);
        offset = Ascii.Append(buffer, offset, Days, weekday * 5, 5);
        offset = AppendTwo(buffer, offset, day + 1);
        offset = Ascii.Append(buffer, offset, Months, month * 5, 5);
        offset = Ascii.AppendDecimal(buffer, offset, year);
        buffer[offset++] = Ascii.SP;
        offset = AppendTwo(buffer, offset, second / 3600);
        buffer[offset++] = (byte)':';
        offset = AppendTwo(buffer, offset, second / 60 % 60);
        buffer[offset++] = (byte)':';
        offset = AppendTwo(buffer, offset, second % 60);
        return Ascii.Append(buffer, offset, Zone);
    }

    private static int DaysOf(int year)
    {
        return IsLeap(year) ? 366 : 365;
    }

    // Months from 0: the short ones are April, June, September, November and February.
    private static int DaysOf(int month, int year)
    {
        if (month == 1) return IsLeap(year) ? 29 : 28;
        return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
    }

    private static bool IsLeap(int year)
    {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static int AppendTwo(byte[] buffer, int offset, int number)
    {
        buffer[offset] = (byte)('0' + number / 10);
        buffer[offset + 1] = (byte)('0' + number % 10);
        return offset + 2;
    }
}
