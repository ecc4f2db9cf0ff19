using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Mime;

/// <summary>
/// The filename parameter of Content-Disposition (RFC 2183 2.3), one line at a time. A short name in US-ASCII stands in quotation marks, another
/// one is percent-encoded (RFC 2231 4), over several lines if it is long (3).
/// </summary>
internal static class FileNameParameter
{
    private const int QuotedMax = 60;
    private const int LineMax = 76;
    private static readonly string Quoted = ";\r\n filename=\"";
    private static readonly string Whole = ";\r\n filename*=UTF-8''";
    private static readonly string First = ";\r\n filename*0*=UTF-8''";
    private static readonly string Section = ";\r\n filename*";
    private static readonly string SectionEnd = "*=";

    /// <summary>Writes the next line, beginning with the semicolon and CRLF that end the line before.</summary>
    /// <param name="name">UTF-8.</param>
    /// <param name="offset">Where the name begins.</param>
    /// <param name="at">The first octet to write; behind the last one written on return.</param>
    /// <param name="end">The offset behind the name.</param>
    /// <param name="section">How many lines were written before.</param>
    /// <param name="line">Receives the line, from 0 on; at most 79 octets.</param>
    /// <returns>Octets written.</returns>
    public static int Line(byte[] name, int offset, ref int at, int end, int section, byte[] line)
    {
        if (section == 0 && IsQuotable(name, offset, end))
        {
            int count = Ascii.Append(line, 0, Quoted);
            while (at < end) line[count++] = name[at++];
            line[count++] = (byte)'"';
            return count;
        }
        return AppendCharacters(name, ref at, end, line, AppendPrefix(name, at, end, section, line));
    }

    private static bool IsQuotable(byte[] name, int offset, int end)
    {
        if (end - offset > QuotedMax || !EncodedWords.IsPlain(name, offset, end)) return false;
        for (int i = offset; i < end; i++)
        {
            if (name[i] == (byte)'"' || name[i] == (byte)'\\') return false;
        }
        return true;
    }

    private static int AppendPrefix(byte[] name, int at, int end, int section, byte[] line)
    {
        if (section == 0)
        {
            int wanted = Whole.Length;
            for (int i = at; i < end; i++) wanted += IsLiteral(name[i]) ? 1 : 3;
            return Ascii.Append(line, 0, wanted <= LineMax + 2 ? Whole : First);
        }
        int count = Ascii.Append(line, 0, Section);
        count = Ascii.AppendDecimal(line, count, section);
        return Ascii.Append(line, count, SectionEnd);
    }

    // Whole characters only, so that a reader which decodes section by section is right too.
    private static int AppendCharacters(byte[] name, ref int at, int end, byte[] line, int count)
    {
        while (at < end)
        {
            int octets = Utf8.CharacterOctets(name, at, end);
            bool literal = octets == 1 && IsLiteral(name[at]);
            // The line's own 76 begin behind the three octets of the line before; one is left for the semicolon that may follow.
            if (count + (literal ? 1 : 3 * octets) > LineMax + 2) break;
            for (int i = 0; i < octets; i++)
            {
                // A control octet has no place in a file's name.
                byte octet = name[at + i] < 32 || name[at + i] == 127 ? (byte)'_' : name[at + i];
                if (IsLiteral(octet))
                {
                    line[count++] = octet;
                    continue;
                }
                line[count++] = (byte)'%';
                line[count++] = Ascii.HexDigitUpper(octet >> 4);
                line[count++] = Ascii.HexDigitUpper(octet & 15);
            }
            at += octets;
        }
        return count;
    }

    private static bool IsLiteral(byte octet)
    {
        byte upper = Ascii.Upper(octet);
        return (upper >= (byte)'A' && upper <= (byte)'Z') || Ascii.IsDigit(octet) || octet == (byte)'-' || octet == (byte)'.' || octet == (byte)'_';
    }
}
