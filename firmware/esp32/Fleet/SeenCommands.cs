namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>
/// Tells a command from its replay: by its time, and while that is recent by its nonce. What was made before this start is refused, since its nonce
/// was forgotten with the power. A clock that goes back brings no nonce back: times up to the latest forgotten one stay refused.
/// </summary>
public sealed class SeenCommands
{
    private readonly string?[] _nonces = new string?[FleetLimits.Nonces];
    private readonly long[] _times = new long[FleetLimits.Nonces];
    private readonly long _startedSeconds;
    private long _forgottenUpTo;

    /// <param name="startedSeconds">When commands were taken first, in seconds since 1970, UTC.</param>
    public SeenCommands(long startedSeconds)
    {
        _startedSeconds = startedSeconds;
    }

    /// <summary>Judges a command whose proof is right, and remembers it.</summary>
    /// <param name="nonce">Its nonce.</param>
    /// <param name="time">When it was made, in seconds since 1970, UTC.</param>
    /// <param name="now">The time of now.</param>
    /// <returns>Null: it is new; else why it is refused.</returns>
    public string? Refuse(string nonce, long time, long now)
    {
        for (int i = 0; i < _nonces.Length; i++)
        {
            if (_nonces[i] == nonce) return "replayed";
        }
        if (time < now - FleetLimits.SkewSeconds || time > now + FleetLimits.SkewSeconds || time < _startedSeconds || time <= _forgottenUpTo) return "stale";
        int free = -1;
        for (int i = 0; i < _nonces.Length; i++)
        {
            if (_nonces[i] != null && _times[i] < now - FleetLimits.SkewSeconds)
            {
                if (_times[i] > _forgottenUpTo) _forgottenUpTo = _times[i];
                _nonces[i] = null;
            }
            if (_nonces[i] == null) free = i;
        }
        if (free < 0) return "busy";
        _nonces[free] = nonce;
        _times[free] = time;
        return null;
    }
}
