using System;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>What ends before long, as <c>status</c> and <c>doctor</c> show it to a person.</summary>
public sealed partial class ForecastScreenTests
{
    [Fact]
    public async Task A_secret_that_ends_in_nine_days_is_told_with_its_cure()
    {
        await using Desk desk = Desk.Empty();
        string ends = DateTime.UtcNow.AddDays(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (int code, string said) = await desk.Tool(desk.ProvisionApp("client-credentials", "--no-scanner-login"));
        Assert.True(code == 0, said);
        await desk.StartAgent();
        (code, said) = await desk.Tool(["pair", "--json", "--secret-ends", ends], desk.Sandbox.DaemonSecret);
        Assert.True(code == 0, said);
        await Until(desk, "attention");
        foreach (string language in (string[])["en", "ja"])
        {
            // Something needs care, though mail goes on.
            (code, string screen) = await desk.Tool("status", "--lang", language);
            Assert.Equal(1, code);
            Screens.Same("status-secret-ends." + language, Settled(screen));
            (code, screen) = await desk.Tool("doctor", "--lang", language);
            Assert.Equal(1, code);
            Screens.Same("doctor-secret-ends." + language, Settled(Part(screen)));
        }
    }

    // The light follows on a thread of its own.
    private static async Task Until(Desk desk, string state)
    {
        for (int i = 0; i < 100; i++)
        {
            JsonNode status = JsonNode.Parse((await desk.Tool("status", "--json")).Said)!;
            if (status["state"]!.GetValue<string>() == state && status["accounts"]![0]!["state"]!.GetValue<string>() == state) return;
        }

        Assert.Fail("The device's state did not become " + state);
    }

    // What is to come, with its cure: what stands above and below depends on the machine, and is as in any examination.
    private static string Part(string screen)
    {
        string[] groups = screen.Split("\n\n");
        int first = Array.FindIndex(groups, group => group.Contains("D622"));
        int end = Array.FindIndex(groups, first, group => group.TrimStart().StartsWith("Scanner side", StringComparison.Ordinal) || group.TrimStart().StartsWith("スキャナー側", StringComparison.Ordinal));
        return string.Join("\n\n", groups[first..end]);
    }

    private static string Settled(string screen)
    {
        screen = Fingerprint().Replace(screen, "  FINGERPRINT");
        screen = Running().Replace(screen, "RUNNING");
        screen = Moment().Replace(screen, "MOMENT");
        screen = Listener().Replace(screen, "127.0.0.1:PORT");
        screen = Octets().Replace(screen, ", N B");
        screen = Minutes().Replace(screen, "N");
        // Columns are as wide as what stands in them.
        screen = Blanks().Replace(screen, "  ");
        screen = Rule().Replace(screen, "─");
        screen = Days().Replace(screen, "9");
        return Seconds().Replace(screen, "N$1");
    }

    [GeneratedRegex(@"^  [0-9a-f:]{64,95}$", RegexOptions.Multiline)]
    private static partial Regex Fingerprint();

    [GeneratedRegex(@"^(up |稼働 ).*$", RegexOptions.Multiline)]
    private static partial Regex Running();

    [GeneratedRegex(@"20\d\d-\d\d-\d\d \d\d:\d\d(:\d\d)?")]
    private static partial Regex Moment();

    [GeneratedRegex(@"127\.0\.0\.1:\d{4,5}")]
    private static partial Regex Listener();

    [GeneratedRegex(@", [\d.]+ k?B\b")]
    private static partial Regex Octets();

    [GeneratedRegex(@"\b\d+(?= min left| 分)")]
    private static partial Regex Minutes();

    [GeneratedRegex(@"(?<=\S) {3,}(?=\S)")]
    private static partial Regex Blanks();

    [GeneratedRegex("─+")]
    private static partial Regex Rule();

    // Midnight may pass in between.
    [GeneratedRegex(@"\b[89](?= days| 日)")]
    private static partial Regex Days();

    [GeneratedRegex(@"\d+( s$| 秒$)", RegexOptions.Multiline)]
    private static partial Regex Seconds();
}
