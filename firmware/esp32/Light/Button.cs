using System.Device.Gpio;
using DeviceMailAgent.Esp32.Configuration;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>The button. A press asks for the way to the provider to be tried now, and the light shows the result.</summary>
public sealed class Button
{
    private readonly GpioPin? _pin;
    private readonly bool _isActiveHigh;

    /// <summary>Takes the pin that agent.json names, if it names one.</summary>
    public Button(PinsConfiguration pins)
    {
        _isActiveHigh = pins.IsButtonActiveHigh;
        if (pins.Button != PinsConfiguration.None) _pin = new GpioController().OpenPin(pins.Button, _isActiveHigh ? PinMode.InputPullDown : PinMode.InputPullUp);
    }

    /// <summary>True while it is pressed.</summary>
    public bool IsPressed
    {
        get { return _pin != null && (_pin.Read() == PinValue.High) == _isActiveHigh; }
    }
}
