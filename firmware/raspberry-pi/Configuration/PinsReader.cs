using System;
using System.Collections.Generic;
using System.Globalization;
using DeviceMailAgent.Mime;
using DeviceMailAgent.Screen;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>Reads <c>pins</c> and <c>screen</c>. Whether the chips are there is looked at later: the file may be written on another machine.</summary>
internal static class PinsReader
{
    // The 40-pin header has GPIO0 to 27.
    private const int PinMax = 27;

    // GPIO0 and 1 ask an add-on board at start what it is.
    private const int PinMin = 2;
    private const int ChipMax = 63;
    private const int BusMax = 63;

    // GPIO2 and 3 are the header's I2C bus, which Linux numbers 1.
    private const int HeaderBus = 1;
    private const int HeaderBusPinMax = 3;

    /// <summary>Null: there is neither light nor button.</summary>
    public static PinsConfiguration? ReadPins(JsonObject top)
    {
        if (!top.Has("pins")) return null;
        JsonObject pins = top.Object("pins", "chip", "light", "button");
        if (!pins.Has("light") && !pins.Has("button")) throw top.Wrong("pins", "has neither light nor button. Add one of them, or remove pins.");
        var taken = new Dictionary<int, string>();
        if (top.Has("screen") && ReadScreen(top)!.Bus == HeaderBus)
        {
            for (int pin = PinMin; pin <= HeaderBusPinMax; pin++) taken.Add(pin, "screen");
        }
        return new PinsConfiguration
        {
            Chip = pins.Has("chip") ? (int)pins.Number("chip", 0, ChipMax) : null,
            Light = pins.Has("light") ? Light(pins, taken) : null,
            Button = pins.Has("button") ? Button(pins, taken) : null,
        };
    }

    /// <summary>Null: there is no screen.</summary>
    public static ScreenConfiguration? ReadScreen(JsonObject top)
    {
        if (!top.Has("screen")) return null;
        JsonObject screen = top.Object("screen", "controller", "bus", "address", "upsideDown", "language");
        return new ScreenConfiguration
        {
            IsSh1106 = screen.Choice("controller", "ssd1306", "sh1106") == 1,
            Bus = screen.Has("bus") ? (int)screen.Number("bus", 0, BusMax) : HeaderBus,
            Address = Panel.Address + (screen.Has("address") ? screen.Choice("address", "0x3c", "0x3d") : 0),
            IsUpsideDown = screen.Flag("upsideDown"),
            IsJapanese = screen.Has("language") && screen.Choice("language", "en", "ja") == 1,
        };
    }

    private static LightConfiguration Light(JsonObject pins, Dictionary<int, string> taken)
    {
        JsonObject light = pins.Object("light", "red", "green", "blue", "single", "activeLow");
        bool isSingle = light.Has("single");
        bool isColoured = light.Has("red") || light.Has("green") || light.Has("blue");
        if (isSingle == isColoured) throw pins.Wrong("light", "must name either red, green and blue, or single. For an LED of one colour write \"single\" alone.");
        bool isActiveLow = light.Flag("activeLow");
        if (isSingle) return new LightConfiguration { Single = Pin(light, "single", taken), IsActiveLow = isActiveLow };
        return new LightConfiguration { Red = Pin(light, "red", taken), Green = Pin(light, "green", taken), Blue = Pin(light, "blue", taken), IsActiveLow = isActiveLow };
    }

    private static ButtonConfiguration Button(JsonObject pins, Dictionary<int, string> taken)
    {
        JsonObject button = pins.Object("button", "pin", "activeHigh", "testMailTo");
        string? to = button.Has("testMailTo") ? button.Text("testMailTo", "it@contoso.com") : null;
        if (to != null && !IsAddress(to)) throw button.Wrong("testMailTo", "must be a mail address such as \"it@contoso.com\", not " + JsonObject.Quoted(to) + ".");
        return new ButtonConfiguration { Pin = Pin(button, "pin", taken), IsActiveHigh = button.Flag("activeHigh"), TestMailTo = to };
    }

    private static int Pin(JsonObject part, string key, Dictionary<int, string> taken)
    {
        int pin = (int)part.Number(key, PinMin, PinMax);
        if (taken.TryAdd(pin, part.PathOf(key))) return pin;
        throw part.Wrong(key, string.Create(CultureInfo.InvariantCulture, $"GPIO{pin} is used by {taken[pin]} already. Choose another pin."));
    }

    private static bool IsAddress(string text)
    {
        try
        {
            _ = new MimeAddress(text, null);
            int at = text.IndexOf('@', StringComparison.Ordinal);
            return at > 0 && at < text.Length - 1;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
