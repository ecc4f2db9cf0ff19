using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>What is asked of a request before OpenIddict looks at it, and where the providers ask something else than OpenIddict.</summary>
internal sealed class RequestEvents(Provider provider)
{
    private const int First = int.MinValue + 1;

    public void AddTo(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(ValidateToken).SetOrder(First));
        server.AddEventHandler<ValidateDeviceAuthorizationRequestContext>(handler => handler.UseInlineHandler(ValidateDevice).SetOrder(First));
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(ValidateAuthorization).SetOrder(First));
        server.AddEventHandler<ValidateEndUserVerificationRequestContext>(handler => handler.UseInlineHandler(TakeAsTyped).SetOrder(First));

        // RFC 8252 7.3 and 8.3: a native app's redirect goes to loopback, any port; the sandbox checks that in place of a list of registered ones.
        server.RemoveEventHandler(OpenIddictServerHandlers.Authentication.ValidateClientRedirectUri.Descriptor);

        // Entra's refresh tokens are for all resources that the user consented to, not for the scope of the first request.
        server.RemoveEventHandler(OpenIddictServerHandlers.Exchange.ValidateGrantedScopes.Descriptor);
        new ClientAssertions(provider).AddTo(server);
    }

    /// <summary>Rejects, and keeps what to say for <see cref="ResponseEvents"/>.</summary>
    public static void Reject(BaseValidatingContext context, Refusal refusal)
    {
        context.Transaction.SetProperty(typeof(Refusal).FullName!, refusal);
        context.Reject(refusal.Error, "refused by the sandbox");
    }

    private async ValueTask ValidateToken(ValidateTokenRequestContext context)
    {
        OpenIddictRequest request = context.Request;
        if (request.GrantType == ServiceAccount.GrantType)
        {
            if (provider.ServiceAccount is null) Reject(context, new Refusal("unsupported_grant_type", 70003));
            else request.ClientId = ServiceAccount.ClientEmail;
        }

        if (context.IsRejected || !await KnowClient(context, request.ClientId)) return;
        bool isCode = request.IsAuthorizationCodeGrantType() || request.IsDeviceCodeGrantType();

        // RFC 6749 4.1.3 has no scope here, yet MSAL and others send it, and providers take no offence.
        if (isCode) request.Scope = null;

        // Google's desktop apps have a secret that is none, and send it.
        if (!provider.Profile.IsMicrosoft && !provider.Clients.IsDaemon(request.ClientId)) request.ClientSecret = null;
        if (!request.IsClientCredentialsGrantType()) return;
        string tenant = OAuthPaths.Tenant(OriginalPath(context.Transaction));
        if (provider.Profile.IsMicrosoft && tenant is "common" or "consumers" or "organizations") Reject(context, new Refusal("invalid_request", 9001023));
        else if (!provider.Clients.IsDaemon(request.ClientId) && request.ClientId is { Length: > 0 }) Reject(context, new Refusal("unauthorized_client", 700016));
    }

    private async ValueTask ValidateDevice(ValidateDeviceAuthorizationRequestContext context)
    {
        if (!await KnowClient(context, context.Request.ClientId)) return;
        GrantedScope scope = GrantedScope.Read(provider.Profile, context.Request.Scope ?? "", out Refusal? refusal);

        // Google's device flow is for a short list of scopes, and mail is not on it (Google Identity, limited-input device applications).
        if (!provider.Profile.IsMicrosoft && scope.Has(provider.Profile.Scope)) refusal = new Refusal("invalid_scope", 70011);
        if (refusal is not null) Reject(context, refusal);
        else context.Request.Scope = scope.Text;
    }

    private async ValueTask ValidateAuthorization(ValidateAuthorizationRequestContext context)
    {
        if (!await KnowClient(context, context.Request.ClientId)) return;
        GrantedScope scope = GrantedScope.Read(provider.Profile, context.Request.Scope ?? "", out Refusal? refusal);
        if (!IsLoopback(context.Request.RedirectUri)) Reject(context, new Refusal("invalid_request", 50011));
        else if (refusal is not null) Reject(context, refusal);
        else context.Request.Scope = scope.Text;
    }

    // RFC 8628 6.1: a code is compared without regard to case and to punctuation that a person left out or put in.
    private ValueTask TakeAsTyped(ValidateEndUserVerificationRequestContext context)
    {
        if (context.Request.UserCode is not { Length: > 0 } typed) return default;
        string letters = string.Concat(typed.Where(char.IsAsciiLetter)).ToUpperInvariant();
        context.Request.UserCode = provider.Profile.IsMicrosoft || letters.Length != 8 ? letters : $"{letters[..4]}-{letters[4..]}";
        return default;
    }

    private async ValueTask<bool> KnowClient(BaseValidatingContext context, string? clientId)
    {
        if (string.IsNullOrEmpty(clientId)) return true; // OpenIddict says so.
        IServiceProvider services = context.Transaction.GetHttpRequest()!.HttpContext.RequestServices;
        if (await provider.Clients.Know(services, clientId)) return true;
        Reject(context, new Refusal("unauthorized_client", 700016));
        return false;
    }

    /// <summary>RFC 8252 7.3: http to a loopback address, any port and path.</summary>
    public static bool IsLoopback(string? redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp && uri.Fragment.Length == 0
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address)));

    /// <summary>The path as the client asked for it, with Entra's tenant.</summary>
    public static PathString OriginalPath(OpenIddictServerTransaction transaction) =>
        (PathString)transaction.GetHttpRequest()!.HttpContext.Items[typeof(OAuthPaths)]!;
}
