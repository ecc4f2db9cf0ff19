using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using DeviceMailAgent.Sandbox.Pages;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>Gives OpenIddict's answers the provider's form: what is in them, what refusals are called, which numbers stand beside them.</summary>
internal sealed class ResponseEvents(Provider provider)
{
    private const int Early = int.MinValue + 2;

    public void AddTo(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(Token).SetOrder(Early));
        server.AddEventHandler<ApplyDeviceAuthorizationResponseContext>(handler => handler.UseInlineHandler(Device).SetOrder(Early));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseInlineHandler(Authorization).SetOrder(Early));
    }

    private async ValueTask Token(ApplyTokenResponseContext context)
    {
        if (context.Response.Error is not null)
        {
            Refuse(context);
            return;
        }

        if (provider.Faults.Take("token-answer-malformed") is { } kind)
        {
            await MalformedAnswer.Send(context.Transaction.GetHttpRequest()!.HttpContext, kind);
            context.HandleRequest();
            return;
        }

        context.Response.ExpiresIn = provider.Options.TokenLifetimeSeconds;
        if (provider.Profile.IsMicrosoft) context.Response.SetParameter("ext_expires_in", provider.Options.TokenLifetimeSeconds);
        GrantedScope scope = provider.Tokens.ScopeOf(context.Response.AccessToken!);
        context.Response.Scope = provider.Profile.IsMicrosoft ? scope.Text : scope.Text.Replace(" offline_access", "", System.StringComparison.Ordinal);
    }

    private ValueTask Device(ApplyDeviceAuthorizationResponseContext context)
    {
        if (context.Response.Error is not null)
        {
            Refuse(context);
            return default;
        }

        HttpRequest request = context.Transaction.GetHttpRequest()!;
        string page = $"{request.Scheme}://{request.Host}{provider.Profile.VerificationPath}";
        context.Response.VerificationUri = page;

        // Entra does not support it, so its clients must not count on it.
        if (provider.Profile.IsMicrosoft) context.Response.RemoveParameter("verification_uri_complete");
        else context.Response.VerificationUriComplete = $"{page}?user_code={context.Response.UserCode}";
        context.Response.ExpiresIn = provider.Options.DeviceCodeLifetimeSeconds;
        context.Response.SetParameter("interval", provider.Options.DeviceIntervalSeconds);
        if (provider.Profile.IsMicrosoft)
            context.Response.SetParameter("message", PageText.For(request.Query["mkt"]).Message(page, context.Response.UserCode!));
        provider.DeviceCodes.Add(context.Response.DeviceCode!);
        provider.Journal.Note("token", $"device code given out, user code {context.Response.UserCode} at {page}");
        return default;
    }

    // RFC 6749 4.1.2.1: an error goes to the redirect URI, unless that or the client is what is wrong: then it is a page (SignInPages).
    // OpenIddict makes a page of everything that it refuses before a person was asked.
    private ValueTask Authorization(ApplyAuthorizationResponseContext context)
    {
        if (context.Response.Error is null) return default;
        Refusal refusal = RefusalOf(context);
        if (context.Request is { ClientId.Length: > 0 } request && RequestEvents.IsLoopback(request.RedirectUri) && refusal.Number != 700016)
            context.RedirectUri = request.RedirectUri;
        if (!provider.Profile.IsMicrosoft) return default;
        OAuthError error = OAuthError.For(provider.Profile, refusal);
        // The browser's leg has RFC 6749's name for it; authorization_declined is the device's.
        context.Response.Error = refusal.Error == "authorization_declined" ? "access_denied" : refusal.Error;
        context.Response.ErrorDescription = (string)error.Body["error_description"];
        context.Response.ErrorUri = null;
        return default;
    }

    private void Refuse(BaseRequestContext context)
    {
        OpenIddictResponse response = context.Transaction.Response!;
        OAuthError error = OAuthError.For(provider.Profile, RefusalOf(context));
        provider.Journal.Note("token", $"refused: {error.Body["error_description"].ToString()!.Split(" Trace ID")[0]} ({response.ErrorDescription})");
        foreach (string name in response.GetParameters().Select(parameter => parameter.Key).ToList()) response.RemoveParameter(name);
        foreach ((string name, object value) in error.Body) response.SetParameter(name, new OpenIddictParameter(JsonSerializer.SerializeToElement(value)));
    }

    private static Refusal RefusalOf(BaseRequestContext context)
    {
        OpenIddictResponse response = context.Transaction.Response!;
        return context.Transaction.GetProperty<Refusal>(typeof(Refusal).FullName!) ?? Refusal.For(response.Error!, response.ErrorUri);
    }
}
