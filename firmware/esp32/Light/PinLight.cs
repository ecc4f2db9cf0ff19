using System.Device.Gpio;
using DeviceMailAgent.Esp32.Configuration;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>LEDs on the GPIO pins that agent.json names. One LED alone blinks in its own colour.</summary>
public sealed class PinLight : ILight
{
    private readonly GpioPin? _red;
    private readonly GpioPin? _green;
    private readonly GpioPin? _blue;
    private readonly GpioPin? _single;
    private readonly bool _isActiveLow;

    /// <summary>Takes the pins.</summary>
    public PinLight(PinsConfiguration pins)
    {
        GpioController controller = new GpioController();
        _red = Open(controller, pins.Red);
        _green = Open(controller, pins.Green);
        _blue = Open(controller, pins.Blue);
        _single = Open(controller, pins.Single);
        _isActiveLow = pins.IsActiveLow;
    }

    /// <inheritdoc/>
    public void Show(bool red, bool green, bool blue)
    {
        Set(_red, red);
        Set(_green, green);
        Set(_blue, blue);
        Set(_single, red || green || blue);
    }

    private static GpioPin? Open(GpioController controller, int pin)
    {
        return pin == PinsConfiguration.None ? null : controller.OpenPin(pin, PinMode.Output);
    }

    private void Set(GpioPin? pin, bool isOn)
    {
        if (pin != null) pin.Write(isOn != _isActiveLow ? PinValue.High : PinValue.Low);
    }
}
