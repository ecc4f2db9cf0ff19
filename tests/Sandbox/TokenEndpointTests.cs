using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>The token endpoint and the control path over HTTPS.</summary>
public sealed class TokenEndpointTests
{
    internal static readonly string[] FaultsTried =
    [
        "token-endpoint-down", "token-endpoint-unreachable", "token-answer-malformed", "token-too-long",
        "invalid-grant", "invalid-client", "invalid-scope", "unauthorized-client", "invalid-resource", "interaction-required", "consent-required",
        "temporarily-unavailable", "token-throttled",
    ];

    [Theory]
    [InlineData(64)]
    [InlineData(2048)]
    [InlineData(8192)]
    public async Task A_refresh_brings_a_token_that_SMTP_takes_and_a_new_refresh_token(int length)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { TokenLength = length, TokenLifetimeSeconds = 1800 });
        string first = sandbox.RefreshToken;
        (int status, JsonElement json) = await Clients.Refresh(sandbox);
        Assert.Equal(200, status);
        string token = json.GetProperty("access_token").GetString()!;
        Assert.Equal(length, token.Length);
        Assert.Matches("^[A-Za-z0-9._~+/-]+$", token);
        Assert.Equal("Bearer", json.GetProperty("token_type").GetString());
        Assert.Equal(1800, json.GetProperty("expires_in").GetInt32());
        Assert.NotEqual(first, json.GetProperty("refresh_token").GetString());
        Assert.Equal(sandbox.RefreshToken, json.GetProperty("refresh_token").GetString());
        using RawClient client = RawClient.Greeted(sandbox);
        Assert.StartsWith("235 2.7.0", client.Login(token));
        Assert.Equal((1L, 1L), (sandbox.Counters.TokenRequests, sandbox.Counters.TokensIssued));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("contoso.example", false)]
    public async Task The_certificate_is_for_localhost_and_the_loopback_addresses_alone(string name, bool expected)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var tcp = new TcpClient("127.0.0.1", sandbox.TokenEndpoint.Port);
        using var tls = new SslStream(tcp.GetStream());
        Task handshake = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name, CertificateChainPolicy = Clients.Pinned(sandbox) });
        if (expected) await handshake;
        else await Assert.ThrowsAsync<AuthenticationException>(() => handshake);
    }

    [Fact]
    public async Task Google_sends_no_new_refresh_token()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Profile = ProviderProfile.Gmail, RefreshToken = "sandbox-refresh-1" });
        Assert.EndsWith("/token", sandbox.TokenEndpoint.ToString());
        (int status, JsonElement json) = await Clients.Refresh(sandbox);
        Assert.Equal(200, status);
        Assert.False(json.TryGetProperty("refresh_token", out _));
        Assert.Equal("sandbox-refresh-1", sandbox.RefreshToken);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 400)]
    public async Task A_replaced_refresh_token_goes_on_unless_it_is_to_be_refused(bool refuse, int expected)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { RefuseReplacedRefreshToken = refuse });
        string old = sandbox.RefreshToken;
        Assert.Equal(200, (await Clients.Refresh(sandbox)).Status);
        (int status, JsonElement json) = await Clients.Refresh(sandbox, ("refresh_token", old));
        Assert.Equal(expected, status);
        if (refuse) Assert.Equal("invalid_grant", json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task An_access_token_ends_when_its_lifetime_does()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { TokenLifetimeSeconds = 1 });
        string token = await Clients.AccessToken(sandbox);
        using RawClient client = RawClient.Greeted(sandbox);
        await Task.Delay(1100);
        Assert.StartsWith("535 5.7.3", client.Login(token));
    }

    [Fact]
    public async Task A_token_for_another_resource_or_user_is_refused_by_SMTP()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        (_, JsonElement json) = await Clients.Refresh(sandbox, ("scope", "https://graph.microsoft.com/SMTP.Send"));
        using RawClient client = RawClient.Greeted(sandbox);
        Assert.StartsWith("535 5.7.3", client.Login(json.GetProperty("access_token").GetString()!));
        Assert.StartsWith("535 5.7.3", client.Command("AUTH XOAUTH2 " + RawClient.XOAuth2("alias@contoso.example", sandbox.IssueAccessToken())));
        Assert.StartsWith("535 5.7.3", client.Login("made-up"));
        Assert.StartsWith("235 2.7.0", client.Login(sandbox.IssueAccessToken()));
    }

    [Theory]
    [InlineData("grant_type", "password", "unsupported_grant_type", 70003)]
    [InlineData("client_id", "", "invalid_request", 900144)]
    [InlineData("client_id", "other", "unauthorized_client", 700016)]
    [InlineData("refresh_token", "made-up", "invalid_grant", 70000)]
    public async Task A_wrong_request_gets_the_error_of_RFC_6749_and_Entras_number(string name, string value, string error, int number)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { ClientId = "sandbox-client" });
        AssertEntraError(await Clients.Refresh(sandbox, (name, value)), 400, error, number);
    }

    [Theory]
    [InlineData("invalid-grant", 400, "invalid_grant", 700082)]
    [InlineData("invalid-grant=50173", 400, "invalid_grant", 50173)]
    [InlineData("invalid-grant=530036", 400, "invalid_grant", 530036)]
    [InlineData("invalid-grant=70000", 400, "invalid_grant", 70000)]
    [InlineData("invalid-client", 401, "invalid_client", 7000222)]
    [InlineData("invalid-client=7000218", 401, "invalid_client", 7000218)]
    [InlineData("invalid-client=7000215", 401, "invalid_client", 7000215)]
    [InlineData("invalid-scope", 400, "invalid_scope", 70011)]
    [InlineData("unauthorized-client", 400, "unauthorized_client", 700016)]
    [InlineData("invalid-resource", 400, "invalid_resource", 500011)]
    [InlineData("interaction-required", 400, "interaction_required", 50076)]
    [InlineData("interaction-required=53003", 400, "interaction_required", 53003)]
    [InlineData("consent-required", 400, "consent_required", 65001)]
    [InlineData("temporarily-unavailable", 503, "temporarily_unavailable", 90033)]
    [InlineData("token-throttled", 429, "temporarily_unavailable", 90055)]
    public async Task An_error_fault_shows_as_often_as_said(string fault, int status, string error, int number)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = [fault + ":2"] });
        AssertEntraError(await Clients.Refresh(sandbox), status, error, number);
        AssertEntraError(await Clients.Refresh(sandbox), status, error, number);
        Assert.Equal(200, (await Clients.Refresh(sandbox)).Status);
    }

    [Fact]
    public async Task Google_says_error_and_description_only()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Profile = ProviderProfile.Gmail, Faults = ["invalid-grant"] });
        (int status, JsonElement json) = await Clients.Refresh(sandbox);
        Assert.Equal(400, status);
        Assert.Equal(["error", "error_description"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Token has been expired or revoked.", json.GetProperty("error_description").GetString());
    }

    [Fact]
    public async Task Down_is_503_and_unreachable_is_a_closed_connection()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["token-endpoint-down:1"] });
        using HttpClient https = Clients.Https(sandbox);
        using var form = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await https.PostAsync(sandbox.TokenEndpoint, form)).StatusCode);
        sandbox.SetFault("token-endpoint-unreachable:1");
        await Assert.ThrowsAsync<HttpRequestException>(() => https.PostAsync(sandbox.TokenEndpoint, form));
        Assert.Equal(HttpStatusCode.BadRequest, (await https.PostAsync(sandbox.TokenEndpoint, form)).StatusCode);
    }

    [Theory]
    [InlineData("truncated", false)]
    [InlineData("html", false)]
    [InlineData("empty", false)]
    [InlineData("no-token", true)]
    public async Task A_malformed_answer_has_no_token_though_it_is_200(string kind, bool isJson)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["token-answer-malformed=" + kind] });
        Task<(int Status, JsonElement Json)> refresh = Clients.Refresh(sandbox);
        if (!isJson) await Assert.ThrowsAnyAsync<JsonException>(() => refresh);
        else Assert.False((await refresh).Json.TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task A_token_may_be_too_long()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["token-too-long"] });
        Assert.Equal(16384, (await Clients.AccessToken(sandbox)).Length);
    }

    [Fact]
    public async Task Faults_are_set_and_state_is_read_from_another_process()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using HttpClient https = Clients.Https(sandbox);
        Uri faults = new(sandbox.ControlEndpoint, "faults");
        Assert.Equal(HttpStatusCode.OK, (await https.PostAsJsonAsync(faults, new { fault = "sender-refused:1" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await https.PostAsJsonAsync(faults, new { name = "slow-reply", argument = "1@end", count = 5 })).StatusCode);
        HttpResponseMessage refused = await https.PostAsJsonAsync(faults, new { fault = "nonsense" });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("There is no fault 'nonsense'", await refused.Content.ReadAsStringAsync());
        Assert.Equal(["sender-refused", "slow-reply"], sandbox.Faults.Select(fault => fault.Name));

        using RawClient client = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("550 5.1.8", client.Command($"MAIL FROM:<{sandbox.User}>"));
        Assert.StartsWith("250 2.0.0", client.Mail());
        JsonElement state = await https.GetFromJsonAsync<JsonElement>(new Uri(sandbox.ControlEndpoint, "state"));
        Assert.Equal(sandbox.SmtpPort, state.GetProperty("smtpPort").GetInt32());
        Assert.Equal(1, state.GetProperty("counters").GetProperty("mails").GetInt32());
        Assert.Contains(state.GetProperty("commands").EnumerateArray(), command => command.GetProperty("line").GetString() == "EHLO bench");
        Assert.DoesNotContain(sandbox.RefreshToken, state.ToString());
        JsonElement mails = await https.GetFromJsonAsync<JsonElement>(new Uri(sandbox.ControlEndpoint, "mails"));
        Assert.Equal(sandbox.Mails[0].Sha256, mails[0].GetProperty("sha256").GetString());

        Assert.Equal(HttpStatusCode.OK, (await https.DeleteAsync(faults)).StatusCode);
        Assert.Empty(sandbox.Faults);
        Assert.Equal(HttpStatusCode.NotFound, (await https.GetAsync(new Uri(sandbox.ControlEndpoint, "nothing"))).StatusCode);
    }

    private static void AssertEntraError((int Status, JsonElement Json) answer, int status, string error, int number)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal(error, answer.Json.GetProperty("error").GetString());
        Assert.StartsWith($"AADSTS{number}: ", answer.Json.GetProperty("error_description").GetString());
        Assert.Equal([number], answer.Json.GetProperty("error_codes").EnumerateArray().Select(code => code.GetInt32()));
        Assert.True(Guid.TryParse(answer.Json.GetProperty("trace_id").GetString(), out _));
        Assert.True(Guid.TryParse(answer.Json.GetProperty("correlation_id").GetString(), out _));
    }
}
