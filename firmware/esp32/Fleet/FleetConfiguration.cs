namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>The <c>fleet</c> part of agent.json: the MQTT broker to which the device tells how it is.</summary>
public sealed class FleetConfiguration
{
    /// <summary>The broker.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; init; }

    /// <summary>False: in clear, which is only possible to an address of the own network.</summary>
    public bool IsTls { get; init; }

    /// <summary>The only roots trusted for the broker, as PEM; null: those that were deployed to the device.</summary>
    public string? Roots { get; init; }

    /// <summary>The user at the broker; its password is in the store. Null: no login.</summary>
    public string? User { get; init; }

    /// <summary>The device's own level in the topics.</summary>
    public string Id { get; init; } = "";

    /// <summary>The levels above it, without a slash at either end.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where Home Assistant looks for new devices, usually <c>homeassistant</c>; null: nothing is announced.</summary>
    public string? HomeAssistant { get; init; }
}
