using System;
using System.Diagnostics;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Waits for what happens on other threads.</summary>
internal static class Wait
{
    public static void Until(Func<bool> happened, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!happened())
        {
            if (clock.ElapsedMilliseconds > 30_000) throw new TimeoutException("It did not happen in time: " + what);
            Thread.Sleep(5);
        }
    }
}
