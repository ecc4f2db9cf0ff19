using System;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Clients that we did not write, through the agent, to a server that we did not write: every octet arrives.</summary>
public sealed class ScannerToDovecotTests(Provider provider)
{
    public static TheoryData<string, string> Ways()
    {
        var ways = new TheoryData<string, string>();
        foreach (string scanner in Scanners.Names)
        {
            foreach (string login in new[] { "LOGIN", "PLAIN", "" }) ways.Add(scanner, login);
        }
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_scan_arrives_octet_for_octet(string scanner, string login)
    {
        await using TokenEndpoint tokens = await TokenEndpoint.Start(provider.Authority, provider.Tokens);
        await using AgentProcess agent = await AgentProcess.Start(AgentFile.Make(provider.Dovecot.Port, tokens.Url), provider.Authority.Pem, tokens.RefreshTokens[0]);
        ScanMail mail = ScanMail.Make();
        ScannerOutcome outcome = await Scanners.Send(scanner, login, agent.Port, mail);
        Assert.True(outcome.Delivered, outcome.Said + "\n" + string.Join('\n', agent.Log));
        AssertArrived(mail);
    }

    [Theory]
    [InlineData("starttls", "xoauth2")]
    [InlineData("starttls", "oauthbearer")]
    [InlineData("implicit", "xoauth2")]
    [InlineData("implicit", "oauthbearer")]
    public async Task Both_mechanisms_work_over_both_kinds_of_TLS(string security, string mechanism)
    {
        await using TokenEndpoint tokens = await TokenEndpoint.Start(provider.Authority, provider.Tokens);
        tokens.TokenLength = 5000;
        int port = security == "implicit" ? provider.Dovecot.ImplicitTlsPort : provider.Dovecot.Port;
        await using AgentProcess agent = await AgentProcess.Start(
            AgentFile.Make(port, tokens.Url, security, mechanism), provider.Authority.Pem, tokens.RefreshTokens[0]);
        ScanMail mail = ScanMail.Make(pdfOctets: 3_000_000, pages: 12);
        ScannerOutcome outcome = await Scanners.Send("mailkit", "LOGIN", agent.Port, mail);
        Assert.True(outcome.Delivered, outcome.Said + "\n" + string.Join('\n', agent.Log));
        AssertArrived(mail);
    }

    private void AssertArrived(ScanMail mail)
    {
        SunkMail sunk = Assert.Single(provider.Sink.For(mail.Recipient));
        Assert.Equal(ScanMail.Sender, sunk.ReversePath);
        Assert.Equal([mail.Recipient], sunk.Recipients);
        // Dovecot puts its own trace header before the mail; behind it stands what the scanner sent.
        SameOctets.Assert(mail.Octets, SameOctets.BehindTrace(sunk.Content));
    }
}
