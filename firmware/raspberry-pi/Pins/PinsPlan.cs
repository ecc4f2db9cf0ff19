using System.Globalization;
using System.IO;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>Says in plain words what of light, button and screen a configuration would use.</summary>
internal static class PinsPlan
{
    public static void Describe(AgentConfiguration configuration, TextWriter output)
    {
        if (configuration.Pins != null) Pins(configuration.Pins, output);
        if (configuration.Screen != null) Screen(configuration.Screen, output);
    }

    private static void Pins(PinsConfiguration pins, TextWriter output)
    {
        string chip = string.Create(CultureInfo.InvariantCulture, $"gpiochip{new LinuxBoard().ChipOf(pins)}");
        LightConfiguration? light = pins.Light;
        if (light != null && light.Single >= 0) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"showing its state by one LED on GPIO{light.Single} of {chip},"));
        else if (light != null) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"showing its state by a light on GPIO{light.Red} (red), {light.Green} (green) and {light.Blue} (blue) of {chip},"));
        if (pins.Button != null) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"with a button on GPIO{pins.Button.Pin} of {chip}, which sends its test mail to {pins.Button.TestMailTo ?? "the mailbox itself"},"));
    }

    private static void Screen(ScreenConfiguration screen, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"with a screen ({(screen.IsSh1106 ? "SH1106" : "SSD1306")}) at address 0x{screen.Address:x2} of i2c-{screen.Bus}, in {(screen.IsJapanese ? "Japanese" : "English")},"));
    }
}
