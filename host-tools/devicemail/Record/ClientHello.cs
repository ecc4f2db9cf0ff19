using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.Tool.Record;

/// <summary>What a TLS client says of itself in its first octets (RFC 5246 7.4.1.2, RFC 8446 4.1.2; SSL 2.0's form: RFC 5246 E.2).</summary>
/// <param name="Version">The newest version that it speaks: 0x0300 is SSLv3, 0x0301 TLS 1.0, 0x0303 TLS 1.2.</param>
/// <param name="OnlyRsaKeyExchange">True if it offers no key exchange but RSA.</param>
internal sealed record ClientHello(int Version, bool OnlyRsaKeyExchange)
{
    private const int Handshake = 22;
    private const int SupportedVersions = 43;

    // The suites of IANA's registry in which RSA carries the key; every other one has a key exchange of its own. 00FF and 5600 are no suites.
    private static readonly HashSet<int> RsaSuites =
    [
        0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x0008, 0x0009, 0x000A, 0x002F, 0x0035, 0x003B, 0x003C, 0x003D, 0x0041, 0x0062,
        0x0064, 0x0084, 0x0096, 0x009C, 0x009D, 0x00FF, 0x5600, 0xC09C, 0xC09D,
    ];

    /// <summary>True if a connection that begins like this is TLS and no command.</summary>
    public static bool Begins(byte first) => first == Handshake || first >= 0x80;

    /// <summary>Reads it; null if it is none, or not whole.</summary>
    public static ClientHello? Read(byte[] octets)
    {
        if (octets.Length > 5 && octets[0] >= 0x80 && octets[2] == 1) return new ClientHello(octets[3] << 8 | octets[4], false);
        // Record: type, version, length; handshake: type 1, length of 3 octets, version, 32 random octets, session id.
        if (octets.Length < 44 || octets[0] != Handshake || octets[5] != 1) return null;
        int version = octets[9] << 8 | octets[10];
        int at = 43;
        at += 1 + octets[at];
        if (at + 2 > octets.Length) return null;
        int end = at + 2 + (octets[at] << 8 | octets[at + 1]);
        if (end > octets.Length) return null;
        var suites = new List<int>();
        for (at += 2; at + 1 < end; at += 2) suites.Add(octets[at] << 8 | octets[at + 1]);
        // GREASE (RFC 8701) and the values of TLS 1.3 come from clients that have more than RSA.
        return new ClientHello(HasTls13(octets, end) ? 0x0304 : version, suites.All(RsaSuites.Contains));
    }

    private static bool HasTls13(byte[] octets, int at)
    {
        if (at >= octets.Length) return false;
        at += 1 + octets[at];
        for (at += 2; at + 4 <= octets.Length;)
        {
            if ((octets[at] << 8 | octets[at + 1]) == SupportedVersions) return true;
            at += 4 + (octets[at + 2] << 8 | octets[at + 3]);
        }
        return false;
    }
}
