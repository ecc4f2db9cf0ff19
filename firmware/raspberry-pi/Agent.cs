using System;
using System.Runtime.InteropServices;
using System.Threading;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.RaspberryPi.Fleet;
using DeviceMailAgent.RaspberryPi.Foresight;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.RaspberryPi.Page;
using DeviceMailAgent.RaspberryPi.Pins;
using DeviceMailAgent.RaspberryPi.Provider;
using DeviceMailAgent.RaspberryPi.Service;
using DeviceMailAgent.RaspberryPi.Sessions;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi;

/// <summary>Puts the agent together: everything is made here, before the first scanner is let in, and used until the end.</summary>
internal sealed class Agent
{
    private readonly AgentConfiguration _configuration;
    private readonly StoreFolder _store;
    private readonly MonotonicClock _clock = new MonotonicClock();
    private readonly AgentLog _log;
    private readonly TokenKeeper _tokens;
    private readonly ProviderPool _pool;
    private readonly ListenerPort[] _ports;
    private readonly SessionSlots _slots;
    private readonly LoginGuesses _guesses;
    private readonly IAccountSecrets[] _secrets;
    private readonly ControlServer _control;
    private readonly PageServer? _page;
    private readonly Watchman _watchman;
    private readonly FrontPanel _front;
    private readonly FleetLink? _fleet;

