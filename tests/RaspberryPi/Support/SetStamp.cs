using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>A time of day that the test sets.</summary>
internal sealed class SetStamp : IMailStamp
{
    public long UtcSeconds { get; set; }

    public long NextUnique()
    {
        return 1;
    }
}
