using DeviceMailAgent.Esp32.Fleet;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>agent.json, read and found sound; made once at start.</summary>
public sealed class AgentConfiguration
{
    /// <summary>Takes over what was read.</summary>
    public AgentConfiguration(string name, Board board, ListenerConfiguration[] listeners, LoginConfiguration[] logins, AccountConfiguration account, string store, int controlPort)
    {
        Name = name;
        Board = board;
        Listeners = listeners;
        Logins = logins;
        Account = account;
        Store = store;
        ControlPort = controlPort;
    }

    /// <summary>What the agent calls itself in its greeting.</summary>
    public string Name { get; }

    /// <summary>The board.</summary>
    public Board Board { get; }

    /// <summary>Where scanners connect.</summary>
    public ListenerConfiguration[] Listeners { get; }

    /// <summary>What scanners log in with.</summary>
    public LoginConfiguration[] Logins { get; }

    /// <summary>The one account.</summary>
    public AccountConfiguration Account { get; }

    /// <summary>The folder of the secrets, with a backslash at its end.</summary>
    public string Store { get; }

    /// <summary>The control channel's port; 0: off.</summary>
    public int ControlPort { get; }

    /// <summary>The control channel's address.</summary>
    public string ControlAddress { get; init; } = "0.0.0.0";

    /// <summary>Light and button.</summary>
    public PinsConfiguration Pins { get; init; } = new PinsConfiguration();

    /// <summary>The screen; null: there is none.</summary>
    public ScreenConfiguration? Screen { get; init; }

    /// <summary>The fleet's broker; null: there is none.</summary>
    public FleetConfiguration? Fleet { get; init; }
}

/// <summary>One entry of <c>listen</c>.</summary>
public sealed class ListenerConfiguration
{
    /// <summary>Takes over what was read.</summary>
    public ListenerConfiguration(string address, int port, AddressRange[] allow, ServerSettings settings)
    {
        Address = address;
        Port = port;
        Allow = allow;
        Settings = settings;
    }

    /// <summary>An address of this device, or 0.0.0.0.</summary>
    public string Address { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>What its sessions need.</summary>
    public ServerSettings Settings { get; }

    private AddressRange[] Allow { get; }

    /// <summary>True if an address may use the relay.</summary>
    public bool Allows(uint address)
    {
        for (int i = 0; i < Allow.Length; i++)
        {
            if (Allow[i].Contains(address)) return true;
        }
        return false;
    }
}

/// <summary>One entry of <c>logins</c>.</summary>
public sealed class LoginConfiguration
{
    /// <summary>Takes over what was read; salt and hash are null for <c>any</c>.</summary>
    public LoginConfiguration(byte[] user, byte[]? salt, byte[]? hash)
    {
        User = user;
        Salt = salt;
        Hash = hash;
    }

    /// <summary>The user in UTF-8.</summary>
    public byte[] User { get; }

    /// <summary>Key of the HMAC; null for <c>any</c>.</summary>
    public byte[]? Salt { get; }

    /// <summary>HMAC-SHA256 of the password; null for <c>any</c>.</summary>
    public byte[]? Hash { get; }
}

/// <summary>How the agent logs in at the provider.</summary>
public enum LoginMechanism
{
    /// <summary>XOAUTH2.</summary>
    XOAuth2,
    /// <summary>OAUTHBEARER (RFC 7628).</summary>
    OAuthBearer,
    /// <summary>PLAIN (RFC 4616).</summary>
    Plain,
    /// <summary>LOGIN.</summary>
    Login,
    /// <summary>Not at all.</summary>
    None,
}

/// <summary>The entry of <c>accounts</c>.</summary>
public sealed class AccountConfiguration
{
    /// <summary>Its name in the log.</summary>
    public string Name { get; init; } = "";

    /// <summary>The roots trusted for SMTP and OAuth, as PEM; null: those that were deployed to the device.</summary>
    public string? Roots { get; init; }

    /// <summary>The provider.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; init; }

    /// <summary>How the connection is protected.</summary>
    public Security Security { get; init; }

    /// <summary>The largest mail in octets.</summary>
    public long SizeMax { get; init; }

    /// <summary>Mails begun in any 60 s; 0: no limit.</summary>
    public int PerMinuteMax { get; init; }

    /// <summary>How long a scanner waits for the link, or for its turn within <see cref="PerMinuteMax"/>.</summary>
    public int WaitMsMax { get; init; }

    /// <summary>How to log in.</summary>
    public LoginMechanism Mechanism { get; init; }

    /// <summary>The mailbox; empty with <see cref="LoginMechanism.None"/>.</summary>
    public string User { get; init; } = "";

    /// <summary>Empty when the scanner's own sender is kept.</summary>
    public string SenderAddress { get; init; } = "";

    /// <summary>When the sender is rewritten.</summary>
    public SenderRewrite SenderRewrite { get; init; }

    /// <summary>Set for the two mechanisms that carry a token.</summary>
    public OAuthConfiguration? OAuth { get; init; }

    /// <summary>True if the stored secret is a password.</summary>
    public bool NeedsPassword
    {
        get { return Mechanism == LoginMechanism.Plain || Mechanism == LoginMechanism.Login; }
    }
}

/// <summary>The <c>oauth</c> part of an account.</summary>
public sealed class OAuthConfiguration
{
    /// <summary>Takes over what was read.</summary>
    public OAuthConfiguration(string clientId, string scope, string tokenEndpoint, string? deviceEndpoint, int refreshMarginSeconds)
    {
        ClientId = clientId;
        Scope = scope;
        TokenEndpoint = tokenEndpoint;
        DeviceEndpoint = deviceEndpoint;
        RefreshMarginSeconds = refreshMarginSeconds;
    }

    /// <summary>client_id.</summary>
    public string ClientId { get; }

    /// <summary>scope.</summary>
    public string Scope { get; }

    /// <summary>https address.</summary>
    public string TokenEndpoint { get; }

    /// <summary>https address; null: pairing by device code is not possible.</summary>
    public string? DeviceEndpoint { get; }

    /// <summary>How long before its end an access token is renewed.</summary>
    public int RefreshMarginSeconds { get; }
}
