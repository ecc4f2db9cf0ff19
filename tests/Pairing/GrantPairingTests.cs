using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Sandbox.Tests;
using DeviceMailAgent.Tool;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Pairing;
using Microsoft.Playwright;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>Devices that nobody signs in for, and one whose app has a secret: provisioned, given what they lack, and sending, against OpenIddict in the sandbox.</summary>
public sealed class GrantPairingTests(Browser browser) : IClassFixture<Browser>
{
    // What a person has in hand.
    [Theory]
    [InlineData("secret")]
    [InlineData("certificate and key in one PEM file")]
    [InlineData("service account")]
    public async Task An_app_gets_what_it_logs_in_with_and_the_test_mail_arrives(string way)
    {
        await using Desk desk = Desk.Empty(new SandboxOptions { Profile = way == "service account" ? ProviderProfile.Gmail : ProviderProfile.ExchangeOnline });
        string ends = DateTime.UtcNow.AddDays(9).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        (string[] provision, string[] pair, string secret) = Given(way, desk, ends);
        (int code, string said) = await desk.Tool([.. provision, "--json"]);
        Assert.True(code == 0, said);
        Assert.True(JsonNode.Parse(said)!.AsObject().Flag("checked"), said);
        string next = JsonNode.Parse(said)!["next"]!.AsArray().Select(step => step!["text"]!.GetValue<string>()).Single(text => text.StartsWith("devicemail pair ", StringComparison.Ordinal));
        Assert.Contains(pair[0], next);
        await desk.StartAgent();

        (code, said) = await desk.Tool(["pair", "--json", .. pair]);
        Assert.True(code == 0, said);
        JsonObject[] lines = Desk.Lines(said);
        Assert.Equal(["flow", "stored", "sending", "mail", "end"], lines.Select(line => line.Text("type")));
        Assert.Equal(way == "service account" ? "service-account" : "client-credentials", lines[0].Text("flow"));
        Assert.Single(desk.Sandbox.Mails);
        Assert.DoesNotContain(secret, said + desk.Agent.Said);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(desk.File("agent.json")));

