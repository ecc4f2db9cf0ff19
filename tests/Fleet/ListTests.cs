extern alias tool;

using System;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using DeviceMailAgent.RaspberryPi.Fleet;
using DeviceMailAgent.Tool;
using DeviceMailAgent.Tool.Fleet;
using Xunit;
using Language = tool::DeviceMailAgent.Tool.Language;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary>What becomes of messages that come twice, late or from nobody we know; and how a fleet reads.</summary>
public sealed class ListTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Copies_and_late_messages_change_nothing()
    {
        var list = new FleetList("p");
        list.Take("p/a/status", Status("one", 1, 5, "needs-pairing", 301));
        list.Take("p/a/status", Status("one", 1, 5, "needs-pairing", 301));
        list.Take("p/a/status", Status("one", 1, 4, "ready"));
        Assert.Equal("needs-pairing", Assert.Single(list.Sorted()).State);
        Assert.Equal((1, 2), (list.Changes, list.Ignored));
    }

    [Fact]
    public void A_last_will_counts_for_its_own_connection_only()
    {
        var list = new FleetList("p");
        list.Take("p/a/status", Status("one", 1, 5, "ready"));
        list.Take("p/a/status", Status("one", 1, 2, "gone"));
        Assert.Equal("gone", list.Sorted()[0].State);
        // What was under way when the connection broke.
        list.Take("p/a/status", Status("one", 1, 6, "ready"));
        Assert.Equal("gone", list.Sorted()[0].State);
        list.Take("p/a/status", Status("one", 2, 8, "ready"));
        list.Take("p/a/status", Status("one", 1, 2, "gone"));
        Assert.Equal("ready", list.Sorted()[0].State);
    }

    [Fact]
    public void A_new_start_begins_anew_and_the_one_before_says_nothing_more()
    {
        var list = new FleetList("p");
        list.Take("p/a/status", Status("one", 3, 50, "attention", 402));
        list.Take("p/a/status", Status("two", 1, 1, "ready", seconds: 60));
        list.Take("p/a/status", Status("one", 3, 51, "attention", 402));
        list.Take("p/a/status", Status("one", 3, 40, "gone"));
        Assert.Equal("ready", list.Sorted()[0].State);
        // A start that this reader never saw, and that ended before the one that it knows.
        list.Take("p/a/status", Status("zero", 1, 1, "gone", seconds: -600));
        Assert.Equal("ready", list.Sorted()[0].State);
    }

    [Theory]
    [InlineData("p/a/status", "")]
    [InlineData("p/a/status", "{")]
    [InlineData("p/a/status", "[]")]
    [InlineData("p/a/status", """{"boot":7,"state":{}}""")]
    [InlineData("p/a/b/status", """{"boot":"x","state":"ready"}""")]
    [InlineData("q/a/status", """{"boot":"x","state":"ready"}""")]
    [InlineData("p/a/other", """{"boot":"x","state":"ready"}""")]
    public void What_is_no_message_of_a_device_is_left_alone(string topic, string payload)
    {
        var list = new FleetList("p");
        list.Take(topic, Encoding.UTF8.GetBytes(payload));
        Assert.Empty(list.Sorted());
    }

    [Fact]
    public void An_empty_status_takes_a_device_out()
    {
        var list = new FleetList("p");
        list.Take("p/a/status", Status("one", 1, 1, "ready"));
        list.Take("p/a/status", ReadOnlyMemory<byte>.Empty);
        Assert.Empty(list.Sorted());
    }

    [Fact]
    public void Text_from_the_broker_cannot_command_the_terminal_or_a_spreadsheet()
    {
        var list = new FleetList("p");
        list.Take("p/=cmd\u001b[2J/status", Status("one", 1, 1, "\u001b]0;x\u0007"));
        string screen = string.Join('\n', new FleetScreen(Language.English, 80).Lines(list.Sorted(), "p", Now));
        Assert.DoesNotContain('\u001b', screen);
        Assert.StartsWith("'=cmd?[2J,", FleetExport.Csv(list.Sorted()).Split("\r\n")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_worst_first_in_English()
    {
        string[] lines = [.. new FleetScreen(Language.English, 80).Lines(Sample().Sorted(), "p", Now)];
        string[] wanted =
        [
            "6 devices: 3 need care, 1 gone, 2 well",
            "",
            "DEVICE                  STATE                  FOR            SENT / NOT",
            "office-osaka            needs pairing          2 h 0 min      -",
            "  technician: D301 Device is not paired yet",
            "office-kyoto            gone                   1 h 0 min      8 / 0",
            "  technician: no sign of life; check its light, power and network",
            "office-kobe             ready                  2 h 0 min      120 / 3",
            "  tenant's administrator in 9 days: D622 Client secret ends soon",
            "office-nara             attention              2 h 0 min      -",
            "  tenant's administrator: D402 SMTP AUTH is switched off",
            "office-ueno             starting               2 h 0 min      -",
            "office-tokyo            ready                  2 h 0 min      -",
        ];
        Assert.Equal(wanted, lines);
        Assert.All(lines, line => Assert.True(Columns.Width(line) <= 80, line));
    }

    [Fact]
    public void Reads_in_Japanese_in_80_columns_and_in_a_low_window()
    {
        string[] lines = [.. new FleetScreen(Language.Japanese, 80).Lines(Sample().Sorted(), "p", Now)];
        Assert.Equal("装置 6 台: 要対応 3、応答なし 1、正常 2", lines[0]);
        Assert.Contains("  テナント管理者 (残り9日): D622 クライアント シークレットの期限が近づいています", lines);
        Assert.Contains("  設置担当者: 応答なし (装置のランプ、電源、ネットワークを確認)", lines);
        Assert.All(lines, line => Assert.True(Columns.Width(line) <= 80, line));
        string[] low = [.. new FleetScreen(Language.Japanese, 80).Lines(Sample().Sorted(), "p", Now, 6)];
        Assert.InRange(low.Length, 4, 6);
        Assert.Contains("ほか 5 台", low[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_nonce_counts_once_and_times_that_were_forgotten_never_again()
    {
        var seen = new SeenCommands(startedSeconds: 1_000_000);
        Assert.Equal("clock-not-set", seen.Refuse("a", 1_000_100, 0));
        Assert.Null(seen.Refuse("a", 1_000_100, 1_000_100));
        Assert.Equal("replayed", seen.Refuse("a", 1_000_100, 1_000_101));
        Assert.Equal("stale", seen.Refuse("b", 1_000_100, 1_000_401));
        Assert.Equal("stale", seen.Refuse("b", 1_000_501, 1_000_200));
        Assert.Equal("stale", seen.Refuse("b", 999_999, 1_000_100));
        // The nonce of the first is forgotten here; then the clock goes back.
        Assert.Null(seen.Refuse("c", 1_000_900, 1_000_900));
        Assert.Equal("stale", seen.Refuse("a", 1_000_100, 1_000_100));
    }

    [Fact]
    public void A_flood_of_commands_is_refused_and_not_remembered_without_bound()
    {
        var seen = new SeenCommands(startedSeconds: 0);
        for (int i = 0; i < FleetLimits.Nonces; i++) Assert.Null(seen.Refuse("n" + i, 1000, 1000));
        Assert.Equal("busy", seen.Refuse("more", 1000, 1000));
        Assert.Null(seen.Refuse("later", 1400, 1400));
    }

    [Theory]
    [InlineData("mqtts://it@broker.example/site/a", "broker.example", 8883, true, "it", "site/a")]
    [InlineData("mqtt://127.0.0.1:1999", "127.0.0.1", 1999, false, null, "devicemail")]
    public void Addresses_are_read(string text, string host, int port, bool isTls, string? user, string prefix) =>
        Assert.Equal(new BrokerAddress(host, port, isTls, user, prefix), BrokerAddress.Parse(text));

    [Theory]
    [InlineData("broker.example")]
    [InlineData("http://broker.example")]
    [InlineData("mqtts://it:secret@broker.example")]
    [InlineData("mqtts://broker.example/a/%23")]
    public void What_is_no_address_is_refused(string text) => Assert.Null(BrokerAddress.Parse(text));

    private static FleetList Sample()
    {
        var list = new FleetList("p");
        list.Take("p/office-tokyo/status", Status("one", 1, 1, "ready"));
        list.Take("p/office-kobe/status", Status("one", 1, 1, "ready"));
        list.Take("p/office-kobe/health", Encoding.UTF8.GetBytes("""{"boot":"one","number":2,"time":"2026-11-25T11:59:30Z","delivered":120,"refused":3,"dueDiagnosis":622,"dueDays":9}"""));
        list.Take("p/office-ueno/status", Status("one", 1, 1, "booting"));
        list.Take("p/office-osaka/status", Status("one", 1, 1, "needs-pairing", 301));
        list.Take("p/office-nara/status", Status("one", 1, 1, "attention", 402));
        list.Take("p/office-kyoto/status", Status("one", 1, 1, "gone", seconds: -70 * 3600));
        list.Take("p/office-kyoto/health", Encoding.UTF8.GetBytes("""{"boot":"one","number":2,"time":"2026-11-25T11:00:00Z","delivered":8,"refused":0}"""));
        return list;
    }

    private static byte[] Status(string boot, int link, int number, string state, int diagnosis = 0, int seconds = 0) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["protocol"] = 1, ["boot"] = boot, ["link"] = link, ["number"] = number, ["state"] = state, ["diagnosis"] = diagnosis, ["name"] = "n", ["board"] = "b", ["version"] = "v",
        ["time"] = Now.AddHours(-2).AddSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    }.ToJsonString());
}
