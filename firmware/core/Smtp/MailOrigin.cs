using System;

namespace DeviceMailAgent.Smtp;

/// <summary>What is known about a mail beside its octets: who sends it, from where, when. Filled anew for each mail by whoever has the link that carries it.</summary>
public sealed class MailOrigin
{
    internal static readonly byte[] Nothing = new byte[0];

    /// <summary>The agent's own name.</summary>
    public byte[] AgentName { get; set; } = Nothing;

    /// <summary>The scanner's name as it gave it with EHLO or HELO, clean enough for a header; the first <see cref="HeloNameCount"/> octets.</summary>
    public byte[] HeloName { get; private set; } = Nothing;

    /// <summary>Length of the name; 0 when it gave none, or one that cannot stand in a header.</summary>
    public int HeloNameCount { get; private set; }

    /// <summary>The scanner's IP address as text; the first <see cref="AddressCount"/> octets.</summary>
    public byte[] Address { get; private set; } = Nothing;

    /// <summary>Length of the address; 0 when it is not known.</summary>
    public int AddressCount { get; private set; }

    /// <summary>True if the scanner said EHLO.</summary>
    public bool IsExtended { get; set; }

    /// <summary>True if TLS protected the scanner's connection.</summary>
    public bool IsSecure { get; set; }

    /// <summary>True if the scanner logged in.</summary>
    public bool IsLoggedIn { get; set; }

    /// <summary>The address that the account's mailbox sends as; may be empty.</summary>
    public byte[] Sender { get; set; } = Nothing;

    /// <summary>True if <see cref="Sender"/> replaces another address in From and Sender.</summary>
    public bool ReplacesSender { get; set; }

    /// <summary>True if it replaces whatever stands there, display name and all.</summary>
    public bool ReplacesAlways { get; set; }

    /// <summary>The SASL user of the account, which is an address at most providers; may be empty.</summary>
    public byte[] User { get; set; } = Nothing;

    /// <summary>The scanner's own reverse-path; the first <see cref="ReversePathCount"/> octets.</summary>
    public byte[] ReversePath { get; } = new byte[Limits.Path];

    /// <summary>Length of the reverse-path; 0 for the null one.</summary>
    public int ReversePathCount { get; private set; }

    /// <summary>Seconds since 1970-01-01 00:00 UTC; 0 while the device's clock is not set.</summary>
    public long UtcSeconds { get; set; }

    /// <summary>A number that no other mail of this device has.</summary>
    public long Unique { get; set; }

    /// <summary>The session's number.</summary>
    public int Session { get; set; }

    /// <summary>
    /// Lends it the scanner's address, for as long as the mail lasts. One that is longer than an address can be is none; a scope behind it ("%eth0")
    /// means nothing to others.
    /// </summary>
    public void LendAddress(byte[] text, int count)
    {
        AddressCount = 0;
        Address = text;
        if (count > Limits.AddressText) return;
        while (AddressCount < count && text[AddressCount] != (byte)'%') AddressCount++;
    }

    /// <summary>
    /// Lends it the name from EHLO or HELO, for as long as the mail lasts. Anything but letters, digits and the signs of domains and address literals
    /// leaves none.
    /// </summary>
    public void LendHeloName(byte[] text, int count)
    {
        HeloNameCount = 0;
        HeloName = text;
        if (count > Limits.HeloName) return;
        for (int i = 0; i < count; i++)
        {
            if (!IsOfName(text[i])) return;
        }
        HeloNameCount = count;
    }

    /// <summary>Takes the mailbox of MAIL.</summary>
    public void TakeReversePath(byte[] line, int offset, int count)
    {
        ReversePathCount = count <= ReversePath.Length ? count : 0;
        Array.Copy(line, offset, ReversePath, 0, ReversePathCount);
    }

    private static bool IsOfName(byte octet)
    {
        byte upper = Ascii.Upper(octet);
        if (Ascii.IsDigit(octet) || (upper >= (byte)'A' && upper <= (byte)'Z')) return true;
        return octet == (byte)'.' || octet == (byte)'-' || octet == (byte)'_' || octet == (byte)':' || octet == (byte)'[' || octet == (byte)']';
    }
}
