using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Tokens: asked for once however many scanners wait, kept over a power cut, and a failure said in the scanner's language.</summary>
public sealed class TokenRenewalTests(Provider provider)
{
    [Fact]
    public async Task Eight_sessions_without_a_token_make_one_request()
    {
        await using TokenEndpoint tokens = await Tokens();
        tokens.DelayMs = 300;
        await using AgentProcess agent = await Start(tokens, connections: 8);
        await AllDeliver(agent, 8);
        Assert.Equal(1, tokens.Requests);
    }

    [Fact]
    public async Task Eight_sessions_whose_token_is_refused_make_one_request()
    {
        await using TokenEndpoint tokens = await Tokens();
        // Long enough for all eight to have been refused before the renewal ends.
        tokens.DelayMs = 2000;
        tokens.DeadTokens = 1;
        await using AgentProcess agent = await Start(tokens, connections: 8);
        await AllDeliver(agent, 8);
        // The first brought the dead token, the second the good one.
        Assert.Equal(2, tokens.Requests);
    }

    [Fact]
    public async Task A_rotated_refresh_token_outlives_a_power_cut()
    {
        await using TokenEndpoint tokens = await Tokens();
        await using AgentProcess agent = await Start(tokens);
        await AllDeliver(agent, 1);
        Assert.Equal(2, tokens.RefreshTokens.Length);
        await agent.KillAndStart();
        // The endpoint takes the newest refresh token only.
        await AllDeliver(agent, 1);
        Assert.Equal(3, tokens.RefreshTokens.Length);
    }

    [Fact]
    public async Task A_rotated_refresh_token_is_stored_before_the_access_token_is_used()
    {
        await using TokenEndpoint tokens = await Tokens();
        // Every login fails, and the power goes at the first failure.
        tokens.DeadTokens = int.MaxValue;
        await using AgentProcess agent = await Start(tokens);
        using (Conversation scanner = await Conversation.Begin(agent.Port))
        {
            HeardReply reply = await scanner.Ask($"MAIL FROM:<{ScanMail.Sender}>");
            Assert.Equal((454, Diagnosis.LoginRefused), (reply.Code, reply.Diagnosis));
        }
        await agent.KillAndStart();
        tokens.DeadTokens = 0;
        await AllDeliver(agent, 1);
    }

    [Fact]
    public async Task The_store_is_for_its_owner_alone()
    {
        await using TokenEndpoint tokens = await Tokens();
        await using AgentProcess agent = await Start(tokens);
        await AllDeliver(agent, 1);
        Assert.NotEmpty(agent.StoreFiles);
        Assert.All(agent.StoreFiles, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Theory]
    [InlineData(503, Diagnosis.TokenEndpointUnavailable)]
    [InlineData(500, Diagnosis.TokenEndpointUnavailable)]
    [InlineData(429, Diagnosis.TokenEndpointUnavailable)]
    public async Task An_endpoint_that_is_down_is_a_4yz_and_passes(int status, Diagnosis diagnosis)
    {
        await using TokenEndpoint tokens = await Tokens();
        tokens.Status = status;
        await using AgentProcess agent = await Start(tokens);
        ScanMail mail = ScanMail.Make();
        using (Conversation scanner = await Conversation.Begin(agent.Port))
        {
            HeardReply reply = await scanner.Send(mail);
            Assert.Equal((454, "4.7.0", diagnosis), (reply.Code, reply.Enhanced, reply.Diagnosis));
        }
        Assert.Empty(provider.Sink.For(mail.Recipient));
        tokens.Status = 200;
        // The agent leaves a provider alone for some seconds after a failure.
        await Task.Delay(TimeSpan.FromSeconds(4));
        await AllDeliver(agent, 1);
    }

    [Fact]
    public async Task A_refused_refresh_token_asks_for_pairing()
    {
        await using TokenEndpoint tokens = await Tokens();
        await using AgentProcess agent = await Start(tokens, refreshToken: "a-refresh-token-that-nobody-issued");
        HeardReply reply = await Refusal(agent);
        Assert.Equal((454, Diagnosis.RefreshTokenRefused), (reply.Code, reply.Diagnosis));
        Assert.DoesNotContain(agent.Log, line => line.Contains("nobody-issued"));
    }

    [Fact]
    public async Task An_account_that_was_never_paired_says_so()
    {
        await using TokenEndpoint tokens = await Tokens();
        await using AgentProcess agent = await Start(tokens, refreshToken: null);
        HeardReply reply = await Refusal(agent);
        Assert.Equal((454, Diagnosis.NoRefreshToken), (reply.Code, reply.Diagnosis));
        Assert.Equal(0, tokens.Requests);
    }

    [Fact]
    public async Task No_secret_is_ever_logged()
    {
        await using TokenEndpoint tokens = await Tokens();
        tokens.DeadTokens = 1;
        await using AgentProcess agent = await Start(tokens);
        ScannerOutcome outcome = await Scanners.Send("smtplib", "LOGIN", agent.Port, ScanMail.Make());
        Assert.True(outcome.Delivered, outcome.Said);
        string log = string.Join('\n', agent.Log);
        Assert.DoesNotContain("eyJ", log);
        Assert.DoesNotContain("refresh-token", log);
        Assert.DoesNotContain(Scanners.Password, log);
    }

    private async Task<TokenEndpoint> Tokens() => await TokenEndpoint.Start(provider.Authority, provider.Tokens);

    private async Task<AgentProcess> Start(TokenEndpoint tokens, string? refreshToken = "refresh-token-0", int connections = 3)
    {
        JsonObject configuration = AgentFile.Make(provider.Dovecot.Port, tokens.Url);
        configuration.At("accounts[0].smtp")["connectionsMax"] = connections;
        return await AgentProcess.Start(configuration, provider.Authority.Pem, refreshToken);
    }

    private static async Task<HeardReply> Refusal(AgentProcess agent)
    {
        using Conversation scanner = await Conversation.Begin(agent.Port);
        return await scanner.Ask($"MAIL FROM:<{ScanMail.Sender}>");
    }

    // So many scanners at once, and every mail arrives once.
    private async Task AllDeliver(AgentProcess agent, int scanners)
    {
        ScanMail[] mails = Enumerable.Range(0, scanners).Select(_ => ScanMail.Make(20_000)).ToArray();
        async Task<HeardReply> Send(ScanMail mail)
        {
            using Conversation scanner = await Conversation.Begin(agent.Port);
            return await scanner.Send(mail);
        }
        HeardReply[] replies = await Task.WhenAll(mails.Select(Send));
        Assert.True(replies.All(reply => reply.Code == 250), string.Join('\n', replies.Select(reply => reply.Text).Concat(agent.Log)));
        Assert.All(mails, mail => Assert.Single(provider.Sink.For(mail.Recipient)));
    }
}
