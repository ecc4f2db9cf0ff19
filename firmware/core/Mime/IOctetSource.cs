namespace DeviceMailAgent.Mime;

/// <summary>Where an attachment's octets come from: a file, flash, a generator.</summary>
public interface IOctetSource
{
    /// <summary>Gives the next octets, as many as are at hand.</summary>
    /// <returns>How many were put at <paramref name="offset"/>, 1 to <paramref name="count"/>; 0: the end; below 0: it failed.</returns>
    int Read(byte[] buffer, int offset, int count);
}
