using System;
using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// One account's access token, kept in memory and shared by all its links. Whoever finds it used up renews it; the others wait
/// for that one request. After a failure the endpoint is left alone for a while and the failure is answered at once. <see cref="KeepFresh"/> renews ahead of
/// time, and keeps a refresh token from dying of disuse on a device that nobody uses.
/// </summary>
/// <remarks>
/// Only <see cref="IClock"/> is asked, which no setting of the time of day moves and which counts on while the device sleeps; see <see cref="MonotonicClock"/>. Should it run
/// backwards all the same, a token or a wait from the future does not count.
/// </remarks>
internal sealed class AccessTokens : IAccountSecrets
{
    // RFC 6749 5.1 lets expires_in be missing. An hour is what every provider of providers.md says.
    private const int LifetimeSecondsAssumed = 3600;
    private const int BackOffFirstMs = 2000;
    // A scanner waits, and its user tries again.
    private const int BackOffLastMs = 30 * 1000;
    // Nobody waits. Longer, and the light would tell too late that the network is back.
    private const int BackOffIdleMs = 15 * 60 * 1000;
    // A provider that refuses every token, whatever its age, would otherwise cost one renewal for each try.
    private const int ForcedMax = 5;
    private const int ForcedEachMs = 60 * 1000;
    private const int LookMs = 60 * 1000;
    // After a power failure the devices of a whole building start together.
    private const int FirstMs = 60 * 1000;
    // A refresh token lives 90 days without use at Microsoft, half a year at Google (providers.md 1.4, 2.3); a day leaves room for months of failures.
    private const int KeepAliveMs = 24 * 60 * 60 * 1000;
    // So long after the last mail there is a fresh token at any time: over weekends and most holidays.
    private const long InUseMs = 7L * KeepAliveMs;

    private readonly object _gate = new object();
    private readonly int _account;
    private readonly ITokenRenewal _renewal;
    private readonly long _marginMs;
    private readonly IClock _clock;
    private readonly ITokenEvents _events;
    private readonly Random _random;
    private readonly Secret _token = new Secret(Limits.AccessToken);
    private readonly Secret _next = new Secret(Limits.AccessToken);
    private long _gotMs;
    private long _freshUntilMs;
    private long _endsMs;
    private bool _inFlight;
    private Diagnosis _failure;
    private long _failedMs;
    private int _failures;
    private long _retryMs;
    private long _keepMs;
    private bool _wasWanted;
    private long _wantedMs;
    private int _forced;
    private long _forcedMs;
    private Diagnosis _pairing;

    /// <param name="account">Index into accounts, for the log.</param>
    /// <param name="renewal">How a token is got. Used by one thread at a time.</param>
    /// <param name="marginSeconds">refreshMarginSeconds: how long before its end a token is renewed.</param>
    /// <param name="clock">For its end.</param>
    /// <param name="events">Told about renewals.</param>
    /// <param name="random">Spreads the renewals of many devices; null: the system's.</param>
    public AccessTokens(int account, ITokenRenewal renewal, int marginSeconds, IClock clock, ITokenEvents events, Random? random = null)
    {
        _account = account;
        _renewal = renewal;
        _marginMs = marginSeconds * 1000L;
        _clock = clock;
        _events = events;
        _random = random ?? Random.Shared;
        Keep(FirstMs, FirstMs * 2);
    }

