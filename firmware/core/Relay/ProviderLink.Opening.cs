using System;
using DeviceMailAgent.Sasl;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>From nothing to a link that is logged in: connect, greet, upgrade to TLS, log in.</summary>
public sealed partial class ProviderLink
{
    private static readonly byte[] Cancel = Ascii.Bytes("*\r\n");
    private static readonly byte[] Crlf = Ascii.Bytes("\r\n");

    private long _openEndsMs;

    /// <summary>
    /// Connects, upgrades to TLS and logs in. Where the provider refuses a token that a new one may cure, renews it once and
    /// tries once more.
    /// </summary>
    public bool Open()
    {
        long started = _clock.NowMs;
        _openEndsMs = started + Limits.LinkOpenMsMax;
        _isOpening = true;
        bool open = TryOpen(false);
        if (!open && _session.MayCureByRenewal && Account.IsBearer) open = TryOpen(true);
        _isOpening = false;
        _secret.Clear();
        if (!open)
        {
            _failedMs = _clock.NowMs;
            _log.ProviderFailed(Account.Index, Diagnosis, _session.Reply);
            return false;
        }
        Diagnosis = Diagnosis.None;
        _log.ProviderReady(Account.Index, Elapsed(started));
        return true;
    }

    private bool TryOpen(bool renew)
    {
        Close();
        _session.Start();
        if (_mechanism != null)
        {
            Diagnosis secretless = _secrets.Fetch(_secret, renew);
            if (secretless != Diagnosis.None) return Lost(secretless);
            _mechanism.Start(Account.User, _secret.Octets, _secret.Count);
        }
        if (!_transport.Connect()) return Lost(_transport.Failure);
        return Greet();
    }

    // From the greeting to the login: the session says what comes next.
    private bool Greet()
    {
        ClientStep step = NextOpeningStep();
        while (true)
        {
            switch (step)
            {
                case ClientStep.Send:
                    if (!SendLine()) return false;
                    break;
                case ClientStep.UpgradeTls:
                    // RFC 3207 4.2 and 5: what came in clear behind the 220 was not said by the provider.
                    if (_buffer.Count > 0 || !_transport.IsQuiet) return Lost(Diagnosis.StartTlsInjected);
                    if (!_transport.StartTls()) return Lost(_transport.Failure);
                    step = _session.Secured();
                    continue;
                case ClientStep.Respond:
                    if (!Respond()) return Lost(Diagnosis.ProviderLost);
                    break;
                default:
                    return step == ClientStep.Answered;
            }
            step = NextOpeningStep();
        }
    }

    // Each reply has its time, and all of them together have theirs: a scanner waits for the sum.
    private ClientStep NextOpeningStep()
    {
        long left = _openEndsMs - _clock.NowMs;
        if (left <= 0)
        {
            Lost(Diagnosis.ProviderSilent);
            return ClientStep.Fail;
        }
        SetTimeout(left < Limits.GreetingMsMax ? (int)left : Limits.GreetingMsMax);
        return NextStep();
    }

    private bool Respond()
    {
        if (_mechanism == null || !_mechanism.Respond())
        {
            // RFC 4954 4: a lone "*" cancels; the server answers 501.
            return _transport.Write(Cancel, 0, Cancel.Length);
        }
        byte[] piece = _session.Out;
        bool isSent = true;
        int count;
        while (isSent && (count = _mechanism.Next(piece, 0, Limits.SaslPiece)) > 0) isSent = _transport.Write(piece, 0, count);
        // It has held the secret.
        Array.Clear(piece, 0, Limits.SaslPiece);
        return isSent && _transport.Write(Crlf, 0, Crlf.Length);
    }
}
