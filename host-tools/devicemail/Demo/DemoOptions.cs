using DeviceMailAgent.Sandbox;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>What a person may choose of the demo.</summary>
internal sealed record DemoOptions
{
    /// <summary>The provider that the sandbox plays.</summary>
    public required ProviderProfile Profile { get; init; }

    /// <summary>Pages of the scan.</summary>
    public int Pages { get; init; } = 4;

    /// <summary>Octets of the PDF, about.</summary>
    public int PdfOctets { get; init; } = 600_000;

    /// <summary>Leave it all running, reachable from the LAN.</summary>
    public bool Keep { get; init; }

    /// <summary>Print one JSON object and nothing else.</summary>
    public bool Json { get; init; }

    /// <summary>The agent's binary; null: the one built beside this tool.</summary>
    public string? Agent { get; init; }
}
