using System;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace DeviceMailAgent.Sandbox.Https;

/// <summary>The HTTPS port. It knows who owns which path and nothing of what they do there.</summary>
internal sealed class HttpsServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    public HttpsServer(Provider provider, OAuthEndpoint oauth, ControlPath control)
    {
        // The empty builder reads no settings file and no environment variable of whoever starts the sandbox.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(provider.Options.Address, provider.Options.OAuthPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = provider.Certificates.Choose(provider.Faults, "oauth"),
                    }),
                });
            });
        });
        _application = builder.Build();
        _application.Run(context =>
        {
            if (OAuthPaths.Canonical(context.Request.Path) is { } path) return oauth.Answer(context, path);
            if (ControlPath.Owns(context.Request.Path)) return control.Answer(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("Nothing is here.\n");
        });
        try
        {
            _application.StartAsync().GetAwaiter().GetResult();
        }
        catch (IOException refused)
        {
            _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw new InvalidOperationException(
                $"Port {provider.Options.OAuthPort} on {provider.Options.Address} cannot be used: {refused.Message} Choose another, or 0 for any free one.", refused);
        }

        string address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Port = new Uri(address).Port;
    }

    public int Port { get; }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
