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

    /// <summary>Short pieces of mail data are gathered up to this.</summary>
    public const int DataGather = 1460;

    /// <summary>Room for a provider's replies.</summary>
    public const int ReplyBuffer = Limits.ReplyLine + 64;

    /// <summary>Entra's refresh tokens are 1 to 2 KB (providers.md, Buffers). A longer one is refused with D308.</summary>
    public const int RefreshToken = 2560;

    /// <summary>Entra's device codes are some 250 octets.</summary>
    public const int DeviceCode = 512;

    /// <summary>
    /// A request's body: a refresh token, which is made of octets that a form carries as they are, 160 more for those that it does not, client_id,
    /// scope and names. What does not fit is refused with D308.
    /// </summary>
    public const int Form = RefreshToken + 1024;

    /// <summary>A line of an HTTP head. Longer ones are passed over; none of those that matter is.</summary>
    public const int HttpLine = 512;

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
