using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>What the providers' refusals mean. One row, one reply, with the diagnosis and whether a renewed token may cure it.</summary>
public class RefusalTests
{
    private const string Exchange = " [AM0PR04CA0001.eurprd04.prod.outlook.com 2026-11-23T08:00:00.000Z 08DE0000]";

    [Theory]
    [InlineData("535 5.7.3 Authentication unsuccessful" + Exchange, Diagnosis.LoginRefused, true)]
    [InlineData("535 5.7.8 Username and Password not accepted. gsmtp", Diagnosis.LoginRefused, true)]
    [InlineData("535 Authentication failed", Diagnosis.LoginRefused, true)]
    [InlineData("535 5.7.0 Authentication failed", Diagnosis.LoginRefused, false)]
    [InlineData("501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon", Diagnosis.TokenExpiresSoon, true)]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled" + Exchange, Diagnosis.SmtpAuthDisabled, false)]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled" + Exchange, Diagnosis.SmtpAuthDisabled, false)]
    [InlineData("535 5.7.139 Authentication unsuccessful, basic authentication is disabled." + Exchange, Diagnosis.BasicAuthDisabled, false)]
    [InlineData("535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator." + Exchange, Diagnosis.PolicyRefused, false)]
    [InlineData("535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator." + Exchange, Diagnosis.SecurityDefaults, false)]
    [InlineData("535 5.7.139 Authentication unsuccessful, the user credentials were incorrect." + Exchange, Diagnosis.WrongPassword, false)]
    [InlineData("550 5.7.30 Basic authentication is not supported for Client Submission." + Exchange, Diagnosis.BasicAuthDisabled, false)]
    [InlineData("432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending", Diagnosis.TooManyConnections, false)]
    [InlineData("454 4.7.0 Cannot authenticate due to temporary system problem. Try again later. gsmtp", Diagnosis.LoginDeferred, false)]
    [InlineData("451 4.7.0 Temporary server error", Diagnosis.LoginDeferred, false)]
    [InlineData("421 4.7.0 Try again later, closing connection. gsmtp", Diagnosis.ProviderBusy, false)]
    [InlineData("534 5.7.9 Application-specific password required. gsmtp", Diagnosis.AppPasswordRequired, false)]
    [InlineData("534 5.7.14 Please log in via your web browser. gsmtp", Diagnosis.AppPasswordRequired, false)]
    [InlineData("530 5.7.57 Client not authenticated to send mail.", Diagnosis.NotAuthenticated, false)]
    [InlineData("530 5.7.0 Must issue a STARTTLS command first. gsmtp", Diagnosis.EncryptionRequired, false)]
    [InlineData("538 5.7.11 Encryption required for requested authentication mechanism", Diagnosis.EncryptionRequired, false)]
    [InlineData("421 4.7.66 TLS 1.0 and 1.1 are not supported.", Diagnosis.ProviderTlsTooOld, false)]
    [InlineData("454 4.5.0 SMTP protocol violation, see RFC 3207. gsmtp", Diagnosis.ProtocolMistake, false)]
    [InlineData("503 5.5.1 Bad sequence of commands", Diagnosis.ProtocolMistake, false)]
    [InlineData("504 5.7.4 Unrecognized authentication type", Diagnosis.MechanismNotOffered, false)]
    [InlineData("502 5.5.1 Unrecognized command", Diagnosis.MechanismNotOffered, false)]
    public void Of_the_login(string line, Diagnosis diagnosis, bool mayCureByRenewal)
    {
        Reply reply = Read(line);
        Assert.Equal((diagnosis, mayCureByRenewal), (Refusal.OfLogin(reply), Refusal.MayCureByRenewal(reply)));
    }

    [Theory]
    [InlineData("554 5.2.252 SendAsDenied; scans@contoso.com not allowed to send as boss@contoso.com; STOREDRV.Submission.Exception:SendAsDeniedException", Diagnosis.SendAsDenied)]
    [InlineData("550 5.7.60 SMTP; Client does not have permissions to send as this sender", Diagnosis.SendAsDenied)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception", Diagnosis.SendingLimitReached)]
    [InlineData("550 5.4.5 Daily user sending limit exceeded. gsmtp", Diagnosis.SendingLimitReached)]
    [InlineData("550 5.7.233 tenant has exceeded its external recipient limit", Diagnosis.TenantLimitReached)]
    [InlineData("550 5.7.232 trial tenant has exceeded its external recipient limit", Diagnosis.TenantLimitReached)]
    [InlineData("554 5.2.2 mailbox full; STOREDRV.Submission", Diagnosis.MailboxFull)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:QuotaExceededException", Diagnosis.MailboxFull)]
    [InlineData("552 5.2.2 Mailbox over quota", Diagnosis.MailboxFull)]
    [InlineData("550 5.2.121 Recipient's per hour message receive limit from this sender exceeded", Diagnosis.RecipientBusy)]
    [InlineData("550 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour", Diagnosis.RecipientBusy)]
    [InlineData("550 5.1.8 Access denied, bad outbound sender", Diagnosis.SenderBlocked)]
    [InlineData("550 5.7.705 Access denied, tenant has exceeded threshold", Diagnosis.TenantBlocked)]
    [InlineData("552 5.3.4 Message size exceeds fixed maximum message size", Diagnosis.ProviderSizeRefused)]
    [InlineData("552 5.2.3 Your message exceeded Google's message size limits. gsmtp", Diagnosis.ProviderSizeRefused)]
    [InlineData("552 too large", Diagnosis.ProviderSizeRefused)]
    [InlineData("550 5.2.3 too large", Diagnosis.ProviderSizeRefused)]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", Diagnosis.TooManyConnections)]
    [InlineData("530 5.7.57 Client not authenticated to send mail.", Diagnosis.NotAuthenticated)]
    [InlineData("550 5.7.30 Basic authentication is not supported for Client Submission.", Diagnosis.BasicAuthDisabled)]
    [InlineData("530 5.7.0 Must issue a STARTTLS command first. gsmtp", Diagnosis.EncryptionRequired)]
    [InlineData("421 4.7.0 Try again later, closing connection. gsmtp", Diagnosis.ProviderBusy)]
    [InlineData("454 Throttling failure: Daily message quota exceeded.", Diagnosis.SendingLimitReached)]
    [InlineData("554 Message rejected: Email address is not verified.", Diagnosis.SenderNotVerified)]
    [InlineData("550 The from address does not match a verified Sender Identity.", Diagnosis.SenderNotVerified)]
    [InlineData("550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources", Diagnosis.DirectSendRefused)]
    [InlineData("550 5.7.64 TenantAttribution; Relay Access Denied", Diagnosis.RelayAddressUnknown)]
    [InlineData("550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds", Diagnosis.BareLineFeeds)]
    [InlineData("550 5.1.8 OutboundSpamException; Message could not be delivered", Diagnosis.SenderBlocked)]
    [InlineData("451 4.7.0 Temporary server error. Please try again later. PRX4", Diagnosis.MailDeferred)]
    [InlineData("450 4.2.1 The user you are trying to contact is receiving mail too quickly. gsmtp", Diagnosis.RecipientBusy)]
    public void Of_the_mail_whichever_command_it_answers(string line, Diagnosis diagnosis)
    {
        Reply reply = Read(line);
        Assert.Equal(diagnosis, Refusal.OfSender(reply));
        Assert.Equal(diagnosis, Refusal.OfRecipient(reply));
        Assert.Equal(diagnosis, Refusal.OfMail(reply));
        Assert.Equal(diagnosis is Diagnosis.NotAuthenticated or Diagnosis.BasicAuthDisabled or Diagnosis.EncryptionRequired, Refusal.IsAboutLogin(diagnosis));
    }

    [Theory]
    [InlineData("550 5.1.1 User unknown")]
    [InlineData("554 5.7.1 Rejected")]
    [InlineData("501 5.1.3 Invalid address")]
    [InlineData("550")]
    public void Of_anything_else_is_about_the_command_it_answers(string line)
    {
        Reply reply = Read(line);
        Assert.Equal(Diagnosis.SenderRefused, Refusal.OfSender(reply));
        Assert.Equal(Diagnosis.RecipientRefused, Refusal.OfRecipient(reply));
        Assert.Equal(Diagnosis.MailRefused, Refusal.OfMail(reply));
    }

    [Theory]
    [InlineData("421 4.7.66 TLS 1.0 and 1.1 are not supported.", Diagnosis.ProviderTlsTooOld)]
    [InlineData("454 4.5.0 SMTP protocol violation, see RFC 3207. gsmtp", Diagnosis.ProtocolMistake)]
    [InlineData("421 4.3.2 Service not active", Diagnosis.ProviderBusy)]
    [InlineData("454 4.7.0 TLS not available due to temporary reason", Diagnosis.ProviderBusy)]
    [InlineData("554 5.7.1 No SMTP service here", Diagnosis.ProviderNotSmtp)]
    public void Of_the_opening(string line, Diagnosis diagnosis)
    {
        Assert.Equal(diagnosis, Refusal.OfOpening(Read(line), Diagnosis.ProviderNotSmtp));
    }

    private static Reply Read(string line)
    {
        var reply = new Reply();
        LineFeeds.InEveryWay(line, (buffer, offset, count) => Assert.Equal(ReplyStatus.Complete, reply.Line(buffer, offset, count)));
        return reply;
    }
}
