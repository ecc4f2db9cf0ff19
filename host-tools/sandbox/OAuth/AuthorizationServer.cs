using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using DeviceMailAgent.Sandbox.Pages;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>
/// The OAuth server: OpenIddict with the device, authorization code, client credentials and refresh grants, and pages for a browser. It is
/// made at the first request, because that takes a second, which tests and benchmarks that bring their own token need not wait for.
/// </summary>
internal sealed class AuthorizationServer : IAsyncDisposable
{
    private readonly Provider _provider;
    private readonly Lazy<Task<Pipeline>> _pipeline;
    private readonly SignInPages _pages;

    /// <param name="provider">What the sandbox's parts share.</param>
    /// <param name="issuer">The issuer's address; asked for once, at the first request.</param>
    public AuthorizationServer(Provider provider, Func<Uri> issuer)
    {
        _provider = provider;
        _pages = new SignInPages(provider);
        _pipeline = new Lazy<Task<Pipeline>>(() => Task.Run(() => Build(issuer())), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>Makes the server now, in the background, so that the first request need not wait.</summary>
    public Task WarmUp() => _pipeline.Value;

    /// <summary>Answers a request whose path was made canonical.</summary>
    public async Task Answer(HttpContext context)
    {
        Pipeline pipeline = await _pipeline.Value;
        IServiceProvider outer = context.RequestServices;
        await using AsyncServiceScope scope = pipeline.Services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await pipeline.Answer(context);
        }
        finally
        {
            context.RequestServices = outer;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_pipeline.IsValueCreated) return;
        try
        {
            await (await _pipeline.Value).Services.DisposeAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopped while it was being made.
        }
    }

    private async Task<Pipeline> Build(Uri issuer)
    {
        string database = Guid.NewGuid().ToString();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAuthentication();
        services.AddDbContext<OAuthStore>(options => options.UseInMemoryDatabase(database).UseOpenIddict());
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<OAuthStore>().DisableBulkOperations())
            .AddServer(server => Configure(server, issuer));
        ServiceProvider provider = services.BuildServiceProvider();
        await _provider.RefreshTokens.Seed(provider);
        var application = new ApplicationBuilder(provider);
        application.UseAuthentication();
        application.Run(_pages.Answer);
        return new Pipeline(provider, application.Build());
    }

    private void Configure(OpenIddictServerBuilder server, Uri issuer)
    {
        SandboxOptions options = _provider.Options;
        bool rotates = options.Rotate ?? _provider.Profile.RotatesByDefault;
        server.SetIssuer(issuer)
            .SetAuthorizationEndpointUris(OAuthPaths.Authorization[1..])
            .SetDeviceAuthorizationEndpointUris(OAuthPaths.Device[1..])
            .SetEndUserVerificationEndpointUris(OAuthPaths.Verification[1..])
            .SetTokenEndpointUris(OAuthPaths.Token[1..])
            .SetConfigurationEndpointUris(OAuthPaths.Configuration[1..])
            .SetJsonWebKeySetEndpointUris(OAuthPaths.Keys[1..])
            .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
            .AllowDeviceAuthorizationFlow().AllowClientCredentialsFlow().AllowRefreshTokenFlow()
            .AllowCustomFlow(ServiceAccount.GrantType)
            .IgnoreEndpointPermissions().IgnoreGrantTypePermissions().IgnoreResponseTypePermissions().IgnoreScopePermissions()
            .IgnoreAudiencePermissions().IgnoreResourcePermissions()
            .DisableScopeValidation().DisableAudienceValidation().DisableResourceValidation()
            .SetDeviceCodeLifetime(TimeSpan.FromSeconds(options.DeviceCodeLifetimeSeconds))
            .SetUserCodeLifetime(TimeSpan.FromSeconds(options.DeviceCodeLifetimeSeconds))
            .SetAccessTokenLifetime(TimeSpan.FromSeconds(options.TokenLifetimeSeconds))
            .SetRefreshTokenLifetime(TimeSpan.FromDays(90))
            // Zero: a replaced refresh token that comes again ends all of its family. Entra goes on accepting it.
            .SetRefreshTokenReuseLeeway(options.RefuseReplacedRefreshToken ? TimeSpan.Zero : TimeSpan.FromDays(3650))
            .SetUserCodeCharset("BCDFGHJKLMNPQRSTVWXZ".Select(letter => letter.ToString()).ToArray()) // RFC 8628 6.1: no vowels, no digits, nothing to confuse.
            .SetUserCodeLength(_provider.Profile.IsMicrosoft ? 9 : 8)
            .SetUserCodeDisplayFormat(_provider.Profile.IsMicrosoft ? "{0}{1}{2}{3}{4}{5}{6}{7}{8}" : "{0}{1}{2}{3}-{4}{5}{6}{7}")
            .AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)))
            .AddSigningKey(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
        if (!rotates) server.DisableRollingRefreshTokens();

        // Google's refresh tokens have 512 characters at most, Entra's one to two thousand.
        if (!_provider.Profile.IsMicrosoft) server.UseReferenceRefreshTokens();
        server.Configure(all =>
        {
            all.CodeChallengeMethods.Clear();
            all.CodeChallengeMethods.Add(OpenIddictConstants.CodeChallengeMethods.Sha256);
        });
        server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableEndUserVerificationEndpointPassthrough().EnableErrorPassthrough();
        new RequestEvents(_provider).AddTo(server);
        new GrantEvents(_provider).AddTo(server);
        new ResponseEvents(_provider).AddTo(server);
    }

    private sealed record Pipeline(ServiceProvider Services, RequestDelegate Answer);
}
