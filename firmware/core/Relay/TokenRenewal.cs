using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>
/// How one account's refresh token becomes an access token, told from beginning to end. Both platforms use it; they add when to renew, and
/// that only one renewal of an account runs at a time. It knows no clock and no thread.
/// </summary>
public sealed class TokenRenewal : ITokenRenewal
{
    private readonly ITokenStore _store;
    private readonly ITokenEndpoint _endpoint;
    private readonly RefreshGrant _grant;
    private readonly FormBody _form;
    private readonly Secret _refreshToken;
    private readonly ITokenStore? _clientStore;
    private readonly Secret? _clientSecret;
    private ulong _replacedMark;
    private ulong _usedMark;
    private int _usedCount;

    /// <summary>Allocates every buffer: 32 KB and three times the length of client_id, scope and client secret.</summary>
    public TokenRenewal(ITokenStore store, ITokenEndpoint endpoint, RefreshGrant grant)
        : this(store, endpoint, grant, null)
    {
    }

    /// <summary>As the other, with the store of a client secret that is sent if it is there: Google's desktop clients have one.</summary>
    public TokenRenewal(ITokenStore store, ITokenEndpoint endpoint, RefreshGrant grant, ITokenStore? clientStore)
    {
        _store = store;
        _clientStore = clientStore;
        if (clientStore != null) _clientSecret = new Secret(Limits.ClientSecret);
        _endpoint = endpoint;
        _grant = grant;
        _form = new FormBody(new byte[grant.BodyMax]);
        Answer = new TokenReader();
        _refreshToken = new Secret(Limits.RefreshToken);
    }

    /// <summary>
    /// For a board without room to spare: reader and form are shared with whoever else asks the endpoints, one at a time, and the refresh token lies
    /// where the answer's will lie. The form may lie where the access token will, which begins after it was sent.
    /// </summary>
    /// <param name="store">Where the refresh token is.</param>
    /// <param name="endpoint">The token endpoint.</param>
    /// <param name="grant">The request.</param>
    /// <param name="answer">Reads the endpoint's answer.</param>
    /// <param name="form">Room for the request's body.</param>
    public TokenRenewal(ITokenStore store, ITokenEndpoint endpoint, RefreshGrant grant, TokenReader answer, FormBody form)
    {
        _store = store;
        _endpoint = endpoint;
        _grant = grant;
        _form = form;
        Answer = answer;
        _refreshToken = new Secret(answer.RefreshToken.Octets);
    }

    /// <summary>
    /// The last answer without its tokens. For the log: <see cref="TokenReader.Error"/>, <see cref="TokenReader.ErrorCodes"/>,
    /// <see cref="TokenReader.HttpStatus"/>.
    /// </summary>
    public TokenReader Answer { get; }

    /// <summary>How long the last access token lives, in seconds; -1 when the server did not say.</summary>
    public int ExpiresInSeconds
    {
        get { return Answer.ExpiresInSeconds; }
    }

    /// <summary>
    /// <see cref="Diagnosis.StoreUnwritable"/> while a refresh token that replaces the stored one could not be stored, else None. To be reported
    /// although mail goes on: see <see cref="Renew"/>.
    /// </summary>
    public Diagnosis StoreFailure
    {
        get { return Answer.KeptCount > 0 ? Diagnosis.StoreUnwritable : Diagnosis.None; }
    }

    /// <summary>
    /// Gets a new access token. A refresh token that came with it is on the disk before the access token is handed out, so a power cut never leaves
    /// the agent with a used-up refresh token and mail under way. If it cannot be stored, the access token is handed out all the same
    /// and the refresh token is kept in memory for the next renewal: the exchange has happened, and refusing mail would not undo it. With
    /// Entra the stored token stays valid (using a refresh token does not revoke it), so a restart does no harm there. With a server
    /// that revokes a used token, a restart would mean pairing again; that is why <see cref="StoreFailure"/> must be reported.
    /// </summary>
    /// <param name="accessToken">Receives the token; empty after a failure. Room for <see cref="Limits.AccessToken"/> octets.</param>
    /// <returns><see cref="Diagnosis.None"/>, or why there is no access token.</returns>
    public Diagnosis Renew(Secret accessToken)
    {
        accessToken.Clear();
        Diagnosis diagnosis = RenewInPlace();
        TokenMember token = Answer.AccessToken;
        if (diagnosis == Diagnosis.None && !accessToken.Set(token.Octets, 0, token.Count)) diagnosis = Diagnosis.TokenTooLong;
        Answer.ForgetTokens();
        return diagnosis;
    }

