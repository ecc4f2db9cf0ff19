using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>A listener's <c>allow</c> as the device tells it: ranges and addresses with spaces between them.</summary>
internal sealed class AllowList
{
    // Of the public internet nobody has a whole /16 (or, in IPv6, more than a site's /32) full of scanners.
    private const int PublicBitsMin = 16;
    private const int PublicBitsMin6 = 32;

    // RFC 1918, RFC 6598 (carriers), RFC 1122 3.2.1.3 (loopback), RFC 3927 and RFC 4291 2.5.6 (link-local), RFC 4193 (unique local).
    private static readonly (byte[] Network, int Bits)[] Private =
    [
        .. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10", "fc00::/7" }.Select(text => Parse(text)!.Value),
    ];

    private readonly (byte[] Network, int Bits)[] _ranges;

    /// <param name="text">Ranges with spaces between them; what is no range is passed over.</param>
    public AllowList(string text)
    {
        Text = text;
        _ranges = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<(byte[], int)>()];
    }

    /// <summary>As it was told.</summary>
    public string Text { get; }

    /// <summary>Whether the device lets this address in.</summary>
    public bool Contains(IPAddress address) => Array.Exists(_ranges, range => IsIn(address, range));

    /// <summary>The ranges that let in large parts of the public internet.</summary>
    public IEnumerable<string> FarTooWide() =>
        _ranges.Where(range => range.Bits < (range.Network.Length == 4 ? PublicBitsMin : PublicBitsMin6) && !Array.Exists(Private, inner => range.Bits >= inner.Bits && IsIn(new IPAddress(range.Network), inner)))
            .Select(range => string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(range.Network)}/{range.Bits}"));

    /// <summary>An address of the first range, as a scanner there might have; null: there is no range.</summary>
    public IPAddress? Sample()
    {
        if (_ranges.Length == 0) return null;
        byte[] octets = (byte[])_ranges[0].Network.Clone();
        if (_ranges[0].Bits < octets.Length * 8 - 1) octets[^1] |= 1;
        return new IPAddress(octets);
    }

    private static bool IsIn(IPAddress address, (byte[] Network, int Bits) range)
    {
        byte[] octets = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        if (octets.Length != range.Network.Length) return false;
        for (int i = 0; i < octets.Length; i++)
        {
            byte mask = (byte)(0xff << (8 - Math.Clamp(range.Bits - i * 8, 0, 8)));
            if ((octets[i] & mask) != (range.Network[i] & mask)) return false;
        }

        return true;
    }

    private static (byte[] Network, int Bits)? Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out IPAddress? address)) return null;
        byte[] octets = address.GetAddressBytes();
        int bits = octets.Length * 8;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > octets.Length * 8)) return null;
        return (octets, bits);
    }
}
