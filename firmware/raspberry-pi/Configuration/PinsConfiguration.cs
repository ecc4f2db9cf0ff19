namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>The <c>pins</c> part: light and button. Pin numbers are those of the SoC (GPIO17), not of the header.</summary>
internal sealed class PinsConfiguration
{
    /// <summary>N of /dev/gpiochipN; null: the chip behind the board's 40-pin header is looked for.</summary>
    public int? Chip { get; init; }

    public LightConfiguration? Light { get; init; }

    public ButtonConfiguration? Button { get; init; }
}

/// <summary>The light: three colours, or one LED. A colour that is not wired is below 0.</summary>
internal sealed class LightConfiguration
{
    public const int None = -1;

    public int Red { get; init; } = None;

    public int Green { get; init; } = None;

    public int Blue { get; init; } = None;

    /// <summary>The pin of an LED of one colour.</summary>
    public int Single { get; init; } = None;

    /// <summary>True if low lights it: a common anode.</summary>
    public required bool IsActiveLow { get; init; }
}

/// <summary>The button.</summary>
internal sealed class ButtonConfiguration
{
    public required int Pin { get; init; }

    /// <summary>True if it connects the pin with 3.3 V; false: with ground.</summary>
    public required bool IsActiveHigh { get; init; }

    /// <summary>Where the test mail of a short press goes; null: to the mailbox itself.</summary>
    public string? TestMailTo { get; init; }
}

/// <summary>The <c>screen</c> part.</summary>
internal sealed class ScreenConfiguration
{
    /// <summary>True for SH1106, false for SSD1306.</summary>
    public required bool IsSh1106 { get; init; }

    /// <summary>N of /dev/i2c-N.</summary>
    public required int Bus { get; init; }

    /// <summary>0x3C or 0x3D.</summary>
    public required int Address { get; init; }

    public required bool IsUpsideDown { get; init; }

    public required bool IsJapanese { get; init; }
}
