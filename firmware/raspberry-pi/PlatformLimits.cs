namespace DeviceMailAgent.RaspberryPi;

/// <summary>The bounds that only this platform has, beside those in <see cref="Limits"/>. Sizes are octets, times milliseconds.</summary>
internal static class PlatformLimits
{
    /// <summary>Scanner connections at once. An office floor has a handful of scanners; the rest is room for idle ones.</summary>
    public const int Sessions = 32;

    /// <summary>A thread's stack is address space until it is used. The deepest path is a TLS handshake with its certificate chain.</summary>
    public const int ThreadStack = 512 * 1024;

    /// <summary>agent.json with every list full is some 60 KB.</summary>
    public const int ConfigurationFile = 1024 * 1024;

    public const int Listeners = 8;

    public const int AllowRanges = 64;

    public const int Accounts = 16;

    public const int Logins = 256;

    public const int Routes = 64;

    /// <summary>Who may wait for one account at once: every session, and <c>devicemail</c>.</summary>
    public const int Waiting = Sessions + 8;

    /// <summary>Links to a provider for one account. Exchange Online allows 3 (providers.md 3.4).</summary>
    public const int ConnectionsMax = 32;

    /// <summary>
    /// Links over all accounts. A link takes 150 KB with its buffers, 10 MB for all; more mails than <see cref="Sessions"/> at once there
    /// cannot be.
    /// </summary>
    public const int LinksAll = 64;

    /// <summary>One TLS record may carry 16 KB and 256 octets of overhead (RFC 8446 5.2), with a header of 5.</summary>
    public const int TlsRecord = 16384 + 256 + 5;

    /// <summary>
    /// The chunk in which mail is carried: six full TLS records. Above 85,000 octets .NET neither clears nor moves a new array, so that the
    /// buffers of sessions that were never needed cost address space and no memory.
    /// </summary>
    public const int Chunk = 6 * 16384;

    /// <summary>What one write of a chunk becomes under TLS.</summary>
    public const int TlsGather = 6 * TlsRecord;

    /// <summary>A provider's answers are short.</summary>
    public const int ProviderReadAhead = TlsRecord;

    /// <summary>A connection attempt to one address. Scanners give up after 30 s at the soonest (scanners.md 27), and a name may have two.</summary>
    public const int ConnectMsMax = 10 * 1000;

    /// <summary>To an address that has another one behind it in the list.</summary>
    public const int ConnectFirstMsMax = 4 * 1000;

    /// <summary>A TLS handshake, either side, from one read to the next.</summary>
    public const int HandshakeMsMax = 15 * 1000;

    /// <summary>RFC 5321 4.5.3.2.5: three minutes for a block of data, also when we send it.</summary>
    public const int SendMsMax = 3 * 60 * 1000;

    /// <summary>How long an <c>auto</c> listener waits for a ClientHello before it greets an address that it does not know yet.</summary>
    public const int FirstOctetMs = 100;

    /// <summary>After the last reply, how long a scanner's own close is waited for.</summary>
    public const int LingerMsMax = 1000;

    /// <summary>
    /// How long a newcomer waits for a place: for that of an idle connection that is being ended for it, or for a session that is at work without a mail.
    /// That takes a moment, on a board that is busy with other things seconds; scanners wait at least 30 for the greeting.
    /// </summary>
    public const int RoomMsMax = 5000;

    /// <summary>At the end, how long the idle links have for their QUIT.</summary>
    public const int QuitMsMax = 2000;

    /// <summary>The token endpoint's whole answer.</summary>
    public const int TokenEndpointMsMax = 20 * 1000;

    /// <summary>How long mails in flight may take to end when the agent is told to stop.</summary>
    public const int StopMsMax = 30 * 1000;
}
