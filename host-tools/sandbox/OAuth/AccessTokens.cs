using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>The access tokens that were given out: opaque to clients, so that their beginning and length are the provider's. May be used from any thread.</summary>
internal sealed class AccessTokens(SandboxOptions options, TimeProvider time)
{
    // RFC 6750 2.1, without "=", which may stand at the end only.
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";

    private const int TokensMax = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Grant> _tokens = [];

    /// <summary>Makes an access token.</summary>
    /// <param name="length">Its characters.</param>
    /// <param name="user">Whose mailbox it opens; null: it is an app's own and opens those that the app was given.</param>
    /// <param name="scope">What it is good for.</param>
    public string Issue(int length, string? user, GrantedScope scope)
    {
        string prefix = options.Profile.TokenPrefix;
        string token = prefix + RandomNumberGenerator.GetString(Alphabet, Math.Max(32, length - prefix.Length));
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            if (_tokens.Count >= TokensMax)
            {
                foreach (string ended in _tokens.Where(entry => entry.Value.Ends <= now).Select(entry => entry.Key).ToList()) _tokens.Remove(ended);
                if (_tokens.Count >= TokensMax) _tokens.Clear();
            }

            _tokens[token] = new Grant(now.AddSeconds(options.TokenLifetimeSeconds), user, scope);
        }

        return token;
    }

    /// <summary>Whether SMTP lets this user in with this access token now: it is known, has not ended, is for SMTP, and is this user's or an app's.</summary>
    public bool OpensSmtp(string token, string user)
    {
        lock (_lock)
        {
            return _tokens.TryGetValue(token, out Grant? grant) && grant.Ends > time.GetUtcNow() && grant.Scope.OpensSmtp(options.Profile)
                && (grant.User is null || grant.User.Equals(user, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>What a token that was just given out is good for.</summary>
    public GrantedScope ScopeOf(string token)
    {
        lock (_lock) return _tokens[token].Scope;
    }

    public void Revoke(string token)
    {
        lock (_lock) _tokens.Remove(token);
    }

    /// <summary>Ends all access tokens, as a password reset does. Refresh tokens stay.</summary>
    public void RevokeAll()
    {
        lock (_lock) _tokens.Clear();
    }

    private sealed record Grant(DateTimeOffset Ends, string? User, GrantedScope Scope);
}
