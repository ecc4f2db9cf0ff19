using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Claims;
using System.Threading.Tasks;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>The grants: who a token is for and what it is good for. OpenIddict has checked the request by then.</summary>
internal sealed class GrantEvents(Provider provider)
{
    public void AddTo(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(Grant));
        server.AddEventHandler<ProcessSignInContext>(handler => handler.UseInlineHandler(GiveTokens)
            .SetOrder(OpenIddictServerHandlers.EvaluateGeneratedTokens.Descriptor.Order + 500));
        server.AddEventHandler<ValidateTokenContext>(handler => handler.UseInlineHandler(OpenFirstRefreshToken)
            .SetOrder(OpenIddictServerHandlers.Protection.RemoveDisallowedCharacters.Descriptor.Order + 500));
        server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(NoteRefreshToken).SetOrder(int.MinValue + 1));
    }

    private async ValueTask Grant(HandleTokenRequestContext context)
    {
        OpenIddictRequest request = context.Request;
        if (request.IsClientCredentialsGrantType()) GrantToApp(context);
        else if (request.GrantType == ServiceAccount.GrantType) await GrantToServiceAccount(context);
        else if (request.IsRefreshTokenGrantType()) Refresh(context);
        else context.SignIn(context.Principal!);
    }

    private void GrantToApp(HandleTokenRequestContext context)
    {
        GrantedScope scope = GrantedScope.Read(provider.Profile, context.Request.Scope ?? "", out Refusal? refusal);
        if (refusal is null && !scope.IsDefault) refusal = new Refusal("invalid_scope", 1002012);
        if (refusal is not null) RequestEvents.Reject(context, refusal);
        // OpenID Connect and refresh tokens are for users: what an app asks for of them is left out.
        else context.SignIn(Principals.For(context.Request.ClientId!, scope.Scopes.Where(one => one.EndsWith("/.default", StringComparison.Ordinal))));
    }

    private async Task GrantToServiceAccount(HandleTokenRequestContext context)
    {
        HttpRequest http = context.Transaction.GetHttpRequest()!;
        string endpoint = $"{http.Scheme}://{http.Host}{RequestEvents.OriginalPath(context.Transaction)}";
        (string user, string scope, Refusal? refusal) = await provider.ServiceAccount!.Check(context.Request.Assertion, endpoint, provider.User);
        if (refusal is not null) RequestEvents.Reject(context, refusal);
        else context.SignIn(Principals.For(user, scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    private void Refresh(HandleTokenRequestContext context)
    {
        ClaimsPrincipal principal = context.Principal!;
        string asked = context.Request.Scope ?? "";
        if (asked.Length > 0 && provider.Profile.IsMicrosoft)
        {
            GrantedScope scope = GrantedScope.Read(provider.Profile, asked, out Refusal? refusal);
            if (refusal is not null)
            {
                RequestEvents.Reject(context, refusal);
                return;
            }

            // A refresh goes on bringing refresh tokens, whether offline_access is said again or not.
            principal = Principals.For(principal.GetClaim(Claims.Subject)!, scope.Scopes.Append(Scopes.OfflineAccess).Distinct());
        }

        context.SignIn(principal);
    }

    // The access token is the sandbox's own, because it has to look like the provider's and have the length that was asked for.
    private ValueTask GiveTokens(ProcessSignInContext context)
    {
        if (context.EndpointType != OpenIddictServerEndpointType.Token) return default;
        string subject = context.Principal!.GetClaim(Claims.Subject)!;
        bool isApp = provider.Clients.IsDaemon(subject);
        string? tooLong = provider.Faults.Take("token-too-long");
        int length = tooLong is null ? provider.Options.TokenLength : int.Parse(tooLong, CultureInfo.InvariantCulture);
        GrantedScope scope = GrantedScope.Read(provider.Profile, string.Join(' ', context.Principal!.GetScopes()), out _);
        context.GenerateAccessToken = false;
        context.AccessToken = provider.Tokens.Issue(length, isApp ? null : subject, scope);
        bool rotates = provider.Options.Rotate ?? provider.Profile.RotatesByDefault;
        if (context.Request.IsRefreshTokenGrantType() && !rotates) (context.GenerateRefreshToken, context.IncludeRefreshToken) = (false, false);
        return default;
    }

    private ValueTask OpenFirstRefreshToken(ValidateTokenContext context)
    {
        if (context.ValidTokenTypes.Contains(TokenTypeIdentifiers.RefreshToken))
            context.Principal ??= provider.RefreshTokens.Open(context.Token, context.Transaction.Request?.ClientId);
        return default;
    }

    private ValueTask NoteRefreshToken(ApplyTokenResponseContext context)
    {
        if (context.Response.RefreshToken is { } refreshToken) provider.RefreshTokens.Newest = refreshToken;
        if (context.Response.AccessToken is not null) provider.Journal.TokenIssued(provider.User);
        return default;
    }
}
