namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>
/// What is right about the end of mail data, written from the text of RFC 5321 4.1.1.4 and of the smuggling reports, without regard to speed. It
/// shares nothing with the scanner: it looks at the whole mail at once and asks each dot.
/// </summary>
public static class EndOfDataReference
{
    /// <summary>
    /// RFC 5321 4.1.1.4: "&lt;CRLF&gt;.&lt;CRLF&gt;", where the CRLF that ends the DATA command counts as the first one.
    /// </summary>
    /// <returns>Index behind the CRLF that ends the data, or -1.</returns>
    public static int End(byte[] mail, int count)
    {
        byte[] text = BehindData(mail, count);
        for (int end = 5; end <= text.Length; end++)
        {
            if (text[end - 5] == '\r' && text[end - 4] == '\n' && text[end - 3] == '.' && text[end - 2] == '\r' && text[end - 1] == '\n')
                return end - 2;
        }
        return -1;
    }

    /// <summary>
    /// The first dot that stands alone between two octets each of which some server takes for a line's end or drops, and that is
    /// not the dot of a true end: CRLF before it, CRLF behind it or not yet known to be something else.
    /// </summary>
    /// <returns>Index behind the first octet at which this is certain, or -1.</returns>
    public static int Smuggling(byte[] mail, int count)
    {
        byte[] text = BehindData(mail, count);
        for (int dot = 2; dot + 1 < text.Length; dot++)
        {
            if (text[dot] != '.' || !IsEndLike(text[dot - 1]) || !IsEndLike(text[dot + 1])) continue;
            bool crlfBefore = text[dot - 2] == '\r' && text[dot - 1] == '\n';
            if (!crlfBefore || text[dot + 1] != '\r') return dot + 2 - 2;
            if (dot + 2 < text.Length && text[dot + 2] != '\n') return dot + 3 - 2;
        }
        return -1;
    }

    /// <summary>
    /// How many octets at the end of what has arrived may be the beginning of an end of data, the line end before them not counted: a dot behind
    /// something like a line's end, or .CR behind CRLF. None of these may be forwarded yet.
    /// </summary>
    public static int Begun(byte[] mail, int count)
    {
        byte[] text = BehindData(mail, count);
        int end = text.Length;
        if (end >= 3 && text[end - 1] == '.' && IsEndLike(text[end - 2])) return 1;
        bool isDotCr = end >= 4 && text[end - 2] == '.' && text[end - 1] == '\r';
        return isDotCr && text[end - 4] == '\r' && text[end - 3] == '\n' ? 2 : 0;
    }

    private static bool IsEndLike(byte octet)
    {
        return octet == '\r' || octet == '\n' || octet == 0;
    }

    private static byte[] BehindData(byte[] mail, int count)
    {
        byte[] text = new byte[count + 2];
        text[0] = (byte)'\r';
        text[1] = (byte)'\n';
        for (int i = 0; i < count; i++) text[i + 2] = mail[i];
        return text;
    }
}
