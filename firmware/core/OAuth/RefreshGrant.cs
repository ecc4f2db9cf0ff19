using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>The request that turns a refresh token into an access token (RFC 6749 6), for one account.</summary>
public sealed class RefreshGrant
{
    private static readonly byte[] GrantType = Ascii.Bytes("grant_type");
    private static readonly byte[] RefreshToken = Ascii.Bytes("refresh_token");
    private static readonly byte[] ClientId = Ascii.Bytes("client_id");
    private static readonly byte[] ClientSecret = Ascii.Bytes("client_secret");
    private static readonly byte[] Scope = Ascii.Bytes("scope");
    private readonly byte[] _clientId;
    private readonly byte[] _scope;
    private readonly byte[]? _clientSecret;

    /// <summary>The account's client.</summary>
    /// <param name="clientId">client_id.</param>
    /// <param name="scope">The scope as it was granted; empty: none is sent, and the server keeps to what it granted.</param>
    /// <param name="clientSecret">
    /// client_secret, sent in the body (2.3.1); null for a public client, which must send none (AADSTS700025).
    /// </param>
    public RefreshGrant(string clientId, string scope, byte[]? clientSecret)
    {
        _clientId = Ascii.Bytes(clientId);
        _scope = Ascii.Bytes(scope);
        _clientSecret = clientSecret;
        int values = _clientId.Length + _scope.Length + (clientSecret == null ? 0 : clientSecret.Length) + Limits.RefreshToken;
        BodyMax = 3 * values + 100;
    }

    /// <summary>Octets that a body can need: every octet of every value as %XX, and the names.</summary>
    public int BodyMax { get; }

    /// <summary>Writes the request's body.</summary>
    /// <returns>False if it does not fit.</returns>
    public bool Compose(FormBody body, byte[] refreshToken, int offset, int count)
    {
        body.Clear();
        body.Add(GrantType, RefreshToken);
        body.Add(RefreshToken, refreshToken, offset, count);
        body.Add(ClientId, _clientId);
        if (_scope.Length > 0) body.Add(Scope, _scope);
        if (_clientSecret != null) body.Add(ClientSecret, _clientSecret);
        return !body.IsOverflowed;
    }
}
