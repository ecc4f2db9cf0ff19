using System;
using System.IO;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>Google's service account with domain-wide delegation: the JWT bearer grant of RFC 7523 2.1, as Google words it.</summary>
internal sealed class ServiceAccount : IDisposable
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    public const string ClientEmail = "sandbox-service@sandbox.iam.example";

    private const string KeyId = "sandbox-key-1";

    // Google Identity, "Using OAuth 2.0 for Server to Server Applications": exp is an hour after iat at most.
    private static readonly TimeSpan LifetimeMax = TimeSpan.FromHours(1);

    private readonly Lazy<RSA> _key = new(() => RSA.Create(2048));

    /// <summary>Writes a key file with the members that Google's have. Returns its path.</summary>
    public string WriteKeyFile(string folder, Uri tokenEndpoint)
    {
        string path = Path.Combine(folder, "service-account.json");
        if (File.Exists(path)) return path;
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            type = "service_account", project_id = "sandbox", private_key_id = KeyId, private_key = _key.Value.ExportPkcs8PrivateKeyPem() + "\n",
            client_email = ClientEmail, client_id = "100000000000000000000", token_uri = tokenEndpoint.ToString(),
        }));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>Checks an assertion. Returns whose mailbox and which scope it asks for, or why it is refused.</summary>
    public async Task<(string User, string Scope, Refusal? Refusal)> Check(string? assertion, string audience, string user)
    {
        var refused = new Refusal("invalid_grant", 0);
        if (string.IsNullOrEmpty(assertion)) return ("", "", new Refusal("invalid_request", 0));
        TokenValidationResult result = await new JsonWebTokenHandler().ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            ValidIssuer = ClientEmail,
            ValidAudience = audience,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            IssuerSigningKey = new RsaSecurityKey(_key.Value) { KeyId = KeyId },
            RequireExpirationTime = true,
        });
        if (!result.IsValid) return ("", "", refused);
        var token = (JsonWebToken)result.SecurityToken;
        if (token.ValidTo - token.IssuedAt > LifetimeMax || !token.TryGetPayloadValue("scope", out string scope)) return ("", "", refused);
        // A domain's administrator delegates for that domain's mailboxes.
        return token.Subject.Equals(user, StringComparison.OrdinalIgnoreCase) ? (token.Subject, scope, null) : ("", "", new Refusal("unauthorized_client", 0));
    }

    public void Dispose()
    {
        if (_key.IsValueCreated) _key.Value.Dispose();
    }
}
