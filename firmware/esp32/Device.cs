using System.Threading;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Esp32.Control;
using DeviceMailAgent.Esp32.Fleet;
using DeviceMailAgent.Esp32.Light;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Esp32.Network;
using DeviceMailAgent.Esp32.Store;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32;

/// <summary>Puts the agent together: everything is made here, before the first scanner is let in, and used until the power goes.</summary>
[StartUp]
public sealed class Device
{
    private readonly AgentConfiguration _configuration;
    private readonly MonotonicClock _clock = new MonotonicClock();
    private readonly DeviceClock _time = new DeviceClock();
    private readonly DeviceLog _log;
    private readonly TlsPlaces _places;
    private readonly MailPace _pace;
    private readonly DeviceKey _key;
    private readonly FlashTokenStore _store;
    private readonly UpstreamLink _upstream;
    private readonly SessionSlot[] _slots = new SessionSlot[SmallBoardLimits.Sessions];
    private readonly Listener[] _listeners;
    private readonly ControlServer? _control;
    private readonly FleetLink? _fleet;
    private readonly NetworkBringUp _network;
    private readonly StatusLight _light;
    private readonly ButtonDesk? _button;
    private readonly ScreenWatch? _screen;
    private readonly Watchdog _watchdog;
    // Used by whoever has the link: a scanner's mail, one of the agent's own, or an exchange with a token endpoint.
    private readonly byte[] _room = new byte[SmallBoardLimits.Room];
    private readonly LineBuffer _replies = new LineBuffer(SmallBoardLimits.ReplyBuffer, SmallBoardLimits.ReplyLine);
    private AccessToken? _token;
    private Pairing? _pairing;

    /// <summary>Makes every part.</summary>
    public Device(AgentConfiguration configuration)
    {
        _configuration = configuration;
        _log = new DeviceLog(_clock);
        // The broker's connection stays open for good, so its place is none of those that the mail takes turns with.
        int brokers = configuration.Fleet != null && configuration.Fleet.IsTls ? 1 : 0;
        _places = new TlsPlaces(configuration.Board.TlsContexts - brokers, _clock);
        _pace = new MailPace(configuration.Account.PerMinuteMax, _clock);
        _key = DeviceKey.ReadOrMake(configuration.Store);
        string suffix = configuration.Account.NeedsPassword ? ".password" : ".token";
        _store = new FlashTokenStore(new SealedFile(configuration.Store + configuration.Account.Name + suffix, _key, SmallBoardLimits.RefreshToken));
        _upstream = new UpstreamLink(Link(), _token, _places, _pace, _clock, _log);
        _places.Idle = _upstream;
        _network = new NetworkBringUp(_time, _log);
        _watchdog = new Watchdog(_upstream, _clock, _log);
        _listeners = Listeners();
        DeviceParts parts = new DeviceParts(configuration, _clock, _time, _log, _upstream, _store, _key, _slots, _listeners, _room) { Token = _token, Pairing = _pairing, Places = _places };
        if (configuration.Pins.Button != PinsConfiguration.None) _button = new ButtonDesk(parts);
        _light = new StatusLight(new PinLight(configuration.Pins), new Button(configuration.Pins), _button, _clock, _log);
        if (configuration.Screen != null)
        {
            parts.Notices = new ScreenNotices(_clock);
            _screen = new ScreenWatch(configuration.Screen, new ScreenFeed(parts, _light), _clock, _log);
        }
        if (configuration.Fleet != null)
        {
            SealedFile password = new SealedFile(configuration.Store + "fleet.broker", _key, FleetLimits.Password);
            parts.Fleet = _fleet = new FleetLink(parts, configuration.Fleet, password, new TlsPlaces(brokers, _clock));
        }
        _control = Control(parts);
    }

    /// <summary>Starts every thread. This one goes on looking after the network.</summary>
    public void Run()
    {
        ManualResetEvent up = new ManualResetEvent(false);
        new Thread(_light.Run).Start();
        if (_button != null) new Thread(_button.Run).Start();
        if (_screen != null) new Thread(_screen.Run).Start();
        new Thread(_upstream.Run).Start();
        new Thread(_watchdog.Run).Start();
        for (int i = 0; i < _slots.Length; i++) new Thread(_slots[i].Run).Start();
        new Thread(() => _network.Run(up)).Start();
        up.WaitOne();
        for (int i = 0; i < _listeners.Length; i++) new Thread(_listeners[i].Run).Start();
        if (_control != null) new Thread(_control.Run).Start();
        if (_fleet != null) new Thread(_fleet.Run).Start();
        _log.Listening();
        Thread.Sleep(Timeout.Infinite);
    }

