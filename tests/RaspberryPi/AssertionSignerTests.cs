using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>
/// The assertions' header and claims, rule by rule (RFC 7515, RFC 7523 3, Microsoft Entra "Certificate credentials", Google "OAuth 2.0 for Server to
/// Server Applications"). Real servers judge them in tests/Control and tests/OidcProvider.
/// </summary>
public class AssertionSignerTests
{
    private const string App = "\"flow\": \"client-credentials\", \"clientId\": \"app-1\", ";
    private const long Now = 1_795_000_000;

    [Theory]
    [InlineData("\"certificate\": \"app-cert.pem\"", "PS256", "alg typ x5t#S256")]
    [InlineData("\"certificate\": \"app-cert.pem\", \"assertionAlgorithm\": \"RS256\"", "RS256", "alg typ x5t x5t#S256")]
    [InlineData("\"certificateThumbprint\": \"0123456789abcdef0123456789abcdef01234567\", \"assertionAlgorithm\": \"RS256\"", "RS256", "alg typ x5t")]
    public void An_apps_assertion_is_as_Entra_wants_it(string certificate, string algorithm, string headerMembers)
    {
        (JsonElement header, JsonElement claims, bool isGood) = Sign(App + certificate, AppKeys.Key.ExportPkcs8PrivateKeyPem(), algorithm == "PS256");
        Assert.True(isGood);
        Assert.Equal(headerMembers, Names(header));
        Assert.Equal(algorithm, header.GetProperty("alg").GetString());
        if (header.TryGetProperty("x5t#S256", out JsonElement thumbprint)) Assert.Equal(Base64Url.EncodeToString(AppKeys.Certificate.GetCertHash(HashAlgorithmName.SHA256)), thumbprint.GetString());
        Assert.Equal("aud exp iat iss jti nbf sub", Names(claims));
        Assert.Equal(("app-1", "app-1"), (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString()));
        Assert.Equal("https://login.example/contoso/token", claims.GetProperty("aud").GetString());
        Assert.True(Guid.TryParse(claims.GetProperty("jti").GetString(), out _));
        // A clock that is a minute fast is not early, and the whole life is ten minutes.
        Assert.Equal(Now - 60, claims.GetProperty("nbf").GetInt64());
        Assert.Equal(Now - 60 + 600, claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void A_service_accounts_assertion_is_as_Google_wants_it()
    {
        (JsonElement header, JsonElement claims, bool isGood) = Sign("\"flow\": \"service-account\", \"scope\": \"https://mail.google.com/\"", AppKeys.ServiceAccount(), false);
        Assert.True(isGood);
        Assert.Equal(("RS256", "key-1"), (header.GetProperty("alg").GetString(), header.GetProperty("kid").GetString()));
        Assert.Equal(("scans@project.iam.example", "scans@contoso.example"), (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString()));
        Assert.Equal("https://mail.google.com/", claims.GetProperty("scope").GetString());
        // agent.json's endpoint, whatever the key file's token_uri says.
        Assert.Equal("https://login.example/contoso/token", claims.GetProperty("aud").GetString());
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), 60, 3600);
    }

    [Fact]
    public void No_two_assertions_have_the_same_identifier()
    {
        string[] ids = [.. Enumerable.Range(0, 3).Select(_ => Sign(App + "\"certificate\": \"app-cert.pem\"", AppKeys.Key.ExportPkcs8PrivateKeyPem(), true).Claims.GetProperty("jti").GetString()!)];
        Assert.Equal(3, new HashSet<string>(ids).Count);
    }

    public static TheoryData<string, string, long, Diagnosis> Faults => new()
    {
        { "\"certificate\": \"app-cert.pem\"", AppKeys.Key.ExportPkcs8PrivateKeyPem(), 0, Diagnosis.ClockNotSet },
        { "\"certificate\": \"app-cert.pem\"", AppKeys.StrangeKey.ExportPkcs8PrivateKeyPem(), Now, Diagnosis.ClientAssertionRefused },
        { "\"certificate\": \"app-cert.pem\"", "not a key", Now, Diagnosis.StoreUnreadable },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_no_server_would_take_is_not_signed(string certificate, string key, long now, Diagnosis expected)
    {
        var assertion = new Secret(Limits.Assertion);
        Assert.Equal(expected, Sign(App + certificate, key, now, assertion));
        Assert.Equal(0, assertion.Count);
    }

    private static (JsonElement Header, JsonElement Claims, bool IsGood) Sign(string oauth, string key, bool isPss)
    {
        var assertion = new Secret(Limits.Assertion);
        Assert.Equal(Diagnosis.None, Sign(oauth, key, Now, assertion));
        string[] parts = Encoding.ASCII.GetString(assertion.Octets, 0, assertion.Count).Split('.');
        Assert.Equal(3, parts.Length);
        bool isGood = AppKeys.Key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256,
            isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        return (Json(parts[0]), Json(parts[1]), isGood);
    }

    private static Diagnosis Sign(string oauth, string key, long now, Secret assertion)
    {
        using var folder = new TestFolder();
        AccountConfiguration account = AgentFile.Read(AppKeys.Configuration(folder, oauth)).Accounts[0];
        var stored = new Secret(Limits.RefreshToken);
        byte[] octets = Encoding.ASCII.GetBytes(key);
        stored.Set(octets, 0, octets.Length);
        return new AssertionSigner(account, new SetStamp { UtcSeconds = now }).Sign(stored, assertion);
    }

    private static JsonElement Json(string part)
    {
        using JsonDocument document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
        return document.RootElement.Clone();
    }

    private static string Names(JsonElement json)
    {
        return string.Join(' ', json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }
}
