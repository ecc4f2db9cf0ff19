namespace DeviceMailAgent;

/// <summary>
/// The bounds of a board that counts its memory in kilobytes, where they differ from <see cref="Limits"/>. Sizes are octets, times milliseconds.
/// firmware/MEMORY.md adds them up for each board.
/// </summary>
public static class SmallBoardLimits
{
    /// <summary>Scanner connections at once: one that sends, and one that waits for it.</summary>
    public const int Sessions = 2;

    /// <summary>One account, since there is one connection upstream.</summary>
    public const int Accounts = 1;

    /// <summary>Listeners; nanoFramework has 8 of all kinds, one of them is the control channel's.</summary>
    public const int Listeners = 2;

    /// <summary>Address ranges of a listener.</summary>
    public const int AllowRanges = 8;

    /// <summary>Logins of scanners.</summary>
    public const int Logins = 8;

    /// <summary>The chunk in which mail is carried: what one Ethernet frame brings, which is also what one TLS record takes along.</summary>
    public const int Chunk = 1460;

    /// <summary>A scanner's name for the Received field; a longer one is left out of it. Scanners say their host name, which has at most 63 octets.</summary>
    public const int HeloName = 64;

    /// <summary>What a scanner's user name or password may be: twice the longest field seen on a panel (scanners.md 17).</summary>
    public const int Login = 128;

    /// <summary>
    /// The room of whoever has the link: a refresh token while it is exchanged, a command to the provider, short pieces of mail data, a mail of the
    /// agent's own. Each is over before the next begins.
    /// </summary>
    public const int Room = RefreshToken;

    /// <summary>
    /// A line of a provider's reply, twice what RFC 5321 4.5.3.1.5 allows: Exchange's longest with their brackets have 300 octets, the 334 with Gmail's
    /// error 200. Also one of an HTTP head; of those longer ones are passed over, and none of them matters.
    /// </summary>
    public const int ReplyLine = 1024;

    /// <summary>Room for replies.</summary>
    public const int ReplyBuffer = ReplyLine + 64;

    /// <summary>Entra's refresh tokens are 1 to 2 KB (providers.md, Buffers). A longer one is refused with D308.</summary>
    public const int RefreshToken = 2560;

    /// <summary>Entra's device codes are some 250 octets.</summary>
    public const int DeviceCode = 512;

    /// <summary>Where a person enters the code: Entra's address has 32 octets, Google's 29. Twice as much where the code is in it.</summary>
    public const int VerificationUri = 128;

    /// <summary>
    /// A request's body: a refresh token, which is made of octets that a form carries as they are, 160 more for those that it does not, client_id,
    /// scope and names. What does not fit is refused with D308. It lies where the access token will.
    /// </summary>
    public const int Form = RefreshToken + 1024;

    /// <summary>Events that are kept.</summary>
    public const int Events = 32;

    /// <summary>A line of the control channel's answers; what does not fit is left out as a whole member.</summary>
    public const int AnswerLine = 1024;

    /// <summary>How much of a request is read at once.</summary>
    public const int ControlChunk = 256;

    /// <summary>agent.json.</summary>
    public const int ConfigurationFile = 16384;

    /// <summary>The time for one read within a TLS handshake, during which nothing else runs on nanoCLR.</summary>
    public const int HandshakeReadMsMax = 8000;
}
