using DeviceMailAgent.Screen;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>The <c>screen</c> part: an SSD1306 or SH1106 of 128 by 64 points behind I2C, and the two GPIOs that lead there.</summary>
public sealed class ScreenConfiguration
{
    private const int None = PinsConfiguration.None;

    // GPIO34 to 39 of an ESP32 can only read, GPIO6 to 11 are its flash; the ESP32-S3 has others, up to 48.
    private const int PinMax = 48;

    private ScreenConfiguration()
    {
    }

    /// <summary>True for SH1106, false for SSD1306.</summary>
    public bool IsSh1106 { get; private set; }

    /// <summary>The chip's I2C controller: 1 or 2.</summary>
    public int Bus { get; private set; }

    /// <summary>0x3C or 0x3D.</summary>
    public int Address { get; private set; }

    /// <summary>True if it is mounted upside down.</summary>
    public bool IsUpsideDown { get; private set; }

    /// <summary>True for the short Japanese words in Latin letters.</summary>
    public bool IsJapanese { get; private set; }

    /// <summary>GPIO of the data line.</summary>
    public int Sda { get; private set; }

    /// <summary>GPIO of the clock line.</summary>
    public int Scl { get; private set; }

    /// <summary>Reads it; null: there is no screen.</summary>
    /// <param name="top">agent.json.</param>
    /// <param name="board">Its board, which may say where I2C is wired.</param>
    /// <param name="pins">Light and button, whose pins are taken.</param>
    public static ScreenConfiguration? Read(ConfigurationObject top, string board, PinsConfiguration pins)
    {
        if (!top.Has("screen")) return null;
        ConfigurationObject screen = top.Object("screen", new string[] { "controller", "bus", "address", "upsideDown", "language", "sda", "scl" });
        ScreenConfiguration read = new ScreenConfiguration
        {
            IsSh1106 = screen.Choice("controller", new string[] { "ssd1306", "sh1106" }) == 1,
            Bus = (int)screen.NumberOr("bus", 1, 2, 1),
            Address = Panel.Address + screen.ChoiceOr("address", new string[] { "0x3c", "0x3d" }, 0),
            IsUpsideDown = screen.Flag("upsideDown", false),
            IsJapanese = screen.ChoiceOr("language", new string[] { "en", "ja" }, 0) == 1,
            Sda = Pin(screen, "sda", SdaOf(board)),
            Scl = Pin(screen, "scl", SclOf(board)),
        };
        Refuse(screen, "sda", read.Sda, pins, None);
        Refuse(screen, "scl", read.Scl, pins, read.Sda);
        return read;
    }

    /// <summary>Where a board has its I2C data, as boards.json says; <see cref="PinsConfiguration.None"/>: nobody has chosen a pin.</summary>
    public static int SdaOf(string board)
    {
        switch (board)
        {
            case "olimex-esp32-poe-iso": return 13;
            case "olimex-esp32-poe-iso-wrover": return 13;
            case "wt32-eth01": return 33;
            case "wesp32": return 15;
            case "esp32-ethernet-kit-1.2": return 32;
            case "esp32-s3-psram": return 8;
            default: return None;
        }
    }

    /// <summary>Where a board has its I2C clock.</summary>
    public static int SclOf(string board)
    {
        switch (board)
        {
            case "olimex-esp32-poe-iso": return 16;
            case "olimex-esp32-poe-iso-wrover": return 33;
            case "wt32-eth01": return 32;
            case "wesp32": return 4;
            case "esp32-ethernet-kit-1.2": return 33;
            case "esp32-s3-psram": return 9;
            default: return None;
        }
    }

    private static int Pin(ConfigurationObject screen, string key, int ofBoard)
    {
        return ofBoard == None ? (int)screen.Number(key, 0, PinMax) : (int)screen.NumberOr(key, 0, PinMax, ofBoard);
    }

    private static void Refuse(ConfigurationObject screen, string key, int pin, PinsConfiguration pins, int other)
    {
        if (pins.Uses(pin) || pin == other) throw screen.Wrong(key, "GPIO" + pin.ToString() + " is used already. Choose another pin.");
    }
}
