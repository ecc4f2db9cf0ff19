using System.Runtime.InteropServices;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi;

/// <summary>
/// CLOCK_BOOTTIME of clock_gettime(2): it does not jump when NTP sets the time of a board that has no battery, and unlike CLOCK_MONOTONIC it counts on while
/// the system sleeps, as the life of a token does.
/// </summary>
internal sealed partial class MonotonicClock : IClock
{
    private const int BootTime = 7;

    public long NowMs
    {
        get
        {
            // It cannot fail: Linux has had this clock since 2.6.39.
            _ = Read(BootTime, out Timespec now);
            return now.Seconds * 1000 + now.Nanoseconds / 1_000_000;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Timespec now);

    // The same on every 64-bit Linux.
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
