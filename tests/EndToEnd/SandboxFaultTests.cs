using System;
using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Sandbox.Faults;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>
/// Each fault of the sandbox: what the scanner heard, what the provider received, and that the agent goes on serving when the
/// fault is gone.
/// </summary>
public sealed class SandboxFaultTests
{
    // The agent leaves a provider alone for a while after a failed login (Limits.LinkRetryMs).
    private static readonly TimeSpan Respite = TimeSpan.FromMilliseconds(Limits.LinkRetryMs + 500);

    // Fault, argument (empty: the default); the reply that the scanner hears; the diagnosis in it and in the log; mails that the
    // provider received.
    public static TheoryData<string, string, int, string, Diagnosis, int> Rows() => new()
    {
        // The way to the provider
        { "busy", "", 451, "4.3.2", Diagnosis.ProviderBusy, 0 },
        { "no-starttls", "", 451, "4.4.1", Diagnosis.StartTlsNotOffered, 0 },
        { "starttls-injected", "", 451, "4.4.1", Diagnosis.StartTlsInjected, 0 },
        { "wrong-name", "smtp", 451, "4.4.1", Diagnosis.CertificateNameMismatch, 0 },
        { "expired-certificate", "smtp", 451, "4.4.1", Diagnosis.CertificateExpired, 0 },
        { "self-signed", "smtp", 451, "4.4.1", Diagnosis.CertificateUntrusted, 0 },
        // The login
        { "token-refused", "", 454, "4.7.0", Diagnosis.LoginRefused, 0 },
        { "smtp-auth-disabled", "Tenant", 454, "4.7.0", Diagnosis.SmtpAuthDisabled, 0 },
        { "smtp-auth-disabled", "Mailbox", 454, "4.7.0", Diagnosis.SmtpAuthDisabled, 0 },
        { "basic-auth-disabled", "", 454, "4.7.0", Diagnosis.BasicAuthDisabled, 0 },
        { "policy-refused", "", 454, "4.7.0", Diagnosis.PolicyRefused, 0 },
        { "security-defaults", "", 454, "4.7.0", Diagnosis.SecurityDefaults, 0 },
        { "login-deferred", "", 454, "4.7.0", Diagnosis.LoginDeferred, 0 },
        { "token-expires-soon", "", 454, "4.7.0", Diagnosis.TokenExpiresSoon, 0 },
        { "app-password-required", "", 454, "4.7.0", Diagnosis.AppPasswordRequired, 0 },
        { "too-many-connections", "auth", 451, "4.3.2", Diagnosis.TooManyConnections, 0 },
        // The envelope: the provider's own code, since it is about the mail
        { "too-many-connections", "mail", 432, "4.3.2", Diagnosis.TooManyConnections, 0 },
        { "sender-refused", "", 550, "5.1.8", Diagnosis.SenderBlocked, 0 },
        { "recipient-refused", "", 550, "5.1.1", Diagnosis.RecipientRefused, 0 },
        { "recipient-deferred", "", 450, "4.2.1", Diagnosis.RecipientBusy, 0 },
        { "data-refused", "", 554, "5.3.0", Diagnosis.MailRefused, 0 },
        { "too-large", "mail", 552, "5.3.4", Diagnosis.ProviderSizeRefused, 0 },
        // The mail
        { "too-large", "end", 552, "5.3.4", Diagnosis.ProviderSizeRefused, 0 },
        { "send-as-denied", "", 554, "5.2.252", Diagnosis.SendAsDenied, 0 },
        { "mailbox-full", "", 554, "5.2.2", Diagnosis.MailboxFull, 0 },
        { "quota", "", 554, "5.2.0", Diagnosis.SendingLimitReached, 0 },
        { "daily-limit", "", 550, "5.4.5", Diagnosis.SendingLimitReached, 0 },
        { "too-many-connections", "end", 432, "4.3.2", Diagnosis.TooManyConnections, 0 },
        { "reset-mid-data", "", 451, "4.4.2", Diagnosis.ProviderLost, 0 },
        { "reset-after-dot", "", 451, "4.4.2", Diagnosis.OutcomeUnknown, 1 },
        // The token endpoint
        { "token-endpoint-down", "", 454, "4.7.0", Diagnosis.TokenEndpointUnavailable, 0 },
        { "token-endpoint-unreachable", "", 454, "4.7.0", Diagnosis.TokenEndpointUnreachable, 0 },
        { "wrong-name", "oauth", 451, "4.4.1", Diagnosis.CertificateNameMismatch, 0 },
        { "expired-certificate", "oauth", 451, "4.4.1", Diagnosis.CertificateExpired, 0 },
        { "self-signed", "oauth", 451, "4.4.1", Diagnosis.CertificateUntrusted, 0 },
        { "invalid-grant", "700082", 454, "4.7.0", Diagnosis.RefreshTokenUnused, 0 },
        { "invalid-grant", "50173", 454, "4.7.0", Diagnosis.RefreshTokenRevoked, 0 },
        { "invalid-grant", "530036", 454, "4.7.0", Diagnosis.AuthenticationFlowBlocked, 0 },
        { "invalid-grant", "70000", 454, "4.7.0", Diagnosis.RefreshTokenRefused, 0 },
        { "invalid-client", "7000222", 454, "4.7.0", Diagnosis.ClientSecretExpired, 0 },
        { "invalid-client", "7000218", 454, "4.7.0", Diagnosis.ClientSecretMissing, 0 },
        { "invalid-client", "7000215", 454, "4.7.0", Diagnosis.ClientSecretWrong, 0 },
        { "invalid-scope", "", 454, "4.7.0", Diagnosis.ScopeRefused, 0 },
        { "token-answer-malformed", "truncated", 454, "4.7.0", Diagnosis.TokenAnswerMalformed, 0 },
        { "token-answer-malformed", "html", 454, "4.7.0", Diagnosis.TokenAnswerMalformed, 0 },
        { "token-answer-malformed", "empty", 454, "4.7.0", Diagnosis.TokenAnswerMalformed, 0 },
        { "token-answer-malformed", "no-token", 454, "4.7.0", Diagnosis.TokenAnswerMalformed, 0 },
        { "token-too-long", "", 454, "4.7.0", Diagnosis.TokenTooLong, 0 },
        { "token-throttled", "", 454, "4.7.0", Diagnosis.TokenThrottled, 0 },
        { "temporarily-unavailable", "", 454, "4.7.0", Diagnosis.TokenEndpointUnavailable, 0 },
        { "unauthorized-client", "", 454, "4.7.0", Diagnosis.ClientUnknown, 0 },
        { "invalid-resource", "", 454, "4.7.0", Diagnosis.ResourceMissing, 0 },
        { "interaction-required", "50076", 454, "4.7.0", Diagnosis.MfaRequired, 0 },
        { "interaction-required", "53003", 454, "4.7.0", Diagnosis.ConditionalAccessBlocked, 0 },
        { "consent-required", "", 454, "4.7.0", Diagnosis.ConsentMissing, 0 },
    };

