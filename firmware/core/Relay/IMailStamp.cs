namespace DeviceMailAgent.Relay;

/// <summary>What a mail that lacks Date or Message-ID is stamped with. Asked once for each mail.</summary>
public interface IMailStamp
{
    /// <summary>
    /// Seconds since 1970-01-01 00:00 UTC; 0 while the device's clock is not known to be right. Then no Date and no Received are
    /// added: no date is better than a wrong one, and providers set their own.
    /// </summary>
    long UtcSeconds { get; }

    /// <summary>A number of 0 or more that this device has not given before and will not give again, after a restart neither: a random one of 60 bits will do.</summary>
    long NextUnique();
}
