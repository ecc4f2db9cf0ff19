using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using DeviceMailAgent.Sandbox.Faults;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>One SMTP connection from greeting to end: the commands outside a mail transaction. <see cref="MailTransaction"/> has the rest.</summary>
internal sealed class SmtpSession
{
    // RFC 5321 4.5.3.1.4 says 512; addresses of SMTPUTF8 and DSN's ORCPT and ENVID make it longer. AUTH has a limit of its own.
    private const int CommandMax = 4096;

    private const int Busy = 0, Waiting = 1, Closing = 2;

    private readonly Provider _provider;
    private readonly Wire _wire;
    private readonly int _number;
    private readonly Replies _replies;
    private readonly MailTransaction _mail;
    private bool _offersStartTls;
    private bool _greeted, _loggedIn, _ended;
    private int _turn = Busy;
    private long _waitingSinceMs;

    public SmtpSession(Provider provider, Wire wire, int number)
    {
        _provider = provider;
        _wire = wire;
        _number = number;
        _replies = new Replies(provider.Profile, provider.User, number);
        _mail = new MailTransaction(provider, wire, _replies, number, Reply);
    }

    /// <summary>Serves the connection until it ends. Throws nothing.</summary>
    public void Run(bool implicitTls)
    {
        try
        {
            Serve(implicitTls);
            if (!_wire.IsReset) _wire.Close();
        }
        catch (AuthenticationException refused)
        {
            _provider.Journal.Note("connection", $"#{_number} TLS handshake failed: {refused.Message}");
        }
        catch (Exception lost) when (lost is IOException or SocketException or ObjectDisposedException)
        {
            if (!_provider.Stopping.IsCancellationRequested) _provider.Journal.Note("connection", $"#{_number} lost: {lost.Message}");
        }
        finally
        {
            _mail.Dispose();
            _wire.Dispose();
        }
    }

    /// <summary>Whether it has waited so many milliseconds for a command.</summary>
    public bool IsIdle(int waitedMs) =>
        Volatile.Read(ref _turn) == Waiting && Environment.TickCount64 - Interlocked.Read(ref _waitingSinceMs) >= waitedMs;

    /// <summary>Ends the connection, unless a command came just now. Called from a timer's thread.</summary>
    /// <param name="manner">421: say so first; fin: without a word; rst: by a reset.</param>
    public bool CloseIdle(string manner)
    {
        if (Interlocked.CompareExchange(ref _turn, Closing, Waiting) != Waiting) return false;
        try
        {
            if (manner == "421") _wire.SendFromAside(_replies.IdleTooLong + "\r\n");
            if (manner == "rst") _wire.Reset();
            else _wire.Hangup();
        }
        catch (Exception lost) when (lost is IOException or SocketException or ObjectDisposedException)
        {
            // The client closed at the same moment.
        }

        return true;
    }

    private void Serve(bool implicitTls)
    {
        if (_provider.Faults.Take("silent") is not null)
        {
            while (_wire.Fill()) _wire.Use(_wire.Unread.Length);
            return;
        }

        if (implicitTls) _wire.Secure(_provider.Certificates.Choose(_provider.Faults, "smtp"));
        _offersStartTls = !implicitTls && _provider.Faults.Take("no-starttls") is null;
        Reply(FaultStage.Greeting, FaultAt(FaultStage.Greeting) ?? _replies.Greeting);
        while (!_ended && !_wire.IsReset)
        {
            LineStatus status = ReadCommand(out string line);
            if (status == LineStatus.Closed) return;
            if (status == LineStatus.TooLong) Reply(FaultStage.Reply, "500 5.5.2 Line too long");
            else if (status == LineStatus.BareLineFeed) Reply(FaultStage.Reply, "500 5.5.2 A line ends with CRLF, this one with LF alone");
            else Command(line);
        }
    }

