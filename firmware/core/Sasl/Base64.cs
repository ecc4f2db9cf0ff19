namespace DeviceMailAgent.Sasl;

/// <summary>Base64 (RFC 4648 4) on octet buffers, without allocating. Line breaks are the caller's affair.</summary>
public static class Base64
{
    private const byte Pad = (byte)'=';
    private const byte NotInAlphabet = 255;
    private static readonly byte[] Alphabet = MakeAlphabet();

    /// <summary>How many characters <paramref name="count"/> octets become, padding included.</summary>
    public static int EncodedCount(int count)
    {
        return (count + 2) / 3 * 4;
    }

    /// <summary>
    /// Decodes a whole text. Strict: other characters (RFC 4648 3.3), wrong or missing padding, and pad bits that are not zero
    /// (3.5) are refused, so that every octet string has exactly one text.
    /// </summary>
    /// <param name="source">The text, <paramref name="count"/> characters from <paramref name="offset"/> on.</param>
    /// <param name="offset">Where the text begins.</param>
    /// <param name="count">Its length in characters; 0 gives 0 octets.</param>
    /// <param name="target">Room for 3 octets in every 4 characters. It may be <paramref name="source"/> if
    /// <paramref name="targetOffset"/> is not behind <paramref name="offset"/>.</param>
    /// <param name="targetOffset">Where the octets go.</param>
    /// <returns>The number of octets, or -1; after -1 what stands in the target means nothing.</returns>
    public static int Decode(byte[] source, int offset, int count, byte[] target, int targetOffset)
    {
        if ((count & 3) != 0) return -1;
        if (count == 0) return 0;
        int at = targetOffset;
        int last = offset + count - 4;
        while (offset < last)
        {
            int a = ValueOf(source[offset]);
            int b = ValueOf(source[offset + 1]);
            int c = ValueOf(source[offset + 2]);
            int d = ValueOf(source[offset + 3]);
            if ((a | b | c | d) > 63) return -1;
            target[at] = (byte)(a << 2 | b >> 4);
            target[at + 1] = (byte)(b << 4 | c >> 2);
            target[at + 2] = (byte)(c << 6 | d);
            offset += 4;
            at += 3;
        }
        int tail = DecodeLast(source, last, target, at);
        return tail < 0 ? -1 : at + tail - targetOffset;
    }

    /// <summary>Encodes all octets as one text with padding and without line breaks.</summary>
    /// <param name="source">The octets. Not the same buffer as <paramref name="target"/>.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">Room for <see cref="EncodedCount"/> characters.</param>
    /// <param name="targetOffset">Where the text goes.</param>
    /// <returns>The number of characters.</returns>
    public static int Encode(byte[] source, int offset, int count, byte[] target, int targetOffset)
    {
        byte[] alphabet = Alphabet;
        int at = targetOffset;
        int whole = offset + count / 3 * 3;
        while (offset < whole)
        {
            int a = source[offset];
            int b = source[offset + 1];
            int c = source[offset + 2];
            target[at] = alphabet[a >> 2];
            target[at + 1] = alphabet[(a & 3) << 4 | b >> 4];
            target[at + 2] = alphabet[(b & 15) << 2 | c >> 6];
            target[at + 3] = alphabet[c & 63];
            offset += 3;
            at += 4;
        }
        int rest = count % 3;
        if (rest > 0)
        {
            int a = source[offset];
            int b = rest == 2 ? source[offset + 1] : 0;
            target[at] = alphabet[a >> 2];
            target[at + 1] = alphabet[(a & 3) << 4 | b >> 4];
            target[at + 2] = rest == 2 ? alphabet[(b & 15) << 2] : Pad;
            target[at + 3] = Pad;
            at += 4;
        }
        return at - targetOffset;
    }

    // The last four characters are the only ones that may carry padding.
    private static int DecodeLast(byte[] source, int offset, byte[] target, int at)
    {
        int a = ValueOf(source[offset]);
        int b = ValueOf(source[offset + 1]);
        if ((a | b) > 63) return -1;
        int octets = source[offset + 3] != Pad ? 3 : source[offset + 2] != Pad ? 2 : 1;
        int c = octets > 1 ? ValueOf(source[offset + 2]) : 0;
        int d = octets > 2 ? ValueOf(source[offset + 3]) : 0;
        if ((c | d) > 63) return -1;
        if (octets == 1 && (b & 15) != 0) return -1;
        if (octets == 2 && (c & 3) != 0) return -1;
        target[at] = (byte)(a << 2 | b >> 4);
        if (octets > 1) target[at + 1] = (byte)(b << 4 | c >> 2);
        if (octets > 2) target[at + 2] = (byte)(c << 6 | d);
        return octets;
    }

    [StartUp]
    private static byte[] MakeAlphabet()
    {
        byte[] alphabet = new byte[64];
        for (int i = 0; i < 26; i++)
        {
            alphabet[i] = (byte)('A' + i);
            alphabet[26 + i] = (byte)('a' + i);
        }
        for (int i = 0; i < 10; i++) alphabet[52 + i] = (byte)('0' + i);
        alphabet[62] = (byte)'+';
        alphabet[63] = (byte)'/';
        return alphabet;
    }

    // A table would cost 276 octets of heap on nanoCLR; what is decoded is a login, a key or a certificate.
    private static int ValueOf(byte octet)
    {
        if (octet >= (byte)'a') return octet <= (byte)'z' ? octet - 'a' + 26 : NotInAlphabet;
        if (octet >= (byte)'A') return octet <= (byte)'Z' ? octet - 'A' : NotInAlphabet;
        if (octet >= (byte)'0') return octet <= (byte)'9' ? octet - '0' + 52 : NotInAlphabet;
        return octet == (byte)'+' ? 62 : octet == (byte)'/' ? 63 : NotInAlphabet;
    }
}
