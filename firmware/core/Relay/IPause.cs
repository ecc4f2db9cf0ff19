namespace DeviceMailAgent.Relay;

/// <summary>Lets time pass on the calling thread.</summary>
public interface IPause
{
    /// <summary>Waits.</summary>
    /// <param name="milliseconds">How long at least; a platform that remembers who was wrong before may wait longer, even at 0.</param>
    void Wait(int milliseconds);
}
