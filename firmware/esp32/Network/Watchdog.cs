using System;
using System.Threading;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Status;
using nanoFramework.Runtime.Native;

namespace DeviceMailAgent.Esp32.Network;

/// <summary>
/// Notices that the interpreter stood still (a TLS handshake runs to its end before any other thread goes on) and that opening the link never ends.
/// The first is noted, since it is over when this thread runs again; after the second only a restart helps: no mail is lost by it, the scanner
/// still has what has not been answered. A standstill without end is for the firmware's own watchdog.
/// </summary>
public sealed class Watchdog
{
    private const int BeatMs = 1000;
    private const int StandstillMs = 10 * 1000;
    // The longest that opening may take by its own limits, twice, and a renewal in it.
    private const int OpeningMsMax = 3 * 60 * 1000;

    private readonly UpstreamLink _upstream;
    private readonly MonotonicClock _clock;
    private readonly DeviceLog _log;

    /// <summary>Watches a link.</summary>
    public Watchdog(UpstreamLink upstream, MonotonicClock clock, DeviceLog log)
    {
        _upstream = upstream;
        _clock = clock;
        _log = log;
    }

    /// <summary>The longest standstill so far, in milliseconds.</summary>
    public long LongestStandstillMs { get; private set; }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        long last = _clock.NowMs;
        while (true)
        {
            try
            {
                Thread.Sleep(BeatMs);
                long now = _clock.NowMs;
                long stood = now - last - BeatMs;
                last = now;
                if (stood > LongestStandstillMs) LongestStandstillMs = stood;
                if (stood > StandstillMs) _log.Add(EventCode.Fault, -1, Diagnosis.ProviderSilent, stood, 0, 0);
                long since = _upstream.BusySinceMs;
                if (since != 0 && now - since > OpeningMsMax) Power.RebootDevice();
            }
            catch (Exception)
            {
                _log.Faulted();
            }
        }
    }
}
