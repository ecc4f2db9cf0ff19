namespace DeviceMailAgent.Relay;

/// <summary>Time that never jumps. It says how long something took, not what time of day it is.</summary>
public interface IClock
{
    /// <summary>Milliseconds since some fixed moment before the agent's start.</summary>
    long NowMs { get; }
}
