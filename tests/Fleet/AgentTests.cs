using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Control.Tests;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Fleet;
using Xunit;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary>The real agent at a real broker: what it tells, and whom it obeys.</summary>
public sealed class AgentTests
{
    private const string Device = "bridge-test";
    private const string Topic = "devicemail/" + Device;

    [Fact]
    public async Task Tells_how_it_is_and_the_broker_tells_that_it_is_gone()
    {
        using Broker broker = await Broker.Start();
        await using Bench bench = await Start(broker);
        using (Reader reader = await broker.Connect("devicemail/#", "homeassistant/#"))
        {
            JsonNode status = await reader.Hears(Topic + "/status", message => message["state"]!.ToString() == "ready");
            Assert.Equal(Device, status["id"]!.ToString());
            Assert.Equal("raspberry-pi-4", status["board"]!.ToString());
            Assert.Equal(0, (await reader.Hears(Topic + "/health", _ => true))["delivered"]!.GetValue<int>());
            JsonNode discovery = await reader.Hears("homeassistant/device/" + Device + "/config", _ => true);
            Assert.Equal(Topic + "/status", discovery["components"]!["state"]!["state_topic"]!.ToString());
            foreach ((string _, JsonNode? entity) in discovery["components"]!.AsObject()) Assert.All((string[])["platform", "unique_id", "state_topic"], key => Assert.NotNull(entity![key]));
            Assert.NotNull(discovery["origin"]!["name"]);

            bench.Agent.Kill();
            JsonNode gone = await reader.Hears(Topic + "/status", message => message["state"]!.ToString() == "gone");
            Assert.Equal("lost", gone["why"]!.ToString());
        }

        // It is kept for those who come later, too.
        (int code, string output, _) = await bench.Tool(["fleet", .. broker.Options, "--once"]);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("1 gone", output, StringComparison.Ordinal);

        await bench.Run();
        using Reader later = await broker.Connect(Topic + "/#");
        await later.Hears(Topic + "/status", message => message["state"]!.ToString() == "ready");
        (int wellCode, string well, string wellErrors) = await bench.Tool(["fleet", .. broker.Options, "--json"]);
        Assert.True(wellCode == ExitCodes.Ok, well + wellErrors);
        Assert.Equal("ready", JsonNode.Parse(well)![0]!["state"]!.ToString());

        await ChildProcess.Run("/bin/kill", ["-TERM", bench.Agent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await later.Hears(Topic + "/status", message => message["why"]?.ToString() == "stopped");
    }

    [Fact]
    public async Task Mail_goes_on_while_the_broker_is_away_and_the_agent_comes_back()
    {
        using Broker broker = await Broker.Start();
        await using Bench bench = await Start(broker);
        await bench.Agent.Says("fleet connected");
        broker.Kill();
        await bench.Agent.Says("fleet not connected");
        await bench.Scan();
        Assert.Single(bench.Sandbox.Mails);
        await broker.Run();
        using Reader reader = await broker.Connect(Topic + "/#");
        // The broker forgot what it retained: the agent tells it anew.
        await reader.Hears(Topic + "/status", message => message["state"]!.ToString() == "ready");
        Assert.Equal(1, (await reader.Hears(Topic + "/health", _ => true))["delivered"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_refused_mail_is_an_event_with_its_number_and_without_its_addresses()
    {
        using Broker broker = await Broker.Start();
        await using Bench bench = await Start(broker, paired: false);
        using Reader reader = await broker.Connect("#");
        await reader.Hears(Topic + "/status", message => message["state"]!.ToString() == "needs-pairing");
        await Assert.ThrowsAnyAsync<MailKit.CommandException>(() => bench.Scan());
        JsonNode told = await reader.Hears(Topic + "/event", message => message["code"]!.GetValue<int>() == 11);
        Assert.InRange(told["diagnosis"]!.GetValue<int>(), 300, 399);
        foreach (string secret in (string[])[bench.Sandbox.User, Bench.Recipient, "scanner@", bench.Sandbox.RefreshToken, Broker.Password]) Assert.DoesNotContain(secret, reader.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Broker.Password, string.Join('\n', bench.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_is_not_the_right_one_gets_no_login_and_the_log_says_why()
    {
        using Broker broker = await Broker.Start(), other = await Broker.Start();
        await using Bench bench = await Start(broker, fleet => fleet["ca"] = other.CaFile);
        string line = await bench.Agent.Says("fleet not connected");
        Assert.Contains("not below a trusted root", line, StringComparison.Ordinal);
        await bench.Scan();
        Assert.Single(bench.Sandbox.Mails);

        await using Bench stranger = await Start(broker, fleet => fleet["user"] = "nobody");
        Assert.Contains("refused the login of user nobody", await stranger.Agent.Says("fleet not connected"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_are_obeyed_once_and_only_with_the_admin_key()
    {
        using Broker broker = await Broker.Start();
        await using Bench bench = await Start(broker);
        (string keyFile, byte[] key) = await AdminKey(bench);
        using Reader reader = await broker.Connect(Topic + "/#");
        await reader.Hears(Topic + "/status", _ => true);

        (int code, string output, string errors) = await bench.Tool(["fleet", "test-mail", Device, "--admin-key", keyFile, .. broker.Options]);
        Assert.True(code == ExitCodes.Ok, output + errors);
        Assert.Contains("bridge-test: done.", output, StringComparison.Ordinal);
        Assert.Single(bench.Sandbox.Mails);
        (code, output, errors) = await bench.Tool(["fleet", "refresh", Device, "--admin-key", keyFile, .. broker.Options]);
        Assert.True(code == ExitCodes.Ok, output + errors);

        // The first command once more, as whoever reads along could send it.
        byte[] genuine = reader.Heard.First(message => message.Topic == Topic + "/command").Payload;
        await reader.Says(Topic + "/command", genuine);
        await bench.Agent.Says("fleet command refused: replayed");
        // Another verb under the first one's proof, another key, another device's command, and what is no command at all.
        await reader.Says(Topic + "/command", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(genuine).Replace("test-mail", "re-pair", StringComparison.Ordinal)));
        await reader.Says(Topic + "/command", new FleetOrder(new byte[32], Device, "test-mail", "", DateTimeOffset.UtcNow).Payload);
        await reader.Says(Topic + "/command", new FleetOrder(key, "another", "test-mail", "", DateTimeOffset.UtcNow).Payload);
        await reader.Says(Topic + "/command", "no command"u8.ToArray());
        await Until(() => bench.Log.Count(line => line.Contains("refused: no proof", StringComparison.Ordinal)) == 4);
        // The right key and an old time.
        var old = new FleetOrder(key, Device, "test-mail", "", DateTimeOffset.UtcNow.AddMinutes(-6));
        await reader.Says(Topic + "/command", old.Payload);
        await Until(() => reader.Heard.Any(message => message.Topic == Topic + "/result" && old.Read(message.Payload) is { Outcome: "refused", Error: "stale" }));
        Assert.Single(bench.Sandbox.Mails);
        Assert.DoesNotContain(Convert.ToBase64String(key), reader.Text, StringComparison.Ordinal);

        // A genuine one still works.
        var last = new FleetOrder(key, Device, "test-mail", "", DateTimeOffset.UtcNow);
        await reader.Says(Topic + "/command", last.Payload);
        await Until(() => reader.Heard.Any(message => message.Topic == Topic + "/result" && last.Read(message.Payload) is { Outcome: "done" }));
        Assert.Equal(2, bench.Sandbox.Mails.Count);
    }

    [Fact]
    public async Task A_pairing_code_reaches_only_who_has_the_admin_key()
    {
        using Broker broker = await Broker.Start();
        await using IdentityProvider provider = await IdentityProvider.Start();
        await using Bench bench = await Start(broker, paired: false, change: provider.Use);
        (string keyFile, _) = await AdminKey(bench);
        using Reader reader = await broker.Connect("#");
        await reader.Hears(Topic + "/status", message => message["state"]!.ToString() == "needs-pairing");
        (int code, string output, string errors) = await bench.Tool(["fleet", "re-pair", Device, "--admin-key", keyFile, .. broker.Options]);
        Assert.True(code == ExitCodes.Ok, output + errors);
        Assert.Contains("BDWP-HQPK", output, StringComparison.Ordinal);
        Assert.Contains("https://login.example/device", output, StringComparison.Ordinal);
        Assert.DoesNotContain("BDWP-HQPK", reader.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(IdentityProvider.DeviceCode, reader.Text, StringComparison.Ordinal);
        await reader.Hears(Topic + "/status", message => message["state"]!.ToString() == "ready");
    }

    [Fact]
    public async Task Without_a_fleet_its_library_is_not_even_loaded()
    {
        await using Bench bench = await Bench.Start();
        await bench.Scan();
        Assert.DoesNotContain("MQTTnet", await File.ReadAllTextAsync($"/proc/{bench.Agent.Id}/maps"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"host":"localhost","password":"x"}""", "devicemail import fleet-password")]
    [InlineData("""{"host":"broker.example","security":"none"}""", "own network")]
    [InlineData("""{"host":"localhost","prefix":"a/#"}""", "fleet.prefix")]
    [InlineData("""{"host":"localhost","id":"a/b"}""", "fleet.id")]
    [InlineData("""{"host":"localhost","hsot":1}""", "fleet.hsot")]
    [InlineData("""{"port":1}""", "fleet.host")]
    public async Task A_fleet_that_cannot_work_is_refused_with_its_key(string fleet, string said)
    {
        await using Bench bench = await Bench.Start();
        JsonObject configuration = JsonNode.Parse(await File.ReadAllTextAsync(bench.File("agent.json")))!.AsObject();
        configuration["fleet"] = JsonNode.Parse(fleet);
        (int code, string errors, _) = await Bench.Check(configuration, bench.File("."));
        Assert.Equal(78, code);
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    private static async Task<Bench> Start(Broker broker, Action<JsonObject>? fleet = null, bool paired = true, Action<JsonObject, Bench>? change = null)
    {
        Bench bench = await Bench.Start(
            (configuration, made) =>
            {
                broker.Use(configuration);
                fleet?.Invoke(configuration["fleet"]!.AsObject());
                change?.Invoke(configuration, made);
                File.WriteAllText(made.File("agent.json"), configuration.ToJsonString());
                // Before the agent starts, as the instructions have it.
                (int code, _, string errors) = ChildProcess.Run(Path.Combine(AppContext.BaseDirectory, "devicemail-agent"), ["--config", made.File("agent.json"), "--import-fleet-password"], Broker.Password + "\n").GetAwaiter().GetResult();
                Assert.True(code == 0, errors);
            },
            paired);
        return bench;
    }

    private static async Task<(string File, byte[] Key)> AdminKey(Bench bench)
    {
        string file = bench.File("admin.key");
        string key = AdminKeyFile.Make(file);
        await using ControlClient device = await bench.Connect();
        ControlAnswer answer = await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "admin-key", ["secret"] = key }, cancellation: Bench.Limit());
        Assert.True(answer.IsOk);
        return (file, Convert.FromBase64String(key));
    }

    private static async Task Until(Func<bool> isSo)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(60);
        while (!isSo())
        {
            Assert.True(DateTime.UtcNow < end, "it did not come to pass within a minute");
            await Task.Delay(20);
        }
    }
}
