using System;
using System.Text;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>The agent as it stands at one moment: what the page, its JSON and the metrics are written from. Used again for each; one at a time.</summary>
internal sealed class PageView
{
    private readonly AgentParts _parts;
    private readonly MailFigures _live;
    private readonly long _startedMs;

    /// <param name="parts">What may be seen of the agent.</param>
    /// <param name="live">The figures that mails are counted in.</param>
    public PageView(AgentParts parts, MailFigures live)
    {
        _parts = parts;
        _live = live;
        _startedMs = parts.Clock.NowMs;
        Figures = new MailFigures(parts.Configuration.Accounts.Length);
        Accounts = new AccountView[parts.Configuration.Accounts.Length];
        for (int i = 0; i < Accounts.Length; i++) Accounts[i] = new AccountView(parts.Configuration.Accounts[i]);
    }

    public AgentConfiguration Configuration
    {
        get { return _parts.Configuration; }
    }

    public DateTime NowUtc { get; private set; }

    public long UptimeSeconds { get; private set; }

    public AgentState State { get; private set; }

    public Diagnosis Diagnosis { get; private set; }

    /// <summary>Scanners that are connected.</summary>
    public int Sessions { get; private set; }

    public AccountView[] Accounts { get; }

    public MailFigures Figures { get; }

    /// <summary>The address at which the reader found this device: the one for scanners as well, most likely.</summary>
    public string OwnAddress { get; private set; } = "";

    private long NowMs { get; set; }

    public void Take(string ownAddress)
    {
        OwnAddress = ownAddress;
        NowMs = _parts.Clock.NowMs;
        NowUtc = DateTime.UtcNow;
        UptimeSeconds = (NowMs - _startedMs) / 1000;
        _parts.Log.Status.Read(out AgentState state, out Diagnosis diagnosis);
        State = state;
        Diagnosis = diagnosis;
        Sessions = _parts.Slots.Busy;
        _live.CopyTo(Figures);
        for (int i = 0; i < Accounts.Length; i++) Account(i);
    }

    /// <summary>How long ago something was, in seconds.</summary>
    public long Ago(long atMs)
    {
        return Math.Max(0, NowMs - atMs) / 1000;
    }

    public DateTime TimeOf(long atMs)
    {
        return NowUtc.AddMilliseconds(atMs - NowMs);
    }

    /// <summary>A scanner's address; null: it is not to be shown, or there was none.</summary>
    public string? Scanner(MailFigures.MailNote mail)
    {
        bool isShown = Configuration.Page!.ShowsAddresses && mail.AddressCount > 0;
        return isShown ? Encoding.ASCII.GetString(mail.Address, 0, mail.AddressCount) : null;
    }

    private void Account(int index)
    {
        AccountView view = Accounts[index];
        _parts.Log.Status.Read(index, out AgentState state, out Diagnosis diagnosis);
        _parts.Log.Events.Read(index, view.Events);
        view.State = state;
        view.Diagnosis = diagnosis;
        view.IsStored = _parts.Forecasts.HasSecret(index);
        long renewedMs = view.Events.TokenRenewedMs;
        view.TokenAgeSeconds = renewedMs < 0 ? null : Ago(renewedMs);
        view.TokenSecondsLeft = view.Events.TokenEndsMs < 0 ? null : Math.Max(0, (view.Events.TokenEndsMs - NowMs) / 1000);
        _parts.Forecasts.Read(index, view.Forecast);
    }
}

/// <summary>One account of a <see cref="PageView"/>.</summary>
internal sealed class AccountView
{
    public AccountView(AccountConfiguration configuration)
    {
        Configuration = configuration;
    }

    public AccountConfiguration Configuration { get; }

    public AccountFigures Events { get; } = new AccountFigures();

    public AgentState State { get; set; }

    public Diagnosis Diagnosis { get; set; }

    /// <summary>True if what it logs in with is in the store, or nothing is needed.</summary>
    public bool IsStored { get; set; }

    /// <summary>Since the last renewal of the access token; null: there was none since the start.</summary>
    public long? TokenAgeSeconds { get; set; }

    /// <summary>Until the access token ends, 0 when it has; null: there was none since the start.</summary>
    public long? TokenSecondsLeft { get; set; }

    /// <summary>Until when it will work.</summary>
    public Forecast Forecast { get; } = new Forecast();
}
