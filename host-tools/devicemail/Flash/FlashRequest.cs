using DeviceMailAgent.Tool.Provision;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>What the command line asks for.</summary>
internal sealed record FlashRequest(Board Board)
{
    /// <summary>ESP32: the serial port.</summary>
    public string? Port { get; init; }

    /// <summary>ESP32: the firmware's version, "newest" or "keep"; null: as boards.json says.</summary>
    public string? Firmware { get; init; }

    /// <summary>Raspberry Pi: where ssh goes. ESP32: where the device will be reached, if agent.json does not say.</summary>
    public string? Host { get; init; }

    /// <summary>agent.json.</summary>
    public string? Configuration { get; init; }

    /// <summary>ESP32: folder of .pe files, or a packed .bin.</summary>
    public string? App { get; init; }

    /// <summary>ESP32: roots for accounts without a ca of their own.</summary>
    public string? Ca { get; init; }

    public string? WifiName { get; init; }

    public string? WifiPasswordFile { get; init; }

    /// <summary>ESP32: a fixed address on the scanners' side, such as 192.168.7.2/24.</summary>
    public string? EthernetAddress { get; init; }

    /// <summary>Where nanoff is; null: it is looked for.</summary>
    public string? Nanoff { get; init; }

    /// <summary>Raspberry Pi: the package.</summary>
    public string? Package { get; init; }

    /// <summary>Raspberry Pi: for ssh -F.</summary>
    public string? SshConfig { get; init; }

    /// <summary>For what the device tells of itself.</summary>
    public Language Language { get; init; }

    /// <summary>How long the device has to answer.</summary>
    public int WaitSeconds { get; init; }
}
