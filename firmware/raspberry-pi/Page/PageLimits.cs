namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>The status page's bounds. Sizes are octets, times milliseconds.</summary>
internal static class PageLimits
{
    /// <summary>Connections that are served at once. The page is one document without pictures, so that a browser opens one or two.</summary>
    public const int Connections = 4;

    /// <summary>A request's line and fields. Browsers send about 600 octets, a language list and cookies of another program included 2,000.</summary>
    public const int Head = 8192;

    /// <summary>
    /// The longest answer: 16 accounts in trouble and 8 listeners take 70 KB as a page; as numbers 55 KB, and 140 for each kind of failure that an
    /// account had. Above 85,000 octets .NET clears no array, so that what is not used costs address space and no memory.
    /// </summary>
    public const int Body = 192 * 1024;

    /// <summary>From the connection to the request's empty line, however many octets come in between.</summary>
    public const int HeadMsMax = 10 * 1000;

    /// <summary>For the whole answer.</summary>
    public const int SendMsMax = 10 * 1000;

    /// <summary>After the answer, how long the peer's own close is waited for; closing at once could take the answer away from it (RFC 9112 9.6).</summary>
    public const int LingerMsMax = 1000;

    /// <summary>How long a newcomer waits for the place of the oldest connection, which is ended for it.</summary>
    public const int RoomMsMax = 1000;

    /// <summary>Mails on the page.</summary>
    public const int Mails = 20;

    /// <summary>A stack is address space until it is used; nothing here goes deep.</summary>
    public const int ThreadStack = 256 * 1024;
}
