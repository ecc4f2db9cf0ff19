namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>The <c>pins</c> part: light and button, by the numbers of the chip's GPIOs.</summary>
public sealed class PinsConfiguration
{
    /// <summary>Not wired.</summary>
    public const int None = -1;

    // The ESP32-S3 has GPIO0 to 48, the ESP32 fewer.
    private const int PinMax = 48;

    private static string[] Keys => new string[] { "light", "button" };
    private static string[] LightKeys => new string[] { "red", "green", "blue", "single", "activeLow" };
    private static string[] ButtonKeys => new string[] { "pin", "activeHigh", "testMailTo" };

    /// <summary>GPIO of the red LED.</summary>
    public int Red { get; private set; } = None;

    /// <summary>GPIO of the green LED.</summary>
    public int Green { get; private set; } = None;

    /// <summary>GPIO of the blue LED.</summary>
    public int Blue { get; private set; } = None;

    /// <summary>GPIO of an LED of one colour.</summary>
    public int Single { get; private set; } = None;

    /// <summary>True if low lights it: a common anode.</summary>
    public bool IsActiveLow { get; private set; }

    /// <summary>GPIO of the button.</summary>
    public int Button { get; private set; } = None;

    /// <summary>True if the button connects the pin with 3.3 V; false: with ground.</summary>
    public bool IsButtonActiveHigh { get; private set; }

    /// <summary>Where the test mail of a short press goes; null: to the mailbox itself.</summary>
    public string? TestMailTo { get; private set; }

    /// <summary>True if light or button is wired to the pin.</summary>
    public bool Uses(int pin)
    {
        return pin == Red || pin == Green || pin == Blue || pin == Single || pin == Button;
    }

    /// <summary>Reads it; without it nothing is wired.</summary>
    public static PinsConfiguration Read(ConfigurationObject top)
    {
        PinsConfiguration pins = new PinsConfiguration();
        if (!top.Has("pins")) return pins;
        ConfigurationObject all = top.Object("pins", Keys);
        if (all.Has("light"))
        {
            ConfigurationObject light = all.Object("light", LightKeys);
            pins.Red = Pin(light, "red");
            pins.Green = Pin(light, "green");
            pins.Blue = Pin(light, "blue");
            pins.Single = Pin(light, "single");
            pins.IsActiveLow = light.Flag("activeLow", false);
        }
        if (all.Has("button"))
        {
            ConfigurationObject button = all.Object("button", ButtonKeys);
            pins.Button = (int)button.Number("pin", 0, PinMax);
            pins.IsButtonActiveHigh = button.Flag("activeHigh", false);
            if (button.Has("testMailTo")) pins.TestMailTo = button.Text("testMailTo", "it@contoso.com");
            if (pins.TestMailTo != null && TestMailAddress.Of(pins.TestMailTo) == null) throw button.Wrong("testMailTo", "must be a mail address such as \"it@contoso.com\".");
        }
        return pins;
    }

    private static int Pin(ConfigurationObject item, string key)
    {
        return (int)item.NumberOr(key, 0, PinMax, None);
    }
}
