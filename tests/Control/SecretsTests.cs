using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>Secrets are planted in every place that has one; then every verb is asked, well and badly, and nothing of them may come back.</summary>
public sealed class SecretsTests
{
    private const string RefreshToken = "1.planted-refresh-token-c0ffee.AbC";
    private const string ImportedToken = "1.planted-imported-token-decade.XyZ";
    private const string Password = "planted password of the relay";
    private const string ScannerPassword = "planted-scanner-password";

    private static string Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=planted", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        return made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    [Fact]
    public async Task No_verb_gives_a_secret_back()
    {
        string adminKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        string hash = Convert.ToBase64String(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(ScannerPassword)));
        string certificate = Certificate();
        await using IdentityProvider identity = await IdentityProvider.Start();
        await using Bench bench = await Bench.Start((configuration, bench) =>
        {
            identity.Use(configuration, bench);
            configuration["logins"] = new JsonArray(new JsonObject { ["user"] = "scanner", ["password"] = $"hmac-sha256:{Convert.ToBase64String(salt)}:{hash}", ["account"] = Bench.Account });
            JsonNode relay = configuration["accounts"]![0]!.DeepClone();
            relay["name"] = "relay";
            relay["default"] = false;
            relay["mechanism"] = "plain";
            relay.AsObject().Remove("oauth");
            configuration["accounts"]!.AsArray().Add(relay);
            // As the version before left it: the agent seals it and goes on with it.
            Directory.CreateDirectory(bench.File("store"));
            File.WriteAllText(bench.File("store/control.pem"), certificate);
            configuration["control"] = new JsonObject { ["listen"] = new JsonObject { ["address"] = "127.0.0.1", ["port"] = Bench.FreePort() } };
        }, options: new SandboxOptions { RefreshToken = RefreshToken, Rotate = false });
        await using RawPeer peer = await bench.Raw();
        var answers = new List<string>();
        async Task Ask(string request) => answers.AddRange(await peer.Ask(request));
        await Ask($$"""{"id":1,"verb":"import","kind":"password","account":"relay","secret":"{{Password}}"}""");
        await Ask($$"""{"id":1,"verb":"import","kind":"admin-key","secret":"{{adminKey}}"}""");
        await Ask($$"""{"id":1,"verb":"import","kind":"refresh-token","secret":"{{ImportedToken}} "}""");
        await Ask($$"""{"id":1,"verb":"test-mail","recipient":"{{ImportedToken}}"}""");
        await Ask($$"""{"id":1,"verb":"{{ImportedToken}}"}""");
        await Ask($$"""{"id":1,"verb":"log","secret":"{{ImportedToken}}","account":"{{ImportedToken}}"}""");
        await Ask($$"""{"id":1,"verb":"import","secret":"{{ImportedToken}}" """);
        // Every verb, for each account, while all is well and while the provider refuses.
        foreach (string? fault in new[] { null, "token-refused", "smtp-auth-disabled", "send-as-denied" })
        {
            bench.Sandbox.ClearFaults();
            if (fault is not null) bench.Sandbox.SetFault(fault, null, 0);
            foreach (ControlVerb verb in Enum.GetValues<ControlVerb>().Where(verb => verb is not (ControlVerb.None or ControlVerb.Forget)))
            {
                string word = Encoding.ASCII.GetString(ControlVerbs.WordOf(verb));
                foreach (string account in new[] { Bench.Account, "relay" }) await Ask($$"""{"id":1,"verb":"{{word}}","account":"{{account}}","recipient":"{{Bench.Recipient}}","last":1000}""");
            }
        }

        bench.Sandbox.ClearFaults();
        await Ask($$"""{"id":1,"verb":"forget","account":"relay"}""");
        Assert.Contains(answers, line => line.Contains("\"type\":\"code\""));
        Assert.Contains(answers, line => line.Contains("\"replyCode\":250"));
        Assert.True(answers.Count > 80);

        List<string> secrets = [RefreshToken, ImportedToken, Password, Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)), ScannerPassword, Convert.ToBase64String(salt), hash, adminKey, IdentityProvider.DeviceCode];
        // The store's private key, line by line, and the access tokens' common beginning.
        Assert.False(File.Exists(bench.File("store/control.pem")));
        secrets.AddRange(certificate.Split('\n').SkipWhile(line => !line.Contains("PRIVATE KEY")).Where(line => line.Length > 20 && !line.Contains("KEY")));
        secrets.Add(bench.Sandbox.IssueAccessToken()[..24]);
        foreach (string secret in secrets) Assert.DoesNotContain(answers, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        // The log of the agent hears nothing of them either.
        // Nor does any file of the store have one in clear.
        foreach (string file in Directory.GetFiles(bench.File("store"), "*").Where(file => !file.EndsWith(".sock", StringComparison.Ordinal)))
        {
            string content = await File.ReadAllTextAsync(file, Encoding.Latin1);
            foreach (string secret in secrets) Assert.DoesNotContain(secret, content, StringComparison.Ordinal);
        }
        foreach (string secret in secrets) Assert.DoesNotContain(bench.Log, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }
}
