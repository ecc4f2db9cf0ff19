using System;
using System.Buffers.Text;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>
/// Signs the JWT (RFC 7519) that proves an account without sign-in. For an app (RFC 7523 2.2, 3) issuer and subject are its client ID; for a
/// service account (2.1) they are its address and the mailbox. The audience is the token endpoint of agent.json in either, never an
/// address out of a key file: nobody else can use the assertion.
/// </summary>
internal sealed class AssertionSigner : IAssertionSigner
{
    // Microsoft Entra "Certificate credentials": exp five to ten minutes after nbf. Google allows an hour.
    private const int LifetimeSeconds = 600;

    // A device whose clock is a little ahead must not be early (RFC 7523 3, 5: "a small leeway").
    private const int SkewSeconds = 60;

    private readonly OAuthConfiguration _oauth;
    private readonly string _mailbox;
    private readonly IMailStamp _clock;

    /// <param name="account">An account whose secret is a key.</param>
    /// <param name="clock">The time of day.</param>
    public AssertionSigner(AccountConfiguration account, IMailStamp clock)
    {
        _oauth = account.OAuth!;
        _mailbox = account.User;
        _clock = clock;
    }

    public Diagnosis Sign(Secret key, Secret assertion)
    {
        assertion.Clear();
        long now = _clock.UtcSeconds;
        if (now == 0) return Diagnosis.ClockNotSet;
        return _oauth.Secret == SecretKind.ServiceAccount ? ForServiceAccount(key, now, assertion) : ForApp(key, now, assertion);
    }

    private Diagnosis ForApp(Secret secret, long now, Secret assertion)
    {
        using RSA? key = PrivateKeys.Read(secret.Octets.AsSpan(0, secret.Count), out _);
        if (key == null) return Diagnosis.StoreUnreadable;
        AssertionCertificate certificate = _oauth.Certificate!;
        if (!certificate.Fits(key)) return Diagnosis.ClientAssertionRefused;
        byte[] header = Json(json =>
        {
            json.WriteString("alg", certificate.IsPss ? "PS256" : "RS256");
            json.WriteString("typ", "JWT");
            if (certificate.Sha256 != null) json.WriteString("x5t#S256", Base64Url.EncodeToString(certificate.Sha256));
            // Servers that take RS256 only, such as AD FS, know a certificate by this one.
            if (certificate.Sha1 != null && !certificate.IsPss) json.WriteString("x5t", Base64Url.EncodeToString(certificate.Sha1));
        });
        byte[] claims = Json(json =>
        {
            json.WriteString("iss", _oauth.ClientId);
            json.WriteString("sub", _oauth.ClientId);
            json.WriteString("jti", Guid.NewGuid().ToString());
            Times(json, now);
        });
        return Sign(header, claims, key, certificate.IsPss, assertion);
    }

    private Diagnosis ForServiceAccount(Secret secret, long now, Secret assertion)
    {
        using ServiceAccountKey? account = ServiceAccountKey.Read(secret.Octets.AsSpan(0, secret.Count), null, out _);
        if (account == null) return Diagnosis.StoreUnreadable;
        byte[] header = Json(json =>
        {
            json.WriteString("alg", "RS256");
            json.WriteString("typ", "JWT");
            if (account.KeyId.Length > 0) json.WriteString("kid", account.KeyId);
        });
        byte[] claims = Json(json =>
        {
            json.WriteString("iss", account.Email);
            json.WriteString("sub", _mailbox);
            json.WriteString("scope", _oauth.Scope);
            Times(json, now);
        });
        return Sign(header, claims, account.Key, false, assertion);
    }

    private void Times(Utf8JsonWriter json, long now)
    {
        json.WriteString("aud", _oauth.TokenEndpoint);
        json.WriteNumber("iat", now - SkewSeconds);
        json.WriteNumber("nbf", now - SkewSeconds);
        json.WriteNumber("exp", now - SkewSeconds + LifetimeSeconds);
    }

    private static Diagnosis Sign(byte[] header, byte[] claims, RSA key, bool isPss, Secret assertion)
    {
        string signed = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(claims);
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        byte[] whole = Encoding.ASCII.GetBytes(signed + "." + Base64Url.EncodeToString(signature));
        return assertion.Set(whole, 0, whole.Length) ? Diagnosis.None : Diagnosis.TokenTooLong;
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
