using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Texts;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>devicemail status, log and test-mail as a person or a script runs them.</summary>
public sealed class ToolTests
{
    [Fact]
    public async Task The_commands_show_a_device_in_80_columns_in_both_languages()
    {
        await using Bench bench = await Bench.Start();
        string device = "unix:" + bench.Socket;
        (int code, string said, _) = await bench.Tool("test-mail", Bench.Recipient, "--device", device, "--lang", "en");
        Assert.Equal((0, true), (code, said.Contains("The provider accepted the mail.")));
        Assert.Single(bench.Sandbox.Mails);
        bench.Sandbox.SetFault("smtp-auth-disabled", null, 0);
        bench.Sandbox.SetFault("drop-idle-now");
        foreach (string language in new[] { "en", "ja" })
        {
            (code, said, _) = await bench.Tool("test-mail", Bench.Recipient, "--device", device, "--lang", language);
            Assert.Equal(1, code);
            Assert.Contains("D402", said);
            AssertNarrow(said);
            (code, said, _) = await bench.Tool("status", "--device", device, "--lang", language);
            Assert.Equal(1, code);
            Assert.Contains("devicemail explain 402", said);
            Assert.Contains(language == "en" ? "not allowed to send" : "送信不許可", said);
            AssertNarrow(said);
            (code, said, _) = await bench.Tool("log", "--device", device, "--lang", language, "--last", "1000");
            Assert.Equal(0, code);
            Assert.Contains(language == "en" ? "mail delivered" : "送信成功", said);
            Assert.Contains("D402", said);
            AssertNarrow(said);
        }
    }

    [Fact]
    public async Task Json_is_json_and_nothing_else()
    {
        await using Bench bench = await Bench.Start();
        string device = "unix:" + bench.Socket;
        JsonObject mail = await Json(bench, 0, "test-mail", Bench.Recipient, "--device", device, "--json");
        Assert.Equal((true, 250L), (mail.Flag("ok"), mail.Number("replyCode")));
        JsonObject status = await Json(bench, 0, "status", "--device", device, "--json");
        Assert.Equal(("bridge-test", "ready", true), (status.Text("name"), status.Text("state"), status.Flag("well")));
        Assert.Equal(1, status["accounts"]![0]!["delivered"]!.GetValue<int>());
        Assert.Equal(bench.ScannerPort, status["listeners"]![0]!["port"]!.GetValue<int>());
        (int code, string said, _) = await bench.Tool("log", "--device", device, "--json", "--lang", "en");
        Assert.Equal(0, code);
        Assert.Contains(JsonNode.Parse(said)!.AsArray(), record => record!["event"]!.GetValue<string>() == "mail-delivered");

        bench.Sandbox.SetFault("send-as-denied");
        mail = await Json(bench, 1, "test-mail", Bench.Recipient, "--device", device, "--json", "--lang", "ja");
        Assert.Equal((false, (long)Diagnosis.SendAsDenied), (mail.Flag("ok"), mail.Number("diagnosis")));
        Assert.NotEmpty(mail.Text("diagnosisTitle"));
        JsonObject refused = await Json(bench, 1, "test-mail", "nobody", "--device", device, "--json");
        Assert.Equal("bad-recipient", refused.Text("error"));
        refused = await Json(bench, 1, "test-mail", Bench.Recipient, "--account", "other", "--device", device, "--json");
        Assert.Equal("unknown-account", refused.Text("error"));
    }

