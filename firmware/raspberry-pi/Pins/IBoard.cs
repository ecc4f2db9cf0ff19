using System;
using System.Device.Gpio;
using System.Device.I2c;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>The board's pins and its I2C bus.</summary>
internal interface IBoard
{
    /// <summary>Opens the chip with the header's pins.</summary>
    /// <exception cref="BoardException">It is not there, or must not be used.</exception>
    GpioController OpenPins(PinsConfiguration pins);

    /// <summary>Opens the bus that the screen is on.</summary>
    /// <exception cref="BoardException">It is not there, or must not be used.</exception>
    I2cDevice OpenBus(ScreenConfiguration screen);
}

/// <summary>Pins or bus cannot be used. The message says why and what to do.</summary>
internal sealed class BoardException : Exception
{
    public BoardException(string message)
        : base(message)
    {
    }
}
