using System.Collections.Generic;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Monday, 23 November 2026, 08:50:47 UTC, and numbers from 1 on.</summary>
public sealed class FakeStamp : IMailStamp
{
    private long _unique;

    public long UtcSeconds { get; set; } = HeaderRepair.Now;

    public long NextUnique()
    {
        return ++_unique;
    }
}

/// <summary>Waits for nothing, and knows what it was asked for.</summary>
public sealed class RecordedPauses : IPause
{
    public List<int> Milliseconds { get; } = [];

    public void Wait(int milliseconds)
    {
        if (milliseconds > 0) Milliseconds.Add(milliseconds);
    }
}
