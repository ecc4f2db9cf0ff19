using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Fleet;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>A board at a real broker: what it tells, whom it obeys, and that the mail never waits for it.</summary>
public sealed class FleetTests
{
    private const string Device = "agent.test";
    private const string Topic = "devicemail/" + Device;

    [Fact]
    public async Task Tells_how_it_is_over_TLS_and_the_broker_tells_that_it_is_gone()
    {
        await using FleetBroker broker = await FleetBroker.Start();
        await using DeviceBench bench = await DeviceBench.Start(change: broker.UseTls, files: broker.Files);
        await GivePassword(bench);
        using FleetReader reader = await broker.Connect("#");
        JsonNode status = await reader.Hears(Topic + "/status", static message => (string?)message["state"] == "ready");
        Assert.Equal((Device, "olimex-esp32-poe-iso-wrover"), ((string?)status["id"], (string?)status["board"]));
        Assert.Equal(0, (int)(await reader.Hears(Topic + "/health"))["delivered"]!);
        await bench.AssertServes();

        await bench.Device.Cut();
        Assert.Equal("lost", (string?)(await reader.Hears(Topic + "/status", static message => (string?)message["state"] == "gone"))["why"]);
        // It is kept for those who come later, too.
        (int code, string output, _) = await Tool(["fleet", .. broker.Options, "--once"]);
        Assert.True(code != 0 && output.Contains("1 gone", StringComparison.Ordinal), output);

        await bench.Device.Again();
        using FleetReader later = await broker.Connect(Topic + "/#");
        await later.Hears(Topic + "/status", static message => (string?)message["state"] == "ready");
        foreach (string secret in (string[])[bench.Sandbox.User, bench.Sandbox.RefreshToken, FleetBroker.Password, Convert.ToBase64String(Key(bench))]) Assert.DoesNotContain(secret, reader.Text + later.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_goes_on_while_the_broker_is_away_and_the_board_comes_back()
    {
        await using FleetBroker broker = await FleetBroker.Start();
        await using DeviceBench bench = await DeviceBench.Start(change: broker.Use);
        using (FleetReader before = await broker.Connect(Topic + "/#")) await before.Hears(Topic + "/health");
        await broker.Kill();
        await Logged(bench, static record => record.Number("code") == (long)EventCode.FleetLost);
        await bench.AssertServes();
        await broker.Run();
        using FleetReader reader = await broker.Connect(Topic + "/#");
        // The broker forgot what it retained: the board tells it anew.
        await reader.Hears(Topic + "/status", static message => (string?)message["state"] == "ready" && (int)message["link"]! > 1);
        Assert.Equal(1, (int)(await reader.Hears(Topic + "/health"))["delivered"]!);
    }

    [Fact]
    public async Task A_broker_that_stalls_in_the_handshake_does_not_keep_a_mail()
    {
        // No real broker stalls on purpose; this one takes the connection and says nothing.
        using var stalling = new TcpListener(IPAddress.Loopback, 0);
        stalling.Start();
        await using FleetBroker broker = await FleetBroker.Start();
        await using DeviceBench bench = await DeviceBench.Start(
            change: file =>
            {
                broker.UseTls(file);
                file.At("fleet")["port"] = ((IPEndPoint)stalling.LocalEndpoint).Port;
            },
            files: broker.Files);
        using TcpClient stalled = await stalling.AcceptTcpClientAsync(DeviceProcess.Limit());
        await bench.AssertServes();
        await Logged(bench, static record => record.Number("code") == (long)EventCode.FleetLost && record.Number("detail") == 3);
    }

    [Fact]
    public async Task The_log_says_why_there_is_no_broker()
    {
        await using FleetBroker broker = await FleetBroker.Start();
        await using DeviceBench stranger = await DeviceBench.Start(
            change: file =>
            {
                broker.UseTls(file);
                file.At("fleet")["user"] = "nobody";
            },
            paired: false,
            files: broker.Files);
        await Logged(stranger, static record => record.Number("code") == (long)EventCode.FleetLost && record.Number("detail") == 135);
        (_, string log, _) = await Tool(["log", .. At(stranger)]);
        Assert.Contains("no broker", log, StringComparison.Ordinal);
        Assert.Contains("fleet.user", log, StringComparison.Ordinal);

        // Another root than the broker's.
        await using FleetBroker other = await FleetBroker.Start();
        await using DeviceBench mistaken = await DeviceBench.Start(change: broker.UseTls, paired: false, files: other.Files);
        await Logged(mistaken, static record => record.Number("code") == (long)EventCode.FleetLost && record.Number("detail") == 4);
    }

    [Fact]
    public async Task Commands_are_obeyed_once_and_only_with_the_admin_key()
    {
        await using FleetBroker broker = await FleetBroker.Start();
        await using DeviceBench bench = await DeviceBench.Start(change: broker.Use);
        byte[] key = Key(bench);
        using FleetReader reader = await broker.Connect(Topic + "/#");
        await reader.Hears(Topic + "/status");

        (int code, string output, string errors) = await Tool(["fleet", "test-mail", Device, "--admin-key", bench.Device.FlashFile("store/control.key"), .. broker.Options]);
        Assert.True(code == 0, output + errors + await bench.Device.Story());
        Assert.Contains(Device + ": done.", output, StringComparison.Ordinal);
        Assert.Equal(ScanMail.Sender, Assert.Single(Assert.Single(bench.Sandbox.Mails).Recipients));
        (code, output, errors) = await Tool(["fleet", "refresh", Device, "--admin-key", bench.Device.FlashFile("store/control.key"), .. broker.Options]);
        Assert.True(code == 0, output + errors + await bench.Device.Story());

        // The first command once more, as whoever reads along could send it; under another verb; under another key; for another device; and what is no command at all.
        byte[] genuine = reader.Heard.First(static message => message.Topic == Topic + "/command").Payload;
        await reader.Says(Topic + "/command", genuine);
        await reader.Says(Topic + "/command", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(genuine).Replace("test-mail", "re-pair", StringComparison.Ordinal)));
        await reader.Says(Topic + "/command", new FleetOrder(new byte[32], Device, "test-mail", "", DateTimeOffset.UtcNow).Payload);
        await reader.Says(Topic + "/command", new FleetOrder(key, "another", "test-mail", "", DateTimeOffset.UtcNow).Payload);
        await reader.Says(Topic + "/command", "no command"u8.ToArray());
        await Until(() => reader.Heard.Count(static message => message.Topic == Topic + "/event" && (int)JsonNode.Parse(message.Payload)!["code"]! == (int)EventCode.ControlRefused) == 4, () => reader.Text);

        // The right key and an old time: the answer comes behind everything before it, so that the replay has been looked at by then.
        var old = new FleetOrder(key, Device, "test-mail", "", DateTimeOffset.UtcNow.AddMinutes(-6));
        await reader.Says(Topic + "/command", old.Payload);
        await Answered(reader, old, "refused", "stale");
        Assert.Single(bench.Sandbox.Mails);

        // A genuine one still works, once.
        var last = new FleetOrder(key, Device, "test-mail", "", DateTimeOffset.UtcNow);
        await reader.Says(Topic + "/command", last.Payload);
        await Answered(reader, last, "done", "");
        Assert.Equal(2, bench.Sandbox.Mails.Count);
        Assert.DoesNotContain(Convert.ToBase64String(key), reader.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Power_cut_makes_no_replay_new()
    {
        await using FleetBroker broker = await FleetBroker.Start();
        await using DeviceBench bench = await DeviceBench.Start(change: broker.Use);
        byte[] key = Key(bench);
        using FleetReader reader = await broker.Connect(Topic + "/#");
        await reader.Hears(Topic + "/status");
        // Retained at the broker as well, where it waits for the board to come back.
        var order = new FleetOrder(key, Device, "test-mail", "", DateTimeOffset.UtcNow);
        await reader.Says(Topic + "/command", order.Payload, isRetained: true);
        await Answered(reader, order, "done", "");
        // A command's time has whole seconds; a board starts in another one.
        long made = (long)JsonNode.Parse(order.Payload)!["time"]!;
        await Until(() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() > made, () => "the clock stands still");
        await bench.Device.Again();
        using FleetReader later = await broker.Connect(Topic + "/status", Topic + "/result");
        string boot = (string)(await reader.Hears(Topic + "/status"))["boot"]!;
        await later.Hears(Topic + "/status", message => (string?)message["boot"] != boot && (string?)message["state"] != "gone");
        await reader.Says(Topic + "/command", order.Payload);
        await Answered(later, order, "refused", "stale");
        Assert.Single(bench.Sandbox.Mails);
    }

    [Fact]
    public async Task A_pairing_code_reaches_only_who_has_the_admin_key()
    {
        await using FleetBroker broker = await FleetBroker.Start();
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { DeviceIntervalSeconds = 1 }, broker.Use, paired: false);
        using FleetReader reader = await broker.Connect("#");
        await reader.Hears(Topic + "/status");
        Assert.NotEqual(250, (await bench.Send(ScanMail.Make())).Code);
        await reader.Hears(Topic + "/status", static message => (string?)message["state"] == "needs-pairing");
        JsonNode told = await reader.Hears(Topic + "/event", static message => (int)message["code"]! == (int)EventCode.MailRefused);
        Assert.Equal(((int)Diagnosis.NoRefreshToken, "scans"), ((int)told["diagnosis"]!, (string?)told["account"]));

        var order = new FleetOrder(Key(bench), Device, "re-pair", "", DateTimeOffset.UtcNow);
        await reader.Says(Topic + "/command", order.Payload);
        string[]? code = null;
        await Until(() => (code = Answers(reader, order).Select(static answer => answer.Code).FirstOrDefault(static found => found is not null)) is not null, () => reader.Text);
        Assert.Equal(bench.Sandbox.VerificationPage.ToString(), code![1]);
        Assert.DoesNotContain(code[0], reader.Text, StringComparison.Ordinal);
        Assert.True(await bench.Sandbox.AnswerDeviceCode(code[0], approve: true));
        await Answered(reader, order, "done", "");
        await bench.AssertServesAgain();
        Assert.DoesNotContain(ScanMail.Sender, reader.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"host\":\"192.168.7.5\",\"password\":\"fake-password\"}", "fleet.password: secrets are not in agent.json")]
    [InlineData("{\"host\":\"broker.example\"}", "fleet.security: must be \"none\" on this board: it has room for 2 TLS connections")]
    [InlineData("{\"host\":\"broker.example\",\"security\":\"tls\"}", "fleet.security: must be \"none\" on this board")]
    [InlineData("{\"host\":\"broker.example\",\"security\":\"none\"}", "fleet.security: \"none\" sends the broker's password in clear")]
    [InlineData("{\"host\":\"192.168.7.5\",\"security\":\"none\",\"ca\":\"ca.pem\"}", "fleet.ca: is of no use")]
    [InlineData("{\"host\":\"192.168.7.5\",\"security\":\"none\",\"prefix\":\"a//b\"}", "fleet.prefix: must be at most 64")]
    [InlineData("{\"host\":\"192.168.7.5\",\"security\":\"none\",\"id\":\"a/b\"}", "fleet.id: must be at most 64")]
    [InlineData("{\"host\":\"mqtt://192.168.7.5\",\"security\":\"none\"}", "fleet.host: must be a host name")]
    [InlineData("{\"host\":\"192.168.7.5\",\"hsot\":1}", "fleet.hsot: unknown key.")]
    [InlineData("{\"port\":1}", "fleet.host: is missing.")]
    public async Task A_fleet_that_cannot_work_is_refused_with_its_key(string fleet, string message)
    {
        JsonObject file = AgentFile.Make(587, "https://login.example.test/token");
        file["board"] = "olimex-esp32-poe-iso";
        file["fleet"] = JsonNode.Parse(fleet);
        string said = await DeviceProcess.SaysOf(file.ToJsonString(), new Dictionary<string, string> { ["ca.pem"] = DeviceProcess.ControlPem });
        Assert.StartsWith(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain("fake-", said, StringComparison.Ordinal);
    }

    internal static async Task Until(Func<bool> isSo, Func<string> otherwise)
    {
        long end = Environment.TickCount64 + 60_000;
        while (!isSo())
        {
            if (Environment.TickCount64 > end) Assert.Fail(otherwise());
            await Task.Delay(50);
        }
    }

    internal static async Task<(int Code, string Output, string Errors)> Tool(string[] arguments) => await ChildProcess.Run(Path.Combine(AppContext.BaseDirectory, "devicemail"), arguments);

    // As a technician does it.
    private static async Task GivePassword(DeviceBench bench)
    {
        (int code, string output, string errors) = await ChildProcess.Run(
            Path.Combine(AppContext.BaseDirectory, "devicemail"), ["import", "fleet-password", .. At(bench)], Encoding.ASCII.GetBytes(FleetBroker.Password + "\n"));
        Assert.True(code == 0, output + errors);
        foreach (string file in bench.Device.StoreFiles) Assert.False(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(FleetBroker.Password)) >= 0, file);
    }

    private static string[] At(DeviceBench bench) => ["--device", bench.Device.Target.Address.ToString(), "--admin-key", bench.Device.FlashFile("store/control.key"), "--lang", "en"];

    private static byte[] Key(DeviceBench bench) => Convert.FromBase64String(File.ReadAllText(bench.Device.FlashFile("store/control.key")).Trim());

    private static IEnumerable<FleetAnswer> Answers(FleetReader reader, FleetOrder order) =>
        reader.Heard.Where(static message => message.Topic == Topic + "/result").Select(message => order.Read(message.Payload)).OfType<FleetAnswer>();

    private static Task Answered(FleetReader reader, FleetOrder order, string outcome, string error) =>
        Until(() => Answers(reader, order).Any(answer => answer.Outcome == outcome && answer.Error == error), () => reader.Text);

    private static async Task Logged(DeviceBench bench, Func<JsonObject, bool> isWanted)
    {
        long end = Environment.TickCount64 + 60_000;
        while (!(await bench.Device.Log()).Any(isWanted))
        {
            if (Environment.TickCount64 > end) Assert.Fail(await bench.Device.Story());
            await Task.Delay(200);
        }
    }
}
