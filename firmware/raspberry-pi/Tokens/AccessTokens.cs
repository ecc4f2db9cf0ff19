using System;
using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// One account's access token, kept in memory and shared by all its links. Whoever finds it used up renews it; the others wait
/// for that one request. After a failure the endpoint is left alone for a while and the failure is answered at once.
/// </summary>
internal sealed class AccessTokens : IAccountSecrets
{
    // RFC 6749 5.1 lets expires_in be missing. An hour is what every provider of providers.md says.
    private const int LifetimeSecondsAssumed = 3600;
    private const int BackOffFirstMs = 2000;
    private const int BackOffLastMs = 30 * 1000;
    // A provider that refuses every token, whatever its age, would otherwise cost one renewal for each try.
    private const int ForcedMax = 5;
    private const int ForcedEachMs = 60 * 1000;

    private readonly object _gate = new object();
    private readonly int _account;
    private readonly ITokenRenewal _renewal;
    private readonly long _marginMs;
    private readonly IClock _clock;
    private readonly ITokenEvents _events;
    private readonly Secret _token = new Secret(Limits.AccessToken);
    private readonly Secret _next = new Secret(Limits.AccessToken);
    private long _freshUntilMs;
    private long _endsMs;
    private bool _inFlight;
    private Diagnosis _failure;
    private int _backOffMs;
    private long _retryMs;
    private int _forced;
    private long _forcedMs;

    /// <param name="account">Index into accounts, for the log.</param>
    /// <param name="renewal">How a token is got. Used by one thread at a time.</param>
    /// <param name="marginSeconds">refreshMarginSeconds: how long before its end a token is renewed.</param>
    /// <param name="clock">For its end.</param>
    /// <param name="events">Told about renewals.</param>
    public AccessTokens(int account, ITokenRenewal renewal, int marginSeconds, IClock clock, ITokenEvents events)
    {
        _account = account;
        _renewal = renewal;
        _marginMs = marginSeconds * 1000L;
        _clock = clock;
        _events = events;
    }

    public Diagnosis Fetch(Secret into, bool renew)
    {
        lock (_gate)
        {
            // Another session may have renewed the token since the one that the provider refused was handed out.
            bool refused = renew && !(into.Count > 0 && _token.Count > 0 && !AreEqual(into, _token));
            while (true)
            {
                if (!refused && _token.Count > 0 && _clock.NowMs < _freshUntilMs) return Hand(into);
                if (_inFlight)
                {
                    Monitor.Wait(_gate);
                    refused = refused && _failure != Diagnosis.None;
                    continue;
                }
                if (_failure != Diagnosis.None && _clock.NowMs < _retryMs)
                {
                    // Inside its margin the old token still serves; only a refused one does not.
                    return !refused && _token.Count > 0 && _clock.NowMs < _endsMs ? Hand(into) : _failure;
                }
                // Counted here, where a request is made: many sessions may have been refused the same token.
                if (refused && !MayForce()) return Diagnosis.LoginRefused;
                Renew();
                refused = refused && _failure != Diagnosis.None;
            }
        }
    }

    /// <summary>Renews at once, whatever was tried before: a person asks.</summary>
    /// <param name="seconds">How long the token lives, if there is one.</param>
    public Diagnosis RenewNow(out int seconds)
    {
        lock (_gate)
        {
            while (_inFlight) Monitor.Wait(_gate);
            Renew();
            seconds = (int)((_endsMs - _clock.NowMs) / 1000);
            return _failure;
        }
    }

    /// <summary>The refresh token was replaced or deleted: what came of the old one, token or failure, counts no more.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            while (_inFlight) Monitor.Wait(_gate);
            _token.Clear();
            _failure = Diagnosis.None;
            _backOffMs = 0;
            _retryMs = 0;
        }
    }

    /// <summary>Renews a token that is near its end, so that no scanner has to wait for it.</summary>
    /// <returns>Milliseconds until it is worth asking again.</returns>
    public int KeepFresh()
    {
        const int NothingToDoMs = 60 * 1000;
        lock (_gate)
        {
            if (_token.Count == 0 || _inFlight) return NothingToDoMs;
            long now = _clock.NowMs;
            if (now >= _endsMs)
            {
                // Nobody wants mail sent just now; the next scanner's connection asks for a token.
                _token.Clear();
                return NothingToDoMs;
            }
            if (now >= _freshUntilMs && now >= _retryMs) Renew();
            long due = Math.Max(_freshUntilMs, _retryMs) - _clock.NowMs;
            return (int)Math.Clamp(due, 1000, NothingToDoMs);
        }
    }

    // Called and left with the gate held; the request itself runs without it.
    private void Renew()
    {
        _inFlight = true;
        Diagnosis diagnosis = Diagnosis.TokenAnswerMalformed;
        Monitor.Exit(_gate);
        try
        {
            diagnosis = _renewal.Renew(_next);
        }
        finally
        {
            Monitor.Enter(_gate);
            _inFlight = false;
            Take(diagnosis);
            Monitor.PulseAll(_gate);
        }
        if (diagnosis == Diagnosis.None) _events.TokenRenewed(_account, (int)((_endsMs - _clock.NowMs) / 1000), _renewal.StoreFailure);
        else _events.TokenRefused(_account, diagnosis, _renewal.Answer);
    }

    private void Take(Diagnosis diagnosis)
    {
        _failure = diagnosis;
        long now = _clock.NowMs;
        if (diagnosis != Diagnosis.None)
        {
            _backOffMs = Math.Clamp(_backOffMs * 2, BackOffFirstMs, BackOffLastMs);
            _retryMs = now + _backOffMs;
            return;
        }
        int seconds = _renewal.ExpiresInSeconds > 0 ? _renewal.ExpiresInSeconds : LifetimeSecondsAssumed;
        _token.Set(_next.Octets, 0, _next.Count);
        _next.Clear();
        _endsMs = now + seconds * 1000L;
        // A margin longer than the token's life would mean a renewal for every mail.
        _freshUntilMs = _endsMs - Math.Min(_marginMs, seconds * 500L);
        _backOffMs = 0;
        _retryMs = 0;
    }

    private Diagnosis Hand(Secret into)
    {
        return into.Set(_token.Octets, 0, _token.Count) ? Diagnosis.None : Diagnosis.TokenTooLong;
    }

    private bool MayForce()
    {
        long now = _clock.NowMs;
        int forgiven = (int)Math.Min(_forced, (now - _forcedMs) / ForcedEachMs);
        if (forgiven > 0 || _forced == 0) _forcedMs = now;
        _forced -= forgiven;
        if (_forced >= ForcedMax) return false;
        _forced++;
        return true;
    }

    private static bool AreEqual(Secret a, Secret b)
    {
        return a.Octets.AsSpan(0, a.Count).SequenceEqual(b.Octets.AsSpan(0, b.Count));
    }
}
