namespace DeviceMailAgent.Smtp;

/// <summary>
/// The first octets of a TLS client, as far as they tell which version it can speak: enough to say in words why a handshake cannot
/// succeed. Nothing here is TLS; that is the platform's.
/// </summary>
public static class ClientHello
{
    /// <summary>So many octets from the start are enough for <see cref="Version"/>.</summary>
    public const int Octets = 11;

    /// <summary>What <see cref="Version"/> says of SSL 2.0, which nobody may use (RFC 6176).</summary>
    public const int Ssl2 = 0x0002;

    /// <summary>SSL 3.0, which nobody may use either (RFC 7568).</summary>
    public const int Ssl3 = 0x0300;

    /// <summary>TLS 1.0 (RFC 2246).</summary>
    public const int Tls10 = 0x0301;

    /// <summary>TLS 1.2 (RFC 5246).</summary>
    public const int Tls12 = 0x0303;

    private const byte HandshakeRecord = 22;
    private const byte HelloMessage = 1;

    /// <summary>
    /// True if a connection that begins with this octet cannot be SMTP in clear: a handshake record (RFC 5246 6.2.1), or the length of a
    /// ClientHello in the form of SSL 2.0 (RFC 5246 E.2), whose highest bit is set.
    /// </summary>
    public static bool MayBeginWith(int octet)
    {
        return octet == HandshakeRecord || octet >= 0x80;
    }

    /// <summary>The highest version that the client offers, as it stands on the wire: major in the high octet, minor in the low one.</summary>
    /// <param name="buffer">What the client sent first.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="count">How much there is; <see cref="Octets"/> or more, where that much has arrived.</param>
    /// <returns>The version. TLS 1.3 says 1.2 here (RFC 8446 4.1.2). 0: this is no ClientHello, or there is too little of it.</returns>
    public static int Version(byte[] buffer, int offset, int count)
    {
        if (count >= Octets && buffer[offset] == HandshakeRecord)
        {
            // RFC 5246 6.2.1 and 7.4.1.2: record type, its version, its length; message type, its length, client_version.
            return buffer[offset + 5] == HelloMessage ? (buffer[offset + 9] << 8) | buffer[offset + 10] : 0;
        }
        // RFC 5246 E.2: length with the highest bit set, message type, version.
        bool isOldForm = count >= 5 && buffer[offset] >= 0x80 && buffer[offset + 2] == HelloMessage;
        return isOldForm ? (buffer[offset + 3] << 8) | buffer[offset + 4] : 0;
    }
}
