using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.Control.Tests;
using DeviceMailAgent.Tool.Control;
using MQTTnet;
using Xunit;

namespace DeviceMailAgent.Fleet.Tests;

/// <summary>The access list that FLEET.md recommends, at a real mosquitto: who may write and read what.</summary>
public sealed class AccessTests
{
    private const string Device = "bridge-test", Other = "office-kyoto", Viewer = "it";

    [Fact]
    public async Task A_device_writes_its_own_tree_alone()
    {
        using Broker broker = await Broker.Start(Broker.RecommendedAcl, Device, Other, Viewer);
        using Reader viewer = await broker.ConnectAs(Viewer, "devicemail/#"), device = await broker.ConnectAs(Device);
        foreach (string topic in (string[])["devicemail/office-kyoto/status", "devicemail/office-kyoto/command", "devicemail/status", "homeassistant/device/office-kyoto/config", "elsewhere"])
        {
            MqttClientPublishResult refused = await device.Client.PublishAsync(Message(topic), Bench.Limit());
            Assert.True(refused.ReasonCode == MqttClientPublishReasonCode.NotAuthorized, topic + ": " + refused.ReasonCode);
        }

        foreach (string own in (string[])["status", "health", "event", "result"])
        {
            MqttClientPublishResult taken = await device.Client.PublishAsync(Message($"devicemail/{Device}/{own}"), Bench.Limit());
            Assert.True(taken.IsSuccess, own + ": " + taken.ReasonCode);
        }

        await viewer.Hears($"devicemail/{Device}/result", _ => true);
        Assert.All(viewer.Heard, message => Assert.StartsWith($"devicemail/{Device}/", message.Topic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_device_reads_its_own_commands_alone()
    {
        using Broker broker = await Broker.Start(Broker.RecommendedAcl, Device, Other, Viewer);
        // mosquitto takes the subscription and gives nothing: what counts is what is heard.
        using Reader viewer = await broker.ConnectAs(Viewer), device = await broker.ConnectAs(Device, "#", "devicemail/+/command"), other = await broker.ConnectAs(Other);
        await other.Says($"devicemail/{Other}/status", "{}"u8.ToArray(), isRetained: true);
        await other.Says($"devicemail/{Other}/result", "{}"u8.ToArray());
        await viewer.Says($"devicemail/{Other}/command", "{}"u8.ToArray());
        await viewer.Says($"devicemail/{Device}/command", "{}"u8.ToArray());
        await device.Hears($"devicemail/{Device}/command", _ => true);
        Assert.All(device.Heard, message => Assert.Equal($"devicemail/{Device}/command", message.Topic));

        MqttClientPublishResult played = await viewer.Client.PublishAsync(Message($"devicemail/{Device}/status"), Bench.Limit());
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, played.ReasonCode);
    }

    [Fact]
    public async Task An_agent_with_a_user_of_its_own_tells_and_obeys()
    {
        using Broker broker = await Broker.Start(Broker.RecommendedAcl + $"pattern write homeassistant/device/%u/config\n", Device, Viewer);
        await using Bench bench = await Start(broker);
        using Reader viewer = await broker.ConnectAs(Viewer, "devicemail/#");
        await viewer.Hears($"devicemail/{Device}/health", _ => true);
        string keyFile = bench.File("admin.key");
        await using (ControlClient device = await bench.Connect())
        {
            Assert.True((await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "admin-key", ["secret"] = AdminKeyFile.Make(keyFile) }, cancellation: Bench.Limit())).IsOk);
        }

        (int code, string output, string errors) = await bench.Tool(["fleet", "refresh", Device, "--admin-key", keyFile, .. broker.OptionsOf(Viewer)]);
        Assert.True(code == ExitCodes.Ok, output + errors);
        bench.Agent.Kill();
        await viewer.Hears($"devicemail/{Device}/status", message => message["state"]!.ToString() == "gone");
    }

    [Fact]
    public async Task An_agent_that_uses_anothers_id_is_refused_and_its_log_says_what_to_do()
    {
        using Broker broker = await Broker.Start(Broker.RecommendedAcl, Device, Other, Viewer);
        await using Bench bench = await Start(broker, fleet =>
        {
            fleet["id"] = Other;
            fleet.Remove("homeAssistant");
        });
        using Reader viewer = await broker.ConnectAs(Viewer, "devicemail/#");
        string line = await bench.Agent.Says("fleet not connected");
        Assert.True(line.Contains($"devicemail/{Other}", StringComparison.Ordinal) && line.Contains($"user {Device}", StringComparison.Ordinal), line);
        await bench.Scan();
        Assert.Single(bench.Sandbox.Mails);
        Assert.Empty(viewer.Heard);
    }

    private static MqttApplicationMessage Message(string topic) =>
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload("{}"u8.ToArray()).WithQualityOfServiceLevel(MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce).Build();

    private static Task<Bench> Start(Broker broker, Action<JsonObject>? fleet = null) => Bench.Start((configuration, made) =>
    {
        broker.Use(configuration);
        configuration["fleet"]!["user"] = Device;
        fleet?.Invoke(configuration["fleet"]!.AsObject());
        File.WriteAllText(made.File("agent.json"), configuration.ToJsonString());
        (int code, _, string errors) = ChildProcess.Run(Path.Combine(AppContext.BaseDirectory, "devicemail-agent"), ["--config", made.File("agent.json"), "--import-fleet-password"], Broker.PasswordOf(Device) + "\n").GetAwaiter().GetResult();
        Assert.True(code == 0, errors);
    });
}
