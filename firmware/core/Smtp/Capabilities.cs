namespace DeviceMailAgent.Smtp;

/// <summary>What a server's EHLO reply offers, as far as the agent uses it.</summary>
public sealed class Capabilities
{
    private static readonly string StartTlsWord = "STARTTLS";
    private static readonly string EightBitMimeWord = "8BITMIME";
    private static readonly string SizeWord = "SIZE";
    private static readonly string PipeliningWord = "PIPELINING";
    private static readonly string AuthWord = "AUTH";

    /// <summary>STARTTLS (RFC 3207).</summary>
    public bool StartTls { get; private set; }

    /// <summary>8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; private set; }

    /// <summary>SIZE (RFC 1870). The number is the service's ceiling, not the mailbox's limit, so nobody relies on it.</summary>
    public bool Size { get; private set; }

    /// <summary>PIPELINING (RFC 2920): commands may be sent in groups.</summary>
    public bool Pipelining { get; private set; }

    /// <summary>AUTH with the mechanism that was asked for (RFC 4954).</summary>
    public bool Mechanism { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        StartTls = false;
        EightBitMime = false;
        Size = false;
        Pipelining = false;
        Mechanism = false;
    }

    /// <summary>Takes one line of the EHLO reply, code included.</summary>
    public void Line(byte[] buffer, int offset, int count, string? mechanism)
    {
        int end = offset + count;
        int at = offset + 4;
        if (at >= end) return;
        int stop = WordEnd(buffer, at, end);
        int length = stop - at;
        if (Ascii.EqualsIgnoreCase(buffer, at, length, StartTlsWord)) StartTls = true;
        else if (Ascii.EqualsIgnoreCase(buffer, at, length, EightBitMimeWord)) EightBitMime = true;
        else if (Ascii.EqualsIgnoreCase(buffer, at, length, SizeWord)) Size = true;
        else if (Ascii.EqualsIgnoreCase(buffer, at, length, PipeliningWord)) Pipelining = true;
        else if (mechanism != null && Ascii.EqualsIgnoreCase(buffer, at, length, AuthWord))
            Mechanism |= Lists(buffer, stop, end, mechanism);
    }

    private static bool Lists(byte[] buffer, int at, int end, string mechanism)
    {
        while (at < end)
        {
            int stop = WordEnd(buffer, at, end);
            if (Ascii.EqualsIgnoreCase(buffer, at, stop - at, mechanism)) return true;
            at = stop + 1;
        }
        return false;
    }

    private static int WordEnd(byte[] buffer, int at, int end)
    {
        while (at < end && buffer[at] != Ascii.SP && buffer[at] != Ascii.CR) at++;
        return at;
    }
}
