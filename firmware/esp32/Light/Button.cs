using System.Device.Gpio;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>The board's button, low while pressed. A press asks for the way to the provider to be tried now, and the light shows the result.</summary>
public sealed class Button
{
    private readonly GpioPin? _pin;

    /// <summary>Takes the board's pin.</summary>
    public Button(Board board)
    {
        if (board.Button != Board.NoPin) _pin = new GpioController().OpenPin(board.Button, PinMode.InputPullUp);
    }

    /// <summary>True while it is pressed.</summary>
    public bool IsPressed
    {
        get { return _pin != null && _pin.Read() == PinValue.Low; }
    }
}
