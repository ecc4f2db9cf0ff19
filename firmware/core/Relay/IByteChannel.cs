namespace DeviceMailAgent.Relay;

/// <summary>A blocking stream of octets in both directions. The caller owns every buffer.</summary>
public interface IByteChannel
{
    /// <summary>Waits for at least one octet, up to the channel's read time-out.</summary>
    /// <returns>The number of octets put at <paramref name="offset"/>; 0: the peer closed; below 0: failed or timed out.</returns>
    int Read(byte[] buffer, int offset, int count);

    /// <summary>Sends all of it or fails; there is no partial success to handle.</summary>
    bool Write(byte[] buffer, int offset, int count);
}
