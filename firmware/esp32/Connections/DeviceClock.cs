using System;
using System.Threading;

namespace DeviceMailAgent.Esp32.Connections;

/// <summary>The time of day, as far as it is known: the board begins in 1970.</summary>
public sealed class DeviceClock
{
    // 2026-01-01: what is before this software cannot be right.
    private const long Earliest = 1767225600;

    private const int LookMs = 100;

    /// <summary>Seconds since 1970.</summary>
    public long UtcSeconds
    {
        get { return DateTime.UtcNow.ToUnixTimeSeconds(); }
    }

    /// <summary>True once SNTP has set it.</summary>
    public bool IsSet
    {
        get { return UtcSeconds >= Earliest; }
    }

    /// <summary>Waits for it: behind a start the first scanner may be quicker than the time server.</summary>
    /// <returns>False: it is not known still.</returns>
    public bool Wait(int waitMs)
    {
        for (int waited = 0; !IsSet && waited < waitMs; waited += LookMs) Thread.Sleep(LookMs);
        return IsSet;
    }
}
