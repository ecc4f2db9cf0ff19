using System;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// The scanner's side of SMTP (RFC 5321, with AUTH of RFC 4954 and STARTTLS of RFC 3207) as turn-taking alone: it is told a
/// whole line and says what to do next. The reply to send stands in <see cref="Out"/>.
/// </summary>
public sealed partial class ServerSession
{
    private readonly byte[] _reply = new byte[Limits.ReplyText + 64];
    private ServerSettings _settings;
    private int _replyCount;
    private int _wrong;
    private bool _isGreeted;

    /// <summary>A session that can serve one connection after the other.</summary>
    /// <param name="settings">The listener of the first one.</param>
    /// <param name="heloNameMax">The longest name of a scanner that is kept.</param>
    /// <param name="loginMax">The longest user name, and the longest password.</param>
    public ServerSession(ServerSettings settings, int heloNameMax = Limits.HeloName, int loginMax = Limits.Login)
    {
        HeloName = new byte[heloNameMax];
        Login = new ScannerLogin(loginMax);
        _settings = settings;
        Out = settings.Greeting;
        Begin(settings, false);
    }

    /// <summary>Where the session stands.</summary>
    public ServerState State { get; private set; }

    /// <summary>The reply to send: the first <see cref="OutCount"/> octets, with their CRLF.</summary>
    public byte[] Out { get; private set; }

    /// <summary>Length of the reply.</summary>
    public int OutCount { get; private set; }

    /// <summary>The last command, with the path that <see cref="ServerStep.Mail"/> and <see cref="ServerStep.Recipient"/> are about.</summary>
    public Command Command { get; } = new Command();

    /// <summary>True once TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>True once the scanner said EHLO, and not HELO after it.</summary>
    public bool IsExtended { get; private set; }

    /// <summary>The scanner's name from EHLO or HELO; the first <see cref="HeloNameCount"/> octets.</summary>
    public byte[] HeloName { get; }

    /// <summary>Length of the name; 0 when none was given, or one that is longer than there is room for.</summary>
    public int HeloNameCount { get; private set; }

    /// <summary>The listener's settings.</summary>
    public ServerSettings Settings
    {
        get { return _settings; }
    }

    /// <summary>Recipients accepted in the open mail.</summary>
    public int Recipients { get; private set; }

    /// <summary>True while a mail is open, from MAIL to the end of its data.</summary>
    public bool HasMail
    {
        get { return State == ServerState.Mail || State == ServerState.Recipients || State == ServerState.Data; }
    }

    /// <summary>Begins a connection; the greeting stands in <see cref="Out"/>.</summary>
    /// <param name="settings">Its listener.</param>
    /// <param name="isSecure">True on a connection that began with TLS.</param>
    public void Begin(ServerSettings settings, bool isSecure)
    {
        _settings = settings;
        State = ServerState.Idle;
        IsSecure = isSecure;
        IsLoggedIn = false;
        Recipients = 0;
        _isGreeted = false;
        IsExtended = false;
        HeloNameCount = 0;
        _wrong = 0;
        LoginFailures = 0;
        Login.Forget();
        Say(settings.Greeting);
    }

    /// <summary>Takes one line, without its line end.</summary>
    public ServerStep Line(byte[] buffer, int offset, int count)
    {
        if (IsInLogin && !LeavesLogin(buffer, offset, count)) return LoginLine(buffer, offset, count);
        Command.Parse(buffer, offset, count);
        switch (Command.Problem)
        {
            case CommandProblem.None: return Obey(buffer);
            case CommandProblem.Octets: return Wrong(ServerReplies.BadOctets);
            case CommandProblem.PathTooLong: return Wrong(ServerReplies.PathTooLong);
            default: return Wrong(ServerReplies.BadArgument);
        }
    }

    /// <summary>A line over the limit was passed over.</summary>
    public ServerStep LineTooLong()
    {
        if (!HasMail) State = ServerState.Idle;
        return Wrong(ServerReplies.LineTooLong);
    }

    /// <summary>TLS is up: RFC 3207 4.2, everything said before is forgotten.</summary>
    public void Secured()
    {
        State = ServerState.Idle;
        IsSecure = true;
        IsLoggedIn = false;
        _isGreeted = false;
    }

    /// <summary>MAIL is accepted.</summary>
    public void MailAccepted()
    {
        State = ServerState.Mail;
        Recipients = 0;
        Say(ServerReplies.SenderOk);
    }

    /// <summary>RCPT is accepted.</summary>
    public void RecipientAccepted()
    {
        State = ServerState.Recipients;
        Recipients++;
        Say(ServerReplies.RecipientOk);
    }

    /// <summary>The data went through; <paramref name="reply"/> is the provider's 250.</summary>
    public void DataEnded(Reply reply)
    {
        State = ServerState.Idle;
        Recipients = 0;
        Say(reply, 0);
    }

    /// <summary>What was asked of the provider was refused, and the provider's reply goes on to the scanner.</summary>
    /// <param name="reply">The provider's reply.</param>
    /// <param name="diagnosis">The number that the panel shows.</param>
    public void Refuse(Reply reply, int diagnosis)
    {
        if (State == ServerState.Data) State = ServerState.Idle;
        Say(reply, diagnosis);
    }

