using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>What is remembered about one account since the start. Times are the agent's own clock; below 0: never.</summary>
internal sealed class AccountFigures
{
    public long Delivered { get; private set; }

    public long Refused { get; private set; }

    /// <summary>The last mail, delivered or not; below 0: none yet.</summary>
    public long LastAtMs { get; private set; } = -1;

    public long LastOctets { get; private set; }

    public int LastElapsedMs { get; private set; }

    public Diagnosis LastDiagnosis { get; private set; }

    public int LastReplyCode { get; private set; }

    /// <summary>The last mail that was delivered.</summary>
    public long LastDeliveredMs { get; private set; } = -1;

    /// <summary>The end of the access token in memory.</summary>
    public long TokenEndsMs { get; private set; } = -1;

    /// <summary>The last time that the refresh token was used with success.</summary>
    public long TokenRenewedMs { get; private set; } = -1;

    /// <summary>Why the last renewal was refused; None if it was not.</summary>
    public Diagnosis TokenRefusal { get; set; }

    public void MailEnded(EventRecord mail)
    {
        LastAtMs = mail.AtMs;
        LastOctets = mail.Amount;
        LastElapsedMs = mail.ElapsedMs;
        LastDiagnosis = mail.Diagnosis;
        LastReplyCode = mail.ReplyCode;
        if (mail.Diagnosis == Diagnosis.None)
        {
            Delivered++;
            LastDeliveredMs = mail.AtMs;
        }
        else
        {
            Refused++;
        }
    }

    public void TokenRenewed(long atMs, int lifetimeSeconds)
    {
        TokenRenewedMs = atMs;
        TokenEndsMs = atMs + lifetimeSeconds * 1000L;
        TokenRefusal = Diagnosis.None;
    }

    public void TokenForgotten()
    {
        TokenEndsMs = -1;
        TokenRenewedMs = -1;
        TokenRefusal = Diagnosis.None;
    }

    public void CopyFrom(AccountFigures other)
    {
        Delivered = other.Delivered;
        Refused = other.Refused;
        LastAtMs = other.LastAtMs;
        LastOctets = other.LastOctets;
        LastElapsedMs = other.LastElapsedMs;
        LastDiagnosis = other.LastDiagnosis;
        LastReplyCode = other.LastReplyCode;
        LastDeliveredMs = other.LastDeliveredMs;
        TokenEndsMs = other.TokenEndsMs;
        TokenRenewedMs = other.TokenRenewedMs;
        TokenRefusal = other.TokenRefusal;
    }
}
