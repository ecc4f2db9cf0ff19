using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DeviceMailAgent.Control.Tests;

/// <summary>
/// The device authorization grant (RFC 8628) over HTTPS on loopback: a stand-in that answers each poll with what the test says next. What it gives out
/// is the sandbox's, so that mail goes on with it.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string DeviceCode = "planted-device-code-5f1b";

    private readonly WebApplication _application;

    private IdentityProvider(WebApplication application, int port, string rootPem)
    {
        _application = application;
        Address = $"https://localhost:{port}";
        RootPem = rootPem;
    }

    public string Address { get; }

    public string RootPem { get; }

    /// <summary>What the next polls are answered with; when it is empty, with tokens.</summary>
    public Queue<string> Refusals { get; } = new();

    public SandboxProvider? Sandbox { get; set; }

    public int Polls { get; private set; }

    public static async Task<IdentityProvider> Start()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        int port = Bench.FreePort();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        WebApplication application = builder.Build();
        var provider = new IdentityProvider(application, port, certificate.ExportCertificatePem());
        application.MapPost("/devicecode", (RequestDelegate)provider.Code);
        application.MapPost("/token", (RequestDelegate)provider.Token);
        await application.StartAsync();
        return provider;
    }

    /// <summary>Points an account of agent.json here.</summary>
    public void Use(System.Text.Json.Nodes.JsonObject configuration, Bench bench)
    {
        Sandbox = bench.Sandbox;
        File.WriteAllText(bench.File("roots.pem"), File.ReadAllText(bench.Sandbox.CaFile) + "\n" + RootPem);
        System.Text.Json.Nodes.JsonNode account = configuration["accounts"]![0]!;
        account["ca"] = "roots.pem";
        account["oauth"]!["deviceEndpoint"] = Address + "/devicecode";
        account["oauth"]!["tokenEndpoint"] = Address + "/token";
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static Task Json(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    private Task Code(HttpContext context) => Json(context, 200, $$"""
        {"device_code":"{{DeviceCode}}","user_code":"BDWP-HQPK","verification_uri":"https://login.example/device","expires_in":900,"interval":1}
        """);

    private async Task Token(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync();
        bool isPoll = form["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code";
        if (isPoll) Polls++;
        if (isPoll && form["device_code"] != DeviceCode) await Json(context, 400, """{"error":"invalid_grant"}""");
        else if (isPoll && Refusals.Count > 0) await Json(context, 400, Refusals.Dequeue());
        else await Json(context, 200, $$"""
            {"token_type":"Bearer","expires_in":3599,"access_token":"{{Sandbox!.IssueAccessToken()}}","refresh_token":"{{Sandbox.RefreshToken}}"}
            """);
    }
}