    /// <summary>The same with a reply of the agent's own.</summary>
    public void Refuse(byte[] reply, int count)
    {
        if (State == ServerState.Data) State = ServerState.Idle;
        Out = reply;
        OutCount = count;
    }

    /// <summary>Room for a reply that <see cref="RefuseAsComposed"/> says; what was said of a provider's reply stands there too.</summary>
    public byte[] Composed
    {
        get { return _reply; }
    }

    /// <summary>The same with the first octets of <see cref="Composed"/>.</summary>
    public void RefuseAsComposed(int count)
    {
        _replyCount = count;
        Refuse(_reply, count);
    }

    /// <summary>The same as was composed last.</summary>
    public void RefuseAgain()
    {
        Refuse(_reply, _replyCount);
    }

    /// <summary>Says a last reply; the connection is closed after it.</summary>
    public void Close(byte[] reply)
    {
        State = ServerState.Closed;
        Say(reply);
    }

    private ServerStep Obey(byte[] buffer)
    {
        if (_settings.IsStrict)
        {
            if (Command.Departure == CommandDeparture.Grammar) return Wrong(ServerReplies.BadArgument);
            if (Command.Departure == CommandDeparture.Parameter) return Wrong(ServerReplies.ParameterUnknown);
            if (WantsHello()) return Wrong(ServerReplies.HelloFirst);
        }
        switch (Command.Verb)
        {
            // RFC 5321 4.1.4: EHLO and HELO in the middle of a mail end it as RSET does.
            case Verb.Ehlo: return Hello(buffer, true);
            case Verb.Helo: return Hello(buffer, false);
            case Verb.Rset: State = ServerState.Idle; return Say(ServerReplies.Ok);
            case Verb.Noop: return Say(ServerReplies.Ok);
            case Verb.Help: return Say(ServerReplies.Help);
            case Verb.Vrfy: return Say(ServerReplies.CannotVerify);
            case Verb.Quit: State = ServerState.Closed; return Say(ServerReplies.Bye);
            case Verb.StartTls: return StartTls();
            case Verb.Auth: return Auth(buffer);
            case Verb.Mail: return Mail();
            case Verb.Rcpt: return Recipient();
            case Verb.Data: return Data();
            default: return Wrong(ServerReplies.Unknown);
        }
    }

    // RFC 5321 4.1.4; RFC 3207 4.2 wants a new EHLO behind STARTTLS; without EHLO there is no extension to use (RFC 5321 2.2.1).
    private bool WantsHello()
    {
        switch (Command.Verb)
        {
            case Verb.Mail: return !_isGreeted;
            case Verb.Auth:
            case Verb.StartTls: return !_isGreeted || !IsExtended;
            default: return false;
        }
    }

    private ServerStep Hello(byte[] buffer, bool isExtended)
    {
        State = ServerState.Idle;
        _isGreeted = true;
        IsExtended = isExtended;
        HeloNameCount = Command.ArgumentCount <= HeloName.Length ? Command.ArgumentCount : 0;
        Array.Copy(buffer, Command.ArgumentOffset, HeloName, 0, HeloNameCount);
        if (!isExtended) return Say(_settings.Helo);
        return Say(IsSecure ? _settings.EhloSecure : _settings.Ehlo);
    }

    private ServerStep StartTls()
    {
        if (!_settings.OffersStartTls || IsSecure) return Wrong(ServerReplies.TlsNotOffered);
        Say(ServerReplies.ReadyForTls);
        return ServerStep.StartTls;
    }

    private ServerStep Mail()
    {
        if (HasMail) return Wrong(ServerReplies.MailTwice);
        if (_settings.Login == LoginPolicy.Required && !IsLoggedIn) return Wrong(ServerReplies.LoginMissing);
        // RFC 1870 6.1: refuse what is known to be too large before a single octet of it is sent.
        if (Command.Size > _settings.SizeMax) return Say(ServerReplies.TooLarge);
        return ServerStep.Mail;
    }

    private ServerStep Recipient()
    {
        if (!HasMail) return Wrong(ServerReplies.MailFirst);
        // RFC 5321 4.5.3.1.10: 452 for recipients beyond the limit.
        return Recipients >= Limits.RecipientsMax ? Say(ServerReplies.TooManyRecipients) : ServerStep.Recipient;
    }

    private ServerStep Data()
    {
        if (State == ServerState.Mail) return Wrong(ServerReplies.RecipientFirst);
        if (State != ServerState.Recipients) return Wrong(ServerReplies.MailFirst);
        State = ServerState.Data;
        Say(ServerReplies.StartData);
        return ServerStep.Data;
    }

    private ServerStep Wrong(byte[] reply)
    {
        _wrong++;
        if (_wrong < Limits.WrongCommandsMax) return Say(reply);
        State = ServerState.Closed;
        return Say(ServerReplies.TooManyWrong);
    }

    private ServerStep Say(byte[] reply)
    {
        Out = reply;
        OutCount = reply.Length;
        return ServerStep.Reply;
    }

    private void Say(Reply reply, int diagnosis)
    {
        _replyCount = reply.AppendTo(_reply, 0, diagnosis);
        Out = _reply;
        OutCount = _replyCount;
    }
}
