using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DeviceMailAgent.Control;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>What people give as a secret: which forms are taken, what becomes of them, and each refusal.</summary>
public class ImportedSecretTests
{
    private const string WithCertificate = "\"flow\": \"client-credentials\", \"clientId\": \"app-1\", \"certificate\": \"app-cert.pem\"";
    private const string WithThumbprint = "\"flow\": \"client-credentials\", \"clientId\": \"app-1\", \"certificateThumbprint\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"";
    private const string ServiceAccount = "\"flow\": \"service-account\"";

    public static TheoryData<string, byte[]> Keys => new()
    {
        { "PKCS #8 in PEM", Bytes(AppKeys.Key.ExportPkcs8PrivateKeyPem()) },
        { "PKCS #1 in PEM", Bytes(AppKeys.Key.ExportRSAPrivateKeyPem()) },
        { "PEM behind its certificate", Bytes(AppKeys.Certificate.ExportCertificatePem() + "\r\n" + AppKeys.Key.ExportPkcs8PrivateKeyPem() + "\r\n") },
        { "PEM with a text above", Bytes("Bag Attributes\n    friendlyName: app\n" + AppKeys.Key.ExportPkcs8PrivateKeyPem()) },
        { "PFX", AppKeys.Certificate.Export(X509ContentType.Pfx) },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_private_key_is_taken_in_each_usual_form(string form, byte[] given)
    {
        ImportedSecret secret = Take(WithCertificate, given);
        Assert.True(secret.Fault.Length == 0, form + ": " + secret.Fault);
        using RSA stored = RSA.Create();
        stored.ImportFromPem(Encoding.ASCII.GetString(secret.Octets));
        Assert.Equal(AppKeys.Key.ExportPkcs8PrivateKey(), stored.ExportPkcs8PrivateKey());
    }

    public static TheoryData<string, string, ControlError, string> Refused => new()
    {
        { WithCertificate, AppKeys.StrangeKey.ExportPkcs8PrivateKeyPem(), ControlError.KeyMismatch, "The private key is not the one of the certificate" },
        { WithCertificate, AppKeys.Certificate.ExportCertificatePem(), ControlError.BadPrivateKey, "There is no private key in what came" },
        { WithCertificate, "not-a-real-secret", ControlError.BadPrivateKey, "What came is neither a PEM file with a private key nor" },
        { WithCertificate, AppKeys.Key.ExportPkcs8PrivateKeyPem().Replace("\nMIIE", "\nAAAA", StringComparison.Ordinal), ControlError.BadPrivateKey, "The private key cannot be read" },
        { WithCertificate, AppKeys.Key.ExportPkcs8PrivateKeyPem()[..600], ControlError.BadPrivateKey, "There is no private key in what came" },
        { WithCertificate, Encrypted(), ControlError.BadPrivateKey, "The private key is encrypted with a passphrase. Decrypt it first: openssl pkey" },
        { WithCertificate, ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(), ControlError.BadPrivateKey, "The private key cannot be read" },
        { WithThumbprint, RSA.Create(1024).ExportPkcs8PrivateKeyPem(), ControlError.BadPrivateKey, "The private key has only 1024 bits" },
        { ServiceAccount, AppKeys.Key.ExportPkcs8PrivateKeyPem(), ControlError.BadServiceAccount, "What came is not a service account's key file" },
        { ServiceAccount, "{}", ControlError.BadServiceAccount, "What came is not a service account's key file" },
        { ServiceAccount, "[1]", ControlError.BadServiceAccount, "What came is not a service account's key file" },
        { ServiceAccount, AppKeys.ServiceAccount(type: "authorized_user"), ControlError.BadServiceAccount, "What came is not a service account's key file" },
        { ServiceAccount, AppKeys.ServiceAccount(key: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), ControlError.BadServiceAccount, "The private key cannot be read" },
        { ServiceAccount + ", \"clientId\": \"other@project.iam.example\"", AppKeys.ServiceAccount(), ControlError.BadServiceAccount, "The key file is of another service account" },
        { "\"flow\": \"client-credentials\", \"clientId\": \"app-1\"", "two words", ControlError.BadSecret, "A client secret is one word" },
        { "\"flow\": \"client-credentials\", \"clientId\": \"app-1\"", new string('x', 600), ControlError.BadSecret, "What came on standard input is too long for a client secret." },
        { "\"flow\": \"device-code\", \"clientId\": \"app-1\"", "{\"refresh_token\": \"x\"}", ControlError.BadSecret, "A refresh token is one word" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_used_is_refused_with_the_reason_and_never_shown(string oauth, string given, ControlError error, string words)
    {
        ImportedSecret secret = Take(oauth, Bytes(given));
        Assert.Equal(error, secret.Error);
        Assert.StartsWith(words, secret.Fault, StringComparison.Ordinal);
        Assert.Empty(secret.Octets);
        if (given.Length > 60) Assert.DoesNotContain(given[40..60], secret.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-real-secret", secret.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"clientId\": \"100000000000000000000\"")]
    [InlineData(", \"clientId\": \"scans@project.iam.example\"")]
    public void Of_a_service_accounts_file_only_what_is_needed_is_kept(string clientId)
    {
        ImportedSecret secret = Take(ServiceAccount + clientId, Bytes(AppKeys.ServiceAccount()));
        string stored = Encoding.UTF8.GetString(secret.Octets);
        Assert.Contains("scans@project.iam.example", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("token_uri", stored, StringComparison.Ordinal);
        using ServiceAccountKey? again = ServiceAccountKey.Read(secret.Octets, null, out _);
        Assert.Equal(AppKeys.Key.ExportPkcs8PrivateKey(), again!.Key.ExportPkcs8PrivateKey());
    }

    [Fact]
    public void The_largest_key_that_people_have_fits_the_store()
    {
        using RSA large = RSA.Create(4096);
        Assert.Equal("", Take(WithThumbprint, Bytes(large.ExportPkcs8PrivateKeyPem())).Fault);
        Assert.Equal("", Take(ServiceAccount, Bytes(AppKeys.ServiceAccount(large.ExportPkcs8PrivateKeyPem()))).Fault);
    }

    [Fact]
    public void The_day_on_which_a_secret_ends_is_told_with_it_and_goes_with_the_next_one()
    {
        using var folder = new TestFolder();
        string path = AppKeys.Configuration(folder, "\"flow\": \"client-credentials\", \"clientId\": \"app-1\"");
        string[] import = ["--config", path, "--import-secret", "scans"];
        Assert.Equal("Stored for account scans.\n", AgentProcess.Run("fake-secret~1\n", [.. import, "--kind", "client-secret", "--ends", "2028-11-25"]).Error);
        AgentConfiguration configuration = AgentFile.Read(path);
        var store = new StoreFolder(configuration.Store);
        SecretDates dates = SecretDates.Load(store, configuration.Accounts[0]);
        Assert.Equal(new DateTimeOffset(2028, 11, 25, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), dates.Ends);
        var secret = new Secret(Limits.RefreshToken);
        Assert.Equal(Diagnosis.None, new FileTokenStore(store, configuration.Accounts[0]).Load(secret));
        Assert.Equal("fake-secret~1", Encoding.ASCII.GetString(secret.Octets, 0, secret.Count));
        Assert.Equal(0, AgentProcess.Run("fake-secret~2\n", import).ExitCode);
        Assert.Equal(0, SecretDates.Load(store, configuration.Accounts[0]).Ends);
    }

    [Theory]
    [InlineData(64, "Account scans takes a client secret (--kind client-secret), not a refresh token.", "--import-secret", "scans", "--kind", "refresh-token")]
    [InlineData(64, "--kind needs one of refresh-token, password, client-secret, client-key, service-account.", "--import-secret", "scans", "--kind", "token")]
    [InlineData(64, "--ends needs a day such as 2028-11-25.", "--import-secret", "scans", "--ends", "tomorrow")]
    [InlineData(64, "--kind and --ends are for --import-secret.", "--check", "--ends", "2028-11-25")]
    public void The_command_line_names_what_is_wrong(int code, string words, params string[] arguments)
    {
        using var folder = new TestFolder();
        string path = AppKeys.Configuration(folder, "\"flow\": \"client-credentials\", \"clientId\": \"app-1\"");
        (int exitCode, _, string error) = AgentProcess.Run("fake-secret", ["--config", path, .. arguments]);
        Assert.Equal(code, exitCode);
        Assert.StartsWith(words, error, StringComparison.Ordinal);
    }

    private static ImportedSecret Take(string oauth, byte[] given)
    {
        using var folder = new TestFolder();
        AccountConfiguration account = AgentFile.Read(AppKeys.Configuration(folder, oauth)).Accounts[0];
        return ImportedSecret.Take(account, account.Secret, given);
    }

    private static string Encrypted()
    {
        return AppKeys.Key.ExportEncryptedPkcs8PrivateKeyPem("fake", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
    }

    private static byte[] Bytes(string text)
    {
        return Encoding.UTF8.GetBytes(text);
    }
}
