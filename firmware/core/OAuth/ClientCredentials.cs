using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>
/// The client credentials grant (RFC 6749 4.4) and the grants with an assertion (RFC 7523): the requests of an account that nobody has to sign in for.
/// There is no refresh token; another access token is simply asked for.
/// </summary>
public sealed class ClientCredentials
{
    private static readonly string GrantTypeName = "grant_type";
    private static readonly string ClientIdName = "client_id";
    private static readonly string ClientSecretName = "client_secret";
    private static readonly string ScopeName = "scope";
    private static readonly string AssertionName = "assertion";
    private static readonly string ClientAssertionName = "client_assertion";
    private static readonly string ClientAssertionTypeName = "client_assertion_type";
    private static readonly string ClientCredentialsGrant = "client_credentials";
    private static readonly string JwtBearerGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static readonly string JwtBearerClient = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly byte[] _clientId;
    private readonly byte[] _scope;

    /// <summary>The account's client.</summary>
    /// <param name="clientId">client_id.</param>
    /// <param name="scope">The scope, for Exchange Online <c>https://outlook.office365.com/.default</c>.</param>
    public ClientCredentials(string clientId, string scope)
    {
        _clientId = Ascii.Bytes(clientId);
        _scope = Ascii.Bytes(scope);
        BodyMax = 3 * (_clientId.Length + _scope.Length + Limits.Assertion + JwtBearerClient.Length) + 160;
    }

    /// <summary>Octets that a request's body can need.</summary>
    public int BodyMax { get; }

    /// <summary>With a client secret in the body (RFC 6749 2.3.1). False: it does not fit.</summary>
    public bool ComposeWithSecret(FormBody body, byte[] secret, int offset, int count)
    {
        body.Clear();
        body.Add(GrantTypeName, ClientCredentialsGrant);
        body.Add(ClientIdName, _clientId);
        body.Add(ScopeName, _scope);
        body.Add(ClientSecretName, secret, offset, count);
        return !body.IsOverflowed;
    }

    /// <summary>With a signed assertion in the secret's place (RFC 7523 2.2), as Entra takes for a certificate. False: it does not fit.</summary>
    public bool ComposeWithClientAssertion(FormBody body, byte[] assertion, int offset, int count)
    {
        body.Clear();
        body.Add(GrantTypeName, ClientCredentialsGrant);
        body.Add(ClientIdName, _clientId);
        body.Add(ScopeName, _scope);
        body.Add(ClientAssertionTypeName, JwtBearerClient);
        body.Add(ClientAssertionName, assertion, offset, count);
        return !body.IsOverflowed;
    }

    /// <summary>With an assertion as the grant itself (RFC 7523 2.1), as Google takes for a service account. False: it does not fit.</summary>
    public bool ComposeJwtBearer(FormBody body, byte[] assertion, int offset, int count)
    {
        body.Clear();
        body.Add(GrantTypeName, JwtBearerGrant);
        body.Add(AssertionName, assertion, offset, count);
        return !body.IsOverflowed;
    }
}
