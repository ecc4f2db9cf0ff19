namespace DeviceMailAgent.Smtp;

/// <summary>What becomes of a line feed that no carriage return stands before (RFC 5321 2.3.8 forbids it; scanners.md 31).</summary>
public enum LinePolicy
{
    /// <summary>It goes on as it came. Exchange refuses such a mail with 550 5.6.11.</summary>
    Pass,
    /// <summary>It goes on as CRLF.</summary>
    Repair,
    /// <summary>The mail is refused.</summary>
    Refuse,
}

/// <summary>What a listener puts right in its scanners' mails; fixed after start.</summary>
public sealed class MessageRepair
{
    /// <summary>Nothing is touched: the provider gets the octets that the scanner sent.</summary>
    public static readonly MessageRepair None = new MessageRepair(LinePolicy.Pass, false, false, false, false);

    /// <summary>Describes the repair.</summary>
    /// <param name="lines">What becomes of bare line feeds.</param>
    /// <param name="header">True: <see cref="HeaderFilter"/> puts the header section right and writes the account's sender into it.</param>
    /// <param name="received">True: a Received field is added (RFC 5321 4.4).</param>
    /// <param name="refusesLongLines">True: a mail with a line over <see cref="Limits.MailLine"/> is refused; else it is carried.</param>
    /// <param name="refusesNul">True: a mail with a NUL is refused; else it is carried.</param>
    public MessageRepair(LinePolicy lines, bool header, bool received, bool refusesLongLines, bool refusesNul)
    {
        Lines = lines;
        Header = header;
        Received = received;
        RefusesLongLines = refusesLongLines;
        RefusesNul = refusesNul;
    }

    /// <summary>The same for scanners that write header fields in a known character set without saying so, whose text becomes encoded words (RFC 2047).</summary>
    /// <param name="lines">What becomes of bare line feeds.</param>
    /// <param name="header">True: the header section is put right.</param>
    /// <param name="received">True: a Received field is added.</param>
    /// <param name="refusesLongLines">True: a mail with a line over the limit is refused.</param>
    /// <param name="refusesNul">True: a mail with a NUL is refused.</param>
    /// <param name="charset">The character set's name as MIME has it, at most 20 characters.</param>
    /// <param name="characters">How its octets make characters.</param>
    public MessageRepair(LinePolicy lines, bool header, bool received, bool refusesLongLines, bool refusesNul, string charset, RawCharacters characters)
        : this(lines, header, received, refusesLongLines, refusesNul)
    {
        Charset = Ascii.Bytes(charset);
        Characters = characters;
    }

    /// <summary>What becomes of bare line feeds.</summary>
    public LinePolicy Lines { get; }

    /// <summary>The name of the character set that raw header text is in; empty: not known.</summary>
    public byte[] Charset { get; } = new byte[0];

    /// <summary>How its octets make characters.</summary>
    public RawCharacters Characters { get; }

    /// <summary>True if the header section is put right.</summary>
    public bool Header { get; }

    /// <summary>True if a Received field is added.</summary>
    public bool Received { get; }

    /// <summary>True if lines over the limit are refused.</summary>
    public bool RefusesLongLines { get; }

    /// <summary>True if NUL is refused.</summary>
    public bool RefusesNul { get; }

    /// <summary>True if lines have to be looked at, at all.</summary>
    public bool LooksAtLines
    {
        get { return Lines != LinePolicy.Pass || RefusesLongLines || RefusesNul; }
    }
}
