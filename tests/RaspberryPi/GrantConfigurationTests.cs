using System;
using System.Text.Json.Nodes;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The oauth part of agent.json: what each flow means, and each refusal with its words.</summary>
public class GrantConfigurationTests
{
    private const string App = "\"flow\": \"client-credentials\", \"clientId\": \"app-1\"";
    private const string Sha256 = "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA";

    [Theory]
    [InlineData("\"flow\": \"device-code\", \"clientId\": \"app-1\"", "refresh-token")]
    [InlineData("\"flow\": \"authorization-code\", \"clientId\": \"app-1\", \"signInDays\": 7", "refresh-token")]
    [InlineData(App, "client-secret")]
    [InlineData(App + ", \"secretEnds\": \"2028-11-25\"", "client-secret")]
    [InlineData(App + ", \"certificate\": \"app-cert.pem\"", "client-key")]
    [InlineData(App + ", \"certificate\": \"app-cert.pem\", \"assertionAlgorithm\": \"RS256\"", "client-key")]
    [InlineData(App + ", \"certificateThumbprint\": \"" + Sha256 + "\", \"secretEnds\": \"2028-11-25\"", "client-key")]
    [InlineData(App + ", \"certificateThumbprint\": \"0123456789abcdef0123456789abcdef01234567\", \"assertionAlgorithm\": \"RS256\"", "client-key")]
    [InlineData("\"flow\": \"service-account\"", "service-account")]
    [InlineData("\"flow\": \"service-account\", \"clientId\": \"100000000000000000000\"", "service-account")]
    public void Each_flow_has_its_own_secret(string oauth, string kind)
    {
        using var folder = new TestFolder();
        AccountConfiguration account = AgentFile.Read(AppKeys.Configuration(folder, oauth)).Accounts[0];
        Assert.Equal(kind, SecretKinds.WordOf(account.Secret));
        Assert.Equal(kind == "refresh-token", account.OAuth!.IsSignIn);
    }

