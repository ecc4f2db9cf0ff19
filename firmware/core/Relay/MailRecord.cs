using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>What is known about one mail when it has ended. One per session, used again for each mail.</summary>
public sealed class MailRecord
{
    /// <summary>A record with a reply of its own.</summary>
    public MailRecord()
        : this(new Reply())
    {
    }

    /// <summary>A record with somebody else's reply.</summary>
    public MailRecord(Reply reply)
    {
        Reply = reply;
    }

    /// <summary>The session's number, as the platform counts them.</summary>
    public int Session { get; set; }

    /// <summary>Index into agent.json's accounts; below 0 when none was chosen.</summary>
    public int Account { get; set; }

    /// <summary><see cref="Status.Diagnosis.None"/>: the provider accepted it.</summary>
    public Diagnosis Diagnosis { get; set; }

    /// <summary>True if the scanner was told 354, so that <see cref="IEventLog.MailBegan"/> was called.</summary>
    public bool HasData { get; set; }

    /// <summary>Recipients that the provider accepted.</summary>
    public int Recipients { get; set; }

    /// <summary>Octets of mail data forwarded, the terminator included.</summary>
    public long Octets { get; set; }

    /// <summary>Milliseconds from the scanner's MAIL to the reply it got in the end.</summary>
    public int ElapsedMs { get; set; }

    /// <summary>
    /// The provider's reply that decided; its code is 0 when there was none. A session's record has only looks at the link's: it means something while
    /// <see cref="IEventLog.MailEnded"/> is told.
    /// </summary>
    public Reply Reply { get; set; }
}
