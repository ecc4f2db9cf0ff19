using System;
using System.Globalization;
using System.Threading;

namespace DeviceMailAgent.Esp32Host.Machine;

/// <summary>A clock without a battery: it begins in 1970 and is right once SNTP has been heard.</summary>
public static class DeviceTime
{
    private static readonly DateTime Started = DateTime.UtcNow;
    private static long _offsetTicks = DateTime.UnixEpoch.Ticks - Started.Ticks;

    public static DateTime UtcNow => new(DateTime.UtcNow.Ticks + Interlocked.Read(ref _offsetTicks), DateTimeKind.Utc);

    /// <summary>What the time server says. DMA_SNTP is "never", or how many milliseconds it takes to answer (default 0).</summary>
    public static void AskServer()
    {
        string answer = Environment.GetEnvironmentVariable("DMA_SNTP") ?? "0";
        if (answer == "never") return;
        var timer = new Timer(static _ => Interlocked.Exchange(ref _offsetTicks, 0));
        timer.Change(int.Parse(answer, CultureInfo.InvariantCulture), Timeout.Infinite);
        GC.KeepAlive(timer);
        _timer = timer;
    }

    private static Timer? _timer;

    /// <summary>True once the server was asked.</summary>
    public static bool WasAsked => _timer is not null;
}
