using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>The client credentials grant (RFC 6749 4.4) by secret and by certificate (RFC 7523 2.2), and Google's service account (RFC 7523 2.1).</summary>
public sealed class ClientCredentialsTests
{
    private const string Scope = "https://outlook.office365.com/.default";

    [Theory]
    [InlineData("https://outlook.office365.com/.default")]
    [InlineData("https://outlook.office.com/.default")]
    public async Task A_secret_brings_a_token_for_the_mailbox_and_no_refresh_token(string scope)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var client = new OAuthClient(sandbox);
        OAuthAnswer token = (await BySecret(client, sandbox, ("scope", scope))).AssertGood();
        Assert.Equal("", token["refresh_token"]);
        Assert.Equal("3599", token["expires_in"]);
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("235 2.7.0", smtp.Login(token["access_token"]));
    }

    [Fact]
    public async Task A_token_for_Graph_is_good_but_not_for_SMTP()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var client = new OAuthClient(sandbox);
        OAuthAnswer token = (await BySecret(client, sandbox, ("scope", "https://graph.microsoft.com/.default"))).AssertGood();
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("535 5.7.3", smtp.Login(token["access_token"]));
    }

    // The form's fields that differ from a good request; null: left out.
    public static TheoryData<string, string?, int, string, int> Wrong => new()
    {
        { "client_secret", "wrong", 401, "invalid_client", 7000215 },
        { "client_secret", null, 401, "invalid_client", 7000218 },
        { "client_id", "unknown-app", 400, "unauthorized_client", 700016 },
        { "client_id", null, 400, "invalid_request", 900144 },
        { "scope", "https://outlook.office365.com/SMTP.Send", 400, "invalid_scope", 1002012 },
        { "scope", "https://outlook.office365.com/.default https://graph.microsoft.com/.default", 400, "invalid_scope", 700022 },
        { "scope", "https://mail.fabrikam.example/.default", 400, "invalid_resource", 500011 },
        { "grant_type", "magic", 400, "unsupported_grant_type", 70003 },
        { "grant_type", null, 400, "invalid_request", 900144 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_field_is_refused_with_Entras_number(string name, string? value, int status, string error, int number)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var client = new OAuthClient(sandbox);
        (await BySecret(client, sandbox, (name, value))).AssertEntra(status, error, number);
    }

    [Theory]
    [InlineData("common")]
    [InlineData("organizations")]
    [InlineData("consumers")]
    public async Task The_tenant_has_to_be_named(string tenant)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var client = new OAuthClient(sandbox);
        OAuthAnswer refused = await client.Post(new Uri(sandbox.TokenEndpoint, $"/{tenant}/oauth2/v2.0/token"), ("grant_type", "client_credentials"),
            ("client_id", sandbox.DaemonClientId), ("client_secret", "sandbox-daemon-secret"), ("scope", Scope));
        refused.AssertEntra(400, "invalid_request", 9001023);
    }

    [Fact]
    public async Task A_public_client_must_not_send_a_secret()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var client = new OAuthClient(sandbox);
        (await client.Token(("grant_type", "refresh_token"), ("client_id", "sandbox-client"), ("client_secret", "sandbox-secret"), ("refresh_token", sandbox.RefreshToken)))
            .AssertEntra(401, "invalid_client", 700025);
    }

    [Theory]
    [InlineData("PS256", "x5t#S256")]
    [InlineData("RS256", "x5t#S256")]
    [InlineData("RS256", "x5t")]
    public async Task A_certificate_that_the_sandbox_made_signs_the_assertion(string algorithm, string thumbprint)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var client = new OAuthClient(sandbox);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(sandbox.DaemonCertificateFile!);
        OAuthAnswer token = (await ByAssertion(client, sandbox, new Assertion(certificate, sandbox) { Algorithm = algorithm, Thumbprint = thumbprint })).AssertGood();
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("235 2.7.0", smtp.Login(token["access_token"]));
    }

    [Fact]
    public async Task A_certificate_of_ones_own_is_registered_by_its_public_key()
    {
        using X509Certificate2 certificate = MakeCertificate();
        using X509Certificate2 registered = X509CertificateLoader.LoadCertificate(certificate.RawData);
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { DaemonClientId = "my-app", DaemonCertificate = registered });
        Assert.Null(sandbox.DaemonCertificateFile);
        using var client = new OAuthClient(sandbox);
        (await ByAssertion(client, sandbox, new Assertion(certificate, sandbox))).AssertGood();
    }

    public static TheoryData<string, int> WrongAssertions => new()
    {
        { "key", 700027 }, { "thumbprint", 700027 }, { "no-thumbprint", 700027 }, { "audience", 700027 }, { "issuer", 700027 },
        { "subject", 700027 }, { "expired", 700024 }, { "not-yet", 700024 }, { "none", 700027 }, { "garbage", 700027 },
    };

    [Theory]
    [MemberData(nameof(WrongAssertions))]
    public async Task A_wrong_assertion_is_refused(string what, int number)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using var client = new OAuthClient(sandbox);
        using X509Certificate2 right = X509Certificate2.CreateFromPemFile(sandbox.DaemonCertificateFile!), other = MakeCertificate();
        var assertion = new Assertion(right, sandbox);
        assertion = what switch
        {
            "key" => assertion with { SigningKey = other },
            "thumbprint" => assertion with { Certificate = other, SigningKey = right },
            "no-thumbprint" => assertion with { Thumbprint = "kid" },
            "audience" => assertion with { Audience = "https://localhost/other" },
            "issuer" => assertion with { Issuer = "someone" },
            "subject" => assertion with { Subject = "someone" },
            "expired" => assertion with { From = DateTimeOffset.UtcNow.AddHours(-2) },
            "not-yet" => assertion with { From = DateTimeOffset.UtcNow.AddHours(2) },
            _ => assertion,
        };
        string text = what switch { "none" => assertion.Unsigned(), "garbage" => "not.a.token", _ => assertion.Sign() };
        (await ByAssertion(client, sandbox, text)).AssertEntra(401, "invalid_client", number);
    }

    [Fact]
    public async Task Googles_service_account_opens_the_mailbox_of_its_subject_alone()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Profile = ProviderProfile.Gmail });
        using var client = new OAuthClient(sandbox);
        JsonElement file = JsonDocument.Parse(await File.ReadAllTextAsync(sandbox.ServiceAccountFile!)).RootElement;
        Assert.Equal("service_account", file.GetProperty("type").GetString());
        Assert.Equal(sandbox.TokenEndpoint.ToString(), file.GetProperty("token_uri").GetString());
        using RSA key = RSA.Create();
        key.ImportFromPem(file.GetProperty("private_key").GetString());
        string Assert1(string subject, int seconds, string audience) => Jwt.Sign(key, "RS256", new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = file.GetProperty("private_key_id").GetString()! },
            new()
            {
                ["iss"] = file.GetProperty("client_email").GetString()!, ["sub"] = subject, ["scope"] = "https://mail.google.com/", ["aud"] = audience,
                ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), ["exp"] = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds(),
            });
        Task<OAuthAnswer> Ask(string assertion) => client.Token(("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion));
        string endpoint = sandbox.TokenEndpoint.ToString();
        OAuthAnswer token = (await Ask(Assert1(sandbox.User, 3600, endpoint))).AssertGood();
        Assert.Equal("", token["refresh_token"]);
        using RawClient smtp = RawClient.Greeted(sandbox);
        Assert.StartsWith("235 2.7.0", smtp.Login(token["access_token"]));
        Assert.Equal("unauthorized_client", (await Ask(Assert1("someone@contoso.example", 3600, endpoint)))["error"]);
        Assert.Equal("invalid_grant", (await Ask(Assert1(sandbox.User, 7200, endpoint)))["error"]);
        Assert.Equal("invalid_grant", (await Ask(Assert1(sandbox.User, 3600, "https://localhost/other")))["error"]);
        Assert.Equal("invalid_grant", (await Ask("not.a.token"))["error"]);
        Assert.Equal("invalid_request", (await Ask(""))["error"]);
    }

    [Fact]
    public async Task Microsoft_has_no_service_account()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        Assert.Null(sandbox.ServiceAccountFile);
        using var client = new OAuthClient(sandbox);
        (await client.Token(("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", "not.a.token"))).AssertEntra(400, "unsupported_grant_type", 70003);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static Task<OAuthAnswer> BySecret(OAuthClient client, SandboxProvider sandbox, (string Name, string? Value) changed)
    {
        Dictionary<string, string?> form = new()
        {
            ["grant_type"] = "client_credentials", ["client_id"] = sandbox.DaemonClientId, ["client_secret"] = "sandbox-daemon-secret", ["scope"] = Scope,
        };
        form[changed.Name] = changed.Value;
        return client.Token([.. System.Linq.Enumerable.Select(form, field => (field.Key, field.Value))]);
    }

    private static Task<OAuthAnswer> ByAssertion(OAuthClient client, SandboxProvider sandbox, Assertion assertion) => ByAssertion(client, sandbox, assertion.Sign());

    private static Task<OAuthAnswer> ByAssertion(OAuthClient client, SandboxProvider sandbox, string assertion) => client.Token(
        ("grant_type", "client_credentials"), ("client_id", sandbox.DaemonClientId), ("scope", Scope),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion));

    /// <summary>A client assertion with the header and claims that Entra documents, made without any library of the sandbox's.</summary>
    private sealed record Assertion(X509Certificate2 Certificate, SandboxProvider Sandbox)
    {
        public string Algorithm { get; init; } = "PS256";

        public string Thumbprint { get; init; } = "x5t#S256";

        public X509Certificate2 SigningKey { get; init; } = Certificate;

        public string Audience { get; init; } = Sandbox.TokenEndpoint.ToString();

        public string Issuer { get; init; } = Sandbox.DaemonClientId;

        public string Subject { get; init; } = Sandbox.DaemonClientId;

        public DateTimeOffset From { get; init; } = DateTimeOffset.UtcNow;

        public string Sign()
        {
            using RSA key = SigningKey.GetRSAPrivateKey()!;
            return Jwt.Sign(key, Algorithm, Header(Algorithm), Claims());
        }

        public string Unsigned() => Jwt.Encode(JsonSerializer.SerializeToUtf8Bytes(Header("none"))) + "." + Jwt.Encode(JsonSerializer.SerializeToUtf8Bytes(Claims())) + ".";

        private Dictionary<string, object> Header(string algorithm) => new()
        {
            ["alg"] = algorithm, ["typ"] = "JWT",
            [Thumbprint] = Jwt.Encode(Certificate.GetCertHash(Thumbprint == "x5t" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256)),
        };

        private Dictionary<string, object> Claims() => new()
        {
            ["aud"] = Audience, ["iss"] = Issuer, ["sub"] = Subject, ["jti"] = Guid.NewGuid().ToString(),
            ["nbf"] = From.ToUnixTimeSeconds(), ["iat"] = From.ToUnixTimeSeconds(), ["exp"] = From.AddMinutes(10).ToUnixTimeSeconds(),
        };
    }

    private static class Jwt
    {
        public static string Encode(byte[] octets) => Convert.ToBase64String(octets).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        public static string Sign(RSA key, string algorithm, Dictionary<string, object> header, Dictionary<string, object> claims)
        {
            string signed = Encode(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
            RSASignaturePadding padding = algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            return signed + "." + Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, padding));
        }
    }
}
