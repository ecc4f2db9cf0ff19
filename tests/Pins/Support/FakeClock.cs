using System.Threading;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>Time that passes only when a test says so.</summary>
internal sealed class FakeClock : IClock
{
    private long _nowMs = 1_000_000;

    public long NowMs => Volatile.Read(ref _nowMs);

    public void Advance(long ms) => Interlocked.Add(ref _nowMs, ms);
}
