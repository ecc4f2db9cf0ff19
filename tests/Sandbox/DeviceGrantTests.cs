using System;
using System.Net.Http.Json;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.OAuth;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>The device authorization grant, RFC 8628, by HttpClient.</summary>
public sealed class DeviceGrantTests
{
    private static readonly SandboxOptions Quick = new() { DeviceIntervalSeconds = 1 };

    [Fact]
    public async Task The_answer_has_what_RFC_8628_and_Entra_put_into_it()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = (await client.Begin()).AssertGood();
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{9}$", device["user_code"]);
        Assert.Equal("900", device["expires_in"]);
        Assert.Equal("5", device["interval"]);
        Assert.Equal(sandbox.VerificationPage.ToString(), device["verification_uri"]);
        Assert.Equal("", device["verification_uri_complete"]);
        Assert.Contains($"enter the code {device["user_code"]} to authenticate", device["message"]);
        OAuthAnswer japanese = await client.Post(new Uri(sandbox.DeviceEndpoint + "?mkt=ja-JP"), ("client_id", "sandbox-client"), ("scope", sandbox.Profile.Scope));
        Assert.Contains($"コード {japanese["user_code"]} を入力", japanese["message"]);
    }

    [Fact]
    public async Task Pending_then_approved_brings_tokens_that_SMTP_takes_and_the_code_is_spent()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick with { TokenLifetimeSeconds = 1800 });
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = await client.Begin(sandbox.Profile.Scope + " openid profile");
        (await client.Poll(device)).AssertEntra(400, "authorization_pending", 70016);
        Assert.Contains("Signed in", await client.Decide(device, "approve"));
        await Task.Delay(1000);
        OAuthAnswer token = (await client.Poll(device)).AssertGood();
        Assert.Equal("Bearer", token["token_type"]);
        Assert.Equal("1800", token["expires_in"]);
        Assert.Equal("https://outlook.office.com/SMTP.Send offline_access openid profile", token["scope"]);
        Assert.Contains(sandbox.User, System.Text.Encoding.UTF8.GetString(Base64Url(token["id_token"].Split('.')[1])));
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("235 2.7.0", smtp.Login(token["access_token"]));

        OAuthAnswer next = (await client.Token(("grant_type", "refresh_token"), ("client_id", "sandbox-client"), ("refresh_token", token["refresh_token"]))).AssertGood();
        using RawClient again = RawClient.Greeted(sandbox);
        Assert.StartsWith("235 2.7.0", again.Login(next["access_token"]));
        await Task.Delay(1000);
        (await client.Poll(device)).AssertEntra(400, "invalid_grant", 54005);
    }

    [Fact]
    public async Task Declined_is_said_by_Entras_name()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick);
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = await client.Begin();
        Assert.Contains("Declined", await client.Decide(device, "deny"));
        (await client.Poll(device)).AssertEntra(400, "authorization_declined", 90120);
    }

    [Fact]
    public async Task A_code_expires_for_the_device_and_on_the_page()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick with { DeviceCodeLifetimeSeconds = 12 });
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = (await client.Begin()).AssertGood();
        Assert.Equal("12", device["expires_in"]);
        (await client.Poll(device)).AssertEntra(400, "authorization_pending", 70016);
        await Task.Delay(12_200);
        (await client.Poll(device)).AssertEntra(400, "expired_token", 70020);
        Assert.Contains("not known or has expired", await client.Decide(device, "approve"));
    }

    [Fact]
    public async Task Asking_before_the_interval_is_over_is_slow_down_for_that_device_alone()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick with { DeviceIntervalSeconds = 60 });
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = await client.Begin(), other = await client.Begin();
        (await client.Poll(device)).AssertEntra(400, "authorization_pending", 70016);
        (await client.Poll(device)).AssertEntra(400, "slow_down", 70016);
        (await client.Poll(other)).AssertEntra(400, "authorization_pending", 70016);
    }

    [Fact]
    public void Slow_down_makes_the_interval_five_seconds_longer_for_good()
    {
        var time = new ManualTime();
        var codes = new DeviceCodes(new SandboxOptions { DeviceIntervalSeconds = 5 }, time);
        codes.Add("code");
        Assert.False(codes.ComesTooEarly("code")); // The first request may come at once.
        time.Pass(4.5);
        Assert.True(codes.ComesTooEarly("code"));
        codes.SlowDown("code");
        time.Pass(9.5);
        Assert.True(codes.ComesTooEarly("code"));
        codes.SlowDown("code");
        time.Pass(15);
        Assert.False(codes.ComesTooEarly("code"));
        time.Pass(14.9); // A client's timer is not exact.
        Assert.False(codes.ComesTooEarly("code"));
        Assert.False(codes.ComesTooEarly("unknown"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_demo_without_a_browser_answers_for_the_person_in_process_and_from_another(bool inProcess)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick);
        using var client = new OAuthClient(sandbox);
        async Task<bool> Answer(string userCode, bool approve) => inProcess
            ? await sandbox.AnswerDeviceCode(userCode, approve)
            : (await client.Https.PostAsJsonAsync(new Uri(sandbox.ControlEndpoint, "device"), new { userCode, approve })).IsSuccessStatusCode;
        OAuthAnswer good = await client.Begin(), bad = await client.Begin(), blocked = await client.Begin();
        Assert.True(await Answer(good["user_code"], true));
        Assert.True(await Answer(bad["user_code"].ToLowerInvariant(), false));
        Assert.False(await Answer("BCDFGHJKL", true));
        sandbox.SetFault("device-code-blocked");
        Assert.False(await Answer(blocked["user_code"], true));
        (await client.Poll(good)).AssertGood();
        (await client.Poll(bad)).AssertEntra(400, "authorization_declined", 90120);
        (await client.Poll(blocked)).AssertEntra(400, "authorization_pending", 70016);
    }

    [Fact]
    public async Task Google_gives_no_device_code_for_mail()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick with { Profile = ProviderProfile.Gmail });
        using var client = new OAuthClient(sandbox);
        OAuthAnswer refused = await client.Begin();
        Assert.Equal((400, "invalid_scope"), (refused.Status, refused["error"]));
        OAuthAnswer device = (await client.Begin("openid email")).AssertGood();
        Assert.Matches("^[A-Z]{4}-[A-Z]{4}$", device["user_code"]);
        Assert.Equal($"{sandbox.VerificationPage}?user_code={device["user_code"]}", device["verification_uri_complete"]);
        Assert.Contains("Signed in", await client.Decide(device, "approve"));
        OAuthAnswer token = (await client.Poll(device)).AssertGood();
        Assert.NotEqual("", token["refresh_token"]);
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("334 ", smtp.Login(token["access_token"]));
    }

    private sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public void Pass(double seconds) => _now = _now.AddSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => _now;
    }

    private static byte[] Base64Url(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}
