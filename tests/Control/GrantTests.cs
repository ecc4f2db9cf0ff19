using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>
/// Accounts that nobody signs in for, from the imported secret to the delivered scan: the agent as a process, OpenIddict in the sandbox as the provider.
/// </summary>
public sealed class GrantTests
{
    private const string Daemon = "sandbox-daemon";
    private const string Scope = "https://outlook.office365.com/.default";

    [Theory]
    [InlineData("secret")]
    [InlineData("certificate PS256")]
    [InlineData("certificate RS256")]
    [InlineData("SHA-256 PS256")]
    [InlineData("SHA-1 RS256")]
    [InlineData("service-account")]
    public async Task A_scan_arrives_by_each_grant_after_a_restart_too_and_a_token_is_asked_for_once_each_time(string way)
    {
        await using Bench bench = await Start(way);
        await using (ControlClient device = await bench.Connect())
        {
            ControlAnswer stored = await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = KindOf(way), ["secret"] = await SecretOf(way, bench.Sandbox) });
            Assert.True(stored.IsOk, stored.ErrorWord);
            ControlAnswer renewed = await device.Ask(ControlVerb.Refresh);
            Assert.True(renewed.IsOk, $"{renewed.ErrorWord} D{(int)renewed.Diagnosis}\n{string.Join('\n', bench.Log)}");
            Assert.InRange(Assert.Single(renewed.Of("token")).Number("seconds") ?? 0, 3000, 3600);
        }

        await bench.Scan();
        await bench.Scan();
        // There is no refresh token, and none is needed: the secret alone brings the next access token.
        await bench.Run();
        await bench.Scan();
        Assert.Equal(3, bench.Sandbox.Mails.Count);
        Assert.Single(bench.Log, line => line.StartsWith("token renewed", StringComparison.Ordinal));
        Assert.All(bench.Sandbox.Mails, mail => Assert.Equal(bench.Sandbox.User, mail.Sender));
    }

    [Fact]
    public async Task Without_its_secret_the_account_says_so_to_the_scanner_and_in_its_status()
    {
        await using Bench bench = await Start("secret");
        var refusal = await Assert.ThrowsAsync<MailKit.Net.Smtp.SmtpCommandException>(() => bench.Scan());
        Assert.Contains("D319", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(454, (int)refusal.StatusCode);
        await using ControlClient device = await bench.Connect();
        JsonObject account = Assert.Single((await device.Ask(ControlVerb.Status)).Of("account"));
        Assert.Equal(("needs-pairing", Diagnosis.NoCredential, false), (account.Text("state"), account.Diagnosis(), account.Flag("secretStored")));
        Assert.Equal(ControlError.NotPossible, (await device.Ask(ControlVerb.Pair)).Error);
    }

    // The sandbox's fault, and the number that scanner and status end in.
    [Theory]
    [InlineData("secret", "invalid-client=7000222", Diagnosis.ClientSecretExpired)]
    [InlineData("secret", "invalid-client=7000215", Diagnosis.ClientSecretWrong)]
    [InlineData("certificate PS256", "invalid-client=700027", Diagnosis.ClientAssertionRefused)]
    [InlineData("secret", "unauthorized-client", Diagnosis.ClientUnknown)]
    [InlineData("secret", "invalid-resource", Diagnosis.ResourceMissing)]
    [InlineData("secret", "token-endpoint-down", Diagnosis.TokenEndpointUnavailable)]
    [InlineData("service-account", "unauthorized-client", Diagnosis.DelegationMissing)]
    [InlineData("service-account", "invalid-grant", Diagnosis.ClientAssertionRefused)]
    public async Task Each_refusal_ends_in_the_diagnosis_that_names_its_cure(string way, string fault, Diagnosis expected)
    {
        await using Bench bench = await Start(way);
        await using ControlClient device = await bench.Connect();
        await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = KindOf(way), ["secret"] = await SecretOf(way, bench.Sandbox) });
        string[] parts = fault.Split('=');
        bench.Sandbox.SetFault(parts[0], parts.ElementAtOrDefault(1), 0);
        ControlAnswer refused = await device.Ask(ControlVerb.Refresh);
        Assert.Equal((ControlError.Failed, expected), (refused.Error, refused.Diagnosis));
        var refusal = await Assert.ThrowsAsync<MailKit.Net.Smtp.SmtpCommandException>(() => bench.Scan());
        Assert.Contains($"D{(int)expected}", refusal.Message, StringComparison.Ordinal);
        bench.Sandbox.ClearFaults();
        Assert.True((await device.Ask(ControlVerb.Refresh)).IsOk);
    }

    [Fact]
    public async Task A_real_wrong_secret_and_a_key_of_an_unknown_certificate_are_told_apart()
    {
        await using Bench bySecret = await Start("secret");
        await using ControlClient device = await bySecret.Connect();
        await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "client-secret", ["secret"] = "not-the-secret" });
        Assert.Equal(Diagnosis.ClientSecretWrong, (await device.Ask(ControlVerb.Refresh)).Diagnosis);

        // The certificate's thumbprint is right, so that only the signature tells.
        await using Bench byKey = await Start("SHA-256 PS256");
        await using ControlClient other = await byKey.Connect();
        using RSA strange = RSA.Create(2048);
        Assert.True((await other.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "client-key", ["secret"] = strange.ExportPkcs8PrivateKeyPem() })).IsOk);
        Assert.Equal(Diagnosis.ClientAssertionRefused, (await other.Ask(ControlVerb.Refresh)).Diagnosis);
    }

    [Fact]
    public async Task A_service_account_may_not_act_for_a_mailbox_of_another_domain()
    {
        await using Bench bench = await Start("service-account", account => account["user"] = "scans@elsewhere.example");
        await using ControlClient device = await bench.Connect();
        await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "service-account", ["secret"] = await SecretOf("service-account", bench.Sandbox) });
        Assert.Equal(Diagnosis.DelegationMissing, (await device.Ask(ControlVerb.Refresh)).Diagnosis);
    }

    [Fact]
    public async Task An_import_of_the_wrong_thing_is_refused_by_name_and_the_old_secret_stays()
    {
        await using Bench bench = await Start("certificate PS256");
        await using ControlClient device = await bench.Connect();
        string key = await SecretOf("certificate PS256", bench.Sandbox);
        Assert.True((await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "client-key", ["secret"] = key })).IsOk);
        using RSA strange = RSA.Create(2048);
        (string Kind, string Secret, ControlError Error)[] wrong =
        [
            ("client-secret", "fake-secret", ControlError.NotPossible),
            ("refresh-token", "fake-token", ControlError.NotPossible),
            ("service-account", "{}", ControlError.NotPossible),
            ("client-key", "fake-key", ControlError.BadPrivateKey),
            ("client-key", key[..400], ControlError.BadPrivateKey),
            ("client-key", strange.ExportPkcs8PrivateKeyPem(), ControlError.KeyMismatch),
            ("key", key, ControlError.BadRequest),
        ];
        foreach ((string kind, string secret, ControlError error) in wrong)
        {
            Assert.Equal((kind, error), (kind, (await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = kind, ["secret"] = secret })).Error));
        }

        Assert.Equal(ControlError.BadRequest, (await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "client-key", ["secret"] = key, ["ends"] = "soon" })).Error);
        Assert.True((await device.Ask(ControlVerb.Refresh)).IsOk);
        // Nothing of the key stands in the log.
        foreach (string line in key.Split('\n').Where(line => line.Length > 40)) Assert.DoesNotContain(bench.Log, said => said.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forgotten_account_has_nothing_left_in_the_store()
    {
        await using Bench bench = await Start("secret");
        await using ControlClient device = await bench.Connect();
        string[] before = Directory.GetFiles(bench.File("store"));
        await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "client-secret", ["secret"] = bench.Sandbox.DaemonSecret, ["ends"] = "2030-01-01" });
        Assert.True((await device.Ask(ControlVerb.Refresh)).IsOk);
        Assert.True((await device.Ask(ControlVerb.Forget, new JsonObject { ["account"] = Bench.Account })).IsOk);
        Assert.Equal(Diagnosis.NoCredential, (await device.Ask(ControlVerb.Refresh)).Diagnosis);
        // A sealed mark of how new the last one was may stay, so that an old file that is put back is known.
        Assert.DoesNotContain(Directory.GetFiles(bench.File("store")).Except(before), file => Path.GetFileName(file).StartsWith(Bench.Account, StringComparison.Ordinal) && Path.GetExtension(file) != ".mark");
    }

    private static Task<Bench> Start(string way, Action<JsonObject>? change = null) => Bench.Start((configuration, bench) =>
    {
        JsonObject account = configuration["accounts"]![0]!.AsObject();
        account["oauth"] = OAuth(way, bench);
        change?.Invoke(account);
    }, paired: false, options: new SandboxOptions { Profile = way == "service-account" ? ProviderProfile.Gmail : ProviderProfile.ExchangeOnline });

    private static JsonObject OAuth(string way, Bench bench)
    {
        SandboxProvider sandbox = bench.Sandbox;
        if (way == "service-account") return new JsonObject { ["flow"] = "service-account", ["scope"] = sandbox.Profile.Scope, ["tokenEndpoint"] = sandbox.TokenEndpoint.ToString() };
        var oauth = new JsonObject { ["flow"] = "client-credentials", ["clientId"] = Daemon, ["scope"] = Scope, ["tokenEndpoint"] = sandbox.TokenEndpoint.ToString() };
        if (way == "secret") return oauth;
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(sandbox.DaemonCertificateFile!);
        File.WriteAllText(bench.File("app-cert.pem"), certificate.ExportCertificatePem());
        if (way.StartsWith("certificate", StringComparison.Ordinal)) oauth["certificate"] = "app-cert.pem";
        else oauth["certificateThumbprint"] = certificate.GetCertHashString(way.StartsWith("SHA-1", StringComparison.Ordinal) ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        if (way.EndsWith("RS256", StringComparison.Ordinal)) oauth["assertionAlgorithm"] = "RS256";
        return oauth;
    }

    private static string KindOf(string way) => way switch { "secret" => "client-secret", "service-account" => "service-account", _ => "client-key" };

    // Of the certificate's file the key alone: that is what a person would hand over.
    private static async Task<string> SecretOf(string way, SandboxProvider sandbox)
    {
        if (way == "secret") return sandbox.DaemonSecret;
        if (way == "service-account") return await File.ReadAllTextAsync(sandbox.ServiceAccountFile!);
        string pem = await File.ReadAllTextAsync(sandbox.DaemonCertificateFile!);
        return pem[pem.IndexOf("-----BEGIN PRIVATE KEY", StringComparison.Ordinal)..];
    }
}
