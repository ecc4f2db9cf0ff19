using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Control.Tests;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary>The password for the broker, given to a running agent as a technician would give it.</summary>
public sealed class PasswordTests
{
    private const string Status = "devicemail/bridge-test/status";

    [Fact]
    public async Task A_running_agent_takes_the_password_and_goes_to_the_broker_with_it_at_once()
    {
        using Broker broker = await Broker.Start();
        await using Bench bench = await Bench.Start((configuration, _) => broker.Use(configuration));
        Assert.Contains("devicemail import fleet-password", await bench.Agent.Says("fleet not connected"), StringComparison.Ordinal);
        using Reader reader = await broker.Connect(Status);
        string device = "unix:" + bench.Socket, file = bench.File("broker-password");

        // Another one's first: the broker refuses it, and the log says so again.
        await File.WriteAllTextAsync(file, "planted-wrong-password-0b1e\n");
        (int code, string output, string errors) = await bench.Tool("import", "fleet-password", "--device", device, "--secret-file", file, "--json");
        Assert.True(code == ExitCodes.Ok, output + errors);
        Assert.True(JsonNode.Parse(output)!["ok"]!.GetValue<bool>());
        DateTime end = DateTime.UtcNow.AddSeconds(60);
        while (bench.Log.Count(line => line.Contains("fleet not connected", StringComparison.Ordinal)) < 2)
        {
            Assert.True(DateTime.UtcNow < end, "the second refusal was not told");
            await Task.Delay(20);
        }

        Assert.Empty(reader.Heard);

        (code, output, errors) = await bench.Tool("import", "fleet-password", "--device", device, "--secret-file", broker.PasswordFile, "--lang", "ja");
        Assert.True(code == ExitCodes.Ok, output + errors);
        Assert.Contains("パスワードを保存しました", output, StringComparison.Ordinal);
        await reader.Hears(Status, message => message["state"]!.ToString() == "ready");
        foreach (string place in (string[])[output, errors, string.Join('\n', bench.Log), (await bench.Tool("log", "--device", device)).Output])
        {
            Assert.DoesNotContain(Broker.Password, place, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "no-secret")]
    [InlineData("two\nlines\n", "bad-secret")]
    public async Task What_is_no_password_is_refused_and_the_one_before_stays(string given, string error)
    {
        using Broker broker = await Broker.Start();
        await using Bench bench = await Bench.Start((configuration, _) => broker.Use(configuration));
        await using (ControlClient device = await bench.Connect())
        {
            Assert.True((await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "fleet-password", ["secret"] = Broker.Password }, cancellation: Bench.Limit())).IsOk);
        }

        using Reader reader = await broker.Connect(Status);
        await reader.Hears(Status, message => message["state"]!.ToString() == "ready");
        string file = bench.File("broker-password");
        await File.WriteAllTextAsync(file, given);
        (int code, string output, string errors) = await bench.Tool("import", "fleet-password", "--device", "unix:" + bench.Socket, "--secret-file", file, "--json");
        Assert.True(code == ExitCodes.Usage, output + errors);
        Assert.Equal(error, JsonNode.Parse(output)!["error"]!.ToString());
        broker.Kill();
        await bench.Agent.Says("fleet not connected");
        await broker.Run();
        using Reader again = await broker.Connect(Status);
        await again.Hears(Status, message => message["state"]!.ToString() == "ready");
    }

    [Fact]
    public async Task A_device_without_a_fleet_says_that_it_needs_none()
    {
        await using Bench bench = await Bench.Start();
        await using (ControlClient device = await bench.Connect())
        {
            ControlAnswer answer = await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "fleet-password", ["secret"] = "planted" }, cancellation: Bench.Limit());
            Assert.Equal("not-possible", answer.ErrorWord);
        }

        (int code, _, string errors) = await bench.Tool("import", "fleet-password", "--device", "unix:" + bench.Socket, "--secret-file", bench.File("agent.json"), "--lang", "en");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("\"fleet\"", errors, StringComparison.Ordinal);
    }
}
