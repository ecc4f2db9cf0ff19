namespace DeviceMailAgent.Relay;

/// <summary>Lets time pass on the calling thread.</summary>
public interface IPause
{
    /// <summary>Waits.</summary>
    /// <param name="milliseconds">How long.</param>
    void Wait(int milliseconds);
}
