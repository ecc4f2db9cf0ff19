namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>
/// Why there is no broker: the Detail of an event <see cref="Status.EventCode.FleetLost"/>. From 128 on it is the reason code that the broker itself said (MQTT 5 2.4).
/// </summary>
public static class FleetFault
{
    /// <summary>Nothing is wrong.</summary>
    public const int None = 0;

    /// <summary>fleet.host has no address.</summary>
    public const int NameNotResolved = 1;

    /// <summary>Nobody answers at its port.</summary>
    public const int Unreachable = 2;

    /// <summary>The TLS handshake failed.</summary>
    public const int TlsFailed = 3;

    /// <summary>Its certificate is not below a trusted root, not for fleet.host, or out of date.</summary>
    public const int CertificateUntrusted = 4;

    /// <summary>It does not answer in time, or not at all.</summary>
    public const int Silent = 5;

    /// <summary>The connection ended.</summary>
    public const int Ended = 6;

    /// <summary>What it says is no MQTT 5 as it was asked for.</summary>
    public const int NotMqtt5 = 7;

    /// <summary>MQTT 5 2.4: the first reason code that is a refusal.</summary>
    public const int ReasonMin = 128;
}
