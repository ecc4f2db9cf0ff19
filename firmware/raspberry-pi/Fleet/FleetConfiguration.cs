namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>The <c>fleet</c> part of agent.json: the MQTT broker to which the device tells how it is.</summary>
internal sealed class FleetConfiguration
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>False: in clear, which is only possible to this device or its own network.</summary>
    public required bool IsTls { get; init; }

    /// <summary>The only roots trusted for the broker, as DER; null: the system's.</summary>
    public required byte[][]? Roots { get; init; }

    /// <summary>The user at the broker; its password is in the store. Null: no login.</summary>
    public required string? User { get; init; }

    /// <summary>The device's own level in the topics.</summary>
    public required string Id { get; init; }

    /// <summary>The levels above it, without a slash at either end.</summary>
    public required string Prefix { get; init; }

    /// <summary>Where Home Assistant looks for new devices, usually <c>homeassistant</c>; null: nothing is announced.</summary>
    public required string? HomeAssistant { get; init; }
}
