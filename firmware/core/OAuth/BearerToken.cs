namespace DeviceMailAgent.OAuth;

/// <summary>The form of an access token (RFC 6750 2.1).</summary>
public static class BearerToken
{
    private static readonly bool[] Alphabet = MakeAlphabet();

    /// <summary>
    /// True for <c>b64token</c>: one or more of A-Z a-z 0-9 - . _ ~ + /, then any number of =. Nothing else is ever sent as a
    /// token: a ^A in it would begin a new field of the SASL message, a CRLF a new SMTP command.
    /// </summary>
    public static bool IsToken(byte[] octets, int offset, int count)
    {
        int end = offset + count;
        int at = offset;
        bool[] alphabet = Alphabet;
        while (at < end && alphabet[octets[at]]) at++;
        if (at == offset) return false;
        while (at < end && octets[at] == (byte)'=') at++;
        return at == end;
    }

    [StartUp]
    private static bool[] MakeAlphabet()
    {
        bool[] alphabet = new bool[256];
        for (int i = 'A'; i <= 'Z'; i++) alphabet[i] = true;
        for (int i = 'a'; i <= 'z'; i++) alphabet[i] = true;
        for (int i = '0'; i <= '9'; i++) alphabet[i] = true;
        alphabet['-'] = true;
        alphabet['.'] = true;
        alphabet['_'] = true;
        alphabet['~'] = true;
        alphabet['+'] = true;
        alphabet['/'] = true;
        return alphabet;
    }
}