    public Diagnosis Fetch(Secret into, bool renew)
    {
        lock (_gate)
        {
            // Another session may have renewed the token since the one that the provider refused was handed out.
            bool refused = renew && !(into.Count > 0 && _token.Count > 0 && !AreEqual(into, _token));
            _wasWanted = true;
            _wantedMs = _clock.NowMs;
            while (true)
            {
                if (!refused && LastsUntil(_freshUntilMs)) return Hand(into);
                if (_inFlight)
                {
                    Monitor.Wait(_gate);
                    refused = refused && _failure != Diagnosis.None;
                    continue;
                }
                if (_failure != Diagnosis.None && IsWithin(_failedMs, _retryMs))
                {
                    // Inside its margin the old token still serves; only a refused one does not.
                    return !refused && LastsUntil(_endsMs) ? Hand(into) : _failure;
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
            _pairing = Diagnosis.None;
            _forced = 0;
            _failure = Diagnosis.None;
            _failures = 0;
            Keep(FirstMs, FirstMs * 2);
        }
    }

    /// <summary>
    /// Renews a token near its end while mail is sent now and then, so that no scanner has to wait for it; and once a day where none is sent, so that the refresh token stays
    /// alive. After a failure it waits longer and longer.
    /// </summary>
    /// <returns>Milliseconds until it is worth asking again.</returns>
    public int KeepFresh()
    {
        lock (_gate)
        {
            if (_inFlight) return LookMs;
            if (_token.Count > 0 && !LastsUntil(_endsMs)) _token.Clear();
            if (IsDue()) Renew();
            return (int)Math.Clamp(DueMs() - _clock.NowMs, 1000, LookMs);
        }
    }

    private bool IsDue()
    {
        long due = DueMs();
        // More than a day ahead: the clock has run back.
        return _clock.NowMs >= due || due - _clock.NowMs > 2L * KeepAliveMs;
    }

    // In use: when the token gets stale, also after a failure. Not in use: once a day.
    private long DueMs()
    {
        bool isInUse = _wasWanted && IsWithin(_wantedMs, _wantedMs + InUseMs);
        return isInUse && _failure == Diagnosis.None && _token.Count > 0 ? Math.Min(_freshUntilMs, _keepMs) : _keepMs;
    }

    // Somewhere between the two, from now.
    private void Keep(int leastMs, int mostMs)
    {
        _keepMs = _clock.NowMs + _random.Next(leastMs, mostMs + 1);
    }

    private bool LastsUntil(long endMs)
    {
        return _token.Count > 0 && IsWithin(_gotMs, endMs);
    }

    private bool IsWithin(long beginMs, long endMs)
    {
        long now = _clock.NowMs;
        return now >= beginMs && now < endMs;
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
            if (diagnosis == Diagnosis.NoRefreshToken && _pairing != Diagnosis.None) diagnosis = _pairing;
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
            _failures = Math.Min(_failures + 1, 30);
            _failedMs = now;
            // Half of it is left to chance, so that devices that failed together do not come back together.
            int waitMs = BackOff(BackOffLastMs);
            _retryMs = now + waitMs - _random.Next(waitMs / 2 + 1);
            int idleMs = diagnosis is Diagnosis.NoRefreshToken or Diagnosis.NoCredential ? KeepAliveMs : BackOff(BackOffIdleMs);
            Keep(idleMs / 2, idleMs);
            return;
        }
        int seconds = _renewal.ExpiresInSeconds > 0 ? _renewal.ExpiresInSeconds : LifetimeSecondsAssumed;
        _token.Set(_next.Octets, 0, _next.Count);
        _next.Clear();
        _gotMs = now;
        _endsMs = now + seconds * 1000L;
        // A margin longer than the token's life would mean a renewal for every mail.
        _freshUntilMs = _endsMs - Math.Min(_marginMs, seconds * 500L);
        _failures = 0;
        Keep(KeepAliveMs - KeepAliveMs / 10, KeepAliveMs);
    }

    private int BackOff(int mostMs)
    {
        return (int)Math.Min((long)BackOffFirstMs << (_failures - 1), mostMs);
    }

    /// <summary>
    /// A pairing was refused. While there is no refresh token, that is why: who reads the scanner's panel then hears how the pairing ended, and
    /// not only that there was none.
    /// </summary>
    public void PairingFailed(Diagnosis diagnosis)
    {
        lock (_gate)
        {
            while (_inFlight) Monitor.Wait(_gate);
            _pairing = diagnosis;
            if (_failure == Diagnosis.NoRefreshToken) _failure = diagnosis;
        }
    }

    private Diagnosis Hand(Secret into)
    {
        return into.Set(_token.Octets, 0, _token.Count) ? Diagnosis.None : Diagnosis.TokenTooLong;
    }

    private bool MayForce()
    {
        long now = _clock.NowMs;
        int forgiven = (int)Math.Clamp((now - _forcedMs) / ForcedEachMs, 0, _forced);
        if (forgiven > 0 || _forced == 0 || now < _forcedMs) _forcedMs = now;
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
