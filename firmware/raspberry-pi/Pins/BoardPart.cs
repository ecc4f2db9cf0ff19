using System;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>
/// One part outside of the box's core, pins or screen, that may be missing or fail at any time: it is tried again now and then, and the log says once
/// that it does not work, and once that it does.
/// </summary>
internal sealed class BoardPart
{
    /// <summary>From a failure to the next attempt: a panel that was pulled off is back soon after it is put on.</summary>
    public const int RetryMs = 10 * 1000;

    private readonly string _name;
    private readonly IClock _clock;
    private readonly AgentLog _log;
    private bool _isReported;
    private long _retryMs = long.MinValue;

    public BoardPart(string name, IClock clock, AgentLog log)
    {
        _name = name;
        _clock = clock;
        _log = log;
    }

    /// <summary>True if it may be opened now.</summary>
    public bool IsTimeToTry
    {
        get { return _clock.NowMs >= _retryMs; }
    }

    public void Works()
    {
        _isReported = false;
        _log.BoardPart(_name, null);
    }

    public void Failed(Exception fault)
    {
        _retryMs = _clock.NowMs + RetryMs;
        if (_isReported) return;
        _isReported = true;
        _log.BoardPart(_name, fault is BoardException ? fault.Message : "It does not answer (" + fault.GetType().Name + "): " + fault.Message + " Check the wiring and the pins in agent.json. Mail goes on without it.");
    }
}
