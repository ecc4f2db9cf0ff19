using DeviceMailAgent.OAuth;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Relay;

/// <summary>With what an account that nobody signs in for proves itself.</summary>
public enum Credential
{
    /// <summary>A client secret (RFC 6749 2.3.1).</summary>
    Secret,
    /// <summary>The private key of a certificate that the provider knows (RFC 7523 2.2).</summary>
    Certificate,
    /// <summary>A service account's private key, whose assertion is the grant itself (RFC 7523 2.1).</summary>
    ServiceAccount,
}

/// <summary>
/// How an account without a refresh token gets an access token: the stored secret or key is read, proves the client, and is forgotten again.
/// Nothing that the server answers is stored, so a power cut has nothing to spoil.
/// </summary>
public sealed class CredentialRenewal : ITokenRenewal
{
    private static readonly string UnauthorizedClient = "unauthorized_client";

    private readonly ITokenStore _store;
    private readonly ITokenEndpoint _endpoint;
    private readonly ClientCredentials _grant;
    private readonly Credential _credential;
    private readonly IAssertionSigner? _signer;
    private readonly FormBody _form;
    private readonly Secret _secret = new Secret(Limits.RefreshToken);
    private readonly Secret? _assertion;

    /// <summary>Allocates every buffer: 20 KB, 25 KB with an assertion.</summary>
    /// <param name="store">Holds the secret or key.</param>
    /// <param name="endpoint">The token endpoint.</param>
    /// <param name="grant">The account's client.</param>
    /// <param name="credential">What the store holds.</param>
    /// <param name="signer">For the two that are keys; null with a secret.</param>
    public CredentialRenewal(ITokenStore store, ITokenEndpoint endpoint, ClientCredentials grant, Credential credential, IAssertionSigner? signer)
    {
        _store = store;
        _endpoint = endpoint;
        _grant = grant;
        _credential = credential;
        _signer = signer;
        _form = new FormBody(new byte[grant.BodyMax]);
        if (signer != null) _assertion = new Secret(Limits.Assertion);
    }

    /// <inheritdoc/>
    public TokenReader Answer { get; } = new TokenReader();

    /// <inheritdoc/>
    public int ExpiresInSeconds
    {
        get { return Answer.ExpiresInSeconds; }
    }

    /// <summary>None: nothing is ever stored.</summary>
    public Diagnosis StoreFailure
    {
        get { return Diagnosis.None; }
    }

    /// <inheritdoc/>
    public Diagnosis Renew(Secret accessToken)
    {
        accessToken.Clear();
        Answer.Reset();
        Diagnosis diagnosis = _store.Load(_secret);
        // The store says it as it does for a token; an account without sign-in has another cure.
        if (diagnosis == Diagnosis.NoRefreshToken || (diagnosis == Diagnosis.None && _secret.Count == 0)) diagnosis = Diagnosis.NoCredential;
        if (diagnosis == Diagnosis.None) diagnosis = Compose();
        if (diagnosis == Diagnosis.None) diagnosis = Ask();
        if (diagnosis == Diagnosis.None && !accessToken.Set(Answer.AccessToken.Octets, 0, Answer.AccessToken.Count)) diagnosis = Diagnosis.TokenTooLong;
        _secret.Clear();
        if (_assertion != null) _assertion.Clear();
        _form.Clear();
        Answer.ForgetSecrets();
        return diagnosis;
    }

    private Diagnosis Compose()
    {
        bool fits;
        if (_credential == Credential.Secret)
        {
            fits = _grant.ComposeWithSecret(_form, _secret.Octets, 0, _secret.Count);
            return fits ? Diagnosis.None : Diagnosis.TokenTooLong;
        }
        Diagnosis signed = _signer!.Sign(_secret, _assertion!);
        if (signed != Diagnosis.None) return signed;
        fits = _credential == Credential.Certificate
            ? _grant.ComposeWithClientAssertion(_form, _assertion!.Octets, 0, _assertion.Count)
            : _grant.ComposeJwtBearer(_form, _assertion!.Octets, 0, _assertion.Count);
        return fits ? Diagnosis.None : Diagnosis.TokenTooLong;
    }

    private Diagnosis Ask()
    {
        Diagnosis diagnosis = _endpoint.Post(_form.Octets, 0, _form.Count, Answer);
        if (diagnosis != Diagnosis.None) return diagnosis;
        Answer.Complete();
        return Closer(OAuthError.Diagnose(Answer));
    }

    // Here invalid_grant is about the assertion (RFC 7523 3.1): there is no sign-in that could be repeated. And Google says unauthorized_client
    // where the domain's administrator has not delegated the scope to the service account.
    private Diagnosis Closer(Diagnosis diagnosis)
    {
        if (_credential == Credential.ServiceAccount && diagnosis == Diagnosis.ClientRefused && Answer.Error.Is(UnauthorizedClient)) return Diagnosis.DelegationMissing;
        if (diagnosis != Diagnosis.RefreshTokenRefused) return diagnosis;
        return _credential == Credential.Secret ? Diagnosis.ClientRefused : Diagnosis.ClientAssertionRefused;
    }
}
