using System;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>The device's time and random numbers.</summary>
public sealed class DeviceStamp : IMailStamp
{
    // 2026-01-01 00:00 UTC. The board begins in 1970 and stays there until SNTP has been heard.
    private const long Earliest = 1767225600;

    // nanoFramework's Random is the hardware's generator.
    private readonly Random _random = new Random();

    /// <inheritdoc/>
    public long UtcSeconds
    {
        get
        {
            long now = DateTime.UtcNow.ToUnixTimeSeconds();
            return now < Earliest ? 0 : now;
        }
    }

    /// <inheritdoc/>
    public long NextUnique()
    {
        return (long)_random.Next() << 29 ^ _random.Next();
    }
}
