namespace DeviceMailAgent.OAuth;

/// <summary>The form of an access token (RFC 6750 2.1).</summary>
public static class BearerToken
{
    /// <summary>
    /// True for <c>b64token</c>: one or more of A-Z a-z 0-9 - . _ ~ + /, then any number of =. Nothing else is ever sent as a
    /// token: a ^A in it would begin a new field of the SASL message, a CRLF a new SMTP command.
    /// </summary>
    public static bool IsToken(byte[] octets, int offset, int count)
    {
        int end = offset + count;
        int at = offset;
        while (at < end && IsOfAlphabet(octets[at])) at++;
        if (at == offset) return false;
        while (at < end && octets[at] == (byte)'=') at++;
        return at == end;
    }

    // The most frequent first: a token of 8 KB is looked at before every login.
    private static bool IsOfAlphabet(byte octet)
    {
        if (octet >= (byte)'a') return octet <= (byte)'z' || octet == (byte)'~';
        if (octet >= (byte)'A') return octet <= (byte)'Z' || octet == (byte)'_';
        if (octet >= (byte)'-') return octet <= (byte)'9';
        return octet == (byte)'+';
    }
}
