using System;
using System.Threading;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>
/// The light and the button: looked at and set every <see cref="TickMs"/>. While a TLS handshake stops the interpreter, both stand still; a press that
/// begins and ends within it is not seen.
/// </summary>
public sealed class StatusLight
{
    /// <summary>From one look to the next.</summary>
    public const int TickMs = ButtonPress.DebounceMs;

    // A light that does not change is set again now and then, whatever may have disturbed its pin.
    private const int RepeatMs = 3000;

    private readonly ILight _light;
    private readonly Button _button;
    private readonly ButtonDesk? _desk;
    private readonly ButtonPress _press = new ButtonPress();
    private readonly IClock _clock;
    private readonly DeviceLog _log;
    private AgentState _state = AgentState.Booting;
    private LightPattern? _pattern;
    private long _sinceMs;
    private long _setMs;
    private bool _isLit;

    /// <summary>Shows a log's state.</summary>
    /// <param name="light">Where.</param>
    /// <param name="button">Looked at.</param>
    /// <param name="desk">Does what the button asks for; null: there is no button.</param>
    /// <param name="clock">For the rhythm, and how long the button is held.</param>
    /// <param name="log">Whose state.</param>
    public StatusLight(ILight light, Button button, ButtonDesk? desk, IClock clock, DeviceLog log)
    {
        _light = light;
        _button = button;
        _desk = desk;
        _clock = clock;
        _log = log;
    }

    /// <summary>What the button is doing, for the screen.</summary>
    public ButtonPhase Phase
    {
        get { return _press.Phase; }
    }

    /// <summary>Seconds left for a confirmation, for the screen.</summary>
    public int ConfirmSeconds
    {
        get { return (_press.ConfirmMsLeft + 999) / 1000; }
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            try
            {
                Tick(_clock.NowMs);
                Thread.Sleep(TickMs);
            }
            catch (Exception)
            {
                _log.Faulted();
                Thread.Sleep(RepeatMs);
            }
        }
    }

    private void Tick(long nowMs)
    {
        if (_desk != null)
        {
            ButtonCommand command = _press.Look(_button.IsPressed, nowMs);
            if (command != ButtonCommand.None) _desk.Ask(command);
        }
        LightPattern pattern = PatternOf(nowMs);
        bool isNew = pattern != _pattern;
        if (isNew) _sinceMs = nowMs;
        _pattern = pattern;
        bool isLit = pattern.IsLit(nowMs - _sinceMs);
        if (!isNew && isLit == _isLit && nowMs - _setMs < RepeatMs) return;
        _isLit = isLit;
        _setMs = nowMs;
        _light.Show(isLit && pattern.Red, isLit && pattern.Green, isLit && pattern.Blue);
    }

    private LightPattern PatternOf(long nowMs)
    {
        LightPattern? pressed = LightPattern.Of(_press.Phase);
        if (pressed != null) return pressed;
        AgentState state = _log.State;
        // A small mail is gone in a third of a second. Its blink is shown to the end, unless something graver comes up.
        bool isBlinkUnderWay = _state == AgentState.Sending && state == AgentState.Ready && nowMs - _sinceMs < LightPattern.Of(AgentState.Sending).PeriodMs;
        if (!isBlinkUnderWay) _state = state;
        return LightPattern.Of(_state);
    }
}
