using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>
/// Tries the account's way: first a connection without a login, so that a missing token hides nothing of the network; then one with it. It sends no mail.
/// </summary>
public sealed class ProviderCheck
{
    private readonly DeviceParts _parts;
    private readonly AccountConfiguration _account;
    private readonly ProviderAccount _settings;
    private readonly Answer _answer;
    private readonly IAccountSecrets _secrets;
    private readonly Secret _secret;
    private Diagnosis _first;

    /// <summary>A check of the account.</summary>
    /// <param name="parts">The device.</param>
    /// <param name="settings">The account as links know it.</param>
    /// <param name="answer">Gets a line for each step.</param>
    public ProviderCheck(DeviceParts parts, ProviderAccount settings, Answer answer)
    {
        _parts = parts;
        _settings = settings;
        _answer = answer;
        _account = parts.Configuration.Account;
        _secrets = parts.Token == null ? new StoredPassword(parts.Store) : parts.Token;
        // The access token is looked at where it lies.
        _secret = parts.Token == null ? new Secret(Limits.Login) : new Secret(parts.Token.Token.Octets);
    }

    /// <summary>Sends one line for each step.</summary>
    /// <returns>Why the first one that failed did; None: none did.</returns>
    public Diagnosis Run()
    {
        bool hasTime = _parts.Time.IsSet || _account.Security == Security.None;
        bool isThere = hasTime && Way();
        if (hasTime) Clock(isThere);
        else WithoutTime();
        bool hasSecret = Token(hasTime);
        if (isThere && hasSecret) Mail();
        else Untried(CheckStep.Login, CheckStep.Size);
        return _first;
    }

    // Name, port, greeting, TLS and certificate.
    private bool Way()
    {
        CheckedTransport transport = new CheckedTransport(Channel());
        ProviderLink link = Link(transport, null);
        bool isOpen = link.Open();
        CheckStep failed = isOpen ? CheckStep.Clock : transport.FailedAt(link.Diagnosis, _account.Security);
        for (CheckStep step = CheckStep.Name; step <= CheckStep.Certificate; step++)
        {
            bool isUnused = _account.Security == Security.None && step >= CheckStep.Tls;
            CheckResult result = isUnused ? CheckResult.Unused : step < failed ? CheckResult.Passed : step == failed ? CheckResult.Failed : CheckResult.Untried;
            Tell(step, result, link.Diagnosis, step == failed ? link.Reply : null);
        }
        link.Quit();
        return isOpen;
    }

    // Without the time no certificate can be judged, so that nothing is tried at all (the board begins in 1970).
    private void WithoutTime()
    {
        Untried(CheckStep.Name, CheckStep.Certificate);
        Tell(CheckStep.Clock, CheckResult.Failed, Diagnosis.ClockNotSet, null);
    }

    private void Clock(bool isThere)
    {
        long skew = new ClockProbe(_parts).SkewSeconds();
        bool isTold = skew != ClockProbe.Unknown;
        bool isWrong = isTold && (skew > ClockProbe.SkewSecondsMax || skew < -ClockProbe.SkewSecondsMax);
        // Where nobody tells the time, a certificate that was valid says at least that the clock is not far off.
        bool isKnown = isTold || (isThere && _account.Security != Security.None);
        Begin(CheckStep.Clock, isWrong ? CheckResult.Failed : isKnown ? CheckResult.Passed : CheckResult.Untried, Diagnosis.ClockWrong);
        if (isTold) _answer.Number("skewSeconds", skew);
        _answer.Send();
    }

    private bool Token(bool hasTime)
    {
        if (_account.Mechanism == LoginMechanism.None)
        {
            Tell(CheckStep.Token, CheckResult.Unused, Diagnosis.None, null);
            return true;
        }
        if (!hasTime)
        {
            Tell(CheckStep.Token, CheckResult.Untried, Diagnosis.None, null);
            return false;
        }
        Diagnosis diagnosis = _secrets.Fetch(_secret, false);
        _secret.Clear();
        Tell(CheckStep.Token, diagnosis == Diagnosis.None ? CheckResult.Passed : CheckResult.Failed, diagnosis, null);
        return diagnosis == Diagnosis.None;
    }

    private void Mail()
    {
        ProviderLink link = Link(Channel(), Device.Mechanism(_account));
        bool isIn = link.Open();
        bool hasLogin = _account.Mechanism != LoginMechanism.None;
        Tell(CheckStep.Login, !isIn ? CheckResult.Failed : hasLogin ? CheckResult.Passed : CheckResult.Unused, link.Diagnosis, isIn ? null : link.Reply);
        if (!isIn)
        {
            Untried(CheckStep.Sender, CheckStep.Size);
            return;
        }
        bool isSender = AskSender(link, CheckStep.Sender, -1);
        link.Settle();
        // Announced only where the provider offers SIZE (RFC 1870); elsewhere it is found out with the first large mail.
        if (isSender) AskSender(link, CheckStep.Size, _account.SizeMax);
        else Untried(CheckStep.Size, CheckStep.Size);
        link.Settle();
        link.Quit();
    }

    private bool AskSender(ProviderLink link, CheckStep step, long size)
    {
        byte[] sender = link.Account.Sender.Length > 0 ? link.Account.Sender : link.Account.User;
        Diagnosis diagnosis = Diagnosis.None;
        if (!link.SendMail(sender, 0, sender.Length, size, false) || !link.Await(Limits.ReplyMsMax)) diagnosis = link.Diagnosis;
        else if (!link.Reply.IsPositive) diagnosis = Refusal.OfSender(link.Reply);
        Tell(step, diagnosis == Diagnosis.None ? CheckResult.Passed : CheckResult.Failed, diagnosis, link.Reply);
        return diagnosis == Diagnosis.None;
    }

    private TlsChannel Channel()
    {
        return new TlsChannel(new Opener(_account.Host, _account.Port, _account.Roots, _account.Security == Security.Implicit,
            _account.Security != Security.None, _parts.Places, _parts.Time));
    }

    private ProviderLink Link(IProviderTransport transport, SaslClient? mechanism)
    {
        return new ProviderLink(_settings, transport, mechanism, _secrets, _parts.Clock, new NoEventLog(), _secret,
            new LineBuffer(SmallBoardLimits.ReplyBuffer, SmallBoardLimits.ReplyLine), _parts.Chunk);
    }

    private void Untried(CheckStep from, CheckStep to)
    {
        for (CheckStep step = from; step <= to; step++) Tell(step, CheckResult.Untried, Diagnosis.None, null);
    }

    private void Tell(CheckStep step, CheckResult result, Diagnosis diagnosis, Reply? reply)
    {
        Begin(step, result, diagnosis);
        if (reply != null) _answer.Reply(reply);
        _answer.Send();
    }

    private void Begin(CheckStep step, CheckResult result, Diagnosis diagnosis)
    {
        if (result != CheckResult.Failed) diagnosis = Diagnosis.None;
        if (_first == Diagnosis.None) _first = diagnosis;
        _answer.Begin("step").Text("step", CheckWords.Of(step)).Text("result", CheckWords.Of(result)).Diagnosis(diagnosis);
        if (step == CheckStep.Name) _answer.Text("host", _account.Host);
        if (step == CheckStep.Port) _answer.Number("port", _account.Port);
        if (step == CheckStep.Size) _answer.Number("sizeMax", _account.SizeMax);
    }
}
