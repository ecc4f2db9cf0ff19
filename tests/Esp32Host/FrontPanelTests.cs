extern alias device;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Pins.Tests;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>A person before the board, with a finger, eyes and a telephone, and no laptop. The pictures are those that a Raspberry Pi shows.</summary>
public sealed class FrontPanelTests
{
    [Fact]
    public async Task A_held_button_pairs_without_a_laptop_and_a_short_press_sends_a_test_mail()
    {
        using var panel = new FrontPanel();
        await using DeviceBench bench = await Start(panel, """{ "controller": "ssd1306" }""");
        await bench.Send(ScanMail.Make());
        await panel.UntilPicture("needs-pairing");
        Assert.Equal("13 16 3c", panel.Where);

        panel.Press();
        await panel.UntilPicture("let-go-to-pair");
        panel.LetGo();
        string code = "";
        await panel.Until(glass => (code = Reading.Code(glass)).Length >= 8 && !code.Contains('?', StringComparison.Ordinal), "a code");
        Assert.True(await bench.Sandbox.AnswerDeviceCode(code, approve: true));
        await panel.UntilPicture("paired");
        await bench.AssertServes();
        await panel.Until(static glass => Reading.Word(glass) == "READY", "that it is ready");

        panel.Press();
        await Task.Delay(300); // a finger's short press; that it is seen is waited for below
        panel.LetGo();
        await panel.UntilPicture("test-mail-ok");
        ReceivedMail mail = bench.Sandbox.Mails[^1];
        Assert.Equal([ScanMail.Sender], mail.Recipients);
    }

    [Fact]
    public async Task The_other_chip_upside_down_and_in_Japanese_shows_the_same_pictures_and_a_press_ends_a_pairing()
    {
        using var panel = new FrontPanel(isSh1106: true, isUpsideDown: true);
        await using DeviceBench bench = await Start(panel, """{ "controller": "sh1106", "upsideDown": true, "language": "ja", "bus": 2, "address": "0x3d", "sda": 21, "scl": 22 }""");
        await bench.Send(ScanMail.Make());
        await panel.UntilPicture("needs-pairing.ja");
        Assert.Equal("21 22 3d", panel.Where);
        panel.Press();
        await panel.UntilPicture("let-go-to-pair.ja");
        panel.LetGo();
        await panel.Until(static glass => Reading.Code(glass) is { Length: >= 8 } code && !code.Contains('?', StringComparison.Ordinal), "a code");
        panel.Press();
        await Task.Delay(300); // a finger's short press; that it is seen is waited for below
        panel.LetGo();
        await panel.UntilPicture("needs-pairing.ja");
        Assert.Equal("needs-pairing", (await Status(bench)).Text("state"));
    }

    [Fact]
    public async Task A_panel_that_comes_late_is_noted_and_shows_and_mail_does_not_wait_for_it()
    {
        using var panel = new FrontPanel(isPluggedIn: false);
        await using DeviceBench bench = await Start(panel, """{ "controller": "ssd1306" }""", isPaired: true);
        await bench.AssertServes();
        await Noted(bench, EventCode.ScreenFailed);
        panel.PlugIn();
        await panel.Until(static glass => Reading.Word(glass) == "READY", "that it is ready");
        await Noted(bench, EventCode.ScreenWorks);
        Assert.True(panel.IsOn);
    }

    [Theory]
    [InlineData("""{ "screen": { "controller": "ssd1305" } }""", "screen.controller: must be one of \"ssd1306\", \"sh1106\".")]
    [InlineData("""{ "screen": { "controller": "ssd1306", "bus": 3 } }""", "screen.bus: must be a number from 1 to 2.")]
    [InlineData("""{ "screen": { "controller": "ssd1306" }, "pins": { "button": { "pin": 13 } } }""", "screen.sda: GPIO13 is used already. Choose another pin.")]
    [InlineData("""{ "screen": { "controller": "ssd1306", "scl": 13 } }""", "screen.scl: GPIO13 is used already. Choose another pin.")]
    [InlineData("""{ "screen": { "controller": "ssd1306" }, "board": "wesp32", "pins": { "button": { "pin": 15 } } }""", "screen.sda: GPIO15 is used already. Choose another pin.")]
    [InlineData("""{ "pins": { "button": { "pin": 13, "testMailTo": "nobody" } } }""", "pins.button.testMailTo: must be a mail address such as \"it@contoso.com\".")]
    public async Task What_cannot_be_wired_so_is_refused_by_its_path(string change, string says)
    {
        JsonObject file = AgentFile.Make(587, "https://login.microsoftonline.com/common/oauth2/v2.0/token");
        file["board"] = "olimex-esp32-poe-iso";
        foreach ((string key, JsonNode? value) in JsonNode.Parse(change)!.AsObject().ToArray()) file[key] = value!.DeepClone();
        Assert.Contains(says, await DeviceProcess.SaysOf(file.ToJsonString(), new Dictionary<string, string> { ["ca.pem"] = "-----BEGIN CERTIFICATE-----\n" }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_pins_that_boards_json_names_are_those_of_the_program()
    {
        Assert.All(JsonNode.Parse(File.ReadAllText(Repository.File("boards.json")))!.AsArray().Where(static board => (string?)board!["platform"] == "esp32"), static board =>
        {
            JsonNode? wired = board!["pins"]!["i2c"];
            string id = (string)board["id"]!;
            Assert.Equal(((int?)wired?["sda"] ?? -1, (int?)wired?["scl"] ?? -1),
                (device::DeviceMailAgent.Esp32.Configuration.ScreenConfiguration.SdaOf(id), device::DeviceMailAgent.Esp32.Configuration.ScreenConfiguration.SclOf(id)));
        });
    }

    private static Task<DeviceBench> Start(FrontPanel panel, string screen, bool isPaired = false) => DeviceBench.Start(new SandboxOptions { DeviceIntervalSeconds = 1 },
        change: file =>
        {
            file["name"] = "bridge-3f";
            file["screen"] = JsonNode.Parse(screen);
            file["pins"] = JsonNode.Parse("""{ "button": { "pin": 14 } }""");
        }, paired: isPaired, environment: panel.Environment);

    private static async Task<JsonObject> Status(DeviceBench bench)
    {
        await using ControlClient device = await bench.Device.Connect();
        return (await device.Ask(DeviceMailAgent.Control.ControlVerb.Status)).Of("device").Single();
    }

    private static async Task Noted(DeviceBench bench, EventCode code)
    {
        long end = Environment.TickCount64 + 30_000;
        while (!(await bench.Device.Log()).Any(record => record.Number("code") == (long)code))
        {
            Assert.True(Environment.TickCount64 < end, $"{code} is not in the log:\n{await bench.Device.Story()}");
            await Task.Delay(200);
        }
    }
}
