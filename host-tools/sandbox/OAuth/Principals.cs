using System.Collections.Generic;
using System.Security.Claims;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>Who a grant is for, as OpenIddict wants it.</summary>
internal static class Principals
{
    public static ClaimsPrincipal For(string subject, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("sandbox", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject).SetClaim(Claims.PreferredUsername, subject).SetClaim(Claims.Email, subject);
        identity.SetScopes(scopes);
        identity.SetDestinations(claim => claim.Type switch
        {
            // Outlook.com wants the account's primary address as the SMTP user: clients read it here.
            Claims.PreferredUsername => [Destinations.IdentityToken],
            Claims.Email when identity.HasScope(Scopes.Email) => [Destinations.IdentityToken],
            _ => [],
        });
        return new ClaimsPrincipal(identity);
    }
}
