using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.NanoClr;

/// <summary>The provider's side, line by line.</summary>
public sealed class ClientSessionVectors : Group
{
    private ClientSession _session = new ClientSession("bridge.example", Security.StartTls, "XOAUTH2", 1);

    /// <inheritdoc/>
    public override string Name
    {
        get { return "client"; }
    }

    /// <inheritdoc/>
    public override void Run(Checks checks)
    {
        ToReady(checks);
        Mail(checks);
        LoginRefused(checks, "535 5.7.3 Authentication unsuccessful", Diagnosis.LoginRefused, true);
        LoginRefused(checks, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled", Diagnosis.SmtpAuthDisabled, false);
        LoginRefused(checks, "432 4.3.2 Concurrent connections limit exceeded", Diagnosis.TooManyConnections, false);
        NoTls(checks);
        NotSmtp(checks);
        WithoutLogin(checks);
    }

    private void ToReady(Checks checks)
    {
        Greeted(checks);
        Told(checks, "220 2.0.0 SMTP server ready", ClientStep.UpgradeTls);
        checks.Number("client after TLS", (int)ClientStep.Send, (int)_session.Secured());
        Sends(checks, "EHLO bridge.example\\r\\n");
        Told(checks, "250-smtp.example", ClientStep.More);
        Told(checks, "250-SIZE 157286400", ClientStep.More);
        Told(checks, "250-8BITMIME", ClientStep.More);
        Told(checks, "250 AUTH LOGIN XOAUTH2", ClientStep.Send);
        Sends(checks, "AUTH XOAUTH2\\r\\n");
        Told(checks, "334 ", ClientStep.Respond);
        Told(checks, "235 2.7.0 Authentication successful", ClientStep.Answered);
        checks.Number("client is ready", (int)ClientState.Ready, (int)_session.State);
    }

    private void Mail(Checks checks)
    {
        byte[] path = Ascii.Bytes("scans@example.org");
        _session.Mail(path, 0, path.Length, 12345, true);
        Sends(checks, "MAIL FROM:<scans@example.org> SIZE=12345 BODY=8BITMIME\\r\\n");
        Told(checks, "250 2.1.0 Sender OK", ClientStep.Answered);
        _session.Recipient(path, 0, path.Length);
        Sends(checks, "RCPT TO:<scans@example.org>\\r\\n");
        Told(checks, "550 5.1.1 User unknown", ClientStep.Answered);
        checks.That("client has the refusal", _session.Reply.Code == 550 && _session.HasMail);
        _session.Recipient(path, 0, path.Length);
        Told(checks, "250 2.1.5 Recipient OK", ClientStep.Answered);
        _session.Data();
        Sends(checks, "DATA\\r\\n");
        Told(checks, "354 Start mail input", ClientStep.Answered);
        checks.Number("client sends", (int)ClientState.Sending, (int)_session.State);
        _session.DataSent();
        Told(checks, "250 2.0.0 OK", ClientStep.Answered);
        checks.That("client is done", _session.State == ClientState.Ready && !_session.HasMail);
        _session.Quit();
        Sends(checks, "QUIT\\r\\n");
        Told(checks, "221 2.0.0 Bye", ClientStep.Answered);
    }

    private void LoginRefused(Checks checks, string reply, Diagnosis diagnosis, bool mayCure)
    {
        Greeted(checks);
        Told(checks, "220 ready", ClientStep.UpgradeTls);
        _session.Secured();
        Told(checks, "250 AUTH XOAUTH2", ClientStep.Send);
        Told(checks, "334 ", ClientStep.Respond);
        Told(checks, reply, ClientStep.Fail);
        checks.Number("client diagnosis of " + reply, (int)diagnosis, (int)_session.Diagnosis);
        checks.That("client renews after " + reply, _session.MayCureByRenewal == mayCure);
    }

    private void NoTls(Checks checks)
    {
        _session.Start();
        Told(checks, "220 smtp.example", ClientStep.Send);
        Told(checks, "250 AUTH XOAUTH2", ClientStep.Fail);
        checks.Number("client without STARTTLS goes no further", (int)Diagnosis.StartTlsNotOffered, (int)_session.Diagnosis);
    }

    private void NotSmtp(Checks checks)
    {
        _session.Start();
        Told(checks, "HTTP/1.1 400 Bad Request", ClientStep.Fail);
        checks.Number("client knows what is not SMTP", (int)Diagnosis.ProviderNotSmtp, (int)_session.Diagnosis);
        _session.Start();
        Told(checks, "421 4.3.2 Service not available", ClientStep.Fail);
        checks.Number("client knows a busy provider", (int)Diagnosis.ProviderBusy, (int)_session.Diagnosis);
    }

    private void WithoutLogin(Checks checks)
    {
        ClientSession before = _session;
        _session = new ClientSession("[192.0.2.7]", Security.None, null, 0);
        _session.Start();
        Told(checks, "220 relay", ClientStep.Send);
        Sends(checks, "EHLO [192.0.2.7]\\r\\n");
        Told(checks, "250 relay", ClientStep.Answered);
        byte[] path = Ascii.Bytes("a@b");
        _session.Mail(path, 0, 0, 99, true);
        Sends(checks, "MAIL FROM:<>\\r\\n");
        _session = before;
    }

    private void Greeted(Checks checks)
    {
        _session.Start();
        Told(checks, "220-smtp.example", ClientStep.More);
        Told(checks, "220 ESMTP", ClientStep.Send);
        Sends(checks, "EHLO bridge.example\\r\\n");
        Told(checks, "250-smtp.example", ClientStep.More);
        Told(checks, "250 STARTTLS", ClientStep.Send);
        Sends(checks, "STARTTLS\\r\\n");
    }

    private void Told(Checks checks, string line, ClientStep step)
    {
        byte[] octets = Octets.From(line);
        checks.Number("client step for " + line, (int)step, (int)_session.Line(octets, 0, octets.Length));
    }

    private void Sends(Checks checks, string line)
    {
        checks.Text("client sends " + line, line, _session.Out, 0, _session.OutCount);
    }
}
