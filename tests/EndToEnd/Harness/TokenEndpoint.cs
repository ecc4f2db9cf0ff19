using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DeviceMailAgent.EndToEnd;

/// <summary>An OAuth token endpoint (RFC 6749 6) over HTTPS that issues the tokens that Dovecot takes.</summary>
internal sealed class TokenEndpoint : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly AccessTokens _tokens;
    private readonly Lock _lock = new();
    private readonly List<string> _refreshTokens = ["refresh-token-0"];
    private int _requests;

    private TokenEndpoint(CertificateAuthority authority, AccessTokens tokens)
    {
        _tokens = tokens;
        X509Certificate2 certificate = authority.Issue("localhost");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _application = builder.Build();
        _application.MapPost("/token", Answer);
    }

    /// <summary>Where it listens, such as https://localhost:1234/token.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The refresh tokens given out, the first valid one to begin with; the last is the valid one.</summary>
    public string[] RefreshTokens
    {
        get { lock (_lock) return _refreshTokens.ToArray(); }
    }

    /// <summary>What an access token lives, in seconds; also what <c>expires_in</c> says.</summary>
    public int LifetimeSeconds { get; set; } = 3600;

    /// <summary>So many of the next tokens have expired already although <c>expires_in</c> says otherwise, as a revoked token looks.</summary>
    public int DeadTokens { get; set; }

    /// <summary>Least length of an access token in octets.</summary>
    public int TokenLength { get; set; } = 2000;

    /// <summary>Another status than 200: the endpoint is down with it.</summary>
    public int Status { get; set; } = 200;

    /// <summary>How long each answer takes.</summary>
    public int DelayMs { get; set; }

    public static async Task<TokenEndpoint> Start(CertificateAuthority authority, AccessTokens tokens)
    {
        var endpoint = new TokenEndpoint(authority, tokens);
        await endpoint._application.StartAsync();
        IServerAddressesFeature addresses = endpoint._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        endpoint.Url = $"https://localhost:{new Uri(addresses.Addresses.First()).Port}/token";
        return endpoint;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task<IResult> Answer(HttpRequest request)
    {
        Interlocked.Increment(ref _requests);
        IFormCollection form = await request.ReadFormAsync();
        await Task.Delay(DelayMs);
        if (Status != 200) return Results.Json(new { error = "temporarily_unavailable" }, statusCode: Status);
        if (form["grant_type"] != "refresh_token") return Results.Json(new { error = "unsupported_grant_type" }, statusCode: 400);
        string next;
        bool isDead;
        lock (_lock)
        {
            if (form["refresh_token"] != _refreshTokens[^1]) return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
            next = $"refresh-token-{_refreshTokens.Count}";
            _refreshTokens.Add(next);
            isDead = DeadTokens-- > 0;
        }
        string token = _tokens.Issue(ScanMail.Sender, isDead ? -30 : LifetimeSeconds, TokenLength);
        return Results.Json(new { token_type = "Bearer", expires_in = LifetimeSeconds, access_token = token, refresh_token = next, scope = "mail" });
    }
}