    // Faults that cost time or a second try, and nothing else.
    public static TheoryData<string, string> Harmless() => new()
    {
        { "token-refused-once", "" },
        { "slow-reply", "300" },
        { "slow-reply", "2000@end" },
        { "slow-read", "200000" },
        { "close-idle", "1" },
        { "drop-idle-now", "fin" },
        { "drop-idle-now", "rst" },
    };

    // Those of the sign-in show before there is a token, so a scanner never meets them; tests/Sandbox has them.
    private static readonly string[] OfSignIn =
    [
        "device-code-blocked", "sign-in-refused", "authorization-pending", "slow-down", "expired-token", "authorization-declined", "bad-verification-code",
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_scanner_hears_what_is_wrong(string fault, string argument, int code, string enhanced, Diagnosis diagnosis, int received)
    {
        await using Bench bench = await Bench.Start();
        bench.Sandbox.SetFault(fault, argument.Length > 0 ? argument : null);
        // Far more than the sockets' buffers hold: a mail that has left the agent whole has an unknown outcome.
        ScanMail mail = fault == "reset-mid-data" ? ScanMail.Filler(30_000_000) : ScanMail.Make();
        HeardReply reply = await bench.Send(mail);
        Assert.True((code, enhanced, diagnosis) == (reply.Code, reply.Enhanced, reply.Diagnosis), $"'{reply.Text}'\n{bench.Log}");
        await bench.Agent.Logs($"diagnosis=D{(int)diagnosis}");
        bench.Sandbox.ClearFaults();
        await Task.Delay(Respite);
        await bench.AssertServes();
        // Asked last: a second copy would have come meanwhile.
        Assert.Equal(received, bench.Arrived(mail).Length);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task The_scanner_hears_nothing_of_it(string fault, string argument)
    {
        await using Bench bench = await Bench.Start();
        await bench.AssertServes();
        // Whatever the fault needs, it finds: a link that waits for its next command, and one that will be opened.
        if (fault == "token-refused-once") bench.Sandbox.SetFault("drop-idle-now");
        bench.Sandbox.SetFault(fault, argument.Length > 0 ? argument : null);
        await Task.Delay(fault == "close-idle" ? 2500 : 100);
        ScanMail mail = ScanMail.Make();
        HeardReply reply = await bench.Send(mail);
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{bench.Log}");
        bench.AssertArrived(mail);
    }

    // Every row of the sandbox's table is in one of the tables here.
    [Fact]
    public void No_fault_is_left_out()
    {
        string[] tried = Rows().Select(row => row.Data.Item1).Concat(Harmless().Select(row => row.Data.Item1)).Append("silent").Concat(OfSignIn).Distinct().ToArray();
        Assert.Equal(FaultTable.All.Select(fault => fault.Name).Order(), tried.Order());
    }

    [Fact]
    public async Task A_provider_that_says_nothing_costs_its_time_limit_and_no_more()
    {
        await using Bench bench = await Bench.Start();
        bench.Sandbox.SetFault("silent");
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        await scanner.Say($"MAIL FROM:<{ScanMail.Sender}>\r\n");
        HeardReply reply = await scanner.Hear(Limits.GreetingMsMax / 1000 + 20);
        Assert.Equal((451, Diagnosis.ProviderSilent), (reply.Code, reply.Diagnosis));
        bench.Sandbox.ClearFaults();
        await Task.Delay(Respite);
        await bench.AssertServes();
    }

    // From the first octet on instead of behind STARTTLS (RFC 8314 3.3).
    [Theory]
    [InlineData("wrong-name", Diagnosis.CertificateNameMismatch)]
    [InlineData("expired-certificate", Diagnosis.CertificateExpired)]
    [InlineData("self-signed", Diagnosis.CertificateUntrusted)]
    public async Task Implicit_TLS_is_as_strict(string fault, Diagnosis diagnosis)
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { Faults = [fault] }, implicitTls: true);
        HeardReply reply = await bench.Send(ScanMail.Make());
        Assert.Equal((451, diagnosis), (reply.Code, reply.Diagnosis));
        bench.Sandbox.ClearFaults();
        await Task.Delay(Respite);
        await bench.AssertServes();
    }

