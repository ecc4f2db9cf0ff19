using System.Collections.Generic;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>How well something is known about a provider.</summary>
internal enum Sureness
{
    /// <summary>The provider's own documentation or configuration says so.</summary>
    Documented,
    /// <summary>Logs, issue threads or third parties say so.</summary>
    Reported,
    /// <summary>Held to be so; try it on a live account first.</summary>
    Unconfirmed,
}

/// <summary>One fact that a person should know before choosing or setting up a provider.</summary>
internal sealed record Caveat(Sureness Sureness, string English, string Japanese)
{
    public Phrase Text => new(English, Japanese);
}

/// <summary>A server to send through. <see cref="Security"/> is agent.json's: starttls, implicit or none.</summary>
internal sealed record SmtpServer(string Host, int Port, string Security);

/// <summary>A way to get a token. <see cref="Name"/> is agent.json's <c>oauth.flow</c>.</summary>
internal sealed record OAuthFlow(string Name, string Scope, string TokenEndpoint)
{
    /// <summary>RFC 8628; null for the other flows.</summary>
    public string? DeviceEndpoint { get; init; }

    /// <summary>Where the browser goes (RFC 6749 3.1); the tool alone needs it.</summary>
    public string? AuthorizationEndpoint { get; init; }

    /// <summary>What else the browser's request must carry, in the form of a query; null: nothing. Google gives no refresh token without it.</summary>
    public string? AuthorizationQuery { get; init; }

    /// <summary>What the provider's side must have been given first, and when this flow is the right one.</summary>
    public required Phrase Needs { get; init; }
}

/// <summary>
/// All that has to be known to send through one provider. Words in angle brackets in hosts, endpoints and users stand for values
/// that <see cref="PresetExpansion"/> is given. Lists begin with what is best.
/// </summary>
internal sealed record ProviderPreset(string Name, Phrase Title)
{
    public required IReadOnlyList<SmtpServer> Servers { get; init; }

    /// <summary>agent.json's <c>mechanism</c>: xoauth2, oauthbearer, plain, login or none.</summary>
    public required IReadOnlyList<string> Mechanisms { get; init; }

    /// <summary>Empty where there is no OAuth.</summary>
    public IReadOnlyList<OAuthFlow> Flows { get; init; } = [];

    /// <summary>What "user" is: a fixed text, or one with &lt;mailbox&gt;.</summary>
    public string User { get; init; } = "<mailbox>";

    /// <summary>What the user name and the secret are, for the person who enters them.</summary>
    public required Phrase Login { get; init; }

    /// <summary>Octets of a whole mail, base64 included; where the provider does not say, 25 MiB.</summary>
    public long SizeMax { get; init; } = 25L << 20;

    /// <summary>Connections at once; 0: not known, the device's own default.</summary>
    public int ConnectionsMax { get; init; }

    /// <summary>Mails a minute; 0: not known.</summary>
    public int PerMinuteMax { get; init; }

    /// <summary>Seconds that a token must still live; 0: the device's own default of 600.</summary>
    public int RefreshMarginSeconds { get; init; }

    public IReadOnlyList<Caveat> Caveats { get; init; } = [];
}
