using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>From the connection to the login: tokens that are refused and renewed, certificates, providers that do not play by the rules.</summary>
public class ProviderLoginTests
{
    [Theory]
    [InlineData("535 5.7.3 Authentication unsuccessful", 1)]
    [InlineData("535 5.7.8 Username and Password not accepted", 1)]
    [InlineData("501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon", 1)]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant", 0)]
    [InlineData("535 5.7.139 Authentication unsuccessful, the user credentials were incorrect", 0)]
    [InlineData("432 4.3.2 Concurrent connections limit exceeded", 0)]
    [InlineData("454 4.7.0 Cannot authenticate due to temporary system problem", 0)]
    [InlineData("534 5.7.9 Application-specific password required", 0)]
    [InlineData("550 5.7.30 Basic authentication is not supported for Client Submission", 0)]
    public void A_refused_token_is_renewed_once_where_that_may_cure_it(string refusal, int renewals)
    {
        var rig = new Rig();
        rig.Provider.Answers("token", refusal);
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Equal(renewals, rig.Secrets.Renewals);
        Assert.Equal(renewals == 1 ? ["token-1", "token-2"] : ["token-1"], rig.Provider.Tokens);
        Assert.Equal(renewals == 1 ? "220 250 250 354 250" : "220 " + (refusal.StartsWith('4') && refusal.Contains("432") ? "451" : "454") + " 503 503", rig.Scanner.Codes);

        var again = new Rig();
        again.Provider.Answers("token", refusal).Answers("token", refusal).Answers("token", refusal);
        again.Scanner.SaysMail();
        again.Run();
        Assert.Equal((renewals, renewals + 1), (again.Secrets.Renewals, again.Provider.Tokens.Count));
    }

    [Theory]
    [InlineData(Diagnosis.NoRefreshToken, "454 4.7.0 D301")]
    [InlineData(Diagnosis.TokenEndpointUnreachable, "454 4.7.0 D302")]
    [InlineData(Diagnosis.RefreshTokenRefused, "454 4.7.0 D304")]
    [InlineData(Diagnosis.StoreUnreadable, "454 4.7.0 D310")]
    public void Without_a_secret_no_connection_is_made(Diagnosis diagnosis, string reply)
    {
        var rig = new Rig();
        rig.Secrets.Failures.Enqueue(diagnosis);
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.StartsWith(reply, rig.Scanner.Replies[1], System.StringComparison.Ordinal);
        Assert.Equal(0, rig.Provider.Connections);
    }

    [Fact]
    public void A_renewal_that_fails_says_why()
    {
        var rig = new Rig();
        rig.Provider.Answers("token", "535 5.7.3 Authentication unsuccessful");
        rig.Secrets.Failures.Enqueue(Diagnosis.None);
        rig.Secrets.Failures.Enqueue(Diagnosis.RefreshTokenRefused);
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.StartsWith("454 4.7.0 D304", rig.Scanner.Replies[1], System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Diagnosis.NameNotResolved)]
    [InlineData(Diagnosis.ConnectionRefused)]
    [InlineData(Diagnosis.ProviderUnreachable)]
    public void A_connection_that_cannot_be_made_is_told_and_not_tried_again_at_once(Diagnosis diagnosis)
    {
        var rig = new Rig();
        rig.Provider.ConnectFailures.Enqueue(diagnosis);
        rig.Provider.ConnectFailures.Enqueue(Diagnosis.None);
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("MAIL FROM:<a@b.c>");
        rig.Run();
        Assert.Equal("220 451 451", rig.Scanner.Codes);
        Assert.StartsWith($"451 4.4.1 D{(int)diagnosis} ", rig.Scanner.Replies[1], System.StringComparison.Ordinal);
        rig.Clock.Advance(Limits.LinkRetryMs);
        rig.NextScanner().SaysMail();
        rig.Run();
        Assert.Equal(1, rig.Provider.Accepted);
    }

    [Theory]
    [InlineData(Diagnosis.CertificateNameMismatch)]
    [InlineData(Diagnosis.CertificateExpired)]
    [InlineData(Diagnosis.CertificateUntrusted)]
    public void A_bad_certificate_ends_the_link_before_the_token_is_sent(Diagnosis diagnosis)
    {
        var rig = new Rig();
        rig.Provider.TlsFailure = diagnosis;
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.StartsWith($"451 4.4.1 D{(int)diagnosis} ", rig.Scanner.Replies[1], System.StringComparison.Ordinal);
        Assert.Empty(rig.Provider.Tokens);
        Assert.DoesNotContain(rig.Provider.Lines, line => line.StartsWith("AUTH", System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EHLO", "250-provider|250 SIZE", Diagnosis.StartTlsNotOffered)]
    [InlineData("STARTTLS", "454 4.7.0 TLS not available", Diagnosis.ProviderBusy)]
    [InlineData("STARTTLS", "502 5.5.1 no", Diagnosis.StartTlsNotOffered)]
    [InlineData("STARTTLS", "220 2.0.0 Ready|250 injected", Diagnosis.StartTlsInjected)]
    [InlineData("greeting", "554 5.7.1 go away", Diagnosis.ProviderNotSmtp)]
    [InlineData("greeting", "421 4.7.66 TLS 1.0 and 1.1 are not supported", Diagnosis.ProviderTlsTooOld)]
    [InlineData("greeting", "SSH-2.0-OpenSSH_9.2", Diagnosis.ProviderNotSmtp)]
    [InlineData("greeting", "silence", Diagnosis.ProviderSilent)]
    [InlineData("greeting", "close", Diagnosis.ProviderLost)]
    public void TLS_is_never_given_up(string verb, string reply, Diagnosis diagnosis)
    {
        var rig = new Rig();
        rig.Provider.Answers(verb, reply.Replace("250-provider|", "250-provider\r\n", System.StringComparison.Ordinal));
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Contains($"D{(int)diagnosis} ", rig.Scanner.Replies[1], System.StringComparison.Ordinal);
        Assert.StartsWith("451 ", rig.Scanner.Replies[1], System.StringComparison.Ordinal);
        Assert.Empty(rig.Provider.Tokens);
    }

    [Fact]
    public void Implicit_TLS_and_none_begin_with_the_login()
    {
        foreach (Security security in new[] { Security.Implicit, Security.None })
        {
            var rig = new Rig(security: security);
            rig.Provider.Answers("EHLO", "250-provider\r\n250 AUTH XOAUTH2");
            rig.Scanner.SaysMail();
            rig.Run();
            Assert.Equal(1, rig.Provider.Accepted);
            Assert.DoesNotContain("STARTTLS", rig.Provider.Lines);
        }
    }
}
