using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace DeviceMailAgent.Sandbox.Https;

/// <summary>Sets faults and reads the state of a sandbox that runs in another process.</summary>
/// <remarks>
/// GET /sandbox/state, GET /sandbox/mails, GET /sandbox/faults (those set, and the table);
/// POST /sandbox/faults {"fault":"NAME[=ARGUMENT][:COUNT]"} or {"name":…,"argument":…,"count":…}; DELETE /sandbox/faults clears all;
/// POST /sandbox/device {"userCode":"…","approve":true} does what a person does on the device page.
/// </remarks>
internal sealed class ControlPath(SandboxProvider sandbox)
{
    public static bool Owns(PathString path) => path.StartsWithSegments("/sandbox");

    public Task Answer(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/sandbox/state") => context.Response.WriteAsJsonAsync(State()),
        ("GET", "/sandbox/mails") => context.Response.WriteAsJsonAsync(sandbox.Mails),
        ("GET", "/sandbox/faults") => context.Response.WriteAsJsonAsync(new { set = sandbox.Faults, table = FaultTable.All.Select(Row) }),
        ("POST", "/sandbox/faults") => Set(context),
        ("DELETE", "/sandbox/faults") => Clear(context),
        ("POST", "/sandbox/device") => AnswerDevice(context),
        _ => Refuse(context, StatusCodes.Status404NotFound, "There is GET /sandbox/state, /sandbox/mails and /sandbox/faults, POST and DELETE /sandbox/faults, and POST /sandbox/device."),
    };

    private static object Row(Fault fault) => new { fault.Name, stage = fault.Stage.ToString(), fault.Argument, fault.What };

    private static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = why });
    }

    private object State() => new
    {
        profile = sandbox.Profile.Name,
        user = sandbox.User,
        smtpPort = sandbox.SmtpPort,
        smtpsPort = sandbox.SmtpsPort,
        tokenEndpoint = sandbox.TokenEndpoint,
        deviceEndpoint = sandbox.DeviceEndpoint,
        authorizationEndpoint = sandbox.AuthorizationEndpoint,
        verificationPage = sandbox.VerificationPage,
        caFile = sandbox.CaFile,
        mailFolder = sandbox.MailFolder,
        counters = sandbox.Counters,
        faults = sandbox.Faults,
        commands = sandbox.CommandLines,
    };

    private async Task Set(HttpContext context)
    {
        try
        {
            FaultRequest? request = await context.Request.ReadFromJsonAsync<FaultRequest>();
            if (request?.Fault is { } text) sandbox.SetFault(text);
            else if (request?.Name is { } name) sandbox.SetFault(name, request.Argument, request.Count);
            else throw new ArgumentException("Send {\"fault\":\"NAME[=ARGUMENT][:COUNT]\"}.");
            await context.Response.WriteAsJsonAsync(new { set = sandbox.Faults });
        }
        catch (Exception bad) when (bad is ArgumentException or JsonException or InvalidOperationException or BadHttpRequestException)
        {
            await Refuse(context, StatusCodes.Status400BadRequest, bad.Message);
        }
    }

    private async Task AnswerDevice(HttpContext context)
    {
        try
        {
            DeviceRequest? request = await context.Request.ReadFromJsonAsync<DeviceRequest>();
            if (string.IsNullOrEmpty(request?.UserCode)) throw new ArgumentException("Send {\"userCode\":\"…\",\"approve\":true}.");
            if (await sandbox.AnswerDeviceCode(request.UserCode, request.Approve)) await context.Response.WriteAsJsonAsync(new { done = request.Approve ? "approved" : "denied" });
            else await Refuse(context, StatusCodes.Status409Conflict, "The page did not take this code: it is not known, has expired, or a fault blocks it.");
        }
        catch (Exception bad) when (bad is ArgumentException or JsonException or InvalidOperationException or BadHttpRequestException)
        {
            await Refuse(context, StatusCodes.Status400BadRequest, bad.Message);
        }
    }

    private Task Clear(HttpContext context)
    {
        sandbox.ClearFaults();
        return context.Response.WriteAsJsonAsync(new { set = sandbox.Faults });
    }

    private sealed record DeviceRequest(string? UserCode, bool Approve);

    private sealed record FaultRequest(string? Fault, string? Name, string? Argument, int? Count);
}
