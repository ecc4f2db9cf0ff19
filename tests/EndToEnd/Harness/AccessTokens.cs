using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DeviceMailAgent.EndToEnd;

/// <summary>
/// Access tokens as Dovecot checks them by itself: JWTs (RFC 7519) signed with ES256, long ones too, since Entra's are 1.5 to 3 KB.
/// </summary>
internal sealed class AccessTokens : IDisposable
{
    public const string KeyId = "endtoend";
    public const string Issuer = "https://issuer.test";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string PublicKeyPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <param name="user">The mailbox that the token opens.</param>
    /// <param name="lifetimeSeconds">Below zero: expired already.</param>
    /// <param name="length">Least length of the token in octets; a claim of padding makes it so.</param>
    public string Issue(string user, int lifetimeSeconds = 3600, int length = 0)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string padding = new('p', Math.Max(0, length * 3 / 4 - 200));
        string header = $$"""{"typ":"JWT","alg":"ES256","kid":"{{KeyId}}"}""";
        string claims = $$"""
            {"iss":"{{Issuer}}","sub":"{{user}}","iat":{{now - 60}},"nbf":{{now - 60}},"exp":{{now + lifetimeSeconds}},"jti":"{{Guid.NewGuid():N}}","pad":"{{padding}}"}
            """;
        string signed = Encode(header) + "." + Encode(claims);
        byte[] signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
