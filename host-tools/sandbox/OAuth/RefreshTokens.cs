using System;
using System.Collections.Generic;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>The refresh token that is good from the start, without a sign-in, and the newest of those given out since.</summary>
/// <remarks>OpenIddict knows the first one by an entry in its store like any other, so rotation and reuse detection hold for it, too.</remarks>
internal sealed class RefreshTokens(SandboxOptions options, string user)
{
    private readonly string _first = options.RefreshToken ?? "sandbox-refresh-" + RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", 200);
    private volatile string? _newest;
    private string _tokenId = "";

    public string Newest
    {
        get => _newest ?? _first;
        set => _newest = value;
    }

    /// <summary>Puts the first token into OpenIddict's store.</summary>
    public async Task Seed(IServiceProvider services)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        var authorizations = scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        object authorization = await authorizations.CreateAsync(new OpenIddictAuthorizationDescriptor
        {
            Subject = user, Status = Statuses.Valid, Type = AuthorizationTypes.AdHoc, CreationDate = DateTimeOffset.UtcNow,
        });
        object token = await tokens.CreateAsync(new OpenIddictTokenDescriptor
        {
            AuthorizationId = await authorizations.GetIdAsync(authorization),
            Subject = user,
            Status = Statuses.Valid,
            Type = TokenTypeIdentifiers.RefreshToken,
            CreationDate = DateTimeOffset.UtcNow,
            ExpirationDate = DateTimeOffset.UtcNow.AddDays(90),
        });
        _tokenId = (await tokens.GetIdAsync(token))!;
    }

    /// <summary>What the first token stands for, whichever client presents it; null for any other token.</summary>
    public ClaimsPrincipal? Open(string? token, string? clientId)
    {
        if (token != _first || clientId is null) return null;
        var scopes = new List<string>(GrantedScope.Read(options.Profile, "", out _).Scopes);
        if (!scopes.Contains(Scopes.OfflineAccess)) scopes.Add(Scopes.OfflineAccess);
        return Principals.For(user, scopes).SetTokenType(TokenTypeIdentifiers.RefreshToken).SetTokenId(_tokenId).SetPresenters(clientId);
    }
}
