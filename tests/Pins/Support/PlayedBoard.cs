using System.Device.Gpio;
using System.Device.I2c;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Pins;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>A board with played pins and a played panel: there is no such hardware on the machines that test.</summary>
internal sealed class PlayedBoard : IBoard
{
    public PlayedPins Pins { get; } = new();

    public OledChip Panel { get; } = new(isSh1106: false);

    /// <summary>What opening fails with; null: it succeeds.</summary>
    public string? Fault { get; set; }

    /// <summary>How often something was to be opened.</summary>
    public int Openings { get; private set; }

    public GpioController OpenPins(PinsConfiguration pins)
    {
        Openings++;
        return Fault == null ? new GpioController(Pins) : throw new BoardException(Fault);
    }

    public I2cDevice OpenBus(ScreenConfiguration screen)
    {
        Openings++;
        return Fault == null ? Panel : throw new BoardException(Fault);
    }
}
