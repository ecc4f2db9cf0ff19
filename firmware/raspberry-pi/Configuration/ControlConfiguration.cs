using System.Net;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>The <c>control</c> part: how <c>devicemail</c> reaches the agent. Only the unix socket is on by default.</summary>
internal sealed class ControlConfiguration
{
    /// <summary>Path of the unix socket.</summary>
    public required string Socket { get; init; }

    /// <summary>True if agent.json names it: then the agent does not start without it.</summary>
    public required bool SocketIsNamed { get; init; }

    /// <summary>Where TLS listens; null: nowhere.</summary>
    public IPAddress? Address { get; init; }

    public int Port { get; init; }

    /// <summary>Path of a serial line; null: none.</summary>
    public string? Serial { get; init; }
}
