using System.Collections.Generic;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>
/// Tells a command from its replay: by its time, and while that is recent by its nonce. What was made before this start is refused, since its nonce
/// might have been forgotten with the process. A clock that goes back brings no nonce back: times up to the latest forgotten one stay refused.
/// </summary>
internal sealed class SeenCommands
{
    private readonly Dictionary<string, long> _nonces = new();
    private readonly long _startedSeconds;
    private long _forgottenUpTo;

    /// <param name="startedSeconds">When the agent started, in seconds since 1970, UTC; 0: not known, for the clock was not set.</param>
    public SeenCommands(long startedSeconds)
    {
        _startedSeconds = startedSeconds;
    }

    /// <summary>Judges a command whose proof is right, and remembers it.</summary>
    /// <param name="nonce">Its nonce.</param>
    /// <param name="time">When it was made, in seconds since 1970, UTC.</param>
    /// <param name="now">The time of now; 0: not known.</param>
    /// <returns>Null: it is new; else why it is refused.</returns>
    public string? Refuse(string nonce, long time, long now)
    {
        if (now == 0) return "clock-not-set";
        if (_nonces.ContainsKey(nonce)) return "replayed";
        if (time < now - FleetLimits.SkewSeconds || time > now + FleetLimits.SkewSeconds || time < _startedSeconds || time <= _forgottenUpTo) return "stale";
        ForgetOld(now);
        if (_nonces.Count >= FleetLimits.Nonces) return "busy";
        _nonces.Add(nonce, time);
        return null;
    }

    private void ForgetOld(long now)
    {
        foreach (KeyValuePair<string, long> seen in _nonces)
        {
            if (seen.Value >= now - FleetLimits.SkewSeconds) continue;
            if (seen.Value > _forgottenUpTo) _forgottenUpTo = seen.Value;
            // .NET allows removal while a dictionary is walked.
            _nonces.Remove(seen.Key);
        }
    }
}