    /// <summary>As <see cref="Renew"/>, but the access token stays where it was read: in <see cref="Answer"/>, which has none after a failure.</summary>
    public Diagnosis RenewInPlace()
    {
        Answer.ResetButCode();
        Diagnosis diagnosis = FindRefreshToken();
        if (diagnosis == Diagnosis.None) diagnosis = Ask();
        if (diagnosis == Diagnosis.None) diagnosis = KeepRotated();
        if (diagnosis != Diagnosis.None) Answer.ForgetTokens();
        // A token that is refused is of no more use from memory; the store may get another one by pairing.
        if (OAuthError.RefusesRefreshToken(Answer)) ForgetUnsaved();
        _refreshToken.Clear();
        if (_clientSecret != null) _clientSecret.Clear();
        _form.Forget();
        Answer.ForgetRequest();
        Answer.ForgetRefreshToken();
        return diagnosis;
    }

    // The stored token; or the one in memory that should have replaced it, unless someone has stored another one since (paired again).
    private Diagnosis FindRefreshToken()
    {
        Diagnosis stored = _store.Load(_refreshToken);
        if (stored == Diagnosis.None && _refreshToken.Count == 0) stored = Diagnosis.NoRefreshToken;
        if (Answer.KeptCount == 0) return stored;
        bool isUnreadable = stored == Diagnosis.StoreUnreadable || (stored >= Diagnosis.StoreForeign && stored <= Diagnosis.StoreKeyUnusable);
        if (!isUnreadable && (stored != Diagnosis.None || Mark(_refreshToken.Octets, _refreshToken.Count) != _replacedMark))
        {
            ForgetUnsaved();
            return stored;
        }
        byte[] kept = Answer.AccessToken.Octets;
        _refreshToken.Set(kept, Answer.KeptOffset, Answer.KeptCount);
        // What an unreadable store holds cannot be known, so it is not overwritten.
        if (!isUnreadable && _store.Save(kept, Answer.KeptOffset, Answer.KeptCount) == Diagnosis.None) ForgetUnsaved();
        return Diagnosis.None;
    }

    private Diagnosis Ask()
    {
        Diagnosis composed = Compose();
        if (composed != Diagnosis.None) return composed;
        // From here on the answer may lie where the token was.
        _usedMark = Mark(_refreshToken.Octets, _refreshToken.Count);
        _usedCount = _refreshToken.Count;
        Diagnosis diagnosis = _endpoint.Post(_form.Octets, 0, _form.Count, Answer);
        if (diagnosis != Diagnosis.None) return diagnosis;
        Answer.Complete();
        return OAuthError.Diagnose(Answer);
    }

    private Diagnosis Compose()
    {
        bool fits;
        if (_clientStore == null)
        {
            fits = _grant.Compose(_form, _refreshToken.Octets, 0, _refreshToken.Count);
        }
        else
        {
            // Most apps have none. One that is there and cannot be read would only end in a refusal that names the wrong cause.
            Diagnosis secret = _clientStore.Load(_clientSecret!);
            if (secret != Diagnosis.None && secret != Diagnosis.NoRefreshToken) return secret;
            fits = _grant.Compose(_form, _refreshToken.Octets, 0, _refreshToken.Count, _clientSecret!.Octets, _clientSecret.Count);
        }
        return fits ? Diagnosis.None : Diagnosis.TokenTooLong;
    }

    // Google sends no new refresh token, some servers repeat the old one: then nothing is written, which spares the flash.
    private Diagnosis KeepRotated()
    {
        TokenMember rotated = Answer.RefreshToken;
        if (rotated.Count == 0 || (rotated.Count == _usedCount && Mark(rotated.Octets, rotated.Count) == _usedMark)) return Diagnosis.None;
        if (_store.Save(rotated.Octets, 0, rotated.Count) == Diagnosis.None)
        {
            ForgetUnsaved();
            return Diagnosis.None;
        }
        // While an earlier one is unsaved the store still holds what that one replaced.
        if (Answer.KeptCount == 0) _replacedMark = _usedMark;
        return Answer.Keep() ? Diagnosis.None : Diagnosis.StoreUnwritable;
    }

    private void ForgetUnsaved()
    {
        Answer.ForgetKept();
        _replacedMark = 0;
    }

    // FNV-1a, 64 bits: tells whether it is still the same token without keeping a copy of it. Nobody gains by a collision.
    private static ulong Mark(byte[] octets, int count)
    {
        ulong mark = 14695981039346656037;
        for (int i = 0; i < count; i++) mark = (mark ^ octets[i]) * 1099511628211;
        return mark;
    }
}
