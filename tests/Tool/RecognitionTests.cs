using System;
using System.Linq;
using System.Text;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Diagnoses;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>
/// Every reply and every AADSTS code that providers are known to send lands on its number, through the device's own Reply, Refusal,
/// TokenReader and OAuthError.
/// </summary>
public sealed class RecognitionTests
{
    private const string Refused = "535 5.7.139 Authentication unsuccessful, ";
    private const string Trace = " [SN2PR00CA0018.namprd00.prod.outlook.com 2026-11-23T09:11:23.456Z 08DE2A5D4C0B1234]";

    [Theory]
    // Exchange Online and Outlook.com, at the login
    [InlineData("535 5.7.3 Authentication unsuccessful" + Trace, Diagnosis.LoginRefused)]
    [InlineData(Refused + "SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information." + Trace, Diagnosis.SmtpAuthDisabled)]
    [InlineData(Refused + "SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information." + Trace, Diagnosis.SmtpAuthDisabled)]
    [InlineData(Refused + "basic authentication is disabled." + Trace, Diagnosis.BasicAuthDisabled)]
    [InlineData(Refused + "the request did not meet the criteria to be authenticated successfully. Contact your administrator." + Trace, Diagnosis.PolicyRefused)]
    [InlineData(Refused + "user is locked by your organization's security defaults policy. Contact your administrator." + Trace, Diagnosis.SecurityDefaults)]
    [InlineData(Refused + "the user credentials were incorrect." + Trace, Diagnosis.WrongPassword)]
    [InlineData("550 5.7.30 Basic authentication is not supported for Client Submission.", Diagnosis.BasicAuthDisabled)]
    [InlineData("530 5.7.57 Client not authenticated to send mail." + Trace, Diagnosis.NotAuthenticated)]
    [InlineData("501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon", Diagnosis.TokenExpiresSoon)]
    [InlineData("504 5.7.4 Unrecognized authentication type", Diagnosis.MechanismNotOffered)]
    [InlineData("421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.", Diagnosis.ProviderTlsTooOld)]
    // Exchange Online, about the mail
    [InlineData("432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information." + Trace, Diagnosis.TooManyConnections)]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded" + Trace, Diagnosis.TooManyConnections)]
    [InlineData("554 5.2.252 SendAsDenied; scans@contoso.com not allowed to send as copier@contoso.com; STOREDRV.Submission.Exception:SendAsDeniedException" + Trace, Diagnosis.SendAsDenied)]
    [InlineData("550 5.7.60 SMTP; Client does not have permissions to send as this sender", Diagnosis.SendAsDenied)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message", Diagnosis.SendingLimitReached)]
    [InlineData("554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded" + Trace, Diagnosis.MailboxFull)]
    [InlineData("550 5.2.121 Recipient has exceeded their limit for messages from this sender", Diagnosis.RecipientBusy)]
    [InlineData("550 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour", Diagnosis.RecipientBusy)]
    [InlineData("550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients", Diagnosis.TenantLimitReached)]
    [InlineData("550 5.7.232 Your message can't be sent because your trial tenant has exceeded its daily limit", Diagnosis.TenantLimitReached)]
    [InlineData("550 5.1.8 Access denied, bad outbound sender AS(42004)", Diagnosis.SenderBlocked)]
    [InlineData("550 5.7.705 Access denied, tenant has exceeded threshold", Diagnosis.TenantBlocked)]
    [InlineData("552 5.3.4 Message size exceeds fixed maximum message size", Diagnosis.ProviderSizeRefused)]
    [InlineData("552 5.2.3 Message exceeded the size limit", Diagnosis.ProviderSizeRefused)]
    [InlineData("421 4.3.2 The service is not available, try later", Diagnosis.ProviderBusy)]
    [InlineData("451 4.7.0 Temporary server error. Please try again later. PRX4", Diagnosis.MailDeferred)]
    [InlineData("550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources", Diagnosis.DirectSendRefused)]
    [InlineData("550 5.7.64 TenantAttribution; Relay Access Denied", Diagnosis.RelayAddressUnknown)]
    [InlineData("550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds", Diagnosis.BareLineFeeds)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; WASCL UserAction verdict is not None", Diagnosis.SenderBlocked)]
    // Gmail
    [InlineData("421 4.7.0 Try again later, closing connection. gsmtp", Diagnosis.ProviderBusy)]
    [InlineData("454 4.7.0 Cannot authenticate due to a temporary system problem. Try again later. gsmtp", Diagnosis.LoginDeferred)]
    [InlineData("450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered. gsmtp", Diagnosis.RecipientBusy)]
    [InlineData("534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor gsmtp", Diagnosis.AppPasswordRequired)]
    [InlineData("534-5.7.14 <https://accounts.google.com/signin/continue?...> Please log in via your web browser and then try again.\n534 5.7.14 gsmtp", Diagnosis.AppPasswordRequired)]
    [InlineData("535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials gsmtp", Diagnosis.LoginRefused)]
    [InlineData("334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==", Diagnosis.LoginRefused)]
    [InlineData("550 5.4.5 Daily user sending limit exceeded. gsmtp", Diagnosis.SendingLimitReached)]
    [InlineData("552 5.2.3 Your message exceeded Google's message size limits. gsmtp", Diagnosis.ProviderSizeRefused)]
    [InlineData("454 4.5.0 SMTP protocol violation, no commands allowed to pipeline after STARTTLS", Diagnosis.ProtocolMistake)]
    [InlineData("530 5.7.0 Must issue a STARTTLS command first. gsmtp", Diagnosis.EncryptionRequired)]
    [InlineData("530 5.7.0 Authentication Required. gsmtp", Diagnosis.NotAuthenticated)]
    // Others
    [InlineData("554 Message rejected: Email address is not verified. The following identities failed the check in region AP-NORTHEAST-1: copier@contoso.com", Diagnosis.SenderNotVerified)]
    [InlineData("550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.", Diagnosis.SenderNotVerified)]
    [InlineData("454 Throttling failure: Daily message quota exceeded.", Diagnosis.SendingLimitReached)]
    [InlineData("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown", Diagnosis.RecipientRefused)]
    [InlineData("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", Diagnosis.RecipientRefused)]
    [InlineData("553 5.1.7 Invalid sender", Diagnosis.SenderRefused)]
    [InlineData("554 5.7.1 Message rejected as spam", Diagnosis.MailRefused)]
    [InlineData("250 2.0.0 OK <AM0PR01MB1234> [Hostname=AM0PR01MB1234.eurprd01.prod.exchangelabs.com]", Diagnosis.None)]
    public void A_reply_lands_on_its_number(string reply, Diagnosis expected)
    {
        Finding finding = Recognition.Find(reply)!;
        Assert.Equal(expected, finding.Diagnosis);
        Assert.Equal(InputKind.SmtpReply, finding.Kind);
        Assert.StartsWith(reply[..3], finding.Basis, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_grant", Diagnosis.RefreshTokenRefused, 70000, 70008)]
    [InlineData("invalid_grant", Diagnosis.RefreshTokenUnused, 700082)]
    [InlineData("invalid_grant", Diagnosis.SinglePageToken, 700084)]
    [InlineData("invalid_grant", Diagnosis.SignInFrequency, 70043)]
    [InlineData("invalid_grant", Diagnosis.RefreshTokenRevoked, 50173, 50132, 50133)]
    [InlineData("invalid_grant", Diagnosis.AuthenticationFlowBlocked, 530036)]
    [InlineData("interaction_required", Diagnosis.MfaRequired, 50076, 50074, 50078, 50079, 50072)]
    [InlineData("interaction_required", Diagnosis.ConditionalAccessBlocked, 53003, 530032)]
    [InlineData("interaction_required", Diagnosis.CompliantDeviceRequired, 53000, 53001, 50097)]
    [InlineData("invalid_grant", Diagnosis.TokenSecurityDefaults, 530035)]
    [InlineData("invalid_grant", Diagnosis.AccountLocked, 50053)]
    [InlineData("invalid_grant", Diagnosis.PasswordExpired, 50055, 50144)]
    [InlineData("invalid_grant", Diagnosis.AccountPasswordWrong, 50126, 50056)]
    [InlineData("invalid_grant", Diagnosis.AccountDisabled, 50057)]
    [InlineData("invalid_grant", Diagnosis.AccountUnknown, 50034)]
    [InlineData("invalid_request", Diagnosis.AccountTypeMismatch, 50020, 500208, 90072)]
    [InlineData("unauthorized_client", Diagnosis.AccountNotAssigned, 50105)]
    [InlineData("consent_required", Diagnosis.ConsentMissing, 65001)]
    [InlineData("access_denied", Diagnosis.ConsentDeclined, 65004)]
    [InlineData("access_denied", Diagnosis.AdminConsentNeeded, 90094, 90095)]
    [InlineData("invalid_resource", Diagnosis.PermissionNotRegistered, 650057, 650056, 65005)]
    [InlineData("invalid_scope", Diagnosis.ScopeRefused, 70011, 28002, 700022, 700023)]
    [InlineData("unauthorized_client", Diagnosis.ClientUnknown, 700016, 700011, 70001)]
    [InlineData("unauthorized_client", Diagnosis.ClientDisabled, 7000112)]
    [InlineData("invalid_client", Diagnosis.ClientSecretWrong, 7000215)]
    [InlineData("invalid_client", Diagnosis.ClientSecretExpired, 7000222)]
    [InlineData("invalid_client", Diagnosis.ClientSecretMissing, 7000218)]
    [InlineData("invalid_client", Diagnosis.ClientSecretUnwanted, 700025)]
    [InlineData("invalid_client", Diagnosis.ClientAssertionRefused, 700027, 50012, 500133)]
    [InlineData("invalid_request", Diagnosis.TenantRequired, 50194, 9001023, 90124, 90130)]
    [InlineData("invalid_request", Diagnosis.AppNotForPersonalAccounts, 9002332)]
    [InlineData("invalid_request", Diagnosis.TenantUnknown, 90002)]
    [InlineData("invalid_request", Diagnosis.WrongCloud, 90038, 900382, 900432)]
    [InlineData("invalid_resource", Diagnosis.ResourceMissing, 500011)]
    [InlineData("invalid_client", Diagnosis.AssertionOutOfTime, 700024)]
    [InlineData("invalid_scope", Diagnosis.AppScopeWrong, 1002012)]
    [InlineData("invalid_grant", Diagnosis.AuthorizationCodeUsed, 54005)]
    [InlineData("invalid_grant", Diagnosis.CodeVerifierWrong, 501481)]
    [InlineData("invalid_request", Diagnosis.RedirectNotRegistered, 50011)]
    [InlineData("authorization_pending", Diagnosis.DeviceCodePending, 70016)]
    [InlineData("bad_verification_code", Diagnosis.DeviceCodeWrong, 70018, 90119)]
    [InlineData("expired_token", Diagnosis.PairingExpired, 70019, 70020)]
    [InlineData("invalid_grant", Diagnosis.PairingDeclined, 90120)]
    [InlineData("invalid_grant", Diagnosis.DeviceCodeMisrouted, 50134)]
    [InlineData("invalid_grant", Diagnosis.TokenRequestLoop, 50196)]
    [InlineData("temporarily_unavailable", Diagnosis.TokenThrottled, 90055)]
    [InlineData("temporarily_unavailable", Diagnosis.TokenEndpointUnavailable, 90006, 90024, 90033, 90090, 50033, 50087)]
    public void An_AADSTS_code_lands_on_its_number(string error, Diagnosis expected, params int[] codes)
    {
        foreach (int code in codes)
        {
            string description = $"AADSTS{code}: Something in words. Trace ID: 0f0f0f0f-1111-2222-3333-444444444444 Timestamp: 2026-11-23 09:11:23Z";
            string json = $$"""{"error":"{{error}}","error_description":"{{description}}","error_codes":[{{code}}],"timestamp":"2026-11-23 09:11:23Z"}""";
            string logLine = $"<3>token refused account=scans http=400 error=\"{error}\" code={code} diagnosis=D{(int)expected} text=\"Words.\"";
            foreach (string input in (string[])[json, description, error + ": " + description, "AADSTS" + code, $"https://login.microsoftonline.com/error?code={code}", logLine])
            {
                Finding finding = Recognition.Find(input)!;
                Assert.Equal((expected, code), (finding.Diagnosis, finding.Aadsts));
                Assert.Equal($"https://login.microsoftonline.com/error?code={code}", finding.HelpUrl);
            }
        }
    }

    [Fact]
    public void An_AADSTS_code_that_nobody_knows_still_leads_to_its_page()
    {
        Finding finding = Recognition.Find("AADSTS1234567: Something new.")!;
        Assert.Equal((Diagnosis.TokenRequestRefused, 1234567), (finding.Diagnosis, finding.Aadsts));
        Assert.Equal(Diagnosis.RefreshTokenRefused, Recognition.Find("invalid_grant AADSTS1234567: Something new.")!.Diagnosis);
    }

    [Theory]
    [InlineData("402", Diagnosis.SmtpAuthDisabled, InputKind.Number)]
    [InlineData(" D402\n", Diagnosis.SmtpAuthDisabled, InputKind.Number)]
    [InlineData("d321", Diagnosis.RefreshTokenUnused, InputKind.Number)]
    [InlineData("501", Diagnosis.SendAsDenied, InputKind.Number)]
    [InlineData("535", Diagnosis.LoginRefused, InputKind.SmtpReply)]
    [InlineData("700082", Diagnosis.RefreshTokenUnused, InputKind.Aadsts)]
    [InlineData("454 4.7.0 D402 This relay cannot log in at the mail provider", Diagnosis.SmtpAuthDisabled, InputKind.LogLine)]
    [InlineData("Nov 23 09:11:23 bridge devicemail-agent[411]: <4>mail refused from=192.168.7.20 account=scans recipients=0 octets=0 ms=812 diagnosis=D402 reply=\"535 5.7.139 Authentication unsuccessful\" text=\"Words.\"", Diagnosis.SmtpAuthDisabled, InputKind.LogLine)]
    [InlineData("""{"event":"mail refused","diagnosis":501,"account":"scans"}""", Diagnosis.SendAsDenied, InputKind.LogLine)]
    [InlineData("Remote Server returned '554 5.2.252 SendAsDenied; a@contoso.com not allowed to send as b@contoso.com'", Diagnosis.SendAsDenied, InputKind.SmtpReply)]
    [InlineData("#550 5.7.68 TenantInboundAttribution#", Diagnosis.DirectSendRefused, InputKind.SmtpReply)]
    [InlineData("smtp error: server said: 5.7.139 SmtpClientAuthentication is disabled", Diagnosis.SmtpAuthDisabled, InputKind.SmtpReply)]
    [InlineData("SmtpClientAuthentication is disabled for the Mailbox", Diagnosis.SmtpAuthDisabled, InputKind.Words)]
    [InlineData("S: 535-5.7.8 Username and Password not accepted.\nS: 535 5.7.8 gsmtp", Diagnosis.LoginRefused, InputKind.SmtpReply)]
    [InlineData("http://localhost:4711/?error=access_denied&error_description=AADSTS65004%3a+User+declined", Diagnosis.ConsentDeclined, InputKind.Aadsts)]
    [InlineData("error=\"expired_token\"", Diagnosis.PairingExpired, InputKind.OAuthError)]
    [InlineData("""{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}""", Diagnosis.RefreshTokenRefused, InputKind.OAuthError)]
    [InlineData("""{"error":"deleted_client","error_description":"The OAuth client was deleted."}""", Diagnosis.ClientDisabled, InputKind.OAuthError)]
    [InlineData("curl: (7) Failed to connect to smtp.office365.com port 587: Connection refused", Diagnosis.ConnectionRefused, InputKind.Words)]
    [InlineData("verify error:num=20:unable to get local issuer certificate", Diagnosis.CertificateUntrusted, InputKind.Words)]
    public void Each_form_of_input_is_recognised(string input, Diagnosis expected, object kind)
    {
        Finding finding = Recognition.Find(input)!;
        Assert.Equal((expected, (InputKind)kind), (finding.Diagnosis, finding.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\t")]
    [InlineData("D999")]
    [InlineData("D40")]
    [InlineData("hello")]
    [InlineData("the scan took 450 ms and had 554 pages")]
    [InlineData("connected to 5.7.139.20 and 10.5.7.3")]
    [InlineData("session 08DE2A5D402F and 4f2a-D402-8812")]
    [InlineData("version 15.20.4523.12 of 2026-11-23")]
    [InlineData("some_other_word")]
    [InlineData("mysql 5.7.44 was restarted")]
    public void What_says_nothing_is_not_guessed_at(string input)
    {
        Assert.Null(Recognition.Find(input));
    }

    [Fact]
    public void A_piece_of_log_gives_each_number_once_in_order()
    {
        var log = new StringBuilder();
        foreach (int number in (int[])[402, 501, 402, 321]) log.Append("mail refused account=scans diagnosis=D").Append(number).Append(" text=\"x\"\n");
        log.Append("mail delivered account=scans recipients=1\n");
        Assert.Equal([402, 501, 321], Recognition.FindAll(log.ToString()).Select(finding => (int)finding.Diagnosis));
    }

    [Fact]
    public void Garbage_of_any_size_ends_soon_and_without_a_fault()
    {
        var random = new Random(4711);
        for (int round = 0; round < 300; round++)
        {
            var text = new StringBuilder();
            string[] pieces = ["535", "-", " ", "5.7.139", "AADSTS", "7000", "D402", "\n", "{\"error\":\"", "\"error_codes\":[", "=", "334 eyJ", "あ", "\u001b[31m", "invalid_grant", ".", "#", "\0", "diagnosis="];
            int count = random.Next(1, 60);
            for (int i = 0; i < count; i++) text.Append(pieces[random.Next(pieces.Length)]);
            foreach (Finding finding in Recognition.FindAll(text.ToString())) Assert.NotNull(finding.Row);
        }

        Assert.Null(Recognition.Find(new string('a', 10_000_000)));
        Recognition.FindAll(string.Concat(Enumerable.Repeat("535-", 100_000)));
        Recognition.FindAll(string.Concat(Enumerable.Repeat("535 x\n", 100_000)));
        Redaction.Clean(new string('A', 60_000) + "=");
    }
}
