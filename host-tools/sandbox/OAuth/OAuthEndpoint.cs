using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>The way to the OAuth server: what a fault asks for is shown here, everything else goes on to <see cref="AuthorizationServer"/>.</summary>
internal sealed class OAuthEndpoint(Provider provider, AuthorizationServer server)
{
    private const int BodyMax = 65536;

    public async Task Answer(HttpContext context, string path)
    {
        context.Items[typeof(OAuthPaths)] = context.Request.Path;
        context.Request.Path = path;
        bool isToken = path == OAuthPaths.Token;
        if (isToken) provider.Journal.TokenRequested();
        if (isToken || path == OAuthPaths.Device)
        {
            if (await FailsWhole(context)) return;
            Refusal? refusal = await Refuse(context, isToken);
            if (refusal is not null)
            {
                await Send(context, refusal);
                return;
            }
        }

        await server.Answer(context);
    }

    private async Task<bool> FailsWhole(HttpContext context)
    {
        if (provider.Faults.Take("token-endpoint-unreachable") is not null)
        {
            context.Abort();
            return true;
        }

        if (provider.Faults.Take("token-endpoint-down") is null) return false;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync("Service unavailable\n");
        return true;
    }

    private async Task<Refusal?> Refuse(HttpContext context, bool isToken)
    {
        var malformed = new Refusal("invalid_request", 900144);
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType || context.Request.ContentLength > BodyMax) return malformed;
        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync();
        }
        catch (InvalidDataException)
        {
            return malformed;
        }

        foreach ((string _, StringValues values) in form)
        {
            // RFC 6749 3.2: parameters must not be included more than once.
            if (values.Count > 1) return malformed;
        }

        return provider.Faults.TakeRefusal(isToken ? FaultStage.Token : FaultStage.Device) ?? (isToken ? RefusePoll(form) : null);
    }

    private Refusal? RefusePoll(IFormCollection form)
    {
        if (form["grant_type"] != "urn:ietf:params:oauth:grant-type:device_code") return null;
        string deviceCode = form["device_code"].ToString();
        bool early = provider.DeviceCodes.ComesTooEarly(deviceCode);
        Refusal? fault = provider.Faults.TakeRefusal(FaultStage.Poll);
        if (fault is null && early) fault = new Refusal("slow_down", 70016);
        if (fault?.Error == "slow_down") provider.DeviceCodes.SlowDown(deviceCode);
        return fault;
    }

    private Task Send(HttpContext context, Refusal refusal)
    {
        OAuthError error = OAuthError.For(provider.Profile, refusal);
        provider.Journal.Note("token", $"refused: {error.Body["error_description"].ToString()!.Split(" Trace ID")[0]}");

        // RFC 6749 5.1.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        context.Response.StatusCode = error.HttpStatus;
        if (error.HttpStatus is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "2";
        return context.Response.WriteAsJsonAsync(error.Body);
    }
}