    private LineStatus ReadCommand(out string line)
    {
        line = "";
        // Replies go out before the wait shows, so that one who closes idle connections never cuts a reply off.
        if (_wire.Unread.IndexOf((byte)'\n') < 0) _wire.Flush();
        Interlocked.Exchange(ref _waitingSinceMs, Environment.TickCount64);
        Interlocked.Exchange(ref _turn, Waiting);
        LineStatus status = _wire.ReadLine(Authentication.ResponseMax, out line);
        if (Interlocked.CompareExchange(ref _turn, Busy, Waiting) != Waiting) return LineStatus.Closed;
        bool isAuth = line.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase);
        return status == LineStatus.Line && line.Length > CommandMax && !isAuth ? LineStatus.TooLong : status;
    }

    private void Command(string line)
    {
        string verb = line.Split(' ')[0].ToUpperInvariant();
        string argument = line[verb.Length..].Trim();
        if (_provider.Options.Keep != KeepMode.None) _provider.Journal.Commanded(_number, Blanked(verb, line, argument));
        switch (verb)
        {
            case "EHLO" or "HELO": Hello(verb, argument); break;
            case "STARTTLS": StartTls(); break;
            case "AUTH": Auth(argument); break;
            case "MAIL" when Refusal() is { } refusal: Reply(FaultStage.Mail, refusal); break;
            case "MAIL": _mail.Mail(argument); break;
            case "RCPT": _mail.Rcpt(argument); break;
            case "DATA": _mail.Data(); break;
            case "BDAT" when _provider.Profile.Extensions.Contains("CHUNKING"): _ended = !_mail.Bdat(argument); break;
            case "RSET":
                _mail.Reset();
                Reply(FaultStage.Reply, _replies.Reset);
                break;
            case "NOOP": Reply(FaultStage.Reply, _replies.Nothing); break;
            case "VRFY": Reply(FaultStage.Reply, "252 2.1.5 Cannot verify the user, but will take mail for it"); break;
            case "QUIT":
                Reply(FaultStage.Reply, _replies.Bye);
                _ended = true;
                break;
            default: Reply(FaultStage.Reply, "500 5.5.1 Unrecognized command"); break;
        }
    }

    private static string Blanked(string verb, string line, string argument)
    {
        if (verb != "AUTH" || !argument.Contains(' ')) return line;
        string mechanism = argument.Split(' ')[0];
        return $"AUTH {mechanism} {Authentication.Blank(argument[(mechanism.Length + 1)..])}";
    }

    private string? Refusal()
    {
        if (!_greeted) return "503 5.5.1 Send EHLO first";
        if (!_wire.IsSecured) return _replies.TlsFirst;
        return _loggedIn ? null : _replies.LoginFirst;
    }

    private void Hello(string verb, string name)
    {
        if (name.Length == 0)
        {
            Reply(FaultStage.Ehlo, $"501 5.5.4 {verb} needs a name");
            return;
        }

        _greeted = true;
        _mail.Reset();
        Reply(FaultStage.Ehlo, verb == "HELO"
            ? $"250 {_provider.Profile.HostName}"
            : _replies.Hello(_wire.Peer, _wire.IsSecured, _offersStartTls, _provider.SizeMax));
    }

    private void StartTls()
    {
        if (_wire.IsSecured || !_offersStartTls)
        {
            Reply(FaultStage.StartTls, _wire.IsSecured ? "503 5.5.1 TLS is already active" : "500 5.5.1 Unrecognized command");
            return;
        }

        // RFC 3207 4: STARTTLS must be the last command of a group. Google says 454 4.5.0 here.
        if (!_wire.Unread.IsEmpty)
        {
            Reply(FaultStage.StartTls, $"454 4.5.0 SMTP protocol violation, no commands allowed to pipeline after STARTTLS {_replies.Trace}");
            _ended = true;
            return;
        }

        Reply(FaultStage.StartTls, _replies.ReadyForTls);
        if (_provider.Faults.Take("starttls-injected") is { } injected) _wire.Send(injected + "\r\n");
        _wire.Secure(_provider.Certificates.Choose(_provider.Faults, "smtp"));
        _greeted = _loggedIn = false; // RFC 3207 4.2: back to the state after the greeting.
        _mail.Reset();
    }

    private void Auth(string argument)
    {
        if (!_greeted || _loggedIn || _mail.IsOpen)
        {
            Reply(FaultStage.Auth, "503 5.5.1 AUTH is not allowed now");
            return;
        }

        if (!_wire.IsSecured)
        {
            Reply(FaultStage.Auth, "530 5.7.0 Must issue a STARTTLS command first");
            return;
        }

        string reply = new Authentication(_provider, _replies, _wire, _number).Run(argument);
        _loggedIn = reply.StartsWith("235", StringComparison.Ordinal);
        if (reply.Length == 0) return; // The client is gone; the next read says so.
        if (!_loggedIn) _provider.Journal.LoginRefused(_number, reply);
        Reply(FaultStage.Auth, reply);
    }

    private string? FaultAt(FaultStage stage) => _provider.Faults.TakeReply(stage) is { } reply ? _replies.Fill(reply) : null;

    private void Reply(FaultStage stage, string text)
    {
        int delayMs = _provider.Faults.TakeDelay(stage);
        if (delayMs > 0)
        {
            _wire.Flush();
            _provider.Stopping.WaitHandle.WaitOne(delayMs);
        }

        _wire.Send(text + "\r\n");
        if (text.StartsWith("421", StringComparison.Ordinal)) _ended = true;
    }
}
