using System;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// Composes the header fields that the agent writes itself. Each ends with CRLF, and no line begins with a dot. Nothing in them
/// is secret: names and addresses that the mail's own way shows anyway.
/// </summary>
internal static class AddedFields
{
    private static readonly string Crlf = "\r\n";
    private static readonly string ReceivedFrom = "Received: from ";
    private static readonly string Unknown = "unknown";
    private static readonly string ReceivedBy = "\r\n by ";
    private static readonly string With = " (DeviceMailAgent) with ";
    private static readonly string Smtp = "SMTP";
    private static readonly string NextLine = ";\r\n ";
    private static readonly string IPv6Tag = "IPv6:";
    private static readonly string DateName = "Date: ";
    private static readonly string MessageIdName = "Message-ID: <";
    private static readonly string MimeVersionField = "MIME-Version: 1.0\r\n";

    /// <summary>Names of the fields that hold a mailbox, with colon and space.</summary>
    internal static readonly string FromName = "From: ";

    /// <summary>Sender, likewise.</summary>
    internal static readonly string SenderName = "Sender: ";

    /// <summary>Reply-To, likewise.</summary>
    internal static readonly string ReplyToName = "Reply-To: ";

    /// <summary>
    /// RFC 5321 4.4: from whom, by whom, how (RFC 3848) and when. The caller has made sure that the time is known, for
    /// the field must have it.
    /// </summary>
    internal static int AppendReceived(byte[] buffer, int at, MailOrigin origin)
    {
        at = Ascii.Append(buffer, at, ReceivedFrom);
        if (origin.HeloNameCount > 0) at = Append(buffer, at, origin.HeloName, 0, origin.HeloNameCount);
        else if (origin.AddressCount > 0) at = AppendLiteral(buffer, at, origin);
        else at = Ascii.Append(buffer, at, Unknown);
        if (origin.AddressCount > 0)
        {
            buffer[at++] = Ascii.SP;
            buffer[at++] = (byte)'(';
            at = AppendLiteral(buffer, at, origin);
            buffer[at++] = (byte)')';
        }
        at = Ascii.Append(buffer, at, ReceivedBy);
        at = Ascii.Append(buffer, at, origin.AgentName);
        at = Ascii.Append(buffer, at, With);
        if (origin.IsExtended) buffer[at++] = (byte)'E';
        at = Ascii.Append(buffer, at, Smtp);
        if (origin.IsExtended && origin.IsSecure) buffer[at++] = (byte)'S';
        if (origin.IsExtended && origin.IsLoggedIn) buffer[at++] = (byte)'A';
        at = Ascii.Append(buffer, at, NextLine);
        return Ascii.Append(buffer, MailDate.Append(buffer, at, origin.UtcSeconds), Crlf);
    }

    /// <summary>Date (RFC 5322 3.6.1): when the agent got the mail, for a scanner that does not say.</summary>
    internal static int AppendDate(byte[] buffer, int at, MailOrigin origin)
    {
        return Ascii.Append(buffer, MailDate.Append(buffer, Ascii.Append(buffer, at, DateName), origin.UtcSeconds), Crlf);
    }

    /// <summary>Message-ID (RFC 5322 3.6.4): time, session and a number of the device's own, at the domain that the mail is sent from.</summary>
    internal static int AppendMessageId(byte[] buffer, int at, MailOrigin origin)
    {
        at = Ascii.Append(buffer, at, MessageIdName);
        at = Ascii.AppendDecimal(buffer, at, origin.UtcSeconds);
        buffer[at++] = (byte)'.';
        at = Ascii.AppendDecimal(buffer, at, origin.Session);
        buffer[at++] = (byte)'.';
        at = Ascii.AppendDecimal(buffer, at, origin.Unique);
        buffer[at++] = (byte)'@';
        int end = AppendDomain(buffer, at, origin.Sender, origin.Sender.Length);
        if (end == at) end = AppendDomain(buffer, at, origin.ReversePath, origin.ReversePathCount);
        if (end == at) end = Ascii.Append(buffer, at, origin.AgentName);
        buffer[end++] = (byte)'>';
        return Ascii.Append(buffer, end, Crlf);
    }

    /// <summary>MIME-Version (RFC 2045 4).</summary>
    internal static int AppendMimeVersion(byte[] buffer, int at)
    {
        return Ascii.Append(buffer, at, MimeVersionField);
    }

    /// <summary>A field with one mailbox. A name that is long gets a line of its own.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="at">From here on.</param>
    /// <param name="field">The field's name with colon and space.</param>
    /// <param name="text">What holds the display name.</param>
    /// <param name="nameOffset">Where the display name begins.</param>
    /// <param name="nameCount">Its length; 0: none.</param>
    /// <param name="quotes">True: the name is put in quotes (RFC 5322 3.2.4).</param>
    /// <param name="address">What holds the address.</param>
    /// <param name="addressOffset">Where the address begins.</param>
    /// <param name="addressCount">Its length.</param>
    internal static int AppendMailbox(byte[] buffer, int at, string field, byte[] text, int nameOffset, int nameCount, bool quotes,
        byte[] address, int addressOffset, int addressCount)
    {
        at = Ascii.Append(buffer, at, field);
        if (nameCount > 0)
        {
            at = quotes ? AppendQuoted(buffer, at, text, nameOffset, nameCount) : Append(buffer, at, text, nameOffset, nameCount);
            if (nameCount > 60) at = Ascii.Append(buffer, at, Crlf);
            buffer[at++] = Ascii.SP;
        }
        buffer[at++] = (byte)'<';
        at = Append(buffer, at, address, addressOffset, addressCount);
        buffer[at++] = (byte)'>';
        return Ascii.Append(buffer, at, Crlf);
    }

    // Quotation marks inside are left out: they stood around a part of the name.
    private static int AppendQuoted(byte[] buffer, int at, byte[] text, int offset, int count)
    {
        buffer[at++] = (byte)'"';
        for (int i = offset; i < offset + count; i++)
        {
            if (text[i] == (byte)'"') continue;
            if (text[i] == (byte)'\\') buffer[at++] = (byte)'\\';
            buffer[at++] = text[i];
        }
        buffer[at++] = (byte)'"';
        return at;
    }

    private static int AppendLiteral(byte[] buffer, int at, MailOrigin origin)
    {
        buffer[at++] = (byte)'[';
        // RFC 5321 4.1.3.
        if (Array.IndexOf(origin.Address, Colon, 0, origin.AddressCount) >= 0) at = Ascii.Append(buffer, at, IPv6Tag);
        at = Append(buffer, at, origin.Address, 0, origin.AddressCount);
        buffer[at++] = (byte)']';
        return at;
    }

    private static readonly object Colon = (byte)':';

    // What stands behind the address's '@', if it is made of letters, digits, dots and hyphens.
    private static int AppendDomain(byte[] buffer, int at, byte[] address, int count)
    {
        int start = count;
        while (start > 0 && address[start - 1] != (byte)'@') start--;
        if (start == 0) return at;
        for (int i = start; i < count; i++)
        {
            byte upper = Ascii.Upper(address[i]);
            bool isSound = Ascii.IsDigit(upper) || (upper >= (byte)'A' && upper <= (byte)'Z') || upper == (byte)'.' || upper == (byte)'-';
            if (!isSound) return at;
        }
        return Append(buffer, at, address, start, count - start);
    }

    private static int Append(byte[] buffer, int at, byte[] text, int offset, int count)
    {
        Array.Copy(text, offset, buffer, at, count);
        return at + count;
    }
}
