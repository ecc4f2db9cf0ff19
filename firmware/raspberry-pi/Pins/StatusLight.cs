using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>Which pattern the light shows, and since when.</summary>
internal sealed class StatusLight
{
    // How often the state is looked at; a light that changes faster is only seen to flicker.
    private const int LookMs = 250;

    private readonly StatusWatch _status;
    private AgentState _state = AgentState.Booting;
    private AgentState _shownState = AgentState.Booting;
    private LightPattern _shown = LightPattern.Of(AgentState.Booting);
    private long _sinceMs = long.MinValue;
    private long _lookedMs = long.MinValue / 2;
    private int _seen;

    public StatusLight(StatusWatch status)
    {
        _status = status;
    }

    /// <summary>The pattern, as of the last <see cref="IsLit"/>.</summary>
    public LightPattern Pattern
    {
        get { return _shown; }
    }

    /// <summary>Whether it is lit now.</summary>
    public bool IsLit(ButtonPhase phase, long nowMs)
    {
        if (nowMs - _lookedMs >= LookMs)
        {
            _state = _status.Look(ref _seen);
            _lookedMs = nowMs;
        }
        LightPattern? pressed = LightPattern.Of(phase);
        // A small mail is gone in a third of a second. Its blink is shown to the end, unless something graver comes up.
        bool isBlinkUnderWay = _shownState == AgentState.Sending && _state == AgentState.Ready && nowMs - _sinceMs < LightPattern.Of(AgentState.Sending).PeriodMs;
        if (pressed == null && !isBlinkUnderWay) _shownState = _state;
        LightPattern wanted = pressed ?? LightPattern.Of(_shownState);
        if (wanted != _shown || _sinceMs == long.MinValue)
        {
            _shown = wanted;
            _sinceMs = nowMs;
        }
        return _shown.IsLit(nowMs - _sinceMs);
    }
}
