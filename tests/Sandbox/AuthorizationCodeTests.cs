using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>The authorization code grant with PKCE (RFC 7636) over a loopback redirect (RFC 8252), in a real browser.</summary>
public sealed class AuthorizationCodeTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("exchange-online", "http://localhost:{0}/", "", true)]
    [InlineData("outlook.com", "http://127.0.0.1:{0}/callback", "", true)]
    [InlineData("gmail", "http://127.0.0.1:{0}", "offline", true)]
    [InlineData("gmail", "http://[::1]:{0}/any/path", "", false)]
    public async Task A_person_approves_and_the_code_comes_to_loopback(string profile, string redirect, string accessType, bool hasRefreshToken)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile) });
        using var loopback = new Loopback(redirect);
        using var client = new OAuthClient(sandbox);
        var request = new AuthorizationRequest(sandbox, loopback.RedirectUri) { AccessType = accessType };
        IPage page = await browser.Open(width: 900);
        await page.GotoAsync(request.Address);
        Assert.Equal("Let this app send mail?", await page.Locator("h1").InnerTextAsync());
        Assert.Contains(sandbox.User, await page.Locator("dl").InnerTextAsync());
        await Browser.Screenshot(page, "authorize-" + profile);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        Dictionary<string, string> answer = await loopback.Answer();
        Assert.Equal(request.State, answer["state"]);

        // Entra's clients say the scope again here.
        OAuthAnswer token = (await request.Redeem(client, answer["code"], ("scope", sandbox.Profile.Scope))).AssertGood();
        Assert.Equal(hasRefreshToken, token["refresh_token"].Length > 0);
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("235 2.7.0", smtp.Login(token["access_token"]));
        if (sandbox.Profile == ProviderProfile.Gmail) Assert.InRange(token["refresh_token"].Length, 0, 512);
        Assert.Equal("invalid_grant", (await request.Redeem(client, answer["code"]))["error"]); // A code is good once.
    }

    [Fact]
    public async Task A_person_denies_and_the_app_hears_access_denied()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var loopback = new Loopback("http://localhost:{0}");
        var request = new AuthorizationRequest(sandbox, loopback.RedirectUri);
        IPage page = await browser.Open("ja-JP");
        await page.GotoAsync(request.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "拒否する" }).ClickAsync();
        Dictionary<string, string> answer = await loopback.Answer();
        Assert.Equal(("access_denied", request.State), (answer["error"], answer["state"]));
        Assert.False(answer.ContainsKey("code"));
    }

    [Fact]
    public async Task A_sign_in_that_a_policy_blocks_ends_in_the_browser()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["sign-in-refused=53003"] });
        using var loopback = new Loopback("http://localhost:{0}");
        IPage page = await browser.Open();
        await page.GotoAsync(new AuthorizationRequest(sandbox, loopback.RedirectUri).Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        Assert.Equal("The sign-in was refused", await page.Locator("h1").InnerTextAsync());
        Assert.Contains("53003", await page.Locator("dl").InnerTextAsync());
        await Browser.Screenshot(page, "sign-in-refused");
        Assert.False(loopback.HasAnswer);
    }

    [Theory]
    [InlineData("redirect_uri", "https://attacker.example/")]
    [InlineData("redirect_uri", "http://192.0.2.7:8400/")]
    [InlineData("redirect_uri", "custom:/callback")]
    [InlineData("client_id", "")]
    public async Task An_error_that_cannot_go_to_the_app_is_a_page(string name, string value)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        IPage page = await browser.Open();
        IResponse? response = await page.GotoAsync(new AuthorizationRequest(sandbox, "http://localhost:1/") { Changed = (name, value) }.Address);
        Assert.Equal(400, response!.Status);
        Assert.Equal("This request cannot be served", await page.Locator("h1").InnerTextAsync());
        await Browser.Screenshot(page, "request-wrong");
    }

    [Theory]
    [InlineData("code_challenge", "", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "", "invalid_request")]
    [InlineData("scope", "https://outlook.office.com/SMTP.Send https://graph.microsoft.com/Mail.Send", "invalid_scope")]
    public async Task Other_errors_go_to_the_redirect_uri(string name, string value, string error)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var loopback = new Loopback("http://localhost:{0}");
        IPage page = await browser.Open();
        await page.GotoAsync(new AuthorizationRequest(sandbox, loopback.RedirectUri) { Changed = (name, value) }.Address);
        Dictionary<string, string> answer = await loopback.Answer();
        Assert.Equal(error, answer["error"]);
        Assert.Matches(@"^AADSTS\d+: ", answer["error_description"]);
    }

    [Theory]
    [InlineData("code_verifier", "0000000000000000000000000000000000000000000", "invalid_grant", 501481)]
    [InlineData("code_verifier", null, "invalid_request", 900144)]
    [InlineData("redirect_uri", "http://localhost:1/", "invalid_grant", 70000)]
    [InlineData("client_id", "another-client", "invalid_grant", 70000)]
    [InlineData("code", "made-up", "invalid_grant", 70000)]
    public async Task A_code_is_redeemed_by_whom_it_was_given_to_with_its_verifier(string name, string? value, string error, int number)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var loopback = new Loopback("http://localhost:{0}");
        using var client = new OAuthClient(sandbox);
        var request = new AuthorizationRequest(sandbox, loopback.RedirectUri);
        IPage page = await browser.Open();
        await page.GotoAsync(request.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        string code = (await loopback.Answer())["code"];
        (await request.Redeem(client, code, (name, value))).AssertEntra(400, error, number);
    }

    /// <summary>What an app sends, and keeps.</summary>
    private sealed record AuthorizationRequest(SandboxProvider Sandbox, string RedirectUri)
    {
        private readonly string _verifier = Base64Url(RandomNumberGenerator.GetBytes(32));

        public string State { get; } = Base64Url(RandomNumberGenerator.GetBytes(16));

        public string AccessType { get; init; } = "";

        /// <summary>A parameter that differs; empty: left out.</summary>
        public (string Name, string Value) Changed { get; init; } = ("", "");

        public string Address
        {
            get
            {
                Dictionary<string, string> query = new()
                {
                    ["client_id"] = "sandbox-client", ["response_type"] = "code", ["redirect_uri"] = RedirectUri, ["scope"] = Sandbox.Profile.Scope, ["state"] = State,
                    ["code_challenge"] = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier))), ["code_challenge_method"] = "S256", ["access_type"] = AccessType,
                };
                query[Changed.Name] = Changed.Value;
                return Sandbox.AuthorizationEndpoint + "?" + string.Join('&', query.Where(pair => pair.Value.Length > 0).Select(pair => pair.Key + "=" + Uri.EscapeDataString(pair.Value)));
            }
        }

        public Task<OAuthAnswer> Redeem(OAuthClient client, string code, params (string Name, string? Value)[] changed)
        {
            Dictionary<string, string?> form = new()
            {
                ["grant_type"] = "authorization_code", ["client_id"] = "sandbox-client", ["code"] = code, ["redirect_uri"] = RedirectUri, ["code_verifier"] = _verifier,
            };
            foreach ((string name, string? value) in changed) form[name] = value;
            return client.Token([.. form.Select(field => (field.Key, field.Value))]);
        }

        private static string Base64Url(byte[] octets) => Convert.ToBase64String(octets).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>The app's own port for one redirect.</summary>
    private sealed class Loopback : IDisposable
    {
        private readonly TcpListener _listener;
        private readonly Task<Dictionary<string, string>> _answer;

        public Loopback(string redirect)
        {
            _listener = new TcpListener(redirect.Contains("[::1]") ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);
            _listener.Start();
            RedirectUri = string.Format(redirect, ((IPEndPoint)_listener.LocalEndpoint).Port);
            _answer = Listen();
        }

        public string RedirectUri { get; }

        public bool HasAnswer => _answer.IsCompleted;

        public Task<Dictionary<string, string>> Answer() => _answer.WaitAsync(TimeSpan.FromSeconds(20));

        public void Dispose() => _listener.Dispose();

        private async Task<Dictionary<string, string>> Listen()
        {
            while (true)
            {
                using TcpClient tcp = await _listener.AcceptTcpClientAsync();
                using var reader = new System.IO.StreamReader(tcp.GetStream());
                string line = await reader.ReadLineAsync() ?? "";
                await tcp.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nDone"u8.ToArray());
                if (!line.Contains('?')) continue; // A browser also asks for an icon, or opens a connection for later.
                return line.Split(' ')[1].Split('?')[1].Split('&').Select(pair => pair.Split('='))
                    .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')));
            }
        }
    }
}
