using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// One account's pairing by device code (RFC 8628), told from beginning to end: ask for a code, show it, poll, store the refresh token.
/// It never waits; the caller polls when <see cref="WaitSeconds"/> have passed, so a light or a screen stays alive meanwhile.
/// </summary>
public sealed class Pairing
{
    private readonly ITokenStore _store;
    private readonly ITokenEndpoint _deviceEndpoint;
    private readonly ITokenEndpoint _tokenEndpoint;
    private readonly DeviceGrant _grant;
    private readonly FormBody _form;
    private readonly TokenReader _code;
    private readonly TokenReader _answer;
    private readonly IClock _clock;
    private long _begunMs;

    /// <summary>Allocates every buffer: 40 KB and three times the length of client_id and scope.</summary>
    public Pairing(ITokenStore store, ITokenEndpoint deviceEndpoint, ITokenEndpoint tokenEndpoint, DeviceGrant grant, IClock clock)
        : this(store, deviceEndpoint, tokenEndpoint, grant, clock, new TokenReader(), new TokenReader(), new FormBody(new byte[grant.BodyMax]))
    {
    }

    /// <summary>
    /// As the other, with readers and form of the caller's, for boards without room to spare. Allocates nothing. One reader may do both, and serve token
    /// renewal between two polls; the form may lie in its room for the access token.
    /// </summary>
    /// <param name="store">Gets the refresh token.</param>
    /// <param name="deviceEndpoint">Gives out codes.</param>
    /// <param name="tokenEndpoint">Is polled.</param>
    /// <param name="grant">The requests.</param>
    /// <param name="clock">For the code's end.</param>
    /// <param name="code">Reads the code and keeps it to the end.</param>
    /// <param name="answer">Reads each poll's answer.</param>
    /// <param name="form">Room for the requests' bodies.</param>
    public Pairing(ITokenStore store, ITokenEndpoint deviceEndpoint, ITokenEndpoint tokenEndpoint, DeviceGrant grant, IClock clock,
        TokenReader code, TokenReader answer, FormBody form)
    {
        _code = code;
        _answer = answer;
        _store = store;
        _deviceEndpoint = deviceEndpoint;
        _tokenEndpoint = tokenEndpoint;
        _grant = grant;
        _clock = clock;
        _form = form;
        Answer = _code;
    }

    /// <summary>The code that the person types. It is for eyes, not secret from whoever stands before the device.</summary>
    public TokenMember UserCode
    {
        get { return _code.UserCode; }
    }

    /// <summary>Where the person types it.</summary>
    public TokenMember VerificationUri
    {
        get { return _code.VerificationUri; }
    }

    /// <summary>The same with the code in it, for a QR code; empty where the provider gives none, as Entra does.</summary>
    public TokenMember VerificationUriComplete
    {
        get { return _code.VerificationUriComplete; }
    }

    /// <summary>Seconds to wait before the next <see cref="Poll"/>.</summary>
    public int WaitSeconds
    {
        get { return _grant.WaitSeconds; }
    }

    /// <summary>Seconds until the code expires, 0 when it has.</summary>
    public int SecondsLeft
    {
        get
        {
            long left = _grant.LifetimeSeconds - (_clock.NowMs - _begunMs) / 1000;
            return left < 0 ? 0 : (int)left;
        }
    }

    /// <summary>Why the pairing failed; None while it goes on or when it succeeded.</summary>
    public Diagnosis Diagnosis { get; private set; }

    /// <summary>Why the last <see cref="Poll"/> got no answer; None where it got one. The pairing goes on, at longer intervals (RFC 8628 3.5).</summary>
    public Diagnosis Unanswered { get; private set; }

    /// <summary>The last answer of either endpoint, for its <see cref="TokenReader.Error"/> and <see cref="TokenReader.ErrorCodes"/>.</summary>
    public TokenReader Answer { get; private set; }

    /// <summary>Asks for a code. False: <see cref="Diagnosis"/> says why there is none.</summary>
    public bool Begin()
    {
        Answer = _code;
        _begunMs = _clock.NowMs;
        _code.Reset();
        if (!_grant.ComposeRequest(_form)) return Fail(Diagnosis.TokenTooLong);
        Diagnosis posted = _deviceEndpoint.Post(_form.Octets, 0, _form.Count, _code);
        _form.Forget();
        if (posted != Diagnosis.None) return Fail(posted);
        _code.Complete();
        if (!_grant.Begin(_code))
        {
            Diagnosis refusal = OAuthError.Diagnose(_code);
            return Fail(refusal == Diagnosis.None ? Diagnosis.TokenAnswerMalformed : refusal);
        }
        Diagnosis = Diagnosis.None;
        Unanswered = Diagnosis.None;
        return true;
    }

    /// <summary>
    /// Asks once whether the person has signed in. When it says <see cref="DeviceStep.Granted"/>, the refresh token is on the disk.
    /// </summary>
    public DeviceStep Poll()
    {
        if (SecondsLeft == 0) return End(DeviceStep.Expired);
        Answer = _answer;
        _answer.ResetButCode();
        if (!_grant.ComposePoll(_form)) return Refuse(Diagnosis.TokenTooLong);
        Diagnosis posted = _tokenEndpoint.Post(_form.Octets, 0, _form.Count, _answer);
        _form.Forget();
        Unanswered = posted;
        if (posted == Diagnosis.None) _answer.Complete();
        DeviceStep step = posted == Diagnosis.None ? _grant.Judge(_answer) : _grant.Unanswered();
        if (step == DeviceStep.Wait)
        {
            _answer.ForgetTokens();
            return step;
        }
        return step == DeviceStep.Granted ? Keep() : End(step);
    }

    /// <summary>Forgets codes and tokens. Of a reader that serves others too only the code, which is nobody else's: so it may be called at any time.</summary>
    public void Forget()
    {
        _grant.Forget();
        _code.ForgetCode();
        if (_code == _answer) return;
        _form.Clear();
        _code.Reset();
        _answer.Reset();
    }

    private DeviceStep Keep()
    {
        TokenMember token = _answer.RefreshToken;
        // Without offline_access in the scope there is none, and the pairing would last an hour.
        if (token.Count == 0) return Refuse(Diagnosis.RefreshTokenNotGiven);
        Diagnosis stored = _store.Save(token.Octets, 0, token.Count);
        return stored == Diagnosis.None ? End(DeviceStep.Granted) : Refuse(stored);
    }

    private DeviceStep End(DeviceStep step)
    {
        if (step == DeviceStep.Expired) Diagnosis = Diagnosis.PairingExpired;
        else if (step == DeviceStep.Declined) Diagnosis = Diagnosis.PairingDeclined;
        else if (step == DeviceStep.Failed) Diagnosis = OAuthError.Diagnose(_answer);
        _grant.Forget();
        _answer.ForgetSecrets();
        return step;
    }

    private DeviceStep Refuse(Diagnosis diagnosis)
    {
        Diagnosis = diagnosis;
        _grant.Forget();
        _answer.ForgetSecrets();
        return DeviceStep.Failed;
    }

    private bool Fail(Diagnosis diagnosis)
    {
        Diagnosis = diagnosis;
        return false;
    }
}
