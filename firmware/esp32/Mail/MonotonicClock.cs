using System;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>Milliseconds since the board started; SNTP does not move it.</summary>
public sealed class MonotonicClock : IClock
{
    /// <inheritdoc/>
    public long NowMs
    {
        get { return Environment.TickCount64; }
    }
}
