using System;
using System.Security.Cryptography;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>The <c>oauth</c> part of an account.</summary>
internal sealed class OAuthConfiguration
{
    /// <summary>How the account gets its tokens, as agent.json says it.</summary>
    public required string Flow { get; init; }

    /// <summary>What is in the store for it.</summary>
    public SecretKind Secret { get; init; } = SecretKind.RefreshToken;

    /// <summary>Empty where a service account's key says it.</summary>
    public required string ClientId { get; init; }

    public required string Scope { get; init; }

    public required string TokenEndpoint { get; init; }

    /// <summary>Where device codes come from; null: pairing by device code is not possible.</summary>
    public string? DeviceEndpoint { get; init; }

    /// <summary>How long before its end an access token is renewed, in seconds.</summary>
    public required int RefreshMarginSeconds { get; init; }

    /// <summary>What the app proves itself with besides its private key; null: a client secret, or nothing.</summary>
    public AssertionCertificate? Certificate { get; init; }

    /// <summary>When the client secret ends, or a certificate of which only the thumbprint is known: seconds since 1970, UTC; 0: not said.</summary>
    public long SecretEnds { get; init; }

    /// <summary>So many days after it was given a sign-in ends, however much it is used; 0: it does not.</summary>
    public int SignInDays { get; init; }

    /// <summary>True if a person signs in once, and a refresh token is what stays.</summary>
    public bool IsSignIn
    {
        get { return Secret == SecretKind.RefreshToken; }
    }
}

/// <summary>The certificate that an app registration knows. Its private key is in the store.</summary>
internal sealed class AssertionCertificate
{
    /// <summary>Its public key as SubjectPublicKeyInfo in DER; null when only the thumbprint is known.</summary>
    public byte[]? PublicKey { get; init; }

    /// <summary>SHA-256 over the DER; null when only the older thumbprint is known.</summary>
    public byte[]? Sha256 { get; init; }

    /// <summary>SHA-1 over the DER, which names the certificate and protects nothing; null when only the newer thumbprint is known.</summary>
    public byte[]? Sha1 { get; init; }

    /// <summary>PS256 where true, else RS256 (RFC 7518 3.3, 3.5).</summary>
    public required bool IsPss { get; init; }

    /// <summary>notAfter in seconds since 1970, UTC; 0: not known.</summary>
    public long Ends { get; init; }

    /// <summary>True if a private key is this certificate's, or if that cannot be known.</summary>
    public bool Fits(RSA key)
    {
        return PublicKey == null || PublicKey.AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
    }
}
