using System;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>One entry of <c>routes</c>: mails for which all of its conditions hold go through its account.</summary>
internal sealed class RouteConfiguration
{
    /// <summary>The sender in MAIL: an address, or a domain with its @; US-ASCII letters of either case are the same. Null: any.</summary>
    public byte[]? Sender { get; init; }

    /// <summary>The scanner's address; null: any.</summary>
    public AddressRange? From { get; init; }

    /// <summary>Index into <c>logins</c>; below 0: any, or none.</summary>
    public int Login { get; init; } = -1;

    /// <summary>Null: any.</summary>
    public ListenerConfiguration? Listener { get; init; }

    /// <summary>Index into <c>accounts</c>.</summary>
    public required int Account { get; init; }

    /// <summary>True if login and sender fit. Listener and address are the same for a whole connection and looked at when it begins.</summary>
    /// <param name="login">Index into <c>logins</c>; below 0: none.</param>
    /// <param name="sender">The sender, without angle brackets; empty: none.</param>
    public bool Takes(int login, ReadOnlySpan<byte> sender)
    {
        if (Login >= 0 && Login != login) return false;
        if (Sender == null) return true;
        bool isDomain = Sender[0] == (byte)'@';
        if (sender.Length < Sender.Length || (!isDomain && sender.Length != Sender.Length)) return false;
        return System.Text.Ascii.EqualsIgnoreCase(Sender, sender[^Sender.Length..]);
    }
}
