using System;
using System.Text;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Fleet;
using DeviceMailAgent.RaspberryPi.Foresight;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.RaspberryPi.Provider;
using DeviceMailAgent.RaspberryPi.Sessions;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>What the control channel may see of the agent.</summary>
internal sealed class AgentParts
{
    private AccountForecasts? _forecasts;

    public required AgentConfiguration Configuration { get; init; }

    public required StoreFolder Store { get; init; }

    public required IClock Clock { get; init; }

    public required AgentLog Log { get; init; }

    public required ProviderPool Pool { get; init; }

    public required SessionSlots Slots { get; init; }

    /// <summary>Where each account's secret comes from; in the order of agent.json.</summary>
    public required IAccountSecrets[] Secrets { get; init; }

    /// <summary>Until when each account will work.</summary>
    public AccountForecasts Forecasts
    {
        get { return _forecasts ??= new AccountForecasts(this, new MailStamp()); }
    }

    /// <summary>Who looks ahead; null before the start.</summary>
    public Watchman? Watchman { get; set; }

    /// <summary>The way to the fleet's broker; null: agent.json has none.</summary>
    public FleetLink? Fleet { get; set; }

    /// <summary>What the screen tells for a moment.</summary>
    public ScreenNotices Notices { get; } = new ScreenNotices();

    /// <summary>SHA-256 of the TLS certificate in hexadecimal; null without TLS.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>The account that a request names.</summary>
    /// <returns>Its index; the default account where none is named; below 0: there is none of this name.</returns>
    public int Find(TokenMember name)
    {
        if (name.Count == 0) return Configuration.DefaultAccount;
        string text = Encoding.UTF8.GetString(name.Octets, 0, name.Count);
        return Array.FindIndex(Configuration.Accounts, account => account.Name == text);
    }

    /// <summary>The account's access tokens; null where it logs in with a password or not at all.</summary>
    public AccessTokens? TokensOf(int account)
    {
        return Secrets[account] as AccessTokens;
    }

    /// <summary>A moment of the agent's clock as time of day, by the system's clock of now.</summary>
    public DateTime TimeOf(long atMs)
    {
        return DateTime.UtcNow.AddMilliseconds(atMs - Clock.NowMs);
    }
}
