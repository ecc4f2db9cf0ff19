using System.Device.Gpio;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>One to three LEDs on GPIO pins, lit while high. One LED alone blinks in its own colour.</summary>
public sealed class PinLight : ILight
{
    private readonly GpioPin? _red;
    private readonly GpioPin? _green;
    private readonly GpioPin? _blue;

    /// <summary>Takes the board's pins.</summary>
    public PinLight(Board board)
    {
        GpioController controller = new GpioController();
        _red = Open(controller, board.Red);
        _green = Open(controller, board.Green);
        _blue = Open(controller, board.Blue);
    }

    /// <inheritdoc/>
    public void Show(bool red, bool green, bool blue)
    {
        bool isSingle = _green == null && _blue == null;
        Set(_red, isSingle ? red || green || blue : red);
        Set(_green, green);
        Set(_blue, blue);
    }

    private static GpioPin? Open(GpioController controller, int pin)
    {
        return pin == Board.NoPin ? null : controller.OpenPin(pin, PinMode.Output);
    }

    private static void Set(GpioPin? pin, bool isOn)
    {
        if (pin != null) pin.Write(isOn ? PinValue.High : PinValue.Low);
    }
}
