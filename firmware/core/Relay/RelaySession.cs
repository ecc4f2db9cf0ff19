using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// One scanner's connection from greeting to close: the linear, blocking story. Everything is allocated in the constructor; the
/// session then serves one connection after the other, always on one thread.
/// </summary>
public sealed class RelaySession
{
    private readonly LineBuffer _buffer;
    private readonly ServerSession _server;
    private readonly MailTransaction _mail;
    private readonly IScannerLogins _logins;
    private readonly IProviderLinks _links;
    private readonly IClock _clock;
    private readonly IEventLog _log;
    private readonly IPause? _pause;
    private readonly IMailRoutes? _routes;
    private int _number;
    private int _account;
    private int _listenerAccount;
    private int _login;
    private bool _heard;
    private bool _sawMail;
    private bool _noted;
    private bool _mayLeave;
    private long _lineStartedMs;

    /// <summary>Allocates everything that the session will ever need.</summary>
    /// <param name="settings">Any listener's settings, to begin with.</param>
    /// <param name="bufferOctets">Size of the inbound buffer, which is also the chunk in which mail data is carried.</param>
    /// <param name="logins">Checks the scanner's login.</param>
    /// <param name="links">Lends links to the providers.</param>
    /// <param name="clock">For time-outs.</param>
    /// <param name="log">Told what happened.</param>
    /// <param name="stamp">Time of day and numbers for mails that lack them; null: neither is known.</param>
    /// <param name="pause">Slows down who guesses passwords; null: nobody is slowed down.</param>
    /// <param name="routes">Chooses each mail's account; null: the login's, else the one that <c>Run</c> names.</param>
    /// <param name="outlet">Shared with other sessions, see <see cref="MailDataPump"/>; null: one of its own.</param>
    /// <param name="heloNameMax">The longest name of a scanner that is kept for the Received field.</param>
    /// <param name="loginMax">The longest user name, and the longest password.</param>
    public RelaySession(ServerSettings settings, int bufferOctets, IScannerLogins logins, IProviderLinks links,
        IClock clock, IEventLog log, IMailStamp? stamp = null, IPause? pause = null, IMailRoutes? routes = null, MailDataOutlet? outlet = null,
        int heloNameMax = Limits.HeloName, int loginMax = Limits.Login)
    {
        _routes = routes;
        _pause = pause;
        _buffer = new LineBuffer(bufferOctets, Limits.CommandLine);
        _server = new ServerSession(settings, heloNameMax, loginMax);
        _mail = new MailTransaction(_server, new MailDataPump(_buffer, clock, outlet), links, clock, log, stamp, routes);
        _logins = logins;
        _links = links;
        _clock = clock;
        _log = log;
    }

    /// <summary>True while a mail is open: not the time to end the session for want of room.</summary>
    public bool IsInMail
    {
        get { return _server.HasMail; }
    }

    /// <summary>
    /// From any thread: the session is to end with a 421 as soon as no mail is open. The platform then wakes it by closing
    /// the reading side of its connection.
    /// </summary>
    public void Leave()
    {
        _mayLeave = true;
    }

    /// <summary>Serves one connection. Returns when it may be closed.</summary>
    /// <param name="scanner">The connection.</param>
    /// <param name="settings">Its listener's settings.</param>
    /// <param name="account">The account for mails without a login of their own.</param>
    /// <param name="number">The connection's number, for the log.</param>
    public void Run(IScannerConnection scanner, ServerSettings settings, int account, int number)
    {
        Run(scanner, settings, account, number, MailOrigin.Nothing, 0);
    }

    /// <summary>Serves one connection whose scanner's address is known. Returns when it may be closed.</summary>
    /// <param name="scanner">The connection.</param>
    /// <param name="settings">Its listener's settings.</param>
    /// <param name="account">The account for mails without a login of their own.</param>
    /// <param name="number">The connection's number, for the log.</param>
    /// <param name="address">The scanner's IP address as text, for the Received field.</param>
    /// <param name="addressCount">Its length.</param>
    public void Run(IScannerConnection scanner, ServerSettings settings, int account, int number, byte[] address, int addressCount)
    {
        _buffer.Clear();
        _server.Begin(settings, scanner.IsSecure);
        _mail.Begin(number, address, addressCount);
        _number = number;
        _account = account;
        _listenerAccount = account;
        _login = LoginCheck.Refused;
        _heard = false;
        _sawMail = false;
        _noted = false;
        _mayLeave = false;
        scanner.ReadTimeoutMs = Limits.CommandMsMax;
        // The provider's connection is opened while the scanner still says EHLO.
        _links.Warm(account);
        if (Say(scanner)) Converse(scanner);
        if (_mail.IsOpen) _mail.Abandon();
        // Where something else was noted, that is why there was no mail.
        if (!_sawMail && !_noted) _log.ScannerNoted(number, Diagnosis.ConnectionTest);
    }

    private void Converse(IScannerConnection scanner)
    {
        _lineStartedMs = _clock.NowMs;
        while (_server.State != ServerState.Closed)
        {
            LineStatus status = _buffer.Next();
            if (status == LineStatus.Incomplete)
            {
                if (!Fill(scanner)) return;
                continue;
            }
            bool goesOn = status == LineStatus.TooLong ? LineTooLong(scanner) : Obey(scanner);
            if (!goesOn) return;
            _lineStartedMs = _clock.NowMs;
        }
    }

