using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using DeviceMailAgent.Sandbox.Faults;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>What may go wrong while one mail's octets come in: a reset after so many, a pace that is not exceeded.</summary>
internal sealed class ContentFaults
{
    private readonly long _resetAfter;
    private readonly long _octetsPerSecond;
    private readonly CancellationToken _stopping;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _octets;

    public ContentFaults(FaultBoard faults, CancellationToken stopping)
    {
        _stopping = stopping;
        _resetAfter = Number(faults.Take("reset-mid-data"));
        _octetsPerSecond = Number(faults.Take("slow-read"));
    }

    /// <summary>Reads more from the wire. False: the client closed, or the connection was reset.</summary>
    public bool Fill(Wire wire)
    {
        if (_resetAfter == 0 && _octetsPerSecond == 0) return wire.Fill();
        int octetsMax = int.MaxValue;
        if (_octetsPerSecond > 0)
        {
            octetsMax = (int)Math.Clamp(_octetsPerSecond / 20, 1, int.MaxValue);
            double ahead = (double)_octets / _octetsPerSecond - _clock.Elapsed.TotalSeconds;
            if (ahead > 0 && _stopping.WaitHandle.WaitOne(TimeSpan.FromSeconds(ahead))) return false;
        }

        int before = wire.Unread.Length;
        if (!wire.Fill(octetsMax)) return false;
        _octets += wire.Unread.Length - before;
        if (_resetAfter == 0 || _octets < _resetAfter) return true;
        wire.Reset();
        return false;
    }

    private static long Number(string? argument) => argument is null ? 0 : Math.Max(1, long.Parse(argument, CultureInfo.InvariantCulture));
}
