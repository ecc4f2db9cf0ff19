using System;
using System.Net;
using System.Net.Sockets;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>
/// Tries one account's way: first a connection without a login, so that a missing token hides nothing of the network; then one with it.
/// It sends no mail.
/// </summary>
internal sealed class ProviderCheck
{
    private static readonly string[] StepWords = ["name", "port", "greeting", "tls", "certificate", "clock", "token", "login", "sender", "size"];
    private static readonly string[] ResultWords = ["passed", "failed", "untried", "unused"];

    private readonly AgentParts _parts;
    private readonly int _index;
    private readonly AccountConfiguration _account;
    private readonly CheckedTransport _transport;
    private readonly ProviderLink _open;
    private readonly ProviderLink _loggedIn;
    private readonly ClockProbe _clock;
    private readonly Secret _secret = new Secret(Limits.AccessToken);
    private Answer? _answer;
    private Diagnosis _first;

    public ProviderCheck(AgentParts parts, int index)
    {
        _parts = parts;
        _index = index;
        _account = parts.Configuration.Accounts[index];
        _transport = new CheckedTransport(new ProviderTransport(_account));
        _clock = new ClockProbe(_account);
        var settings = new ProviderAccount(index, parts.Configuration.Name, _account.Security, _account.User, _account.OAuth != null,
            _account.SenderAddress, _account.SenderRewrite, _account.SizeMax);
        var silence = new NoEventLog();
        _open = new ProviderLink(settings, _transport, null, parts.Secrets[index], parts.Clock, silence);
        _loggedIn = new ProviderLink(settings, _transport, Agent.Mechanism(_account), parts.Secrets[index], parts.Clock, silence);
    }

    /// <summary>Sends one line for each step.</summary>
    /// <returns>Why the first one that failed did; None: none did.</returns>
    public Diagnosis Run(Answer answer)
    {
        _answer = answer;
        _first = Diagnosis.None;
        bool isThere = Way();
        Clock(isThere);
        bool hasSecret = Token();
        if (isThere && hasSecret) Mail();
        else Untried(CheckStep.Login);
        _answer = null;
        return _first;
    }

    // Name, port, greeting, TLS and certificate.
    private bool Way()
    {
        Diagnosis name = Resolve();
        bool isOpen = name == Diagnosis.None && _open.Open();
        CheckStep failed = isOpen ? CheckStep.Clock : name != Diagnosis.None ? CheckStep.Name : _transport.FailedAt(_open.Diagnosis, _account.Security);
        Diagnosis diagnosis = name != Diagnosis.None ? name : _open.Diagnosis;
        for (CheckStep step = CheckStep.Name; step <= CheckStep.Certificate; step++)
        {
            bool isUnused = _account.Security == Security.None && step >= CheckStep.Tls;
            CheckResult result = isUnused ? CheckResult.Unused : step < failed ? CheckResult.Passed : step == failed ? CheckResult.Failed : CheckResult.Untried;
            Tell(step, result, diagnosis, step == failed && name == Diagnosis.None ? _open.Reply : null);
        }
        _open.Quit();
        return isOpen;
    }

    private void Clock(bool isThere)
    {
        int? skew = _clock.SkewSeconds();
        // Where nobody tells the time, a certificate that was valid says at least that the clock is not far off.
        if (skew == null) Tell(CheckStep.Clock, isThere && _account.Security != Security.None ? CheckResult.Passed : CheckResult.Untried, Diagnosis.None, null);
        else if (Math.Abs(skew.Value) <= ClockProbe.SkewSecondsMax) Tell(CheckStep.Clock, CheckResult.Passed, Diagnosis.None, null, skew.Value);
        else Tell(CheckStep.Clock, CheckResult.Failed, Diagnosis.ClockWrong, null, skew.Value);
    }

    private bool Token()
    {
        if (_account.Mechanism == LoginMechanism.None)
        {
            Tell(CheckStep.Token, CheckResult.Unused, Diagnosis.None, null);
            return true;
        }
        Diagnosis diagnosis = _parts.Secrets[_index].Fetch(_secret, renew: false);
        _secret.Clear();
        Tell(CheckStep.Token, diagnosis == Diagnosis.None ? CheckResult.Passed : CheckResult.Failed, diagnosis, null);
        return diagnosis == Diagnosis.None;
    }

    private void Mail()
    {
        bool isIn = _loggedIn.Open();
        bool hasLogin = _account.Mechanism != LoginMechanism.None;
        Tell(CheckStep.Login, !isIn ? CheckResult.Failed : hasLogin ? CheckResult.Passed : CheckResult.Unused, _loggedIn.Diagnosis, isIn ? null : _loggedIn.Reply);
        if (!isIn)
        {
            Untried(CheckStep.Sender);
            return;
        }
        bool isSender = AskSender(CheckStep.Sender, -1);
        _loggedIn.Settle();
        // Announced only where the provider offers SIZE (RFC 1870); elsewhere it is found out with the first large mail.
        if (isSender) AskSender(CheckStep.Size, _account.SizeMax);
        else Untried(CheckStep.Size);
        _loggedIn.Settle();
        _loggedIn.Quit();
    }

    private bool AskSender(CheckStep step, long size)
    {
        byte[] sender = _loggedIn.Account.Sender.Length > 0 ? _loggedIn.Account.Sender : _loggedIn.Account.User;
        Diagnosis diagnosis = Diagnosis.None;
        if (!_loggedIn.SendMail(sender, 0, sender.Length, size, false) || !_loggedIn.Await(Limits.ReplyMsMax)) diagnosis = _loggedIn.Diagnosis;
        else if (!_loggedIn.Reply.IsPositive) diagnosis = Refusal.OfSender(_loggedIn.Reply);
        Tell(step, diagnosis == Diagnosis.None ? CheckResult.Passed : CheckResult.Failed, diagnosis, _loggedIn.Reply);
        return diagnosis == Diagnosis.None;
    }

    private Diagnosis Resolve()
    {
        if (IPAddress.TryParse(_account.Host, out _)) return Diagnosis.None;
        try
        {
            return Dns.GetHostAddresses(_account.Host).Length > 0 ? Diagnosis.None : Diagnosis.NameNotResolved;
        }
        catch (SocketException)
        {
            return Diagnosis.NameNotResolved;
        }
    }

    private void Untried(CheckStep from)
    {
        for (CheckStep step = from; step <= CheckStep.Size; step++) Tell(step, CheckResult.Untried, Diagnosis.None, null);
    }

    private void Tell(CheckStep step, CheckResult result, Diagnosis diagnosis, Reply? reply, int? skewSeconds = null)
    {
        if (result != CheckResult.Failed) diagnosis = Diagnosis.None;
        if (_first == Diagnosis.None) _first = diagnosis;
        _answer!.Begin("step").Text("step", StepWords[(int)step]).Text("result", ResultWords[(int)result]).Diagnosis(diagnosis);
        if (step == CheckStep.Name) _answer.Text("host", _account.Host);
        if (step == CheckStep.Port) _answer.Number("port", _account.Port);
        if (step == CheckStep.Size) _answer.Number("sizeMax", _account.SizeMax);
        if (skewSeconds != null) _answer.Number("skewSeconds", skewSeconds.Value);
        if (reply != null) _answer.Reply(reply);
        _answer.Send();
    }
}
