using System;
using System.Threading;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>Shows the agent's state: its colour, and its number of blinks every two seconds.</summary>
public sealed class StatusLight
{
    private const int BlinkMs = 200;
    private const int PauseMs = 2000;
    private const int SteadyMs = 200;

    private readonly ILight _light;
    private readonly IScreen? _screen;
    private readonly Button _button;
    private readonly UpstreamLink _upstream;
    private readonly DeviceLog _log;
    private bool _wasPressed;
    private AgentState _shown = AgentState.Misconfigured;
    private Diagnosis _shownWhy = Diagnosis.None;

    /// <summary>Shows a log's state.</summary>
    /// <param name="light">Where.</param>
    /// <param name="screen">Told the same in words; null: there is none.</param>
    /// <param name="button">A press tries the way to the provider.</param>
    /// <param name="upstream">That way.</param>
    /// <param name="log">Whose state.</param>
    public StatusLight(ILight light, IScreen? screen, Button button, UpstreamLink upstream, DeviceLog log)
    {
        _button = button;
        _upstream = upstream;
        _light = light;
        _screen = screen;
        _log = log;
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            try
            {
                ShowOnce(_log.State);
            }
            catch (Exception)
            {
                _log.Faulted();
                Thread.Sleep(PauseMs);
            }
        }
    }

    /// <summary>Shows a state once: its blinks and the pause behind them.</summary>
    public void ShowOnce(AgentState state)
    {
        LightPattern pattern = LightPattern.Of(state);
        Diagnosis why = _log.Why;
        if (_screen != null && (state != _shown || why != _shownWhy)) _screen.Show(state, why);
        _shown = state;
        _shownWhy = why;
        for (int i = 0; i < pattern.Blinks; i++)
        {
            _light.Show(pattern.Red, pattern.Green, pattern.Blue);
            Thread.Sleep(BlinkMs);
            _light.Show(false, false, false);
            Thread.Sleep(BlinkMs);
        }
        if (pattern.Blinks == 0) _light.Show(pattern.Red, pattern.Green, pattern.Blue);
        // A mail that begins is shown soon.
        for (int waited = 0; waited < PauseMs && _log.State == state; waited += SteadyMs)
        {
            LookAtButton();
            Thread.Sleep(SteadyMs);
        }
    }

    private void LookAtButton()
    {
        bool isPressed = _button.IsPressed;
        if (isPressed && !_wasPressed) _upstream.Warm(0);
        _wasPressed = isPressed;
    }
}
