using System;
using System.Globalization;
using System.Linq;

namespace DeviceMailAgent.Tool.Control;

/// <summary>The three ways to a device.</summary>
internal enum DeviceWay
{
    Unix,
    Tls,
    Serial,
}

/// <summary>Where a device is: <c>unix:/path</c>, <c>tls://host:port#fingerprint</c> or <c>serial:/dev/ttyUSB0</c>.</summary>
/// <param name="Way">How.</param>
/// <param name="Place">The socket's or the line's path, or the host.</param>
/// <param name="Port">Only with TLS.</param>
/// <param name="Fingerprint">SHA-256 of the device's certificate, 64 small hexadecimal digits; null: not known.</param>
internal sealed record DeviceAddress(DeviceWay Way, string Place, int Port = 0, string? Fingerprint = null)
{
    private const string UnixPrefix = "unix:";
    private const string TlsPrefix = "tls://";
    private const string SerialPrefix = "serial:";

    /// <summary>Where an agent on this computer listens, as its service is installed.</summary>
    public static DeviceAddress Local { get; } = new(DeviceWay.Unix, "/run/devicemail-agent/control.sock");

    /// <summary>Whether a text is meant as an address and not as the name of a saved device.</summary>
    public static bool IsAddress(string text) => new[] { UnixPrefix, TlsPrefix, SerialPrefix }.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Reads an address; null if it is none.</summary>
    public static DeviceAddress? Parse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal)) return text.Length > UnixPrefix.Length ? new(DeviceWay.Unix, text[UnixPrefix.Length..]) : null;
        if (text.StartsWith(SerialPrefix, StringComparison.Ordinal)) return text.Length > SerialPrefix.Length ? new(DeviceWay.Serial, text[SerialPrefix.Length..]) : null;
        return text.StartsWith(TlsPrefix, StringComparison.Ordinal) ? ParseTls(text[TlsPrefix.Length..]) : null;
    }

    /// <summary>Reads a fingerprint, with or without colons; null if it is none.</summary>
    public static string? ParseFingerprint(string text)
    {
        string digits = text.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigit) ? digits : null;
    }

    public override string ToString() => Way switch
    {
        DeviceWay.Unix => UnixPrefix + Place,
        DeviceWay.Serial => SerialPrefix + Place,
        _ => TlsPrefix + HostAndPort + (Fingerprint is null ? "" : "#" + Fingerprint),
    };

    /// <summary>For TLS: the host, an IPv6 address in brackets (RFC 3986 3.2.2), and the port.</summary>
    public string HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{(Place.Contains(':', StringComparison.Ordinal) ? $"[{Place}]" : Place)}:{Port}");

    private static DeviceAddress? ParseTls(string text)
    {
        string? fingerprint = null;
        int hash = text.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            fingerprint = ParseFingerprint(text[(hash + 1)..]);
            if (fingerprint is null) return null;
            text = text[..hash];
        }

        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65535) return null;
        string host = text[..colon].TrimStart('[').TrimEnd(']');
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : new(DeviceWay.Tls, host, port, fingerprint);
    }
}
