using System;
using System.IO;
using System.Text.Json.Nodes;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Pins;
using Xunit;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>pins and screen in agent.json: what is read, what is refused and in which words, and what is looked for on the board.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("devicemail-pins-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_is_wanted_where_nothing_is_said()
    {
        AgentConfiguration read = Read(null, null);
        Assert.Null(read.Pins);
        Assert.Null(read.Screen);
        new LinuxBoard(_folder).Look(read);
    }

    [Fact]
    public void Light_button_and_screen_are_read()
    {
        AgentConfiguration read = Read(
            """{ "chip": 4, "light": { "red": 17, "green": 27, "blue": 22, "activeLow": true }, "button": { "pin": 23, "activeHigh": true, "testMailTo": "it@contoso.example" } }""",
            """{ "controller": "sh1106", "bus": 3, "address": "0x3d", "upsideDown": true, "language": "ja" }""");
        LightConfiguration light = read.Pins!.Light!;
        Assert.Equal((4, 17, 27, 22, -1, true), (read.Pins.Chip, light.Red, light.Green, light.Blue, light.Single, light.IsActiveLow));
        ButtonConfiguration button = read.Pins.Button!;
        Assert.Equal((23, true, "it@contoso.example"), (button.Pin, button.IsActiveHigh, button.TestMailTo));
        ScreenConfiguration screen = read.Screen!;
        Assert.Equal((true, 3, 0x3D, true, true), (screen.IsSh1106, screen.Bus, screen.Address, screen.IsUpsideDown, screen.IsJapanese));
    }

    [Fact]
    public void The_usual_wiring_needs_few_words()
    {
        AgentConfiguration read = Read("""{ "light": { "single": 17 }, "button": { "pin": 23 } }""", """{ "controller": "ssd1306" }""");
        Assert.Equal((null, 17, -1, false), (read.Pins!.Chip, read.Pins.Light!.Single, read.Pins.Light.Red, read.Pins.Light.IsActiveLow));
        Assert.Equal((23, false, null), (read.Pins.Button!.Pin, read.Pins.Button.IsActiveHigh, read.Pins.Button.TestMailTo));
        Assert.Equal((false, 1, 0x3C, false, false), (read.Screen!.IsSh1106, read.Screen.Bus, read.Screen.Address, read.Screen.IsUpsideDown, read.Screen.IsJapanese));
    }

    [Theory]
    [InlineData("{}", null, "pins: has neither light nor button. Add one of them, or remove pins.")]
    [InlineData("""{ "led": 17 }""", null, "pins.led: unknown key. Possible here: chip, light, button.")]
    [InlineData("""{ "light": { "single": 17, "red": 22 } }""", null, "pins.light: must name either red, green and blue, or single. For an LED of one colour write \"single\" alone.")]
    [InlineData("""{ "light": { "activeLow": true } }""", null, "pins.light: must name either red, green and blue, or single. For an LED of one colour write \"single\" alone.")]
    [InlineData("""{ "light": { "red": 17, "green": 27 } }""", null, "pins.light.blue: is missing. It must be a number from 2 to 27.")]
    [InlineData("""{ "light": { "single": 40 } }""", null, "pins.light.single: must be a number from 2 to 27, not 40.")]
    [InlineData("""{ "light": { "red": 17, "green": 27, "blue": 17 } }""", null, "pins.light.blue: GPIO17 is used by pins.light.red already. Choose another pin.")]
    [InlineData("""{ "light": { "single": 17 }, "button": { "pin": 17 } }""", null, "pins.button.pin: GPIO17 is used by pins.light.single already. Choose another pin.")]
    [InlineData("""{ "button": { "pin": 3 } }""", """{ "controller": "ssd1306" }""", "pins.button.pin: GPIO3 is used by screen already. Choose another pin.")]
    [InlineData("""{ "button": { "pin": 23, "testMailTo": "it" } }""", null, "pins.button.testMailTo: must be a mail address such as \"it@contoso.com\", not \"it\".")]
    [InlineData(null, """{ "controller": "ssd1309" }""", "screen.controller: must be \"ssd1306\" or \"sh1106\", not \"ssd1309\". Did you mean \"ssd1306\"?")]
    [InlineData(null, """{ "controller": "ssd1306", "address": "0x3e" }""", "screen.address: must be \"0x3c\" or \"0x3d\", not \"0x3e\". Did you mean \"0x3c\"?")]
    [InlineData(null, """{ "controller": "ssd1306", "language": "de" }""", "screen.language: must be \"en\" or \"ja\", not \"de\".")]
    public void What_cannot_work_is_refused(string? pins, string? screen, string message)
    {
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Read(pins, screen)).Message);
    }

    // Where /sys says that the header's pins are. Made up as raspberrypi/linux has it, for there is no such board here.
    [Theory]
    [InlineData("0 brcm,bcm2711-gpio;1 raspberrypi,firmware-gpio", 0)]
    [InlineData("0 brcm,bcm2837-gpio brcm,bcm2835-gpio", 0)]
    [InlineData("0 brcm,bcm7445-gpio;10 brcm,bcm7445-gpio;4 raspberrypi,rp1-gpio", 4)]
    [InlineData("0 raspberrypi,rp1-gpio;10 brcm,bcm7445-gpio;11 brcm,bcm7445-gpio", 0)]
    [InlineData("0 arm,pl061 arm,primecell", 0)]
    [InlineData("", 0)]
    public void The_header_is_found_on_every_board(string chips, int expected)
    {
        foreach (string chip in chips.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = chip.Split(' ');
            string node = Directory.CreateDirectory(Path.Combine(_folder, "sys/bus/gpio/devices/gpiochip" + words[0], "of_node")).FullName;
            File.WriteAllText(Path.Combine(node, "compatible"), string.Join('\0', words[1..]) + "\0");
        }
        AgentConfiguration read = Read("""{ "light": { "single": 17 } }""", null);
        Assert.Equal(expected, new LinuxBoard(_folder).ChipOf(read.Pins!));
    }

    [Fact]
    public void A_board_without_the_chip_or_the_bus_is_told_so_with_the_cure()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "dev"));
        AgentConfiguration pins = Read("""{ "light": { "single": 17 } }""", null);
        AgentConfiguration screen = Read(null, """{ "controller": "ssd1306" }""");
        Assert.Equal("pins.chip: this device has no GPIO chip (/dev/gpiochip*). Remove pins, or run on a board that has one.", Looked(pins));
        Assert.Equal("screen.bus: there is no /dev/i2c-1. Switch I2C on: `raspi-config nonint do_i2c 0`, or dtparam=i2c_arm=on in /boot/firmware/config.txt and a restart.", Looked(screen));
        File.WriteAllText(Path.Combine(_folder, "dev/gpiochip0"), "");
        File.WriteAllText(Path.Combine(_folder, "dev/gpiochip4"), "");
        Assert.Equal("pins.chip: there is no /dev/gpiochip2. There are: gpiochip0, gpiochip4.", Looked(Read("""{ "chip": 2, "light": { "single": 17 } }""", null)));
        File.WriteAllText(Path.Combine(_folder, "dev/i2c-1"), "");
        new LinuxBoard(_folder).Look(screen);
    }

    internal static JsonObject Configuration(int port = 2525, int providerPort = 25) => new()
    {
        ["name"] = "bridge-3f",
        ["board"] = "raspberry-pi-4",
        ["listen"] = new JsonArray(new JsonObject
        {
            ["address"] = "127.0.0.1", ["port"] = port, ["tls"] = "off", ["allow"] = new JsonArray("127.0.0.0/8"), ["login"] = "optional",
        }),
        ["accounts"] = new JsonArray(new JsonObject
        {
            ["name"] = "scans",
            ["default"] = true,
            ["smtp"] = new JsonObject { ["host"] = "localhost", ["port"] = providerPort, ["security"] = "none", ["sizeMax"] = 36_700_160 },
            ["mechanism"] = "none",
        }),
        ["store"] = "store",
    };

    private static string Looked(AgentConfiguration configuration, string folder) => Assert.Throws<ConfigurationException>(() => new LinuxBoard(folder).Look(configuration)).Message;

    private string Looked(AgentConfiguration configuration) => Looked(configuration, _folder);

    private AgentConfiguration Read(string? pins, string? screen)
    {
        JsonObject configuration = Configuration();
        if (pins != null) configuration["pins"] = JsonNode.Parse(pins);
        if (screen != null) configuration["screen"] = JsonNode.Parse(screen);
        string file = Path.Combine(_folder, "agent.json");
        File.WriteAllText(file, configuration.ToJsonString());
        return AgentFile.Read(file);
    }
}
