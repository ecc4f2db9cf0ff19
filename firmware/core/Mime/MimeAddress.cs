using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Mime;

/// <summary>An address for From or To, with or without a display name (RFC 5322 3.4). Made at start, from the configuration.</summary>
public sealed class MimeAddress
{
    // The longest prefix of a line: "From: ".
    private const int PrefixOctets = 6;
    private const int QuotedMax = 60;

    /// <summary>Makes the address ready for a header.</summary>
    /// <param name="address">Local part and domain in US-ASCII, without angle brackets.</param>
    /// <param name="displayName">Any text, or null.</param>
    /// <exception cref="ArgumentException">The address contains what would end it or begin another header.</exception>
    public MimeAddress(string address, string? displayName)
    {
        byte[] octets = Ascii.Bytes(address);
        if (!IsAddress(octets)) throw new ArgumentException("An address is printable US-ASCII of 3 to 254 octets without spaces and angle brackets.");
        byte[] name = displayName == null ? new byte[0] : Ascii.Bytes(displayName);
        byte[] field = new byte[octets.Length + 3 * name.Length + 128];
        int count = AppendName(name, field);
        field[count++] = (byte)'<';
        count = Ascii.Append(field, count, octets);
        field[count++] = (byte)'>';
        Field = new byte[count];
        Array.Copy(field, 0, Field, 0, count);
    }

    /// <summary>The address as it stands in a header field, folded, to be put behind at most six octets.</summary>
    internal byte[] Field { get; }

    private static bool IsAddress(byte[] octets)
    {
        // RFC 5321 4.5.3.1.3: 256 with the brackets.
        if (octets.Length < 3 || octets.Length > Limits.Path - 2) return false;
        for (int i = 0; i < octets.Length; i++)
        {
            if (octets[i] <= 32 || octets[i] > 126 || octets[i] == (byte)'<' || octets[i] == (byte)'>') return false;
        }
        return true;
    }

    // A name that is US-ASCII becomes a quoted-string, which carries every character; any other becomes encoded words.
    [StartUp]
    private static int AppendName(byte[] name, byte[] field)
    {
        if (name.Length == 0) return 0;
        int count = 0;
        if (name.Length <= QuotedMax / 2 && EncodedWords.IsPlain(name, 0, name.Length))
        {
            field[count++] = (byte)'"';
            for (int i = 0; i < name.Length; i++)
            {
                if (name[i] == (byte)'"' || name[i] == (byte)'\\') field[count++] = (byte)'\\';
                field[count++] = name[i];
            }
            field[count++] = (byte)'"';
            return AppendFold(field, count);
        }
        EncodedWords words = new EncodedWords();
        byte[] line = new byte[EncodedWords.LineMax];
        int prefix = PrefixOctets;
        for (int at = 0; at < name.Length;)
        {
            int end = words.Append(name, ref at, name.Length, line, prefix);
            Array.Copy(line, prefix, field, count, end - prefix);
            count = AppendFold(field, count + end - prefix);
            prefix = 1;
        }
        return count;
    }

    private static int AppendFold(byte[] field, int count)
    {
        field[count++] = Ascii.CR;
        field[count++] = Ascii.LF;
        field[count++] = Ascii.SP;
        return count;
    }
}
