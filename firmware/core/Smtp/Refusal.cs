using DeviceMailAgent.Status;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// Tells from a provider's refusal what is wrong: by code, enhanced code (RFC 3463) and the few words that matter. The
/// replies are those of Exchange Online, Outlook.com and Gmail (providers.md 3.2 and 4).
/// </summary>
public static class Refusal
{
    private static readonly string SmtpClientAuthentication = "SmtpClientAuthentication";
    private static readonly string BasicAuthentication = "basic authentication";
    private static readonly string SecurityDefaults = "security defaults";
    private static readonly string CredentialsIncorrect = "credentials were incorrect";
    private static readonly string SendAsDenied = "SendAsDenied";
    private static readonly string Quota = "Quota";
    private static readonly string SubmissionQuota = "SubmissionQuota";
    private static readonly string MailboxFull = "mailbox full";
    private static readonly string StartTls = "STARTTLS";
    private static readonly string Daily = "Daily";
    private static readonly string OutboundSpam = "OutboundSpam";
    private static readonly string NotVerified = "not verified";
    private static readonly string NoVerifiedSender = "does not match a verified";

    /// <summary>Why the provider refused before the login, that is to say at its greeting, EHLO or STARTTLS.</summary>
    /// <param name="reply">The refusal.</param>
    /// <param name="otherwise">What a permanent refusal means at this place.</param>
    public static Diagnosis OfOpening(Reply reply, Diagnosis otherwise)
    {
        if (reply.IsEnhanced(4, 7, 66)) return Diagnosis.ProviderTlsTooOld;
        if (reply.IsEnhanced(4, 5, 0)) return Diagnosis.ProtocolMistake;
        return reply.IsTransient ? Diagnosis.ProviderBusy : otherwise;
    }

    /// <summary>Why AUTH was refused.</summary>
    public static Diagnosis OfLogin(Reply reply)
    {
        if (reply.Code == 432) return Diagnosis.TooManyConnections;
        if (reply.Code == 421 || reply.IsEnhanced(4, 5, 0)) return OfOpening(reply, Diagnosis.ProviderBusy);
        if (reply.IsTransient) return Diagnosis.LoginDeferred;
        if (reply.IsEnhanced(5, 7, 139)) return OfPolicy(reply);
        if (reply.IsEnhanced(5, 5, 127)) return Diagnosis.TokenExpiresSoon;
        if (reply.IsEnhanced(5, 7, 30)) return Diagnosis.BasicAuthDisabled;
        if (reply.IsEnhanced(5, 7, 9) || reply.Code == 534) return Diagnosis.AppPasswordRequired;
        if (reply.Code == 538) return Diagnosis.EncryptionRequired;
        if (reply.Code == 530) return OfMissingLogin(reply);
        if (reply.Code == 503) return Diagnosis.ProtocolMistake;
        if (reply.Code == 504 || reply.Code == 502) return Diagnosis.MechanismNotOffered;
        return Diagnosis.LoginRefused;
    }

    /// <summary>
    /// True where a new token may help. 5.7.139 is a switch or a policy: asking again changes nothing and counts as an attack.
    /// </summary>
    public static bool MayCureByRenewal(Reply reply)
    {
        if (reply.IsEnhanced(5, 5, 127)) return true;
        if (reply.Code != 535) return false;
        return reply.EnhancedClass == 0 || reply.IsEnhanced(5, 7, 3) || reply.IsEnhanced(5, 7, 8);
    }

    /// <summary>Why MAIL was refused.</summary>
    public static Diagnosis OfSender(Reply reply)
    {
        return Of(reply, Diagnosis.SenderRefused);
    }

    /// <summary>Why RCPT was refused.</summary>
    public static Diagnosis OfRecipient(Reply reply)
    {
        return Of(reply, Diagnosis.RecipientRefused);
    }

    /// <summary>Why DATA or the mail itself was refused.</summary>
    public static Diagnosis OfMail(Reply reply)
    {
        return Of(reply, Diagnosis.MailRefused);
    }

