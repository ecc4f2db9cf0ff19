using System;

namespace DeviceMailAgent.Tool.Fleet;

/// <summary>Where a fleet's broker is: <c>mqtts://user@host:8883/prefix</c>, or <c>mqtt://</c> in clear.</summary>
internal sealed record BrokerAddress(string Host, int Port, bool IsTls, string? User, string Prefix)
{
    private const int TlsPort = 8883;
    private const int PlainPort = 1883;
    private const string UsualPrefix = "devicemail";

    /// <summary>Reads an address; null if it is none. A password has no place in it: others see it in the list of processes.</summary>
    public static BrokerAddress? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("mqtts" or "mqtt") || uri.Host.Length == 0) return null;
        if (uri.UserInfo.Contains(':', StringComparison.Ordinal) || uri.Query.Length > 0 || uri.Fragment.Length > 0) return null;
        string prefix = Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');
        if (prefix.AsSpan().IndexOfAny("+#\0") >= 0) return null;
        bool isTls = uri.Scheme == "mqtts";
        return new(uri.IdnHost, uri.Port > 0 ? uri.Port : isTls ? TlsPort : PlainPort, isTls, uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null, prefix.Length > 0 ? prefix : UsualPrefix);
    }
}
