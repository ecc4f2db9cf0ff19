using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>The request that turns a refresh token into an access token (RFC 6749 6), for one account.</summary>
public sealed class RefreshGrant
{
    private static readonly string GrantType = "grant_type";
    private static readonly string RefreshToken = "refresh_token";
    private static readonly string ClientId = "client_id";
    private static readonly string ClientSecret = "client_secret";
    private static readonly string Scope = "scope";
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
        BodyMax = MaxOf(clientSecret == null ? 0 : clientSecret.Length);
    }

    /// <summary>The account's client, whose secret comes with each request if there is one.</summary>
    /// <param name="clientId">client_id.</param>
    /// <param name="scope">As with the other.</param>
    /// <param name="clientSecretMax">The longest secret, in octets.</param>
    public RefreshGrant(string clientId, string scope, int clientSecretMax)
    {
        _clientId = Ascii.Bytes(clientId);
        _scope = Ascii.Bytes(scope);
        BodyMax = MaxOf(clientSecretMax);
    }

    /// <summary>Octets that a body can need: every octet of every value as %XX, and the names.</summary>
    public int BodyMax { get; }

    /// <summary>Writes the request's body.</summary>
    /// <returns>False if it does not fit.</returns>
    public bool Compose(FormBody body, byte[] refreshToken, int offset, int count)
    {
        return _clientSecret == null ? Compose(body, refreshToken, offset, count, refreshToken, 0) : Compose(body, refreshToken, offset, count, _clientSecret, _clientSecret.Length);
    }

    /// <summary>As the other, with the first <paramref name="secretCount"/> octets of a client secret; 0: without one.</summary>
    public bool Compose(FormBody body, byte[] refreshToken, int offset, int count, byte[] clientSecret, int secretCount)
    {
        body.Clear();
        body.Add(GrantType, RefreshToken);
        body.Add(RefreshToken, refreshToken, offset, count);
        body.Add(ClientId, _clientId);
        if (_scope.Length > 0) body.Add(Scope, _scope);
        if (secretCount > 0) body.Add(ClientSecret, clientSecret, 0, secretCount);
        return !body.IsOverflowed;
    }

    private int MaxOf(int clientSecret)
    {
        return 3 * (_clientId.Length + _scope.Length + clientSecret + Limits.RefreshToken) + 100;
    }
}