    /// <param name="configuration">agent.json.</param>
    /// <param name="store">The store, ready.</param>
    /// <param name="board">Where light, button and screen are.</param>
    /// <param name="handClock">What presses of the button and the light's rhythm go by; null: the agent's own clock.</param>
    public Agent(AgentConfiguration configuration, StoreFolder store, IBoard board, IClock? handClock = null)
    {
        _configuration = configuration;
        _store = store;
        _log = new AgentLog(LogLine.OnStandardError(), configuration.Accounts);
        // First, since it is what can still fail: a port in use must be known before anything runs.
        _ports = Bind();
        _tokens = new TokenKeeper(_log.Faulted);
        var links = new AccountLinks[configuration.Accounts.Length];
        _secrets = new IAccountSecrets[links.Length];
        for (int i = 0; i < links.Length; i++) links[i] = Links(i, configuration.Accounts[i]);
        _pool = new ProviderPool(links, _log.Faulted);
        _guesses = new LoginGuesses(_clock);
        _slots = new SessionSlots(Slot, _log.Faulted);
        _log.Attach(_slots);
        var parts = new AgentParts
        {
            Configuration = configuration, Store = store, Clock = _clock, Log = _log, Pool = _pool, Slots = _slots, Secrets = _secrets,
        };
        _watchman = parts.Watchman = _log.Watchman = new Watchman(parts, parts.Forecasts, new MailStamp(), new AgentPost(parts));
        var verbs = new ControlVerbsOfAgent(parts);
        _control = new ControlServer(parts, verbs);
        _front = new FrontPanel(parts, verbs, board, handClock ?? _clock);
        if (configuration.Fleet != null) _fleet = parts.Fleet = new FleetLink(parts, verbs, configuration.Fleet);
        if (configuration.Page != null) _page = new PageServer(parts, _log.CountMails());
    }

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <returns>The process's exit code.</returns>
    public static int Run(AgentConfiguration configuration, StoreFolder store)
    {
        using var stop = new ManualResetEvent(false);
        int signals = 0;
        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (Interlocked.Increment(ref signals) > 1) Environment.Exit(ExitCode.Failed);
            stop.Set();
        }
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        var agent = new Agent(configuration, store, new LinuxBoard());
        agent.RunUntil(stop);
        return ExitCode.Ok;
    }

    /// <summary>Runs until it is told to stop.</summary>
    public void RunUntil(ManualResetEvent stop)
    {
        _front.Start();
        for (int i = 0; i < _ports.Length; i++) _ports[i].Listen(i);
        _pool.Start();
        _slots.Start();
        _tokens.Start();
        _control.Start();
        _page?.Start();
        var acceptors = new Acceptor[_ports.Length];
        for (int i = 0; i < _ports.Length; i++)
        {
            acceptors[i] = new Acceptor(_ports[i], _slots, _log);
            acceptors[i].Start();
            _log.Listening(_ports[i].Configuration);
        }
        _log.Ready(_configuration.Name, Program.Version);
        _log.Status.Start();
        InspectStore();
        _watchman.Start();
        ServiceWatch service = Service(acceptors);
        service.Start();
        _fleet?.Start();
        stop.WaitOne();
        service.Stopping();
        _log.Stopping(_slots.Busy);
        _control.Stop();
        _fleet?.Stop();
        _page?.Stop();
        foreach (Acceptor acceptor in acceptors) acceptor.Stop();
        bool clean = _slots.Drain(PlatformLimits.StopMsMax);
        _pool.Stop(PlatformLimits.QuitMsMax);
        _front.Stop();
        _log.Stopped(clean);
    }

    // What systemd is told. Well is who would take a mail now: the listeners, a session, the log.
    private ServiceWatch Service(Acceptor[] acceptors)
    {
        int watchdogMs = ServiceSocket.WatchdogMs(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);
        return new ServiceWatch(ServiceSocket.FromEnvironment(), watchdogMs, _log, () =>
        {
            _slots.AwaitGate();
            _log.AwaitGate();
            return Array.TrueForAll(acceptors, acceptor => acceptor.IsWell);
        });
    }

    // A store from another device, damaged or put back, or an account that was never paired is told at once and not by the first scan.
    private void InspectStore()
    {
        for (int i = 0; i < _configuration.Accounts.Length; i++)
        {
            AccountConfiguration account = _configuration.Accounts[i];
            var store = new FileTokenStore(_store, account);
            Diagnosis diagnosis = store.Inspect();
            if (diagnosis != Diagnosis.None) _log.SecretUnusable(i, diagnosis);
            else if (account.Mechanism != LoginMechanism.None && !store.Exists) _log.Status.ProviderFailed(i, Diagnosis.NoRefreshToken);
        }
    }

    private ListenerPort[] Bind()
    {
        var ports = new ListenerPort[_configuration.Listeners.Length];
        for (int i = 0; i < ports.Length; i++)
        {
            ListenerConfiguration listener = _configuration.Listeners[i];
            ListenerCertificate? certificate = ListenerCertificate.For(listener, _configuration.Name, _store);
            ports[i] = ListenerPort.Bind(listener, i, Array.ConvertAll(_configuration.Accounts, account => Settings(listener, account)), certificate);
        }
        return ports;
    }

    private ServerSettings Settings(ListenerConfiguration listener, AccountConfiguration account)
    {
        bool offersStartTls = listener.Tls is ListenerTls.StartTls or ListenerTls.Auto;
        return new ServerSettings(_configuration.Name, account.SizeMax, listener.Login, offersStartTls, listener.Repair, listener.IsStrict);
    }

    private AccountLinks Links(int index, AccountConfiguration account)
    {
        bool isBearer = account.OAuth != null;
        IAccountSecrets secrets = _secrets[index] = Secrets(index, account);
        var settings = new ProviderAccount(index, _configuration.Name, account.Security, account.User, isBearer, account.SenderAddress, account.SenderRewrite, account.SizeMax);
        var links = new ProviderLink[account.ConnectionsMax];
        for (int i = 0; i < links.Length; i++)
        {
            links[i] = new ProviderLink(settings, new ProviderTransport(account), Mechanism(account), secrets, _clock, _log);
        }
        return new AccountLinks(links, _clock, account.PerMinuteMax);
    }

    private IAccountSecrets Secrets(int index, AccountConfiguration account)
    {
        var store = new FileTokenStore(_store, account);
        if (account.OAuth == null) return new StoredPassword(store);
        var tokens = new AccessTokens(index, Renewal(account, account.OAuth, store), account.OAuth.RefreshMarginSeconds, _clock, _log);
        _tokens.Add(tokens);
        return tokens;
    }

    private ITokenRenewal Renewal(AccountConfiguration account, OAuthConfiguration oauth, ITokenStore store)
    {
        var endpoint = new HttpTokenEndpoint(account, oauth);
        if (oauth.IsSignIn)
        {
            var grant = new RefreshGrant(oauth.ClientId, oauth.Scope, Limits.ClientSecret);
            return new TokenRenewal(store, endpoint, grant, new FileTokenStore(_store, account, SealedKind.ClientSecret));
        }
        Credential credential = oauth.Secret switch
        {
            SecretKind.ClientKey => Credential.Certificate,
            SecretKind.ServiceAccount => Credential.ServiceAccount,
            _ => Credential.Secret,
        };
        AssertionSigner? signer = credential == Credential.Secret ? null : new AssertionSigner(account, new MailStamp());
        return new CredentialRenewal(store, endpoint, new ClientCredentials(oauth.ClientId, oauth.Scope), credential, signer);
    }

    public static SaslClient? Mechanism(AccountConfiguration account)
    {
        switch (account.Mechanism)
        {
            case LoginMechanism.XOAuth2: return new XOAuth2();
            case LoginMechanism.OAuthBearer: return new OAuthBearer(account.Host, account.Port);
            case LoginMechanism.Plain: return new Plain();
            case LoginMechanism.Login: return new Login();
            default: return null;
        }
    }

    private SessionSlot Slot(SessionSlots slots, int index)
    {
        bool usesTls = Array.Exists(_configuration.Listeners, listener => listener.Tls != ListenerTls.Off);
        var access = new ScannerAccess(_configuration, _guesses, _pool);
        var session = new RelaySession(_ports[0].Settings[0], PlatformLimits.Chunk, access, _pool, _clock, _log, new MailStamp(), access, access);
        return new SessionSlot(index, session, new ScannerConnection(usesTls, _clock), access, slots, _log);
    }
}
