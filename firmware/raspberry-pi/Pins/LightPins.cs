using System.Device.Gpio;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>The LEDs behind the pins: three colours, or one.</summary>
internal sealed class LightPins
{
    private readonly GpioPin? _red;
    private readonly GpioPin? _green;
    private readonly GpioPin? _blue;
    private readonly GpioPin? _single;
    private readonly PinValue _lit;
    private bool _isRed;
    private bool _isGreen;
    private bool _isBlue;
    private bool _isSingle;

    /// <summary>Opens the pins, dark.</summary>
    public LightPins(GpioController pins, LightConfiguration light)
    {
        _lit = light.IsActiveLow ? PinValue.Low : PinValue.High;
        _red = Open(pins, light.Red);
        _green = Open(pins, light.Green);
        _blue = Open(pins, light.Blue);
        _single = Open(pins, light.Single);
    }

    /// <summary>Lights the pattern's colour, or nothing. Pins that are as they should be are left alone.</summary>
    public void Show(LightPattern pattern, bool isLit)
    {
        Set(_red, ref _isRed, isLit && pattern.Red);
        Set(_green, ref _isGreen, isLit && pattern.Green);
        Set(_blue, ref _isBlue, isLit && pattern.Blue);
        Set(_single, ref _isSingle, isLit);
    }

    private GpioPin? Open(GpioController pins, int pin)
    {
        return pin < 0 ? null : pins.OpenPin(pin, PinMode.Output, !_lit);
    }

    private void Set(GpioPin? pin, ref bool isLit, bool lit)
    {
        if (pin == null || isLit == lit) return;
        pin.Write(lit ? _lit : !_lit);
        isLit = lit;
    }
}
