using System;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi;

/// <summary>The system's time and random numbers, for mails that lack Date or Message-ID.</summary>
internal sealed class MailStamp : IMailStamp
{
    // 2026-01-01 00:00 UTC. A board without a battery begins with the time of its last shutdown, or with 1970; what is before this software cannot be right.
    private const long Earliest = 1_767_225_600;

    public long UtcSeconds
    {
        get
        {
            long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            return now < Earliest ? 0 : now;
        }
    }

    public long NextUnique()
    {
        return Random.Shared.NextInt64(1L << 60);
    }
}
