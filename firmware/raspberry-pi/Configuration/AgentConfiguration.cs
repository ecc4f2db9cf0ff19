using System.Net;
using DeviceMailAgent.RaspberryPi.Fleet;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>agent.json, read and found sound (design.md, "Configuration"). Paths in it are absolute.</summary>
internal sealed class AgentConfiguration
{
    /// <summary>What the agent calls itself in its greeting.</summary>
    public required string Name { get; init; }

    /// <summary>The board's id in boards.json.</summary>
    public required string Board { get; init; }

    public required ListenerConfiguration[] Listeners { get; init; }

    public required LoginConfiguration[] Logins { get; init; }

    public required AccountConfiguration[] Accounts { get; init; }

    /// <summary>The first that fits a mail says which account carries it; where none does, the login's, then the listener's.</summary>
    public RouteConfiguration[] Routes { get; init; } = [];

    /// <summary>The folder with the refresh tokens and the agent's own certificate.</summary>
    public required string Store { get; init; }

    /// <summary>Index of the account for scanners that name none.</summary>
    public required int DefaultAccount { get; init; }

    /// <summary>Who is written to before something ends; null: nobody.</summary>
    public OwnerConfiguration? Owner { get; init; }

    /// <summary>How <c>devicemail</c> reaches the agent.</summary>
    public required ControlConfiguration Control { get; init; }

    /// <summary>The status page; null: there is none.</summary>
    public PageConfiguration? Page { get; init; }

    /// <summary>Light and button; null: none.</summary>
    public PinsConfiguration? Pins { get; init; }

    /// <summary>The screen; null: none.</summary>
    public ScreenConfiguration? Screen { get; init; }

    /// <summary>The MQTT broker that is told how the device is; null: none.</summary>
    public FleetConfiguration? Fleet { get; init; }
}

/// <summary>Who is written to before something ends.</summary>
internal sealed class OwnerConfiguration
{
    /// <summary>A mail address.</summary>
    public required string Address { get; init; }

    /// <summary>en, ja, or both.</summary>
    public required string Language { get; init; }
}

/// <summary>When a listener speaks TLS with a scanner.</summary>
internal enum ListenerTls
{
    Off,
    StartTls,
    Implicit,
    /// <summary>Implicit for a client that begins with a ClientHello, else plain with STARTTLS on offer.</summary>
    Auto,
}

/// <summary>One entry of <c>listen</c>.</summary>
internal sealed class ListenerConfiguration
{
    /// <summary>For <see cref="RouteConfiguration.Listener"/>; null: it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Index of the account for mails without a route or login; the default one unless another is named.</summary>
    public int Account { get; init; }

    public required IPAddress Address { get; init; }

    public required int Port { get; init; }

    public required ListenerTls Tls { get; init; }

    /// <summary>True for <c>tlsMin</c> 1.0: TLS 1.0 and the old cipher suites are served too.</summary>
    public bool ServesOldTls { get; init; }

    public required AddressRange[] Allow { get; init; }

    public required LoginPolicy Login { get; init; }

    /// <summary>True if commands that depart from RFC 5321 are refused.</summary>
    public required bool IsStrict { get; init; }

    /// <summary>What is put right in the mails.</summary>
    public required MessageRepair Repair { get; init; }

    /// <summary>PEM files given by the owner; null: the agent makes a certificate of its own.</summary>
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    public bool Allows(IPAddress address)
    {
        foreach (AddressRange range in Allow)
        {
            if (range.Contains(address)) return true;
        }
        return false;
    }
}

/// <summary>One entry of <c>logins</c>.</summary>
internal sealed class LoginConfiguration
{
    public required byte[] User { get; init; }

    /// <summary>Null for <c>any</c>.</summary>
    public byte[]? Salt { get; init; }

    /// <summary>HMAC-SHA256 over the password with <see cref="Salt"/> as key; 32 octets. Null for <c>any</c>.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>Index into <c>accounts</c>.</summary>
    public required int Account { get; init; }
}

/// <summary>How the agent logs in at the provider.</summary>
internal enum LoginMechanism
{
    XOAuth2,
    OAuthBearer,
    Plain,
    Login,
    None,
}

/// <summary>One entry of <c>accounts</c>.</summary>
internal sealed class AccountConfiguration
{
    public required string Name { get; init; }

    /// <summary>The only roots trusted for this account, each as DER; null: the system's.</summary>
    public byte[][]? Roots { get; init; }

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required Security Security { get; init; }

    /// <summary>The largest mail in octets.</summary>
    public required long SizeMax { get; init; }

    public required int ConnectionsMax { get; init; }

    /// <summary>Mails per minute; 0: no limit.</summary>
    public required int PerMinuteMax { get; init; }

    /// <summary>How long a scanner waits for a connection, or for the next minute's mails, in milliseconds.</summary>
    public int WaitMsMax { get; init; } = Limits.LinkWaitMsMax;

    public required LoginMechanism Mechanism { get; init; }

    /// <summary>Empty with <see cref="LoginMechanism.None"/>.</summary>
    public required string User { get; init; }

    /// <summary>Empty when the scanner's own sender is kept.</summary>
    public required string SenderAddress { get; init; }

    public required SenderRewrite SenderRewrite { get; init; }

    /// <summary>Set for the two mechanisms that carry a token.</summary>
    public OAuthConfiguration? OAuth { get; init; }

    public bool NeedsPassword
    {
        get { return Mechanism is LoginMechanism.Plain or LoginMechanism.Login; }
    }

    /// <summary>What the store holds for the account.</summary>
    public SecretKind Secret
    {
        get { return OAuth != null ? OAuth.Secret : NeedsPassword ? SecretKind.Password : SecretKind.None; }
    }

    /// <summary>True if the account may have a secret of this kind: its own, or the app's beside a person's sign-in.</summary>
    public bool Takes(SecretKind kind)
    {
        return kind != SecretKind.None && (kind == Secret || (kind == SecretKind.ClientSecret && Secret == SecretKind.RefreshToken));
    }
}
