using System;

namespace DeviceMailAgent.Esp32.Connections;

/// <summary>The time of day, as far as it is known: the board begins in 1970.</summary>
public sealed class DeviceClock
{
    // 2026-01-01: what is before this software cannot be right.
    private const long Earliest = 1767225600;

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
}