        // What was said of ends is what the device looks ahead with.
        (_, said) = await desk.Tool("status", "--json");
        JsonObject account = JsonNode.Parse(said)!["accounts"]![0]!.AsObject();
        (string member, long days) = way switch { "secret" => ("secretDays", 9), "service account" => ("", 0), _ => ("certificateDays", 365) };
        if (member.Length > 0) Assert.InRange(account.Number(member) ?? -1, days - 1, days);
        else Assert.DoesNotContain(account, pair => pair.Key.EndsWith("Days", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_with_a_secret_is_signed_in_to_with_a_browser_and_renews_with_it()
    {
        // This client of the sandbox is confidential: without its secret neither the code nor the refresh token is worth anything.
        await using Desk desk = Desk.Empty(new SandboxOptions { Profile = ProviderProfile.Gmail });
        string[] provision = desk.Provision("authorization-code");
        provision[Array.IndexOf(provision, "--client-id") + 1] = desk.Sandbox.DaemonClientId;
        (int code, string said) = await desk.Tool([.. provision, "--sign-in-days", "7", "--owner", "it@contoso.example", "--owner-language", "ja"]);
        Assert.True(code == 0, said);
        await desk.StartAgent();
        // As Google's console gives an OAuth client out.
        await File.WriteAllTextAsync(desk.File("client.json"), new JsonObject { ["installed"] = new JsonObject { ["client_id"] = desk.Sandbox.DaemonClientId, ["client_secret"] = desk.Sandbox.DaemonSecret } }.ToJsonString());
        string[] pair = ["pair", "--json", "--ca", desk.Sandbox.CaFile, "--authorization-endpoint", desk.Sandbox.AuthorizationEndpoint + "?access_type=offline&prompt=consent"];
        ChildProcess tool = desk.StartTool([.. pair, "--secret-file", desk.File("client.json"), "--send-to", "office@contoso.example"]);
        IPage page = await browser.Open();
        await page.GotoAsync(Desk.Lines(await tool.Says("\"browser\""))[0].Text("start"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        Assert.True(await tool.Ends() == 0, tool.Said);
        Assert.DoesNotContain(desk.Sandbox.DaemonSecret, tool.Said + desk.Agent.Said);
        Assert.Contains(desk.Sandbox.Mails, mail => mail.Recipients.Single() == "office@contoso.example");

        // The sign-in of an app in Testing ends in a week: the device says so, and the owner gets it in Japanese.
        (_, said) = await desk.Tool("status", "--json");
        JsonObject account = JsonNode.Parse(said)!["accounts"]![0]!.AsObject();
        Assert.InRange(account.Number("signInDays") ?? -1, 6, 7);
        Assert.Equal(624, account.Number("dueDiagnosis"));
        await desk.Agent.Says("owner written to diagnosis=D624");
        Assert.Contains(desk.Sandbox.Mails, mail => mail.Recipients.Single() == "it@contoso.example");
    }

    [Fact]
    public async Task What_is_another_thing_is_refused_in_words_and_the_device_stays_as_it_was()
    {
        await using Desk desk = Desk.Empty();
        string both = desk.Sandbox.DaemonCertificateFile!;
        (int code, string said) = await desk.Tool(desk.ProvisionApp("client-credentials", "--certificate", both));
        Assert.True(code == 0, said);
        await desk.StartAgent();
        using RSA strange = RSA.Create(2048);
        string key = strange.ExportPkcs8PrivateKeyPem();
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        (string Given, string Error, string Word)[] wrong =
        [
            (await File.ReadAllTextAsync(desk.File("app-certificate.pem")), "wrong-secret", "but not its private key"),
            (strange.ExportEncryptedPkcs8PrivateKeyPem("fake-password", encryption), "wrong-secret", "openssl pkey"),
            ("fake-client-secret", "wrong-secret", "There is no private key"),
            (key.Replace("A", "*"), "wrong-secret", "There is no private key"),
            (key, "key-mismatch", "is not the one of the certificate"),
            (" \n", "no-secret", "nothing came"),
        ];
        foreach ((string given, string error, string word) in wrong)
        {
            (code, said) = await desk.Tool(["pair", "--json", "--lang", "en"], given);
            JsonObject refused = Assert.Single(Desk.Lines(said), line => line.Text("type") == "refused");
            Assert.Equal((1, error), (code, refused.Text("error")));
            Assert.Contains(word, refused.Text("message") + refused.Text("next"));
        }

        // Nobody signs in to it, whatever is asked; and a day is a day.
        (code, said) = await desk.Tool("pair", "--json", "--lang", "ja", "--flow", "device-code");
        Assert.Equal((1, "not-possible"), (code, Desk.Lines(said)[0].Text("error")));
        Assert.Contains("サインインを行いません", Desk.Lines(said)[0].Text("message"));
        (code, said) = await desk.Tool("pair", "--json", "--secret-ends", "soon");
        Assert.Equal((64, "bad-day"), (code, Desk.Lines(said)[0].Text("error")));
        (_, said) = await desk.Tool("status", "--json");
        Assert.False(JsonNode.Parse(said)!["accounts"]![0]!.AsObject().Flag("secretStored"));
    }

    [Fact]
    public void A_PFX_file_gives_its_key_and_what_another_account_takes_is_named()
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 certificate = new CertificateRequest("CN=scan", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var entra = new JsonObject { ["tokenEndpoint"] = "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token" };
        string found = SecretShape.Find("client-key", certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, ""), entra, out _)!;
        using RSA again = RSA.Create();
        again.ImportFromPem(found);
        Assert.Equal(key.ExportRSAPrivateKey(), again.ExportRSAPrivateKey());
        (string Kind, byte[] Given, string Word)[] wrong =
        [
            ("client-key", certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "fake-password"), "protected with a password"),
            ("client-key", certificate.RawData, "no private key"),
            ("client-secret", "11111111-2222-3333-4444-555555555555"u8.ToArray(), "the ID of a client secret"),
            ("client-secret", System.Text.Encoding.ASCII.GetBytes(found), "a PEM file"),
            ("client-secret", """{"type":"service_account"}"""u8.ToArray(), "service account's key file"),
            ("client-secret", "fake-one\nfake-two"u8.ToArray(), "one line"),
            ("service-account", """{"installed":{"client_secret":"fake"}}"""u8.ToArray(), "(OAuth client)"),
            ("service-account", """{"type":"authorized_user"}"""u8.ToArray(), "(authorized_user)"),
            ("service-account", "{"u8.ToArray(), "not the key file"),
        ];
        foreach ((string kind, byte[] given, string word) in wrong)
        {
            Assert.Null(SecretShape.Find(kind, given, entra, out (Phrase What, Phrase Next) fault));
            Assert.Contains(word, fault.What.English);
            Assert.NotEqual(fault.What.English, fault.What.Japanese);
            Assert.NotEqual(fault.Next.English, fault.Next.Japanese);
        }

        // Elsewhere a secret may well look like that.
        Assert.NotNull(SecretShape.Find("client-secret", "11111111-2222-3333-4444-555555555555"u8.ToArray(), [], out _));
    }

    private static (string[] Provision, string[] Pair, string Secret) Given(string way, Desk desk, string ends)
    {
        SandboxProvider sandbox = desk.Sandbox;
        string file = desk.File("given");
        if (way == "secret")
        {
            File.WriteAllText(file, sandbox.DaemonSecret + "\n");
            return (desk.ProvisionApp("client-credentials"), ["--secret-ends", ends, "--secret-file", file], sandbox.DaemonSecret);
        }

        if (way == "service account") return (desk.ProvisionApp("service-account"), ["--secret-file", sandbox.ServiceAccountFile!], Line(JsonNode.Parse(File.ReadAllText(sandbox.ServiceAccountFile!))!["private_key"]!.GetValue<string>()));
        string both = sandbox.DaemonCertificateFile!;
        string secret = Line(File.ReadAllText(both));
        return (desk.ProvisionApp("client-credentials", "--certificate", both), ["--secret-file", both], secret);
    }

    // A line out of a key that stands nowhere else.
    private static string Line(string pem) => pem[pem.IndexOf("PRIVATE KEY", StringComparison.Ordinal)..].Split('\n')[2];
}
