using System;
using System.Collections.Generic;
using System.Threading;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>How often each device code may be asked for, which OpenIddict leaves open. May be used from any thread.</summary>
internal sealed class DeviceCodes(SandboxOptions options, TimeProvider time)
{
    // A client's timer and the network are not exact.
    private const int EarlyMsMax = 200;

    private const int CodesMax = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Poll> _polls = [];

    public void Add(string deviceCode)
    {
        lock (_lock)
        {
            if (_polls.Count >= CodesMax) _polls.Clear();
            _polls[deviceCode] = new Poll(null, options.DeviceIntervalSeconds);
        }
    }

    /// <summary>Notes a request for this code. Returns whether it came too early.</summary>
    public bool ComesTooEarly(string deviceCode)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_polls.TryGetValue(deviceCode, out Poll? poll)) return false;
            bool early = poll.Last is { } last && now < last.AddSeconds(poll.IntervalSeconds).AddMilliseconds(-EarlyMsMax);
            _polls[deviceCode] = poll with { Last = now };
            return early;
        }
    }

    /// <summary>RFC 8628 3.5: slow_down makes the interval five seconds longer for this and all later requests.</summary>
    public void SlowDown(string deviceCode)
    {
        lock (_lock)
        {
            if (_polls.TryGetValue(deviceCode, out Poll? poll)) _polls[deviceCode] = poll with { IntervalSeconds = poll.IntervalSeconds + 5 };
        }
    }

    private sealed record Poll(DateTimeOffset? Last, int IntervalSeconds);
}