    [Fact]
    public void A_certificate_tells_its_thumbprints_and_its_end()
    {
        using var folder = new TestFolder();
        OAuthConfiguration oauth = AgentFile.Read(AppKeys.Configuration(folder, App + ", \"certificate\": \"app-cert.pem\"")).Accounts[0].OAuth!;
        Assert.Equal(AppKeys.Certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256), oauth.Certificate!.Sha256);
        Assert.True(oauth.Certificate.IsPss);
        Assert.Equal(new DateTimeOffset(AppKeys.Certificate.NotAfter).ToUnixTimeSeconds(), oauth.Certificate.Ends);
        Assert.True(oauth.Certificate.Fits(AppKeys.Key));
        Assert.False(oauth.Certificate.Fits(AppKeys.StrangeKey));
    }

    [Theory]
    [InlineData(App + ", \"clientSecret\": \"not-a-real-secret\"", "clientSecret: secrets are not in agent.json, which others may read. Remove it, and store it with `devicemail-agent --import-secret ACCOUNT`.")]
    [InlineData(App + ", \"certificate\": \"none.pem\"", "certificate: there is no file {0}none.pem.")]
    [InlineData(App + ", \"certificate\": \"key.pem\"", "certificate: {0}key.pem has a private key in it, which must not lie beside agent.json. Store the key with `devicemail-agent --import-secret ACCOUNT`, and leave the certificate alone in the file.")]
    [InlineData(App + ", \"certificate\": \"text.pem\"", "certificate: {0}text.pem has no readable PEM certificate in it (-----BEGIN CERTIFICATE-----). Convert it with `openssl x509 -inform der -in FILE -out app-cert.pem`.")]
    [InlineData(App + ", \"certificate\": \"ec.pem\"", "certificate: {0}ec.pem has a certificate whose key is not RSA; Microsoft Entra takes no other. Make one with `openssl req -x509 -newkey rsa:2048`.")]
    [InlineData(App + ", \"certificate\": \"app-cert.pem\", \"certificateThumbprint\": \"00\"", "certificateThumbprint: is of no use beside \"certificate\", which it is made from. Remove one of them.")]
    [InlineData(App + ", \"certificateThumbprint\": \"00\"", "certificateThumbprint: must be the certificate's SHA-256 in 64 hexadecimal digits (`openssl x509 -noout -fingerprint -sha256 -in FILE`), or its older SHA-1 in 40.")]
    [InlineData(App + ", \"certificateThumbprint\": \"0123456789abcdef0123456789abcdef0123456g\"", "certificateThumbprint: must be the certificate's SHA-256 in 64 hexadecimal digits (`openssl x509 -noout -fingerprint -sha256 -in FILE`), or its older SHA-1 in 40.")]
    [InlineData(App + ", \"certificateThumbprint\": \"0123456789abcdef0123456789abcdef01234567\"", "certificateThumbprint: is a SHA-1 in 40 digits, which goes with \"assertionAlgorithm\": \"RS256\" alone. Write that, or the SHA-256 in 64 digits.")]
    [InlineData(App + ", \"assertionAlgorithm\": \"RS256\"", "assertionAlgorithm: is of no use without a certificate. Remove it, or name the certificate's file in \"certificate\".")]
    [InlineData(App + ", \"certificate\": \"app-cert.pem\", \"assertionAlgorithm\": \"ES256\"", "assertionAlgorithm: must be \"PS256\" or \"RS256\", not \"ES256\". Did you mean \"PS256\"?")]
    [InlineData(App + ", \"certificate\": \"app-cert.pem\", \"secretEnds\": \"2028-11-25\"", "secretEnds: is of no use: the certificate itself says when it ends with \"flow\": \"client-credentials\". Remove it.")]
    [InlineData(App + ", \"secretEnds\": \"25.11.2028\"", "secretEnds: must be a day such as \"2028-11-25\", as the app registration shows it, not \"25.11.2028\".")]
    [InlineData(App + ", \"signInDays\": 7", "signInDays: is of no use: nobody signs in with \"flow\": \"client-credentials\". Remove it.")]
    [InlineData(App + ", \"deviceEndpoint\": \"https://login.example/device\"", "deviceEndpoint: is of no use: nobody signs in with \"flow\": \"client-credentials\". Remove it.")]
    [InlineData(App + ", \"tokenEndpoint\": \"https://login.example/common/oauth2/v2.0/token\"", "tokenEndpoint: must name the tenant with \"flow\": \"client-credentials\", in place of /common/: for example https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token.")]
    [InlineData("\"flow\": \"client-credentials\"", "clientId: is missing. Write \"00000000-0000-0000-0000-000000000000\".")]
    [InlineData("\"flow\": \"device-code\", \"clientId\": \"a\", \"certificate\": \"app-cert.pem\"", "certificate: is of no use: there is none with \"flow\": \"device-code\". Remove it.")]
    [InlineData("\"flow\": \"device-code\", \"clientId\": \"a\", \"signInDays\": 0", "signInDays: must be a number from 1 to 3650, not 0.")]
    [InlineData("\"flow\": \"service-account\", \"certificate\": \"app-cert.pem\"", "certificate: is of no use: there is none with \"flow\": \"service-account\". Remove it.")]
    public void What_a_flow_cannot_have_is_refused_with_its_key_and_the_cure(string oauth, string expected)
    {
        using var folder = new TestFolder();
        folder.Write("key.pem", AppKeys.Certificate.ExportCertificatePem() + "\n" + AppKeys.Key.ExportPkcs8PrivateKeyPem());
        folder.Write("text.pem", "nothing of use");
        folder.Write("ec.pem", TestCertificates.Root.ExportCertificatePem());
        string line = Refusal(AppKeys.Configuration(folder, oauth));
        Assert.Equal("accounts[0].oauth." + expected.Replace("{0}", folder.Path + "/", StringComparison.Ordinal), line);
        Assert.DoesNotContain("not-a-real-secret", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"owner\": \"it@contoso.example\"", "it@contoso.example both")]
    [InlineData("\"owner\": \"it@contoso.example\", \"ownerLanguage\": \"ja\"", "it@contoso.example ja")]
    [InlineData("\"owner\": null", "nobody")]
    [InlineData("\"owner\": \"it\"", "owner: must be a mail address such as \"it@contoso.com\", not \"it\".")]
    [InlineData("\"owner\": \"a@b> SIZE=1\"", "owner: must be a mail address such as \"it@contoso.com\", not \"a@b> SIZE=1\".")]
    [InlineData("\"ownerLanguage\": \"en\"", "ownerLanguage: is of no use without \"owner\". Write the owner's address there, or remove it.")]
    [InlineData("\"owner\": \"it@contoso.example\", \"ownerLanguage\": \"de\"", "ownerLanguage: must be \"en\", \"ja\" or \"both\", not \"de\".")]
    public void The_owner_is_an_address_and_a_language(string keys, string expected)
    {
        using var folder = new TestFolder();
        string path = AppKeys.Configuration(folder, App, configuration =>
        {
            foreach ((string key, JsonNode? value) in JsonNode.Parse("{" + keys + "}")!.AsObject()) configuration[key] = value?.DeepClone();
        });
        string said;
        try
        {
            OwnerConfiguration? owner = AgentFile.Read(path).Owner;
            said = owner == null ? "nobody" : owner.Address + " " + owner.Language;
        }
        catch (ConfigurationException fault)
        {
            said = fault.Message;
        }
        Assert.Equal(expected, said);
    }

    [Fact]
    public void A_check_says_as_what_the_account_logs_in()
    {
        using var folder = new TestFolder();
        (int code, string output, string error) = AgentProcess.Run(null, "--config", AppKeys.Configuration(folder, App + ", \"certificate\": \"app-cert.pem\"", root => root["owner"] = "it@contoso.example"), "--check");
        Assert.Equal(("", 0), (error, code));
        string ends = AppKeys.Certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("as scans@contoso.example by XOAUTH2, as an app with a certificate until " + ends + " (PS256), (no private key in the store yet),", output, StringComparison.Ordinal);
        Assert.Contains("writing to it@contoso.example before something ends,", output, StringComparison.Ordinal);
    }

    private static string Refusal(string path)
    {
        return Assert.Throws<ConfigurationException>(() => AgentFile.Read(path)).Message;
    }
}
