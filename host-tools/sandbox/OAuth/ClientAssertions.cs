using System;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>
/// What Entra asks of a client assertion beside RFC 7523 3, which OpenIddict checks: PS256 or RS256, the certificate's thumbprint in the
/// header (x5t#S256, or x5t), the token endpoint's exact address as audience, a time that has come.
/// </summary>
/// <remarks>Microsoft identity platform, certificate credentials.</remarks>
internal sealed class ClientAssertions(Provider provider)
{
    public void AddTo(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidateTokenContext>(handler => handler.UseInlineHandler(TakeEntras)
            .SetOrder(OpenIddictServerHandlers.Protection.ResolveTokenValidationParameters.Descriptor.Order + 500));
        server.AddEventHandler<ValidateTokenContext>(handler => handler.UseInlineHandler(NameType)
            .SetOrder(OpenIddictServerHandlers.Protection.ValidateIdentityModelToken.Descriptor.Order + 500));
        server.AddEventHandler<ProcessAuthenticationContext>(handler => handler
            .UseInlineHandler(Validate).AddFilter<OpenIddictServerHandlerFilters.RequireClientAssertionPrincipal>()
            .SetOrder(OpenIddictServerHandlers.ValidateClientAssertionIssuer.Descriptor.Order + 500));
    }

    // Entra's assertions have the type JWT, not the newer client-authentication+jwt. And OpenIddict knows its token endpoint by one address,
    // clients know it by one for each tenant.
    private static ValueTask TakeEntras(ValidateTokenContext context)
    {
        if (!IsAssertion(context)) return default;
        context.TokenValidationParameters!.ValidTypes = ["JWT"];
        context.DisableAudienceValidation = true;
        return default;
    }

    // A JWT of no closer type is an identity token to OpenIddict.
    private static ValueTask NameType(ValidateTokenContext context)
    {
        if (IsAssertion(context)) context.Principal?.SetTokenType(OpenIddictConstants.TokenTypeIdentifiers.Private.ClientAssertion);
        return default;
    }

    private static bool IsAssertion(ValidateTokenContext context) =>
        context.ValidTokenTypes.Contains(OpenIddictConstants.TokenTypeIdentifiers.Private.ClientAssertion);

    private ValueTask Validate(ProcessAuthenticationContext context)
    {
        var assertion = new JsonWebToken(context.ClientAssertion);
        HttpRequest request = context.Transaction.GetHttpRequest()!;
        string endpoint = $"{request.Scheme}://{request.Host}{RequestEvents.OriginalPath(context.Transaction)}";
        bool isGood = assertion.Alg is SecurityAlgorithms.RsaSsaPssSha256 or SecurityAlgorithms.RsaSha256 && NamesCertificate(assertion)
            && assertion.Audiences.SequenceEqual([endpoint]);
        if (!isGood) RequestEvents.Reject(context, new Refusal("invalid_client", 700027));
        else if (assertion.ValidFrom > DateTime.UtcNow.AddMinutes(5)) RequestEvents.Reject(context, new Refusal("invalid_client", 700024));
        return default;
    }

    private bool NamesCertificate(JsonWebToken assertion)
    {
        X509Certificate2 certificate = provider.Clients.Certificate;
        if (assertion.TryGetHeaderValue("x5t#S256", out string thumbprint)) return thumbprint == Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256));
        return assertion.TryGetHeaderValue("x5t", out thumbprint) && thumbprint == Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA1));
    }
}
