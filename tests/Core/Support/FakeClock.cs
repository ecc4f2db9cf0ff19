using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Time that passes only when a test or a channel that times out says so.</summary>
public sealed class FakeClock : IClock
{
    public long NowMs { get; private set; } = 1_000_000;

    public void Advance(long ms)
    {
        NowMs += ms;
    }
}
