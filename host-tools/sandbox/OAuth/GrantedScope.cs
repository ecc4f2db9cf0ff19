using System;
using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>A scope parameter (RFC 6749 3.3), taken apart as the profile's provider does.</summary>
/// <remarks>Entra: "A token is for one resource. The resource is all of a scope up to its last slash; a scope without one is Graph's" (Microsoft
/// identity platform, scopes and permissions). Google: a scope is a name, whole.</remarks>
internal sealed record GrantedScope(IReadOnlyList<string> Scopes, string? Resource)
{
    private const string Graph = "graph.microsoft.com";

    // Exchange Online's names, worldwide and in the national clouds.
    private static readonly string[] Exchange =
        ["outlook.office.com", "outlook.office365.com", "outlook.office365.us", "partner.outlook.cn", "ps.outlook.com"];

    private static readonly string[] OpenId = ["openid", "profile", "email", "offline_access"];

    /// <summary>The scope parameter again, its parts separated by a space.</summary>
    public string Text => string.Join(' ', Scopes);

    public bool IsOffline => Scopes.Contains("offline_access");

    public bool Has(string scope) => Scopes.Contains(scope);

    /// <summary>Whether all of it is an app's own: RESOURCE/.default, which stands for whatever the app was given.</summary>
    public bool IsDefault => Scopes.Count > 0 && Scopes.All(scope => OpenId.Contains(scope) || scope.EndsWith("/.default", StringComparison.Ordinal)) && Resource is not null;

    /// <summary>Reads a scope parameter.</summary>
    /// <param name="profile">Whose rules hold.</param>
    /// <param name="text">The parameter; empty: what the profile's clients ask for.</param>
    /// <param name="refusal">AADSTS number and error; null when there is nothing to refuse.</param>
    public static GrantedScope Read(ProviderProfile profile, string text, out Refusal? refusal)
    {
        refusal = null;
        string[] scopes = (text.Length == 0 ? profile.Scope : text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!profile.IsMicrosoft) return new GrantedScope(scopes, null);
        string[] resources = [.. scopes.Where(scope => !OpenId.Contains(scope)).Select(ResourceOf).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (resources.Length > 1) refusal = new Refusal("invalid_scope", 700022);
        else if (resources.Length == 1 && resources[0] != Graph && !Exchange.Contains(resources[0])) refusal = new Refusal("invalid_resource", 500011);
        else if (scopes.Any(scope => scope.EndsWith('/') || (scope.Contains("//", StringComparison.Ordinal) && ResourceOf(scope).Length == 0))) refusal = new Refusal("invalid_scope", 70011);
        return new GrantedScope(scopes, resources.FirstOrDefault());
    }

    /// <summary>Whether SMTP takes a token with this scope. Graph has a permission of the same name, whose tokens Exchange refuses.</summary>
    public bool OpensSmtp(ProviderProfile profile)
    {
        if (!profile.IsMicrosoft) return Scopes.Contains(profile.Scope);
        return Exchange.Contains(Resource) && Scopes.Any(scope =>
            scope.EndsWith("/SMTP.Send", StringComparison.OrdinalIgnoreCase) || scope.EndsWith("/SMTP.SendAsApp", StringComparison.OrdinalIgnoreCase)
            || scope.EndsWith("/.default", StringComparison.Ordinal));
    }

    private static string ResourceOf(string scope)
    {
        int slash = scope.LastIndexOf('/');
        if (slash < 0) return Graph;
        return Uri.TryCreate(scope[..slash], UriKind.Absolute, out Uri? uri) ? uri.Host.ToLowerInvariant() : scope[..slash];
    }
}
