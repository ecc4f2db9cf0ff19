using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>One request for an authorization code (RFC 6749 4.1.1) with PKCE (RFC 7636, S256 alone), and what its answer must have.</summary>
internal sealed class AuthorizationRequest
{
    private readonly Uri _endpoint;

    public AuthorizationRequest(Uri endpoint, string clientId, string scope, string redirectUri)
    {
        _endpoint = endpoint;
        ClientId = clientId;
        Scope = scope;
        RedirectUri = redirectUri;
    }

    public string ClientId { get; }

    public string Scope { get; }

    public string RedirectUri { get; }

    /// <summary>The mailbox, so that the page offers the right account; empty: none.</summary>
    public string LoginHint { get; init; } = "";

    /// <summary>RFC 6749 10.12: binds the answer to this request.</summary>
    public string State { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    /// <summary>RFC 7636 4.1: 43 characters of 256 random bits. It leaves this process only towards the token endpoint.</summary>
    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What the browser opens.</summary>
    public Uri Address
    {
        get
        {
            List<KeyValuePair<string, string>> query =
            [
                new("response_type", "code"), new("client_id", ClientId), new("redirect_uri", RedirectUri), new("scope", Scope), new("state", State),
                new("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))), new("code_challenge_method", "S256"),
            ];
            if (LoginHint.Length > 0) query.Add(new("login_hint", LoginHint));
            string text = string.Join('&', query.Select(pair => pair.Key + "=" + Uri.EscapeDataString(pair.Value)));
            return new Uri(_endpoint + (_endpoint.Query.Length > 0 ? "&" : "?") + text);
        }
    }

    /// <summary>
    /// RFC 9207 2.4: where the answer names its issuer, it must be the one that was asked, or another server's code would be sent to this one (mix-up). What
    /// is compared is the host, since agent.json holds endpoints and no issuer.
    /// </summary>
    public bool IsFromIssuer(string? issuer) =>
        issuer is null || (Uri.TryCreate(issuer, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Authority == _endpoint.Authority);

    /// <summary>The token request's form (RFC 6749 4.1.3, RFC 7636 4.5).</summary>
    /// <param name="code">From the answer.</param>
    /// <param name="clientSecret">Google's desktop apps have one; null: none.</param>
    public IEnumerable<KeyValuePair<string, string>> Exchange(string code, string? clientSecret)
    {
        yield return new("grant_type", "authorization_code");
        yield return new("code", code);
        yield return new("redirect_uri", RedirectUri);
        yield return new("client_id", ClientId);
        yield return new("code_verifier", Verifier);
        if (clientSecret is not null) yield return new("client_secret", clientSecret);
    }
}
