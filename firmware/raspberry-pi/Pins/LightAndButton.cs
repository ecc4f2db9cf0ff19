using System;
using System.Device.Gpio;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>
/// The light and the button: looked at and set every <see cref="TickMs"/> on a thread of its own, which allocates nothing of its own.
/// (System.Device.Gpio does, 40 octets a change and, with libgpiod 1, at each reading; the collector takes them back.) A look is plain; the kernel's events
/// would need more threads, and debouncing all the same.
/// </summary>
internal sealed class LightAndButton
{
    /// <summary>From one look to the next: half of <see cref="ButtonPress.DebounceMs"/>.</summary>
    public const int TickMs = 20;

    private readonly PinsConfiguration _configuration;
    private readonly IBoard _board;
    private readonly IClock _clock;
    private readonly AgentLog _log;
    private readonly Action<ButtonCommand> _ask;
    private readonly StatusLight _light;
    private readonly ButtonPress _press = new ButtonPress();
    private readonly BoardPart _part;
    private GpioController? _pins;
    private LightPins? _lightPins;
    private GpioPin? _button;
    private PinValue _pressed;

    public LightAndButton(PinsConfiguration configuration, IBoard board, IClock clock, AgentLog log, Action<ButtonCommand> ask)
    {
        _configuration = configuration;
        _board = board;
        _clock = clock;
        _log = log;
        _ask = ask;
        _light = new StatusLight(log.Status);
        _part = new BoardPart("pins", clock, log);
    }

    /// <summary>What the button is doing, for the screen.</summary>
    public ButtonPhase Phase { get; private set; }

    /// <summary>Seconds left for a confirmation, for the screen.</summary>
    public int ConfirmSeconds { get; private set; }

    /// <summary>One look at the button, and the light set by it.</summary>
    public void Tick()
    {
        if (_pins == null && !_part.IsTimeToTry) return;
        try
        {
            if (_pins == null) Open();
            long now = _clock.NowMs;
            if (_button != null) Look(now);
            // Asked in any case: it also decides since when a pattern runs.
            bool isLit = _light.IsLit(Phase, now);
            _lightPins?.Show(_light.Pattern, isLit);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whatever a chip does must not reach the mail.
            Close();
            _part.Failed(fault);
        }
    }

    /// <summary>Ticks until it is told to stop, then leaves the light dark: a steady light of an agent that has gone would lie.</summary>
    public void Run(WaitHandle stop)
    {
        do Tick();
        while (!stop.WaitOne(TickMs));
        try
        {
            _lightPins?.Show(LightPattern.Pressed, false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _log.Faulted(fault);
        }
        Close();
    }

    private void Open()
    {
        _pins = _board.OpenPins(_configuration);
        ButtonConfiguration? button = _configuration.Button;
        if (_configuration.Light != null) _lightPins = new LightPins(_pins, _configuration.Light);
        if (button != null)
        {
            _button = _pins.OpenPin(button.Pin, button.IsActiveHigh ? PinMode.InputPullDown : PinMode.InputPullUp);
            _pressed = button.IsActiveHigh ? PinValue.High : PinValue.Low;
        }
        _part.Works();
    }

    private void Look(long now)
    {
        ButtonCommand command = _press.Look(_button!.Read() == _pressed, now);
        Phase = _press.Phase;
        ConfirmSeconds = (_press.ConfirmMsLeft + 999) / 1000;
        if (command != ButtonCommand.None) _ask(command);
    }

    private void Close()
    {
        _pins?.Dispose();
        _pins = null;
        _lightPins = null;
        _button = null;
        Phase = ButtonPhase.Idle;
    }
}
