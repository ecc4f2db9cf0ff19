using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.NanoClr;

/// <summary>The scanner's side, line by line.</summary>
public sealed class ServerSessionVectors : Group
{
    private readonly ServerSettings _open = new ServerSettings("bridge", 1000, LoginPolicy.Optional, true);
    private readonly ServerSettings _closed = new ServerSettings("bridge", 1000, LoginPolicy.Required, false);
    private readonly ServerSession _session;

    /// <summary>Makes the session that all checks share.</summary>
    public ServerSessionVectors()
    {
        _session = new ServerSession(_open);
    }

    /// <inheritdoc/>
    public override string Name
    {
        get { return "server"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        Mail(checks);
        OutOfTurn(checks);
        Logins(checks);
        Tls(checks);
        TooManyWrong(checks);
    }

    private void Mail(Checks checks)
    {
        _session.Begin(_open, false);
        Said(checks, "greeting", "220 bridge ESMTP DeviceMailAgent\\r\\n");
        Told(checks, "HELO scanner", ServerStep.Reply, "250 bridge\\r\\n");
        Told(checks, "EHLO scanner", ServerStep.Reply,
            "250-bridge\\r\\n250-SIZE 1000\\r\\n250-8BITMIME\\r\\n250-PIPELINING\\r\\n250-ENHANCEDSTATUSCODES\\r\\n250-STARTTLS\\r\\n250-AUTH LOGIN PLAIN\\r\\n250 HELP\\r\\n");
        Steps(checks, "MAIL FROM:<a@b>", ServerStep.Mail);
        _session.MailAccepted();
        Said(checks, "sender", "250 2.1.0 Sender OK\\r\\n");
        Steps(checks, "RCPT TO:<c@d>", ServerStep.Recipient);
        _session.RecipientAccepted();
        Said(checks, "recipient", "250 2.1.5 Recipient OK\\r\\n");
        Told(checks, "DATA", ServerStep.Data, "354 End data with <CRLF>.<CRLF>\\r\\n");
        Reply reply = new Reply();
        byte[] line = Ascii.Bytes("250 2.0.0 OK queued");
        reply.Line(line, 0, line.Length);
        _session.DataEnded(reply);
        Said(checks, "mail", "250 2.0.0 OK queued\\r\\n");
        checks.That("server has no mail open any more", !_session.HasMail);
        Told(checks, "QUIT", ServerStep.Reply, "221 2.0.0 Bye\\r\\n");
        checks.Number("server is closed", (int)ServerState.Closed, (int)_session.State);
    }

    private void OutOfTurn(Checks checks)
    {
        _session.Begin(_open, false);
        Code(checks, "RCPT TO:<c@d>", "503");
        Code(checks, "DATA", "503");
        Code(checks, "MAIL FROM:<a@b> SIZE=1001", "552");
        Code(checks, "MAIL FROM:a\\0b", "500");
        Code(checks, "EXPN x", "500");
        Steps(checks, "MAIL FROM:<a@b> SIZE=1000", ServerStep.Mail);
        _session.MailAccepted();
        Code(checks, "MAIL FROM:<a@b>", "503");
        Code(checks, "DATA", "503");
        Code(checks, "RSET", "250");
        Code(checks, "RCPT TO:<c@d>", "503");
    }

    private void Logins(Checks checks)
    {
        _session.Begin(_closed, false);
        Code(checks, "MAIL FROM:<a@b>", "530");
        Told(checks, "AUTH LOGIN", ServerStep.Reply, "334 VXNlcm5hbWU6\\r\\n");
        Told(checks, "dXNlcg==", ServerStep.Reply, "334 UGFzc3dvcmQ6\\r\\n");
        Steps(checks, "cGFzcw==", ServerStep.CheckLogin);
        checks.Text("server user", "user", _session.Login.User, 0, _session.Login.UserCount);
        checks.Text("server password", "pass", _session.Login.Password, 0, _session.Login.PasswordCount);
        _session.LoginChecked(false);
        checks.Text("server refuses it", "535", _session.Out, 0, 3);
        checks.That("server forgets the password", _session.Login.PasswordCount == 0 && _session.Login.Password[0] == 0);
        Steps(checks, "AUTH PLAIN AHVzZXIAcGFzcw==", ServerStep.CheckLogin);
        checks.Text("server user of PLAIN", "user", _session.Login.User, 0, _session.Login.UserCount);
        checks.Text("server password of PLAIN", "pass", _session.Login.Password, 0, _session.Login.PasswordCount);
        _session.LoginChecked(true);
        checks.Text("server accepts it", "235", _session.Out, 0, 3);
        Code(checks, "AUTH PLAIN", "503");
        Steps(checks, "MAIL FROM:<a@b>", ServerStep.Mail);
        _session.Begin(_closed, false);
        Code(checks, "AUTH CRAM-MD5", "504");
        Code(checks, "AUTH LOGIN", "334");
        Code(checks, "*", "501");
        Code(checks, "AUTH PLAIN !!!!", "501");
    }

    private void Tls(Checks checks)
    {
        _session.Begin(_open, false);
        Told(checks, "STARTTLS", ServerStep.StartTls, "220 2.0.0 Ready to start TLS\\r\\n");
        _session.Secured();
        Code(checks, "STARTTLS", "502");
        Line("EHLO scanner");
        checks.That("server offers no STARTTLS over TLS", !Ascii.ContainsIgnoreCase(_session.Out, 0, _session.OutCount, "STARTTLS"));
    }

    private void TooManyWrong(Checks checks)
    {
        _session.Begin(_open, false);
        for (int i = 1; i < Limits.WrongCommandsMax; i++) Line("GET / HTTP/1.1");
        checks.Number("server is patient to the last but one", (int)ServerState.Idle, (int)_session.State);
        Code(checks, "Host: example", "421");
        checks.Number("server hangs up", (int)ServerState.Closed, (int)_session.State);
    }

    private ServerStep Line(string line)
    {
        byte[] octets = Octets.From(line);
        return _session.Line(octets, 0, octets.Length);
    }

    private void Told(Checks checks, string line, ServerStep step, string reply)
    {
        Steps(checks, line, step);
        Said(checks, line, reply);
    }

    private void Steps(Checks checks, string line, ServerStep step)
    {
        checks.Number("server step for " + line, (int)step, (int)Line(line));
    }

    private void Code(Checks checks, string line, string code)
    {
        Line(line);
        checks.Text("server code for " + line, code, _session.Out, 0, 3);
    }

    private void Said(Checks checks, string about, string reply)
    {
        checks.Text("server reply to " + about, reply, _session.Out, 0, _session.OutCount);
    }
}
