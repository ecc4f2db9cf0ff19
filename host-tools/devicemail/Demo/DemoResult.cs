using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>What the demo found. Nothing here is assumed: a field that could not be read is null or false.</summary>
internal sealed record DemoResult
{
    /// <summary>True if the agent got its refresh token by a sign-in, as a device does.</summary>
    public bool Paired { get; init; }

    /// <summary>True if the provider had the mail and the scanner heard 250.</summary>
    public bool Delivered { get; init; }

    /// <summary>True if the octets at the provider have the SHA-256 of the octets that the scanner sent.</summary>
    public bool Sha256Match { get; init; }

    /// <summary>Octets of the mail, attachment encoded, dots not stuffed.</summary>
    public long MessageBytes { get; init; }

    /// <summary>Seconds from the scanner's connection to its last reply.</summary>
    public double Seconds { get; init; }

    /// <summary>The agent process's highest resident set, octets (VmHWM).</summary>
    public long AgentPeakRssBytes { get; init; }

    /// <summary>Whether the agent ran as a native binary or on the JIT, which needs several times the memory.</summary>
    public bool AgentIsNative { get; init; }

    /// <summary>Subject as the provider's copy has it.</summary>
    public string? Subject { get; init; }

    /// <summary>Name of the attachment in the provider's copy.</summary>
    public string? Attachment { get; init; }

    /// <summary>Octets of the attachment, decoded.</summary>
    public long AttachmentBytes { get; init; }

    /// <summary>True if the decoded attachment is the PDF that was scanned.</summary>
    public bool AttachmentMatch { get; init; }

    /// <summary>SHA-256 of the mail at the provider, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What the scanner heard last.</summary>
    public string? ScannerReply { get; init; }

    /// <summary>What went wrong; null if nothing.</summary>
    public string? Error { get; init; }

    /// <summary>True if the mail arrived and is unchanged: what the exit code says.</summary>
    [JsonIgnore]
    public bool IsSuccess => Paired && Delivered && Sha256Match && AttachmentMatch;

    public string ToJson() => JsonSerializer.Serialize(this, DemoJson.Default.DemoResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DemoResult))]
internal sealed partial class DemoJson : JsonSerializerContext;