    private bool Obey(IScannerConnection scanner)
    {
        ServerStep step = _server.Line(_buffer.Octets, _buffer.LineOffset, _buffer.LineCount);
        // RSET, a new EHLO and STARTTLS end a mail (RFC 5321 4.1.1.5); so does MAIL after one that was refused.
        if (_mail.IsOpen && !_server.HasMail) _mail.Abandon();
        switch (step)
        {
            case ServerStep.Mail:
                _sawMail = true;
                _mail.Mail(_buffer.Octets, AccountOfMail());
                break;
            case ServerStep.Recipient:
                _mail.Recipient(_buffer.Octets);
                break;
            case ServerStep.Data:
                return Data(scanner);
            case ServerStep.CheckLogin:
                CheckLogin();
                break;
            case ServerStep.StartTls:
                return StartTls(scanner);
            default:
                // The one refusal of a mail that is said before there is a transaction to log it.
                if (_server.Out == ServerReplies.TooLarge) Note(Diagnosis.MessageTooLarge);
                break;
        }
        return Say(scanner);
    }

    private int AccountOfMail()
    {
        Command command = _server.Command;
        return _routes == null ? _account : _routes.AccountOf(_login, _buffer.Octets, command.PathOffset, command.PathCount);
    }

    private bool Data(IScannerConnection scanner)
    {
        if (_mail.BeginData())
        {
            if (!Say(scanner)) return false;
            RelayResult result = _mail.Data(scanner);
            if (result == RelayResult.ScannerLost) return false;
            // Where the data's end is in doubt, what follows might be mail data dressed as commands: say why and close.
            if (result == RelayResult.SmugglingRefused || result == RelayResult.ScannerTooSlow)
            {
                Say(scanner);
                return false;
            }
        }
        return Say(scanner);
    }

    private void CheckLogin()
    {
        ScannerLogin login = _server.Login;
        int found = _logins.Check(login.User, 0, login.UserCount, login.Password, 0, login.PasswordCount);
        if (found == LoginCheck.Guessing) _server.LoginDeferred();
        else _server.LoginChecked(found >= 0);
        if (found >= 0)
        {
            _login = found;
            _account = _routes == null ? found : _routes.AccountOf(found, MailOrigin.Nothing, 0, 0);
            _links.Warm(_account);
            return;
        }
        if (_server.IsLoggedIn) return;
        Note(found == LoginCheck.Guessing ? Diagnosis.ScannerGuessing : Diagnosis.ScannerLoginRefused);
        if (_pause != null) _pause.Wait(_server.LoginDelayMs);
    }

    private bool StartTls(IScannerConnection scanner)
    {
        if (_mail.IsOpen) _mail.Abandon();
        // RFC 3207 4.2: what was said before TLS is forgotten, a login too.
        _account = _listenerAccount;
        _login = LoginCheck.Refused;
        if (!Say(scanner)) return false;
        int early = _buffer.Count;
        bool secure = scanner.StartTls(_buffer.Octets, _buffer.Start, early);
        _buffer.Clear();
        if (secure) _server.Secured();
        else Note(scanner.TlsFailure);
        return secure;
    }

    private bool LineTooLong(IScannerConnection scanner)
    {
        Note(Diagnosis.LineTooLong);
        _server.LineTooLong();
        return Say(scanner);
    }

    private bool Fill(IScannerConnection scanner)
    {
        if (_mayLeave && !_server.HasMail) return Close(scanner, ServerReplies.ShuttingDown);
        int offset = _buffer.FillOffset();
        int received = scanner.Read(_buffer.Octets, offset, _buffer.Octets.Length - offset);
        if (_mayLeave && !_server.HasMail) return Close(scanner, ServerReplies.ShuttingDown);
        if (received == 0) return false;
        if (received < 0) return Close(scanner, ServerReplies.TooSlow);
        _buffer.Filled(received);
        if (BeginsWithTls(scanner)) return false;
        // A read time-out alone would let one octet a minute hold the session for ever.
        if (_clock.NowMs - _lineStartedMs > Limits.CommandMsMax)
        {
            Note(Diagnosis.ScannerTooSlow);
            return Close(scanner, ServerReplies.TooSlow);
        }
        if (_buffer.PassedOver > Limits.PassedOverMax)
        {
            Note(Diagnosis.ScannerNotSmtp);
            return Close(scanner, ServerReplies.LineTooLong);
        }
        return true;
    }

    // A ClientHello where SMTP was greeted is no command, and nothing that follows it could be understood.
    private bool BeginsWithTls(IScannerConnection scanner)
    {
        if (_heard) return false;
        _heard = true;
        int first = _buffer.Octets[_buffer.Start];
        if (scanner.IsSecure || !ClientHello.MayBeginWith(first)) return false;
        int version = ClientHello.Version(_buffer.Octets, _buffer.Start, _buffer.Count);
        if (version == 0 && first >= 0x80) return false;
        Note(version != 0 && version < ClientHello.Tls10 ? Diagnosis.ScannerSslOnly : Diagnosis.ScannerTlsFailed);
        return true;
    }

    private void Note(Diagnosis diagnosis)
    {
        _noted = true;
        _log.ScannerNoted(_number, diagnosis);
    }

    private bool Close(IScannerConnection scanner, byte[] reply)
    {
        _server.Close(reply);
        Say(scanner);
        return false;
    }

    private bool Say(IScannerConnection scanner)
    {
        return scanner.Write(_server.Out, 0, _server.OutCount);
    }
}
