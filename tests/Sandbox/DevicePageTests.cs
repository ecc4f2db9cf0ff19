using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>The device page in a real browser, while a device asks.</summary>
public sealed class DevicePageTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly SandboxOptions Quick = new() { DeviceIntervalSeconds = 1 };

    [Theory]
    [InlineData("exchange-online", "en-GB", "Enter the code", "Next", "Let this app send mail?", "Approve", "Signed in")]
    [InlineData("outlook.com", "ja-JP", "コードを入力", "次へ", "このアプリにメール送信を許可しますか", "許可する", "サインインしました")]
    public async Task A_person_types_the_code_and_approves(string profile, string language, string title, string next, string question, string approve, string done)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick with { Profile = ProviderProfile.ByName(profile) });
        using var client = new OAuthClient(sandbox);
        IPage page = await browser.Open(language);
        OAuthAnswer device = (await client.Begin()).AssertGood();
        await page.GotoAsync(device["verification_uri"]);
        Assert.Equal(title, await page.Locator("h1").InnerTextAsync());
        Assert.Equal(language[..2], await page.Locator("html").GetAttributeAsync("lang"));
        await Browser.Screenshot(page, $"device-code-{language}");
        await page.FillAsync("input", device["user_code"].ToLowerInvariant());
        await page.GetByRole(AriaRole.Button, new() { Name = next }).ClickAsync();
        Assert.Equal(question, await page.Locator("h1").InnerTextAsync());
        string facts = await page.Locator("dl").InnerTextAsync();
        Assert.Contains(sandbox.User, facts);
        Assert.Contains("sandbox-client", facts);
        Assert.Contains("https://outlook.office.com/SMTP.Send", facts);
        await Browser.Screenshot(page, $"device-confirm-{language}");
        (await client.Poll(device)).AssertEntra(400, "authorization_pending", 70016);
        await page.GetByRole(AriaRole.Button, new() { Name = approve }).ClickAsync();
        Assert.Equal(done, await page.Locator("h1").InnerTextAsync());
        await Browser.Screenshot(page, $"device-approved-{language}");
        await Task.Delay(1000);
        OAuthAnswer token = (await client.Poll(device)).AssertGood();
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("235 2.7.0", smtp.Login(token["access_token"]));
    }

    [Fact]
    public async Task A_person_denies_and_the_device_hears_so()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick);
        using var client = new OAuthClient(sandbox);
        IPage page = await browser.Open();
        OAuthAnswer device = await client.Begin();
        await page.GotoAsync($"{device["verification_uri"]}?user_code={device["user_code"]}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();
        Assert.Equal("Declined", await page.Locator("h1").InnerTextAsync());
        (await client.Poll(device)).AssertEntra(400, "authorization_declined", 90120);

        // Back to the form: the code is spent.
        await page.GotoAsync($"{device["verification_uri"]}?user_code={device["user_code"]}");
        Assert.Contains("not known or has expired", await page.Locator("main").InnerTextAsync());
    }

    [Fact]
    public async Task A_wrong_code_may_be_typed_again_and_an_expired_one_is_of_no_use()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick with { DeviceCodeLifetimeSeconds = 25 });
        using var client = new OAuthClient(sandbox);
        IPage page = await browser.Open("ja-JP", 320);
        OAuthAnswer device = await client.Begin();
        var watch = Stopwatch.StartNew();
        await page.GotoAsync(device["verification_uri"]);
        await page.FillAsync("input", "WRONGCODE");
        await page.Keyboard.PressAsync("Enter");
        Assert.Contains("無効か、有効期限が切れています", await page.Locator("[role=alert]").InnerTextAsync());
        await Browser.Screenshot(page, "device-wrong-code");
        await page.FillAsync("input", device["user_code"][..4] + " " + device["user_code"][4..]);
        await page.Keyboard.PressAsync("Enter");
        Assert.Contains(device["user_code"], await page.Locator("dl").InnerTextAsync());
        // Nothing is cut off or has to be pushed aside on the narrowest phone.
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
        await Browser.Screenshot(page, "device-narrow");
        if (watch.ElapsedMilliseconds < 25_200) await Task.Delay(25_200 - (int)watch.ElapsedMilliseconds);
        await page.GetByRole(AriaRole.Button, new() { Name = "許可する" }).ClickAsync();
        Assert.Contains("有効期限が切れています", await page.Locator("[role=alert]").InnerTextAsync());
        (await client.Poll(device)).AssertEntra(400, "expired_token", 70020);
    }

    [Fact]
    public async Task A_policy_blocks_in_the_browser_while_the_device_waits()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick with { Faults = ["device-code-blocked"] });
        using var client = new OAuthClient(sandbox);
        IPage page = await browser.Open();
        OAuthAnswer device = await client.Begin();
        await page.GotoAsync($"{device["verification_uri"]}?user_code={device["user_code"]}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        Assert.Equal("You cannot access this right now", await page.Locator("h1").InnerTextAsync());
        Assert.Contains("53003", await page.Locator("dl").InnerTextAsync());
        await Browser.Screenshot(page, "device-blocked");
        (await client.Poll(device)).AssertEntra(400, "authorization_pending", 70016);
    }

    [Fact]
    public async Task A_form_elsewhere_cannot_approve()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(Quick);
        using var client = new OAuthClient(sandbox);
        OAuthAnswer device = await client.Begin();
        IPage page = await browser.Open();
        await page.SetContentAsync($"""
            <form method="post" action="{device["verification_uri"]}"><input name="user_code" value="{device["user_code"]}"><input name="decision" value="approve"><button>Win a prize</button></form>
            """);
        await page.GetByRole(AriaRole.Button).ClickAsync();
        Assert.Contains("not sent from the sandbox's own page", await page.Locator("body").InnerTextAsync());
        (await client.Poll(device)).AssertEntra(400, "authorization_pending", 70016);
    }
}