    [Theory]
    [InlineData("exchange-online")]
    [InlineData("outlook.com")]
    [InlineData("gmail")]
    public async Task A_revoked_token_is_renewed_once_and_the_mail_goes_out(string profile)
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile) });
        await bench.AssertServes();
        bench.Sandbox.RevokeAccessTokens();
        bench.Sandbox.SetFault("drop-idle-now");
        long requests = bench.Sandbox.Counters.TokenRequests;
        await bench.AssertServes();
        Assert.Equal((1, requests + 1), (bench.Sandbox.Counters.LoginsRefused, bench.Sandbox.Counters.TokenRequests));
    }

    [Theory]
    [InlineData("exchange-online")]
    [InlineData("gmail")]
    public async Task A_token_that_stays_refused_is_tried_twice_and_no_more(string profile)
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile), Faults = ["token-refused"] });
        HeardReply reply = await bench.Send(ScanMail.Make());
        Assert.Equal((454, Diagnosis.LoginRefused), (reply.Code, reply.Diagnosis));
        Assert.Equal((2, 2), (bench.Sandbox.Counters.LoginsRefused, bench.Sandbox.Counters.TokenRequests));
    }

    [Theory]
    [InlineData("smtp-auth-disabled")]
    [InlineData("policy-refused")]
    [InlineData("security-defaults")]
    [InlineData("basic-auth-disabled")]
    public async Task What_no_token_cures_is_not_tried_again(string fault)
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { Faults = [fault] });
        await bench.Send(ScanMail.Make());
        Assert.Equal((1, 1), (bench.Sandbox.Counters.LoginsRefused, bench.Sandbox.Counters.TokenRequests));
    }

    [Fact]
    public async Task A_refused_recipient_does_not_spoil_the_others()
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { Faults = ["recipient-refused=stranger"] });
        ScanMail mail = ScanMail.Make();
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        await scanner.Ask($"MAIL FROM:<{ScanMail.Sender}>");
        Assert.Equal(250, (await scanner.Ask($"RCPT TO:<{mail.Recipient}>")).Code);
        Assert.Equal((550, "5.1.1"), ((await scanner.Ask("RCPT TO:<stranger@example.test>")) is var reply ? (reply.Code, reply.Enhanced) : default));
        Assert.Equal(354, (await scanner.Ask("DATA")).Code);
        await scanner.Say(System.Text.Encoding.ASCII.GetBytes("Subject: one of two\r\n\r\nHello\r\n.\r\n"));
        Assert.Equal(250, (await scanner.Hear()).Code);
        Assert.Equal([mail.Recipient], Assert.Single(bench.Arrived(mail)).Recipients);
    }

    [Fact]
    public async Task A_connection_lost_after_the_end_of_data_says_that_the_outcome_is_unknown()
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { Faults = ["reset-after-dot:1"] });
        ScanMail mail = ScanMail.Make();
        HeardReply reply = await bench.Send(mail);
        Assert.Equal((451, Diagnosis.OutcomeUnknown), (reply.Code, reply.Diagnosis));
        string line = await bench.Agent.Logs("diagnosis=D205");
        Assert.Contains("may", line);
        // No other line may promise that a second try makes no second copy.
        Assert.DoesNotContain(bench.Agent.Log, said => said.Contains("nothing was sent", StringComparison.Ordinal));
        await Task.Delay(Respite);
        // It was kept by the provider; nobody sent it again.
        Assert.Single(bench.Arrived(mail));
    }
}
