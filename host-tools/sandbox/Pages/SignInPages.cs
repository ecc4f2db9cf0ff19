using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Claims;
using System.Text;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.OAuth;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace DeviceMailAgent.Sandbox.Pages;

/// <summary>The pages for a person's browser: a device's code, and an app's request for access. OpenIddict has read the request by then.</summary>
internal sealed class SignInPages(Provider provider)
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public Task Answer(HttpContext context)
    {
        PageText text = PageText.For(context.Request.Headers.AcceptLanguage);
        if (context.Request.Path != OAuthPaths.Verification && context.Request.Path != OAuthPaths.Authorization)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("Nothing is here.\n");
        }

        if (HttpMethods.IsPost(context.Request.Method) && !IsFromHere(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("This form was not sent from the sandbox's own page.\n");
        }

        if (context.Request.Path == OAuthPaths.Verification) return Device(context, text);
        return context.GetOpenIddictServerResponse() is { Error: not null } response ? Wrong(context, text, response) : Authorize(context, text);
    }

    // A page elsewhere must not be able to approve in the person's name; browsers say where a POST comes from (RFC 6454 7).
    private static bool IsFromHere(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        return origin is null || origin == $"{request.Scheme}://{request.Host}";
    }

    private async Task Device(HttpContext context, PageText text)
    {
        switch (context.Request.Query["done"].ToString())
        {
            case "approved":
                await new Page(text, text.ApprovedTitle).Paragraph(text.ApprovedHelp).Send(context);
                return;
            case "denied":
                await new Page(text, text.DeniedTitle).Paragraph(text.DeniedHelp).Send(context);
                return;
        }

        AuthenticateResult result = await context.AuthenticateAsync(Scheme);
        string? userCode = context.GetOpenIddictServerRequest()?.UserCode;
        if (!result.Succeeded || result.Principal.GetClaim(Claims.ClientId) is not { Length: > 0 } clientId)
        {
            await AskCode(context, text, isWrong: !string.IsNullOrEmpty(userCode));
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method)) await Confirm(context, text, clientId, userCode!, result.Principal.GetScopes());
        else await Decide(context, text, result.Principal);
    }

    private static Task AskCode(HttpContext context, PageText text, bool isWrong)
    {
        var page = new Page(text, text.CodeTitle);
        if (isWrong) page.Paragraph(text.CodeUnknown, "bad");
        else page.Paragraph(text.CodeHelp);
        return page.Form("get", $"""
            <label for="user_code">{Page.Encode(text.CodeLabel)}</label>
            <input class="code" id="user_code" name="user_code" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="24">
            <button>{Page.Encode(text.Next)}</button>

            """).Send(context, isWrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private Task Confirm(HttpContext context, PageText text, string clientId, string userCode, IEnumerable<string> scopes) =>
        new Page(text, text.ConfirmTitle).Paragraph(text.ConfirmHelp)
            .Facts((text.Code, userCode, "code"), (text.App, clientId, ""), (text.Account, provider.User, ""), (text.Permissions, string.Join(' ', scopes), ""))
            .Form("post", Hidden("user_code", userCode) + Buttons(text)).Send(context);

    private async Task Decide(HttpContext context, PageText text, ClaimsPrincipal device)
    {
        string back = context.Request.PathBase + provider.Profile.VerificationPath;
        if (context.Request.Form["decision"] == "deny")
        {
            provider.Journal.Note("token", "the person declined");
            await context.ForbidAsync(Scheme, new AuthenticationProperties { RedirectUri = back + "?done=denied" });
            return;
        }

        if (await IsBlocked(context, text, isDevice: true)) return;
        provider.Journal.Note("token", "the person approved");
        IEnumerable<string> scopes = device.GetScopes();
        // Google gives every device a refresh token, Entra those that ask for offline_access.
        if (!provider.Profile.IsMicrosoft) scopes = scopes.Append(Scopes.OfflineAccess);
        await context.SignInAsync(Scheme, Principals.For(provider.User, scopes), new AuthenticationProperties { RedirectUri = back + "?done=approved" });
    }

    private async Task Authorize(HttpContext context, PageText text)
    {
        OpenIddictRequest request = context.GetOpenIddictServerRequest()!;
        string decision = HttpMethods.IsPost(context.Request.Method) ? context.Request.Form["decision"].ToString() : "";
        if (decision == "deny")
        {
            await context.ForbidAsync(Scheme, new AuthenticationProperties(new Dictionary<string, string?>
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied,
            }));
        }
        else if (decision == "approve")
        {
            if (await IsBlocked(context, text, isDevice: false)) return;
            IEnumerable<string> scopes = request.GetScopes();
            if (!provider.Profile.IsMicrosoft && request.GetParameter("access_type")?.ToString() == "offline") scopes = scopes.Append(Scopes.OfflineAccess);
            provider.Journal.Note("token", "the person approved");
            await context.SignInAsync(Scheme, Principals.For(provider.User, scopes));
        }
        else
        {
            string hidden = string.Concat(request.GetParameters().Select(parameter => Hidden(parameter.Key, parameter.Value.ToString() ?? "")));
            await new Page(text, text.ConfirmTitle).Paragraph(text.AuthorizeHelp)
                .Facts((text.App, request.ClientId!, ""), (text.Account, provider.User, ""), (text.Permissions, request.Scope!, ""))
                .Form("post", hidden + Buttons(text)).Send(context);
        }
    }

    // What a Conditional Access policy looks like: the person sees it, the app does not.
    private async Task<bool> IsBlocked(HttpContext context, PageText text, bool isDevice)
    {
        string? blocked = isDevice ? provider.Faults.Take("device-code-blocked") : null;
        string? refused = blocked is null ? provider.Faults.Take("sign-in-refused") : null;
        if (blocked is null && refused is null) return false;
        string code = blocked ?? refused!;
        provider.Journal.Note("token", $"the browser was shown AADSTS{code}");
        await new Page(text, blocked is null ? text.RefusedTitle : text.BlockedTitle).Paragraph(blocked is null ? text.RefusedHelp : text.BlockedHelp, "bad")
            .Facts(("Error Code", code, ""), ("Request Id", Guid.NewGuid().ToString(), ""), ("Timestamp", DateTime.UtcNow.ToString("s", CultureInfo.InvariantCulture) + "Z", ""))
            .Send(context, StatusCodes.Status403Forbidden);
        return true;
    }

    private static Task Wrong(HttpContext context, PageText text, OpenIddictResponse response) =>
        new Page(text, text.WrongTitle).Paragraph((response.ErrorDescription ?? "").Split(" Trace ID")[0], "bad")
            .Facts(("error", response.Error!, "")).Send(context, StatusCodes.Status400BadRequest);

    private static string Hidden(string name, string value) =>
        $"<input type=\"hidden\" name=\"{Page.Encode(name)}\" value=\"{Page.Encode(value)}\">\n";

    private static string Buttons(PageText text) => new StringBuilder()
        .Append($"<button name=\"decision\" value=\"approve\">{Page.Encode(text.Approve)}</button>\n")
        .Append($"<button class=\"plain\" name=\"decision\" value=\"deny\">{Page.Encode(text.Deny)}</button>\n").ToString();
}
