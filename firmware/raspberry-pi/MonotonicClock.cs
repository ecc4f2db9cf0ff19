using System.Diagnostics;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi;

/// <summary>CLOCK_MONOTONIC: it does not jump when NTP sets the time of a board that has no battery.</summary>
internal sealed class MonotonicClock : IClock
{
    public long NowMs
    {
        get { return (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds; }
    }
}
