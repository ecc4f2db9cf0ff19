namespace DeviceMailAgent.Mime;

/// <summary>Where the characters of UTF-8 text begin and end (RFC 3629 3).</summary>
internal static class Utf8
{
    /// <summary>Octets of the character at <paramref name="at"/>: 1 to 4; 1 also for an octet that begins no whole character.</summary>
    public static int CharacterOctets(byte[] text, int at, int end)
    {
        int lead = text[at];
        int octets = lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (octets > end - at) return 1;
        for (int i = 1; i < octets; i++)
        {
            if ((text[at + i] & 0xC0) != 0x80) return 1;
        }
        return octets;
    }
}
