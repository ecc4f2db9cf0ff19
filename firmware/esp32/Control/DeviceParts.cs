using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Esp32.Fleet;
using DeviceMailAgent.Esp32.Light;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Esp32.Store;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>What the control channel may see of the device.</summary>
public sealed class DeviceParts
{
    /// <summary>Takes over the parts that are always there.</summary>
    public DeviceParts(AgentConfiguration configuration, IClock clock, DeviceClock time, DeviceLog log, UpstreamLink upstream, FlashTokenStore store, DeviceKey key, SessionSlot[] slots, Listener[] listeners, byte[] chunk)
    {
        Chunk = chunk;
        Configuration = configuration;
        Clock = clock;
        Time = time;
        Log = log;
        Upstream = upstream;
        Store = store;
        Key = key;
        Slots = slots;
        Listeners = listeners;
        Pairings = new PairingDesk(this);
        TestMails = new TestMailVerb(this);
    }

    /// <summary>agent.json.</summary>
    public AgentConfiguration Configuration { get; }

    /// <summary>The device's own clock.</summary>
    public IClock Clock { get; }

    /// <summary>The time of day.</summary>
    public DeviceClock Time { get; }

    /// <summary>What happened.</summary>
    public DeviceLog Log { get; }

    /// <summary>The link.</summary>
    public UpstreamLink Upstream { get; }

    /// <summary>The account's secret.</summary>
    public FlashTokenStore Store { get; }

    /// <summary>What secrets are sealed with.</summary>
    public DeviceKey Key { get; }

    /// <summary>The sessions.</summary>
    public SessionSlot[] Slots { get; }

    /// <summary>A chunk that belongs to whoever has the link.</summary>
    public byte[] Chunk { get; }

    /// <summary>The listeners, in the order of agent.json.</summary>
    public Listener[] Listeners { get; }

    /// <summary>The access token; null where the account has none.</summary>
    public AccessToken? Token { get; set; }

    /// <summary>The board's TLS places.</summary>
    public TlsPlaces Places { get; init; } = null!;

    /// <summary>How the account is paired; null where it cannot be by device code.</summary>
    public Pairing? Pairing { get; set; }

    /// <summary>Whoever pairs goes there.</summary>
    public PairingDesk Pairings { get; }

    /// <summary>Whoever sends a test mail goes there.</summary>
    public TestMailVerb TestMails { get; }

    /// <summary>What the screen tells for a moment; null: there is no screen.</summary>
    public ScreenNotices? Notices { get; set; }

    /// <summary>Tells something on the screen, if there is one.</summary>
    public void Tell(ScreenNotice notice, Diagnosis diagnosis, int forMs)
    {
        if (Notices != null) Notices.Show(notice, diagnosis, forMs);
    }

    /// <summary>The way to the fleet's broker; null: agent.json has none.</summary>
    public FleetLink? Fleet { get; set; }

    /// <summary>True if the request means the account: it names it, or none.</summary>
    public bool IsAccount(TokenMember name)
    {
        return name.Count == 0 || name.Is(Configuration.Account.Name);
    }

    /// <summary>A moment of the device's clock as seconds since 1970, by the time of now.</summary>
    public long UtcOf(long atMs)
    {
        return Time.UtcSeconds + (atMs - Clock.NowMs) / 1000;
    }
}
