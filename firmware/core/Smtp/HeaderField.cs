namespace DeviceMailAgent.Smtp;

/// <summary>The header fields that the agent knows; every other one is <see cref="Other"/>.</summary>
public enum HeaderField
{
    /// <summary>The line does not begin a header field.</summary>
    None,
    /// <summary>A field that is none of the others.</summary>
    Other,
    /// <summary>Date.</summary>
    Date,
    /// <summary>From.</summary>
    From,
    /// <summary>Sender.</summary>
    Sender,
    /// <summary>Reply-To.</summary>
    ReplyTo,
    /// <summary>To.</summary>
    To,
    /// <summary>Cc.</summary>
    Cc,
    /// <summary>Bcc.</summary>
    Bcc,
    /// <summary>Message-ID.</summary>
    MessageId,
    /// <summary>In-Reply-To.</summary>
    InReplyTo,
    /// <summary>References.</summary>
    References,
    /// <summary>Subject.</summary>
    Subject,
    /// <summary>MIME-Version (RFC 2045 4).</summary>
    MimeVersion,
    /// <summary>Content-Type (RFC 2045 5).</summary>
    ContentType,
    /// <summary>Content-Transfer-Encoding (RFC 2045 6).</summary>
    ContentTransferEncoding,
}

/// <summary>Reads field names.</summary>
internal static class HeaderFieldName
{
    // In the order of HeaderField, from Date on.
    private static readonly byte[] Names = Ascii.Bytes(
        "Date From Sender Reply-To To Cc Bcc Message-ID In-Reply-To References Subject MIME-Version Content-Type Content-Transfer-Encoding");

    /// <summary>
    /// Reads the name that a line begins with (RFC 5322 2.2: printable, no colon; 4.5 allows white space before the colon).
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="offset">Where it begins; a stuffed dot is the caller's to skip.</param>
    /// <param name="count">Its length.</param>
    /// <param name="valueOffset">Index behind the colon.</param>
    internal static HeaderField Read(byte[] line, int offset, int count, out int valueOffset)
    {
        int end = offset + count;
        int at = offset;
        while (at < end && line[at] > Ascii.SP && line[at] < 127 && line[at] != (byte)':') at++;
        int length = at - offset;
        while (at < end && (line[at] == Ascii.SP || line[at] == Ascii.HT)) at++;
        valueOffset = at + 1;
        if (length == 0 || at == end || line[at] != (byte)':') return HeaderField.None;
        int index = Ascii.IndexOfWordIgnoreCase(Names, line, offset, length);
        return index < 0 ? HeaderField.Other : (HeaderField)((int)HeaderField.Date + index);
    }

    /// <summary>True for the fields that a mail has once at most (RFC 5322 3.6; RFC 2045 4).</summary>
    internal static bool IsSingle(HeaderField field)
    {
        return field >= HeaderField.Date && field <= HeaderField.MimeVersion;
    }
}
