using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>Debian's chromium, driven by Playwright: one for all tests of a class, with a new empty profile.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string? Executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots go, for a person to look at: DEVICEMAIL_TEST_SCREENSHOTS, or nowhere.</summary>
    private static string? Screenshots => Environment.GetEnvironmentVariable("DEVICEMAIL_TEST_SCREENSHOTS");

    public async ValueTask InitializeAsync()
    {
        if (Executable is null) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Headless = true,
            Timeout = 60_000,
            // Nothing but the sandbox is to be spoken to.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1",
            ],
        });
    }

    /// <summary>An empty page; the test is skipped where there is no chromium.</summary>
    /// <param name="language">What Accept-Language says, for example ja-JP.</param>
    /// <param name="width">Pixels; 390 is a phone.</param>
    public async Task<IPage> Open(string language = "en-GB", int width = 390)
    {
        if (_browser is null) Assert.Skip("There is no chromium here. Install it: apt-get install --no-install-recommends chromium");
        // The sandbox's CA is new at each start, and chromium has no option to trust a file.
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            IgnoreHTTPSErrors = true, Locale = language, ViewportSize = new ViewportSize { Width = width, Height = 844 },
        });
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }

    public static async Task Screenshot(IPage page, string name)
    {
        if (Screenshots is { Length: > 0 } folder) await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}
