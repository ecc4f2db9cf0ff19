namespace DeviceMailAgent;

/// <summary>Every bound of the agent, with its reason or RFC paragraph. Sizes are octets, times milliseconds.</summary>
public static class Limits
{
    /// <summary>RFC 5321 4.5.3.1.4: 512; SIZE adds 26 (RFC 1870), AUTH= adds 500 (RFC 4954).</summary>
    public const int CommandLine = 512 + 26 + 500;

    /// <summary>MAIL with its parameters and RCPT behind it: two paths, and less than 128 octets around them. Also more than any EHLO with a domain.</summary>
    public const int CommandGroup = 2 * Path + 128;

    /// <summary>RFC 5321 4.5.3.1.3: 256 with the angle brackets.</summary>
    public const int Path = 256;

    /// <summary>RFC 5321 4.5.3.1.5 allows 512; the 334 that carries Gmail's error JSON, and Exchange's bracketed suffixes, want more.</summary>
    public const int ReplyLine = 2048;

    /// <summary>How much of a provider's reply is kept for the scanner and the log. A scanner's reply line ends at 512.</summary>
    public const int ReplyText = 400;

    /// <summary>What a scanner's user name or password may be; the longest field seen on a panel takes 64 (scanners.md 17).</summary>
    public const int Login = 256;

    /// <summary>Entra's access tokens are 1.5 to 3 KB, larger with group claims (providers.md, Buffers).</summary>
    public const int AccessToken = 8192;

    /// <summary>Entra's refresh tokens are 1 to 2 KB; Google's at most 512 octets.</summary>
    public const int RefreshToken = 4096;

    /// <summary>Entra's client secrets have 40 octets, Google's 35.</summary>
    public const int ClientSecret = 512;

    /// <summary>Entra's device codes are some 250 octets.</summary>
    public const int DeviceCode = 2048;

    /// <summary>Where a person enters the code (RFC 8628 3.2): an address to be typed, so that a long one is none.</summary>
    public const int VerificationUri = 256;

    /// <summary>How much of error_description is kept: Entra's has the AADSTS text first and identifiers behind it.</summary>
    public const int ErrorDescription = 512;

    /// <summary>A signed JWT with a 4096-bit key: 700 octets of signature, as much again of header and claims.</summary>
    public const int Assertion = 4096;

    /// <summary>A SASL response goes out in pieces of this size, which fit where commands are composed.</summary>
    public const int SaslPiece = 512;

    /// <summary>A token response: access, refresh and id token with room for members that nobody asked for.</summary>
    public const int TokenAnswer = 65536;

    /// <summary>RFC 5321 4.5.3.1.8: at least 100 recipients; Exchange takes 500 by default.</summary>
    public const int RecipientsMax = 500;

    /// <summary>Wrong commands before the agent hangs up: enough for a confused scanner, too few for a guesser.</summary>
    public const int WrongCommandsMax = 20;

    /// <summary>How long the reply to a second wrong login is held back; it doubles with each further one.</summary>
    public const int LoginDelayMs = 500;

    /// <summary>The longest that a reply to a login is held back: well within a scanner's patience (scanners.md 27).</summary>
    public const int LoginDelayMsMax = 8000;

    /// <summary>RFC 5321 4.5.3.2.7: a server waits at least five minutes for a command. It is also the time for one whole line.</summary>
    public const int CommandMsMax = 5 * 60 * 1000;

    /// <summary>A mail's data may always take this long; beyond it must have kept <see cref="DataOctetsPerSecondMin"/>.</summary>
    public const int DataGraceMs = 5 * 60 * 1000;

    /// <summary>The slowest scanner that is still a scanner: an old device behind a bad radio link still makes ten times this.</summary>
    public const int DataOctetsPerSecondMin = 1024;

    /// <summary>RFC 5321 4.5.3.2.1: five minutes for the greeting. A scanner has gone by then, so 20 s, for each reply up to the login.</summary>
    public const int GreetingMsMax = 20 * 1000;

    /// <summary>For opening a link altogether: less than a scanner is kept waiting for one, so that it hears why there is none.</summary>
    public const int LinkOpenMsMax = LinkWaitMsMax - 5000;

    /// <summary>RFC 5321 4.5.3.2.2 and 3: five minutes for MAIL and RCPT. Scanners give up after 30 to 120 s (scanners.md 27).</summary>
    public const int ReplyMsMax = 60 * 1000;

    /// <summary>RFC 5321 4.5.3.2.6: ten minutes for the reply to the final dot. Shorter would make duplicates.</summary>
    public const int FinalReplyMsMax = 10 * 60 * 1000;

    /// <summary>How long a scanner waits for a link to the provider before it is told to try again (scanners.md 27).</summary>
    public const int LinkWaitMsMax = 30 * 1000;

    /// <summary>How long an unused link is kept: well under the five minutes after which servers hang up, so that it ends politely.</summary>
    public const int LinkIdleMsMax = 2 * 60 * 1000;

    /// <summary>A link that answered this recently is not asked again before MAIL is answered; see RelaySession.</summary>
    public const int LinkFreshMs = 2000;

    /// <summary>After a failed opening the provider is left alone for so long; who asks meanwhile hears the same failure.</summary>
    public const int LinkRetryMs = 3000;

    /// <summary>How long QUIT's answer is waited for. Nothing depends on it.</summary>
    public const int QuitMsMax = 1000;

    /// <summary>An overlong line is passed over up to this; who goes on is no mail client.</summary>
    public const int PassedOverMax = 65536;

    /// <summary>RFC 5321 4.5.3.1.2: a domain has at most 255 octets.</summary>
    public const int HeloName = 255;

    /// <summary>The longest text of an IP address: IPv6 with an IPv4 tail is 45, a scope may follow.</summary>
    public const int AddressText = 64;

    /// <summary>RFC 5322 2.1.1: a line has at most 998 octets without its CRLF.</summary>
    public const int MailLine = 998;

    /// <summary>
    /// A header field that is read whole before it goes on (From, Sender, Reply-To, Date, Message-ID), and the longest line whose
    /// beginning tells what it is: RFC 5322 2.1.1's line and its fold. A longer one goes on as it came.
    /// </summary>
    public const int HeaderField = 1024;

    /// <summary>What a header section may have before the agent leaves the rest of it alone. Exchange refuses beyond 256 KB, a scanner writes 1 KB.</summary>
    public const int HeaderSection = 65536;

    /// <summary>A display name that a rewritten From keeps: with every octet escaped, and the address, its line stays within RFC 5322 2.1.1.</summary>
    public const int DisplayName = 320;

    /// <summary>One field that the agent writes: a name and an address in their quotes and brackets, or Received with two names and an address.</summary>
    public const int AddedField = 1024;

    /// <summary>What header repair adds to a mail at most, for the size that is declared: Received, the missing fields, and quotes.</summary>
    public const int HeaderAdded = 2048;

    /// <summary>Short pieces of mail data are gathered up to this before they are written, so that a repaired line does not cost a packet.</summary>
    public const int DataGather = 4096;
}