    private ProviderLink Link()
    {
        AccountConfiguration account = _configuration.Account;
        ProviderAccount settings = new ProviderAccount(0, _configuration.Name, account.Security, account.User, account.OAuth != null,
            account.SenderAddress, account.SenderRewrite, account.SizeMax);
        Opener opener = new Opener(account.Host, account.Port, account.Roots, account.Security == Security.Implicit,
            account.Security != Security.None, _places, _time);
        Secret secret;
        IAccountSecrets secrets;
        if (account.OAuth == null)
        {
            secret = new Secret(Limits.Login);
            secrets = new StoredPassword(_store);
        }
        else
        {
            bool byCode = account.OAuth.DeviceEndpoint != null;
            // Nothing here shows error_description.
            TokenReader answer = new TokenReader(new byte[Limits.AccessToken], _room, byCode ? SmallBoardLimits.DeviceCode : 0, 0, byCode ? SmallBoardLimits.VerificationUri : 0);
            secret = new Secret(answer.AccessToken.Octets);
            secrets = _token = Token(account, account.OAuth, answer);
        }
        return new ProviderLink(settings, new TlsChannel(opener), Mechanism(account), secrets, _clock, _log, secret, _replies, _room);
    }

    private AccessToken Token(AccountConfiguration account, OAuthConfiguration oauth, TokenReader answer)
    {
        HttpAnswer http = new HttpAnswer(_replies);
        FormBody form = new FormBody(answer.AccessToken.Octets, SmallBoardLimits.Form);
        HttpsPost endpoint = new HttpsPost(oauth.TokenEndpoint, account.Roots, _places, _time, http, _clock);
        TokenRenewal renewal = new TokenRenewal(_store, endpoint, new RefreshGrant(oauth.ClientId, oauth.Scope, null), answer, form);
        if (oauth.DeviceEndpoint != null)
        {
            HttpsPost device = new HttpsPost(oauth.DeviceEndpoint, endpoint, account.Roots, _places, _time);
            DeviceGrant grant = new DeviceGrant(oauth.ClientId, oauth.Scope, null, answer.DeviceCode.Octets);
            _pairing = new Pairing(_store, device, endpoint, grant, _clock, answer, answer, form);
        }
        return new AccessToken(renewal, oauth.RefreshMarginSeconds, _clock, _log);
    }

    /// <summary>How an account logs in; null: not at all.</summary>
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

    private Listener[] Listeners()
    {
        AutoResetEvent freed = new AutoResetEvent(false);
        ScannerLogins logins = new ScannerLogins(_configuration.Logins);
        ServerSettings settings = _configuration.Listeners[0].Settings;
        // One link upstream carries one mail at a time, so one outlet does for all sessions.
        MailDataOutlet outlet = new MailDataOutlet(_room);
        DeviceStamp stamp = new DeviceStamp();
        ThreadPause pause = new ThreadPause();
        OneAccount routes = new OneAccount(_configuration.Account, _pace);
        for (int i = 0; i < _slots.Length; i++)
        {
            RelaySession session = new RelaySession(settings, SmallBoardLimits.Chunk, logins, _upstream, _clock, _log, stamp, pause, routes, outlet, SmallBoardLimits.HeloName, SmallBoardLimits.Login);
            _slots[i] = new SessionSlot(i, session, new SocketChannel(_clock), settings, freed, _log);
        }
        Listener[] listeners = new Listener[_configuration.Listeners.Length];
        for (int i = 0; i < listeners.Length; i++) listeners[i] = new Listener(_configuration.Listeners[i], _slots, freed, _log);
        return listeners;
    }

    private ControlServer? Control(DeviceParts parts)
    {
        if (_configuration.ControlPort == 0) return null;
        ControlCertificate? certificate = ControlCertificate.Read(_configuration.Store, _key);
        if (certificate == null) throw new ConfigurationException("control.listen", "needs " + _configuration.Store + "control.pem, a certificate and its key as PEM. Deploy it with `devicemail flash`.");
        return new ControlServer(parts, certificate, _places);
    }
}
