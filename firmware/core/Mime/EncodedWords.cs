using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Mime;

/// <summary>Header text outside US-ASCII as encoded words (RFC 2047), always UTF-8 and base64.</summary>
internal sealed class EncodedWords
{
    /// <summary>RFC 2047 2: a line of a header field with an encoded word has at most 76 octets.</summary>
    public const int LineMax = 76;

    // =?UTF-8?B? and ?=. A word itself has at most 75 octets (RFC 2047 2), which holds since at least one octet stands before it.
    private const int FrameOctets = 12;
    private const int OctetsMax = (LineMax - 1 - FrameOctets) / 4 * 3;
    private static readonly string Opening = "=?UTF-8?B?";
    private readonly byte[] _octets = new byte[OctetsMax];

    /// <summary>
    /// True if the text can stand in a header as it is: printable US-ASCII, nothing that looks like an encoded word, no space at an end.
    /// </summary>
    public static bool IsPlain(byte[] text, int offset, int end)
    {
        if (offset == end) return true;
        if (text[offset] == Ascii.SP || text[end - 1] == Ascii.SP) return false;
        for (int i = offset; i < end; i++)
        {
            if (text[i] < 32 || text[i] > 126) return false;
            if (text[i] == (byte)'=' && i + 1 < end && text[i + 1] == (byte)'?') return false;
        }
        return true;
    }

    /// <summary>Writes one encoded word with as many whole characters as fit (RFC 2047 5: none may be split).</summary>
    /// <param name="text">UTF-8. A control octet becomes a space, an octet that is not UTF-8 a question mark.</param>
    /// <param name="at">The first octet to write; behind the last one written on return.</param>
    /// <param name="end">The offset behind the text.</param>
    /// <param name="line">Receives the word.</param>
    /// <param name="lineAt">Where, 1 or more: a space or the field's name stand before it, from 0 on.</param>
    /// <returns>The offset behind the word, at most <see cref="LineMax"/>.</returns>
    public int Append(byte[] text, ref int at, int end, byte[] line, int lineAt)
    {
        int room = (LineMax - lineAt - FrameOctets) / 4 * 3;
        int count = 0;
        while (at < end)
        {
            int octets = Utf8.CharacterOctets(text, at, end);
            if (count + octets > room) break;
            byte lead = text[at];
            if (octets == 1 && (lead < 32 || lead == 127)) lead = Ascii.SP;
            else if (octets == 1 && lead > 127) lead = (byte)'?';
            _octets[count] = lead;
            for (int i = 1; i < octets; i++) _octets[count + i] = text[at + i];
            count += octets;
            at += octets;
        }
        lineAt = Ascii.Append(line, lineAt, Opening);
        lineAt += Base64.Encode(_octets, 0, count, line, lineAt);
        line[lineAt++] = (byte)'?';
        line[lineAt++] = (byte)'=';
        return lineAt;
    }
}
