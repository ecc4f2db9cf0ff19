using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Mime;

/// <summary>
/// Text as quoted-printable (RFC 2045 6.7), one line of output at a time. Chosen over base64 for text because spam filters distrust text hidden in
/// base64, and because a technician can read it in the raw mail.
/// </summary>
internal static class QuotedPrintable
{
    // RFC 2045 6.7 (5): 76 characters, of which a soft line break's = is one.
    private const int ColumnsMax = 75;

    /// <summary>
    /// Writes the next line. Every kind of line end in the text (CRLF, LF, CR) becomes CRLF. No line begins with a dot, so the text needs
    /// no dot-stuffing.
    /// </summary>
    /// <param name="text">UTF-8; its characters are not split between lines.</param>
    /// <param name="at">The first octet to write; behind the last one written on return.</param>
    /// <param name="end">The offset behind the text.</param>
    /// <param name="line">Receives the line with its CRLF, from 0 on; at most 78 octets. A last line that the text does not end has no CRLF.</param>
    /// <returns>Octets written.</returns>
    public static int Line(byte[] text, ref int at, int end, byte[] line)
    {
        int column = 0;
        while (at < end)
        {
            byte octet = text[at];
            if (octet == Ascii.CR || octet == Ascii.LF)
            {
                at += octet == Ascii.CR && at + 1 < end && text[at + 1] == Ascii.LF ? 2 : 1;
                return EndLine(line, column);
            }
            int octets = Utf8.CharacterOctets(text, at, end);
            bool literal = octets == 1 && IsLiteral(text, at, end, column);
            if (column + (literal ? 1 : 3 * octets) > ColumnsMax)
            {
                line[column++] = (byte)'=';
                return EndLine(line, column);
            }
            if (literal) line[column++] = octet;
            else column = AppendHex(text, at, octets, line, column);
            at += octets;
        }
        return column;
    }

    private static bool IsLiteral(byte[] text, int at, int end, int column)
    {
        byte octet = text[at];
        if (octet == Ascii.SP || octet == Ascii.HT)
        {
            // 6.7 (3): white space at a line's end may get lost on the way.
            return at + 1 < end && text[at + 1] != Ascii.CR && text[at + 1] != Ascii.LF;
        }
        if (octet == (byte)'.') return column > 0;
        return octet > 32 && octet < 127 && octet != (byte)'=';
    }

    private static int AppendHex(byte[] text, int at, int octets, byte[] line, int column)
    {
        for (int i = 0; i < octets; i++)
        {
            line[column++] = (byte)'=';
            line[column++] = Ascii.HexDigitUpper(text[at + i] >> 4);
            line[column++] = Ascii.HexDigitUpper(text[at + i] & 15);
        }
        return column;
    }

    private static int EndLine(byte[] line, int column)
    {
        line[column++] = Ascii.CR;
        line[column++] = Ascii.LF;
        return column;
    }
}