    [Theory]
    [InlineData("unix:/nowhere/control.sock", 69, "not-reachable")]
    [InlineData("tls://127.0.0.1:1", 64, "no-fingerprint")]
    [InlineData("tls://127.0.0.1:1#0000000000000000000000000000000000000000000000000000000000000000", 69, "not-reachable")]
    [InlineData("tls://127.0.0.1:1#0000", 64, "bad-address")]
    [InlineData("tls://127.0.0.1", 64, "bad-address")]
    [InlineData("serial:/dev/nothing-here", 69, "not-reachable")]
    [InlineData("serial:/dev/null", 69, "not-reachable")]
    [InlineData("nobody", 64, "bad-address")]
    [InlineData(null, 64, "no-device")]
    public async Task A_device_that_cannot_be_asked_ends_in_a_documented_exit_code(string? device, int code, string error)
    {
        string home = Directory.CreateTempSubdirectory("dma-tool-").FullName;
        string[] named = device is null ? [] : ["--device", device];
        foreach (string language in new[] { "en", "ja" })
        {
            (int ended, string said, string errors) = await Bench.Tool(home, ["status", .. named, "--lang", language]);
            Assert.Equal((code, ""), (ended, said));
            Assert.True(errors.Split('\n').Length >= 2, errors);
            (ended, said, _) = await Bench.Tool(home, ["log", .. named, "--json", "--lang", language]);
            Assert.Equal((code, error), (ended, JsonNode.Parse(said)!.AsObject().Text("error")));
        }

        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task A_saved_device_is_asked_by_its_name_or_as_the_default()
    {
        await using Bench bench = await Bench.Start();
        Directory.CreateDirectory(bench.File("devicemail"));
        string file = bench.File("devicemail/devices.json");
        await File.WriteAllTextAsync(file, $$"""
            {"default":"office","devices":[{"name":"office","address":"unix:{{bench.Socket}}"},{"name":"cellar","address":"unix:/nowhere"}]}
            """);
        Assert.Equal("bridge-test", (await Json(bench, 0, "status", "--json")).Text("name"));
        Assert.Equal("bridge-test", (await Json(bench, 0, "status", "--json", "--device", "Office")).Text("name"));
        Assert.Equal("not-reachable", (await Json(bench, 69, "status", "--json", "--device", "cellar")).Text("error"));
        await File.WriteAllTextAsync(file, "{");
        Assert.Equal("bad-profiles", (await Json(bench, 64, "status", "--json")).Text("error"));
        await File.WriteAllTextAsync(file, """{"default":null,"devices":[{"name":"a"}]}""");
        Assert.Equal("bad-profiles", (await Json(bench, 64, "status", "--json")).Text("error"));
    }

    [Fact]
    public async Task A_device_that_is_saved_is_saved_for_its_user_alone()
    {
        string home = Directory.CreateTempSubdirectory("dma-tool-").FullName;
        // The folder is the environment's, and this process has one environment for all tests: so the record is written where it would be.
        string file = Path.Combine(home, "devicemail", "devices.json");
        DeviceProfiles profiles = new DeviceProfiles(null, []).With(new("office", "unix:/nowhere/a.sock")).With(new("cellar", "serial:/dev/nothing")).With(new("OFFICE", "unix:/nowhere/b.sock"));
        Assert.Equal(("office", 2), (profiles.Default, profiles.Devices.Count));
        profiles.Save(file);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal((Owner, Owner | UnixFileMode.UserExecute), (File.GetUnixFileMode(file), File.GetUnixFileMode(Path.GetDirectoryName(file)!)));
        (int code, string said, _) = await Bench.Tool(home, ["status", "--json", "--lang", "en"]);
        Assert.Equal((69, true), (code, said.Contains("unix:/nowhere/b.sock")));
        AdminKeyFile.Make(Path.Combine(home, "office.key"));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(home, "office.key")));
        Directory.Delete(home, recursive: true);
    }

    [Theory]
    [InlineData("unix:/run/x.sock", "unix:/run/x.sock")]
    [InlineData("serial:COM3", "serial:COM3")]
    [InlineData("tls://device.local:2526", "tls://device.local:2526")]
    [InlineData("tls://[fe80::1]:2526", "tls://[fe80::1]:2526")]
    [InlineData("tls://10.0.0.1:2526#AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99",
        "tls://10.0.0.1:2526#aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899")]
    [InlineData("unix:", null)]
    [InlineData("serial:", null)]
    [InlineData("tls://", null)]
    [InlineData("tls://x", null)]
    [InlineData("tls://x:0", null)]
    [InlineData("tls://x:70000", null)]
    [InlineData("tls://x:25 26", null)]
    [InlineData("tls://a b:2526", null)]
    [InlineData("http://x:80", null)]
    public void An_address_is_read_and_written(string text, string? written) => Assert.Equal(written, DeviceAddress.Parse(text)?.ToString());

    [Fact]
    public void Every_fault_error_event_and_state_has_words_in_both_languages()
    {
        foreach (ControlFault fault in Enum.GetValues<ControlFault>()) AssertWords(ControlTexts.Of(fault));
        foreach (ControlError error in Enum.GetValues<ControlError>().Skip(1)) AssertWords(ControlTexts.Of(error));
        foreach (EventCode code in Enum.GetValues<EventCode>()) AssertWords((EventTexts.Of((long)code), EventTexts.Of((long)code)));
        foreach (AgentState state in Enum.GetValues<AgentState>()) AssertWords((EventTexts.OfState((long)state), EventTexts.OfState((long)state)));
        Assert.DoesNotContain("event 1", EventTexts.Of(1).English);
    }

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1234567, "1.2 MB")]
    public void Sizes_are_short(long octets, string text) => Assert.Equal(text, Quantities.Octets(octets));

    [Theory]
    [InlineData(59, "59 s", "59 秒")]
    [InlineData(3599, "59 min", "59 分")]
    [InlineData(90_061, "1 d 1 h", "1 日 1 時間")]
    public void Spans_are_short(long seconds, string english, string japanese) =>
        Assert.Equal((english, japanese), (Quantities.Span(seconds, Language.English), Quantities.Span(seconds, Language.Japanese)));

    private static void AssertWords((Phrase What, Phrase Next) words)
    {
        foreach (Phrase phrase in new[] { words.What, words.Next })
        {
            Assert.NotEmpty(phrase.English);
            Assert.NotEmpty(phrase.Japanese);
            Assert.True(phrase.English != phrase.Japanese || phrase.English.Length < 4, phrase.English);
            Assert.Equal(phrase.English.Contains("{0}"), phrase.Japanese.Contains("{0}"));
        }
    }

    // What is to be copied as it is (commands, addresses) may be longer.
    private static void AssertNarrow(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            bool isToCopy = line.StartsWith("      ", StringComparison.Ordinal);
            Assert.True(isToCopy || Columns.Width(line.TrimEnd()) <= 80, line);
        }
    }

    private static async Task<JsonObject> Json(Bench bench, int code, params string[] arguments)
    {
        (int ended, string said, string errors) = await bench.Tool(arguments);
        Assert.True(ended == code, $"{ended}: {said}{errors}");
        return JsonNode.Parse(said)!.AsObject();
    }
}