    /// <summary>True if the refusal is about the agent's login and not about the mail: the scanner gets a 4yz of the agent's own.</summary>
    public static bool IsAboutLogin(Diagnosis diagnosis)
    {
        return diagnosis == Diagnosis.NotAuthenticated || diagnosis == Diagnosis.BasicAuthDisabled || diagnosis == Diagnosis.EncryptionRequired;
    }

    private static Diagnosis OfPolicy(Reply reply)
    {
        if (reply.Mentions(SmtpClientAuthentication)) return Diagnosis.SmtpAuthDisabled;
        if (reply.Mentions(BasicAuthentication)) return Diagnosis.BasicAuthDisabled;
        if (reply.Mentions(SecurityDefaults)) return Diagnosis.SecurityDefaults;
        return reply.Mentions(CredentialsIncorrect) ? Diagnosis.WrongPassword : Diagnosis.PolicyRefused;
    }

    // 530 "must issue a STARTTLS command first" (RFC 3207 4) is about the channel, every other one about the login.
    private static Diagnosis OfMissingLogin(Reply reply)
    {
        return reply.Mentions(StartTls) ? Diagnosis.EncryptionRequired : Diagnosis.NotAuthenticated;
    }

    private static Diagnosis Of(Reply reply, Diagnosis otherwise)
    {
        if (reply.Code == 432) return Diagnosis.TooManyConnections;
        if (reply.Code == 421) return OfOpening(reply, Diagnosis.ProviderBusy);
        if (reply.Code == 530) return OfMissingLogin(reply);
        if (reply.IsEnhanced(5, 7, 30)) return Diagnosis.BasicAuthDisabled;
        Diagnosis sender = OfForbiddenSender(reply);
        if (sender != Diagnosis.None) return sender;
        if (IsTenantLimit(reply)) return Diagnosis.TenantLimitReached;
        if (reply.Mentions(SubmissionQuota) || reply.IsEnhanced(5, 4, 5) || IsDailyQuota(reply)) return Diagnosis.SendingLimitReached;
        if (reply.IsEnhanced(5, 2, 121) || reply.IsEnhanced(5, 2, 122) || reply.IsEnhanced(4, 2, 1)) return Diagnosis.RecipientBusy;
        if (IsAboutSize(reply)) return Diagnosis.ProviderSizeRefused;
        if (reply.IsEnhanced(5, 6, 11)) return Diagnosis.BareLineFeeds;
        if (reply.IsEnhanced(5, 2, 2) || reply.Mentions(MailboxFull) || reply.Mentions(Quota)) return Diagnosis.MailboxFull;
        return reply.IsTransient ? Diagnosis.MailDeferred : otherwise;
    }

    // None: the refusal is not about who sends.
    private static Diagnosis OfForbiddenSender(Reply reply)
    {
        if (reply.Mentions(SendAsDenied) || reply.IsEnhanced(5, 2, 252) || reply.IsEnhanced(5, 7, 60)) return Diagnosis.SendAsDenied;
        if (reply.IsEnhanced(5, 7, 705)) return Diagnosis.TenantBlocked;
        if (reply.IsEnhanced(5, 1, 8) || reply.Mentions(OutboundSpam)) return Diagnosis.SenderBlocked;
        if (reply.IsEnhanced(5, 7, 68)) return Diagnosis.DirectSendRefused;
        if (reply.IsEnhanced(5, 7, 64)) return Diagnosis.RelayAddressUnknown;
        bool unverified = reply.Code >= 500 && (reply.Mentions(NotVerified) || reply.Mentions(NoVerifiedSender));
        return unverified ? Diagnosis.SenderNotVerified : Diagnosis.None;
    }

    // "Quota" alone is a mailbox's; Amazon SES says "Daily message quota exceeded".
    private static bool IsDailyQuota(Reply reply)
    {
        return reply.Mentions(Daily) && reply.Mentions(Quota);
    }

    private static bool IsTenantLimit(Reply reply)
    {
        return reply.IsEnhanced(5, 7, 232) || reply.IsEnhanced(5, 7, 233);
    }

    private static bool IsAboutSize(Reply reply)
    {
        return reply.Code == 552 && !reply.IsEnhanced(5, 2, 2) || reply.IsEnhanced(5, 3, 4) || reply.IsEnhanced(5, 2, 3);
    }
}
