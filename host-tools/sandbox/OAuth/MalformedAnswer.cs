using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>HTTP 200 with what is no token answer: what a broken server, or a captive portal, sends.</summary>
internal static class MalformedAnswer
{
    public static Task Send(HttpContext context, string kind)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = kind == "html" ? "text/html" : "application/json; charset=utf-8";
        return context.Response.WriteAsync(kind switch
        {
            "html" => "<!DOCTYPE html><html><title>Sign in to the network</title></html>",
            "empty" => "",
            "no-token" => """{"token_type":"Bearer","expires_in":3599}""",
            _ => """{"token_type":"Bearer","expires_in":3599,"access_token":"ey""",
        });
    }
}
