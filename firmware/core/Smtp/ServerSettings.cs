namespace DeviceMailAgent.Smtp;

/// <summary>Whether a listener wants its scanners to log in.</summary>
public enum LoginPolicy
{
    /// <summary>MAIL before a login is refused with 530.</summary>
    Required,
    /// <summary>A login is checked where one is made; the address was allowed already.</summary>
    Optional,
    /// <summary>Any login is accepted, right or wrong: for panels whose password nobody knows any more.</summary>
    Ignored,
}

/// <summary>What a listener wants, and the texts that it says; made once at start.</summary>
public sealed class ServerSettings
{
    /// <summary>Settings of one listener.</summary>
    /// <param name="name">What the agent calls itself in the greeting: agent.json's name.</param>
    /// <param name="sizeMax">The largest mail in octets, announced with SIZE (RFC 1870).</param>
    /// <param name="login">Whether a login is wanted.</param>
    /// <param name="offersStartTls">True if the listener has a certificate and offers STARTTLS where the connection is not secure yet.</param>
    public ServerSettings(string name, long sizeMax, LoginPolicy login, bool offersStartTls)
        : this(name, sizeMax, login, offersStartTls, MessageRepair.None, false)
    {
    }

    /// <summary>Settings of one listener whose mails are put right.</summary>
    /// <param name="name">What the agent calls itself in the greeting: agent.json's name.</param>
    /// <param name="sizeMax">The largest mail in octets, announced with SIZE (RFC 1870).</param>
    /// <param name="login">Whether a login is wanted.</param>
    /// <param name="offersStartTls">True if the listener has a certificate and offers STARTTLS where the connection is not secure yet.</param>
    /// <param name="repair">What is put right in the mails.</param>
    /// <param name="isStrict">True: commands that depart from RFC 5321 are refused; else they are obeyed where their meaning is plain.</param>
    public ServerSettings(string name, long sizeMax, LoginPolicy login, bool offersStartTls, MessageRepair repair, bool isStrict)
    {
        IsStrict = isStrict;
        Name = Ascii.Bytes(name);
        Repair = repair;
        SizeMax = sizeMax;
        Login = login;
        OffersStartTls = offersStartTls;
        Greeting = Ascii.Bytes("220 " + name + " ESMTP DeviceMailAgent\r\n");
        Helo = Ascii.Bytes("250 " + name + "\r\n");
        EhloSecure = EhloReply(name, sizeMax, "");
        Ehlo = offersStartTls ? EhloReply(name, sizeMax, "250-STARTTLS\r\n") : EhloSecure;
    }

    /// <summary>The largest mail in octets.</summary>
    public long SizeMax { get; }

    /// <summary>Whether a login is wanted.</summary>
    public LoginPolicy Login { get; }

    /// <summary>True if STARTTLS is offered.</summary>
    public bool OffersStartTls { get; }

    /// <summary>What is put right in the mails.</summary>
    public MessageRepair Repair { get; }

    /// <summary>True if what departs from RFC 5321 is refused.</summary>
    public bool IsStrict { get; }

    internal byte[] Name { get; }

    internal byte[] Greeting { get; }

    internal byte[] Helo { get; }

    internal byte[] Ehlo { get; }

    internal byte[] EhloSecure { get; }

    // LOGIN and PLAIN alone: a Ricoh that sees CRAM-MD5 takes it and leaves (scanners.md 7), and a secret that is kept as a hash cannot answer it.
    // The pre-standard form "AUTH=LOGIN" is left out: no scanner is known to need it, and each line more is one that a panel may not read.
    [StartUp]
    private static byte[] EhloReply(string name, long sizeMax, string startTls)
    {
        return Ascii.Bytes("250-" + name + "\r\n250-SIZE " + sizeMax.ToString()
            + "\r\n250-8BITMIME\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n" + startTls
            + "250-AUTH LOGIN PLAIN\r\n250 HELP\r\n");
    }
}
