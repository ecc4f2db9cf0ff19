using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control.Tests;
using DeviceMailAgent.RaspberryPi.Page;
using DeviceMailAgent.Sandbox.Tests;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool;
using Microsoft.Playwright;
using Xunit;

namespace DeviceMailAgent.Page.Tests;

/// <summary>The page as a person sees it, in Chromium.</summary>
public sealed class StatusPageTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("en-GB", 390, "Ready", "sent", "phone-en")]
    [InlineData("ja-JP", 390, "正常", "送信済み", "phone-ja")]
    [InlineData("en-GB", 1280, "Ready", "sent", "desktop-en")]
    [InlineData("ja-JP", 1280, "正常", "送信済み", "desktop-ja")]
    public async Task A_device_that_works_says_so_and_shows_its_last_mail_and_what_to_enter_at_a_scanner(string language, int width, string ready, string sent, string name)
    {
        await using PageBench bench = await PageBench.Start();
        Assert.True(await bench.Scan(240_000));
        await PageBench.Until(() => bench.Get("status.json"), json => JsonNode.Parse(json)!["state"]!.GetValue<string>() == "ready");
        (IPage page, List<string> complaints) = await Open(bench, language, width);

        Assert.Contains(ready, await page.Locator(".state h2").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(language[..2], await page.Locator("html").GetAttributeAsync("lang"));
        ILocator row = page.Locator("tbody tr");
        Assert.Equal(1, await row.CountAsync());
        Assert.Contains(sent, await row.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Matches(@"32\d\.\d kB|33\d\.\d kB", await row.InnerTextAsync());
        string settings = await page.Locator("section").Last.InnerTextAsync();
        Assert.Contains("127.0.0.1", settings, StringComparison.Ordinal);
        Assert.Contains(bench.ScannerPort.ToString(CultureInfo.InvariantCulture), settings, StringComparison.Ordinal);
        Assert.Contains("STARTTLS", settings, StringComparison.Ordinal);
        await IsUsable(page, complaints);
        await Browser.Screenshot(page, "page-ready-" + name);
    }

    [Theory]
    [InlineData("en-GB", 390, "Sign-in needed", "D301", "devicemail pair", "phone-en")]
    [InlineData("ja-JP", 390, "サインインが必要です", "D301", "devicemail pair", "phone-ja")]
    [InlineData("ja-JP", 1280, "サインインが必要です", "D301", "devicemail pair", "desktop-ja")]
    public async Task A_device_that_nobody_paired_says_what_to_do(string language, int width, string headline, string number, string command, string name)
    {
        await using PageBench bench = await PageBench.Start(paired: false);
        Assert.False(await bench.Scan());
        await PageBench.Until(() => bench.Get("status.json"), json => JsonNode.Parse(json)!["state"]!.GetValue<string>() == "needs-pairing");
        (IPage page, List<string> complaints) = await Open(bench, language, width);

        ILocator state = page.Locator(".state");
        Assert.Contains(headline, await state.Locator("h2").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(number, await state.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(command, await state.Locator("pre").AllInnerTextsAsync());
        await IsUsable(page, complaints);
        await Browser.Screenshot(page, "page-pairing-" + name);
    }

    [Fact]
    public async Task The_link_at_the_top_changes_the_language_whatever_the_browser_asks_for()
    {
        await using PageBench bench = await PageBench.Start();
        (IPage page, _) = await Open(bench, "en-GB", 390);
        await page.GetByText("日本語").ClickAsync();
        Assert.Equal("ja", await page.Locator("html").GetAttributeAsync("lang"));
        await page.GetByText("English").ClickAsync();
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task Mailboxes_and_scanners_are_shown_only_where_agent_json_says_so()
    {
        await using PageBench hidden = await PageBench.Start(file => file["listen"]![0]!["address"] = "0.0.0.0");
        await using PageBench shown = await PageBench.Start(file =>
        {
            file["listen"]![0]!["address"] = "0.0.0.0";
            file["page"]!["addresses"] = true;
        });
        foreach (PageBench bench in new[] { hidden, shown })
        {
            Assert.True(await bench.Scan());
            await PageBench.Until(() => bench.Get("status.json"), json => JsonNode.Parse(json)!["lastMails"]!.AsArray().Count == 1);
        }

        foreach (string path in new[] { "", "?lang=ja", "status.json", "metrics" })
        {
            Assert.DoesNotContain("@", (await hidden.Get(path)).Replace("@media", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        Assert.Null(JsonNode.Parse(await hidden.Get("status.json"))!["lastMails"]![0]!["scanner"]);
        Assert.Equal("127.0.0.1", JsonNode.Parse(await shown.Get("status.json"))!["lastMails"]![0]!["scanner"]!.GetValue<string>());
        Assert.Contains(shown.Sandbox.User, await shown.Get(""), StringComparison.Ordinal);
        Assert.DoesNotContain(shown.Sandbox.RefreshToken, await shown.Get("") + await shown.Get("status.json") + await shown.Get("metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_html_is_valid_in_every_state_and_with_everything_that_agent_json_can_hold()
    {
        string tidy = PageBench.Program("tidy", "tidy");
        await using PageBench full = await PageBench.Start(Fill, paired: false);
        await using PageBench ready = await PageBench.Start();
        foreach (PageBench bench in new[] { full, ready })
        {
            await bench.Scan();
            foreach (string path in new[] { "?lang=en", "?lang=ja" })
            {
                string html = await bench.Get(path);
                (int code, _, string said) = await ChildProcess.Run(tidy, ["-quiet", "-errors", "-utf8"], html);
                Assert.True(code == 0 && said.Length == 0, said + "\n" + html);
            }
        }
        // All the accounts there can be, each with its title, and a long body all the same within its bound.
        string page = await full.Get("?lang=en");
        Assert.Equal(17, page.Split("<h2>Account ").Length);
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 10_000, PageLimits.Body / 2);
        JsonNode json = JsonNode.Parse(await full.Get("status.json"))!;
        Assert.Equal(16, json["accounts"]!.AsArray().Count);
        Assert.Equal(8, json["listeners"]!.AsArray().Count);
    }

    // What the policy lets in is this style sheet and nothing else.
    [Fact]
    public void The_policy_names_the_style_sheet()
    {
        string hash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(PageStyle.Css)));
        Assert.Equal(PageStyle.Hash, hash);
    }

    [Fact]
    public void There_are_words_for_every_diagnosis_in_both_languages()
    {
        foreach (Diagnosis diagnosis in Enum.GetValues<Diagnosis>())
        {
            DiagnosisWords english = DiagnosisWords.Find(diagnosis, Language.English)!;
            DiagnosisWords japanese = DiagnosisWords.Find(diagnosis, Language.Japanese)!;
            Assert.All(new[] { english.Title, english.What, english.Turn, japanese.Title, japanese.What, japanese.Turn }, text => Assert.NotEmpty(text));
            Assert.NotEqual(english.What, japanese.What);
            Assert.NotEmpty(english.Steps);
            Assert.Equal(english.Steps.Select(step => step.Kind), japanese.Steps.Select(step => step.Kind));
            Assert.DoesNotContain(japanese.Steps, step => step.Text.Contains('\t', StringComparison.Ordinal));
        }

        Assert.Equal("the provider's host, \"smtp.host\" in agent.json", DiagnosisWords.Find(Diagnosis.NameNotResolved, Language.English)!.Placeholders(Language.English).Single(row => row.Word == "<host>").Meaning);
    }

    // 16 accounts with names as long as they may be, 8 listeners.
    private static void Fill(JsonObject file)
    {
        JsonNode account = file["accounts"]![0]!;
        for (int i = 1; i < 16; i++)
        {
            JsonNode another = account.DeepClone();
            another["name"] = new string('n', 62) + i.ToString("00", CultureInfo.InvariantCulture);
            another["default"] = false;
            file["accounts"]!.AsArray().Add(another);
        }
        for (int i = 1; i < 8; i++)
        {
            JsonNode another = file["listen"]![0]!.DeepClone();
            another["port"] = PageBench.FreePort();
            another["address"] = "127.0.0." + (i + 1).ToString(CultureInfo.InvariantCulture);
            another["name"] = "floor<" + i.ToString(CultureInfo.InvariantCulture) + ">&\"'";
            file["listen"]!.AsArray().Add(another);
        }
    }

    private async Task<(IPage Page, List<string> Complaints)> Open(PageBench bench, string language, int width)
    {
        IPage page = await browser.Open(language, width);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(bench.Address);
        return (page, complaints);
    }

    private static async Task IsUsable(IPage page, List<string> complaints)
    {
        // A style sheet that the policy keeps out would leave the card without its border, and a complaint on the console.
        Assert.Equal("8px", await page.Locator(".state").EvaluateAsync<string>("e => getComputedStyle(e).borderLeftWidth"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen");
        // The browser asks for an icon by itself; there is none.
        Assert.DoesNotContain(complaints, text => !text.Contains("404", StringComparison.Ordinal));
        Assert.Equal(0, await page.Locator("script").CountAsync());
    }
}
