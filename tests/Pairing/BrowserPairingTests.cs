using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Sandbox.Tests;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Demo;
using Microsoft.Playwright;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>Pairing with a real browser: the loopback flow, and everything from nothing.</summary>
public sealed partial class BrowserPairingTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("exchange-online", "en-GB", "Approve", "The sign-in was received")]
    [InlineData("gmail", "ja-JP", "許可する", "サインインを受け取りました")]
    public async Task A_person_signs_in_here_and_the_device_gets_the_token(string profile, string language, string approve, string received)
    {
        await using Desk desk = await Desk.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile) });
        string[] endpoint = profile == "gmail" ? ["--authorization-endpoint", desk.Sandbox.AuthorizationEndpoint + "?access_type=offline&prompt=consent"] : [];
        ChildProcess tool = desk.StartTool(["pair", "--json", "--flow", "authorization-code", "--lang", language[..2], "--ca", desk.Sandbox.CaFile, .. endpoint]);
        JsonObject shown = Desk.Lines(await tool.Says("\"browser\""))[0];
        string start = shown.Text("start");
        Assert.StartsWith("http://localhost:", start);
        Assert.Contains("code_challenge_method=S256", shown.Text("address"));

        // An answer that somebody else made up does not end the waiting.
        using (var stranger = new HttpClient())
        {
            using HttpResponseMessage forged = await stranger.GetAsync(new Uri(new Uri(start), "/?code=stolen&state=guessed"), TestContext.Current.CancellationToken);
            Assert.Equal(400, (int)forged.StatusCode);
        }

        IPage page = await browser.Open(language);
        await page.GotoAsync(start);
        Assert.Contains(desk.Sandbox.User, await page.Locator("dl").InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = approve }).ClickAsync();
        Assert.Equal(received, await page.Locator("h1").InnerTextAsync());
        await Browser.Screenshot(page, "loopback-" + language);
        Assert.True(await tool.Ends() == 0, tool.Said);
        Assert.Single(desk.Sandbox.Mails);

        // The token went from the endpoint to the device, and to nobody else.
        Assert.DoesNotContain(desk.Sandbox.RefreshToken, tool.Said + desk.Agent.Said);
        Assert.DoesNotContain("code_verifier", tool.Said);
    }

    [Fact]
    public async Task A_person_denies_and_the_tool_says_what_to_do()
    {
        await using Desk desk = await Desk.Start();
        ChildProcess tool = desk.StartTool("pair", "--json", "--flow", "authorization-code", "--lang", "ja", "--ca", desk.Sandbox.CaFile);
        string start = Desk.Lines(await tool.Says("\"browser\""))[0].Text("start");
        IPage page = await browser.Open("ja-JP");
        await page.GotoAsync(start);
        await page.GetByRole(AriaRole.Button, new() { Name = "拒否する" }).ClickAsync();
        Assert.Equal("サインインは完了しませんでした", await page.Locator("h1").InnerTextAsync());
        Assert.Equal(1, await tool.Ends());
        JsonObject failed = Assert.Single(Desk.Lines(tool.Said), line => line.Text("type") == "failed");
        Assert.Equal(((long)Diagnosis.ConsentDeclined, "access_denied"), (failed.Number("diagnosis"), failed.Text("oauthError")));
    }

    [Fact]
    public async Task From_nothing_to_a_scan_in_the_mailbox()
    {
        await using Desk desk = Desk.Empty();
        string[] provision = desk.Provision("device-code");
        // Only this address may send, so that the doctor has one that may not.
        provision[Array.IndexOf(provision, "--allow") + 1] = "127.0.0.1";
        (int code, string said) = await desk.Tool([.. provision, "--json", "--owner", "it@contoso.example"]);
        Assert.True(code == 0, said);
        JsonObject provisioned = JsonNode.Parse(said)!.AsObject();
        Assert.Equal((true, "bridge-3f"), (provisioned.Flag("checked"), provisioned.Text("device")));
        await desk.StartAgent();

        await using TerminalWindow window = desk.Window(24, "pair", "--send-to", "office@contoso.example", "--lang", "en");
        string screen = await window.Shows("Waiting,");
        IPage page = await browser.Open();
        await page.GotoAsync(desk.Sandbox.VerificationPage.ToString());
        await page.FillAsync("input", Code().Match(screen).Groups[1].Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        (code, screen) = await window.Ends();
        Assert.True(code == 0, screen);
        Assert.Equal("office@contoso.example", Assert.Single(desk.Sandbox.Mails).Recipients.Single());

        // And the scanner, with what was printed for its panel.
        JsonNode panel = provisioned["scanner"]!;
        var scan = new DemoScan(new DemoOptions { Profile = desk.Sandbox.Profile, Pages = 1, PdfOctets = 20_000 }, "mfp@contoso.example", "office@contoso.example");
        using var scanner = new LegacyScanner(_ => { });
        string reply = scanner.Send("127.0.0.1", panel["port"]!.GetValue<int>(), panel["user"]!.GetValue<string>(), panel["password"]!.GetValue<string>(), "mfp@contoso.example", scan);
        Assert.StartsWith("250", reply);
        Assert.Equal(2, desk.Sandbox.Mails.Count);

        // Everything is green, and that ends with a mail as well.
        await using TerminalWindow examination = desk.Window(60, "doctor", "--send-to", "office@contoso.example", "--lang", "en");
        (code, screen) = await examination.Ends();
        Assert.True(code == 0, screen);
        Assert.Contains("Everything passed:", screen);
        Assert.DoesNotContain("FAILED", screen);
        Assert.Equal(3, desk.Sandbox.Mails.Count);
        (code, screen) = await desk.Tool("status", "--lang", "en");
        Assert.True(code == 0, screen);
    }

    [GeneratedRegex(@"^  ([A-Z]{6,12})$", RegexOptions.Multiline)]
    private static partial Regex Code();
}
