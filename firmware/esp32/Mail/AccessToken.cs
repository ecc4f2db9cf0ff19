using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>
/// The account's access token. There is one copy of it, where the endpoint's answer was read, and the login sends it from there. Who has the one link
/// upstream may call this; nobody else, which is what keeps the token from changing during a login.
/// </summary>
public sealed class AccessToken : IAccountSecrets
{
    // RFC 6749 5.1 lets expires_in be missing. An hour is what every provider of providers.md says.
    private const int LifetimeSecondsAssumed = 3600;
    private const int BackOffFirstMs = 2000;
    private const int BackOffLastMs = 30 * 1000;
    // A provider that refuses every token, whatever its age, would otherwise cost one renewal for each try.
    private const int ForcedEachMs = 12 * 1000;

    private readonly TokenRenewal _renewal;
    private readonly long _marginMs;
    private readonly IClock _clock;
    private readonly DeviceLog _log;
    private long _freshUntilMs;
    private long _endsMs;
    private Diagnosis _failure;
    private int _backOffMs;
    private long _retryMs;
    private long _forcedMs = -ForcedEachMs;

    /// <summary>No token yet.</summary>
    /// <param name="renewal">How one is got.</param>
    /// <param name="marginSeconds">refreshMarginSeconds.</param>
    /// <param name="clock">For its end.</param>
    /// <param name="log">Told about renewals.</param>
    public AccessToken(TokenRenewal renewal, int marginSeconds, IClock clock, DeviceLog log)
    {
        _renewal = renewal;
        _marginMs = marginSeconds * 1000L;
        _clock = clock;
        _log = log;
    }

    /// <summary>True when it is time to renew a token that is still in use.</summary>
    public bool IsDue
    {
        get { return Token.Count > 0 && _clock.NowMs >= _freshUntilMs && _clock.NowMs >= _retryMs && _clock.NowMs < _endsMs; }
    }

    private TokenMember Token
    {
        get { return _renewal.Answer.AccessToken; }
    }

    /// <inheritdoc/>
    public Diagnosis Fetch(Secret into, bool renew)
    {
        if (!renew && Token.Count > 0 && _clock.NowMs < _freshUntilMs) return Hand(into);
        if (_failure != Diagnosis.None && _clock.NowMs < _retryMs) return _failure;
        if (renew)
        {
            if (_clock.NowMs - _forcedMs < ForcedEachMs) return Diagnosis.LoginRefused;
            _forcedMs = _clock.NowMs;
        }
        Diagnosis diagnosis = Renew();
        return diagnosis == Diagnosis.None ? Hand(into) : diagnosis;
    }

    /// <summary>Renews at once, whatever was tried before. The token of before is gone, also if there comes no new one.</summary>
    public Diagnosis Renew()
    {
        _failure = _renewal.RenewInPlace();
        long now = _clock.NowMs;
        if (_failure != Diagnosis.None)
        {
            _backOffMs = _backOffMs == 0 ? BackOffFirstMs : _backOffMs * 2;
            if (_backOffMs > BackOffLastMs) _backOffMs = BackOffLastMs;
            _retryMs = now + _backOffMs;
            _log.TokenRefused(0, _failure, _renewal.Answer);
            return _failure;
        }
        int seconds = _renewal.ExpiresInSeconds > 0 ? _renewal.ExpiresInSeconds : LifetimeSecondsAssumed;
        _endsMs = now + seconds * 1000L;
        // A margin longer than the token's life would mean a renewal for every mail.
        long margin = seconds * 500L < _marginMs ? seconds * 500L : _marginMs;
        _freshUntilMs = _endsMs - margin;
        _backOffMs = 0;
        _retryMs = 0;
        _log.TokenRenewed(0, seconds, _renewal.StoreFailure);
        return Diagnosis.None;
    }

    /// <summary>Seconds that the token still lives.</summary>
    public int SecondsLeft
    {
        get { return Token.Count == 0 || _endsMs == 0 ? 0 : (int)((_endsMs - _clock.NowMs) / 1000); }
    }

    /// <summary>The refresh token was replaced or deleted: what came of the old one counts no more.</summary>
    /// <param name="hasLink">True: the caller has the link. Else a login may be sending the token, which is overwritten when the next one is asked for.</param>
    public void Forget(bool hasLink)
    {
        if (hasLink) _renewal.Answer.ForgetAccessToken();
        _freshUntilMs = 0;
        _endsMs = 0;
        _failure = Diagnosis.None;
        _backOffMs = 0;
        _retryMs = 0;
        _log.TokenForgotten();
    }

    private Diagnosis Hand(Secret into)
    {
        return into.Set(Token.Octets, 0, Token.Count) ? Diagnosis.None : Diagnosis.TokenTooLong;
    }
}
