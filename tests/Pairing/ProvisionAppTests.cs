using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Provision;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary><c>devicemail provision</c> for devices that log in as an app or a service account; the agent's <c>--check</c> has judged each file.</summary>
public sealed class ProvisionAppTests
{
    private static readonly string[] Exchange =
    [
        "provision", "--json", "--name", "bridge-3f", "--board", "raspberry-pi-4", "--provider", "microsoft365", "--tenant", "contoso.com", "--mailbox", "scans@contoso.com",
        "--client-id", "11111111-2222-3333-4444-555555555555", "--allow", "192.168.7.0/24",
    ];

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task The_wizard_asks_an_app_for_its_certificate_and_says_what_the_administrator_does_with_it(string language)
    {
        await using Desk desk = Desk.Empty();
        Directory.CreateDirectory(desk.File("keys"));
        await File.WriteAllTextAsync(desk.File("keys/both.pem"), Pair(DateTimeOffset.UtcNow.AddDays(700), 2048).Pem);
        string[] given = [.. Exchange.Where(word => word != "--json"), "--no-scanner-login", "--store", "store", "--device", desk.Device, "--out", "agent.json", "--lang", language];
        // Without the mailbox, so that there is something to ask.
        int mailbox = Array.IndexOf(given, "--mailbox");
        await using TerminalWindow window = desk.Window(110, [.. given[..mailbox], .. given[(mailbox + 2)..]]);
        Language words = language == "ja" ? Language.Japanese : Language.English;
        await window.Shows(Questions.Way.In(words));
        await window.Shows("> ");
        window.Press("Enter");
        await window.Shows(Questions.Mailbox.In(words));
        window.Type("scans@contoso.com");
        await window.Shows(Questions.Proof.In(words));
        await window.Shows("> ");
        window.Press("Enter");
        await window.Shows(Questions.CertificateFile.In(words));
        window.Type("keys/nothing.pem");
        await window.Shows(Questions.Invalid.In(words).Split('{')[0].Trim());
        window.Type("keys/both.pem");
        await window.Shows(Questions.Port.In(words));
        window.Type("");
        await window.Shows(Questions.Owner.In(words));
        window.Type("");
        (int code, string screen) = await window.Ends();
        Assert.True(code == 0, screen);
        string copy = await File.ReadAllTextAsync(desk.File(AppCertificate.CopyName));
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", copy);
        Assert.DoesNotContain("PRIVATE KEY", copy);
        JsonObject oauth = JsonNode.Parse(await File.ReadAllTextAsync(desk.File("agent.json")))!["accounts"]![0]!["oauth"]!.AsObject();
        Assert.Equal(("client-credentials", AppCertificate.CopyName), (oauth.Text("flow"), oauth.Text("certificate")));
        screen = screen.Replace(desk.File(""), "FOLDER/");
        Screens.Same("provision-app." + language, System.Text.RegularExpressions.Regex.Replace(screen, @"20\d\d-\d\d-\d\d(?!-)(?! \()", "DATE"));
    }

    [Fact]
    public async Task A_certificate_that_cannot_do_is_refused_before_anything_is_written()
    {
        await using Desk desk = Desk.Empty();
        (string ended, _) = Pair(DateTimeOffset.UtcNow.AddDays(-1), 2048);
        (string small, _) = Pair(DateTimeOffset.UtcNow.AddDays(30), 1024);
        (string good, string key) = Pair(DateTimeOffset.UtcNow.AddDays(30), 2048);
        (string Text, string[] More, int Code, string Word)[] wrong =
        [
            (ended, [], 64, "ended on"), (small, [], 64, "openssl req"), (key, [], 64, "no certificate in PEM or DER"),
            (good, ["--secret-ends", "2028-11-25"], 64, "the certificate itself says"), (good, ["--flow", "device-code"], 64, "client-credentials alone"),
            (good, ["--ca", desk.File("nothing.pem")], 1, "accounts[0].ca"),
        ];
        string file = desk.File("given.pem");
        foreach ((string text, string[] more, int expected, string word) in wrong)
        {
            await File.WriteAllTextAsync(file, text);
            (int code, string said) = await desk.Tool([.. Exchange, "--lang", "en", "--certificate", file, "--out", desk.File("agent.json"), .. more]);
            Assert.Equal((expected, false), (code, File.Exists(desk.File("agent.json")) || File.Exists(desk.File(AppCertificate.CopyName))));
            Assert.Contains(word, JsonNode.Parse(said)!.AsObject().Text("message"));
        }
    }

    [Fact]
    public async Task A_file_of_the_certificate_alone_is_named_where_it_lies_and_no_other_is_replaced()
    {
        await using Desk desk = Desk.Empty();
        (string both, string key) = Pair(DateTimeOffset.UtcNow.AddDays(30), 2048);
        await File.WriteAllTextAsync(desk.File("app.pem"), both.Replace(key, ""));
        (int code, string said) = await desk.Tool([.. Exchange, "--certificate", desk.File("app.pem"), "--out", desk.File("a.json")]);
        Assert.True(code == 0, said);
        Assert.Equal("app.pem", JsonNode.Parse(said)!["certificate"]!["file"]!.GetValue<string>());
        Assert.False(File.Exists(desk.File(AppCertificate.CopyName)));

        // With its key in it: a copy without it, which takes no other file's place.
        await File.WriteAllTextAsync(desk.File("app.pem"), both);
        await File.WriteAllTextAsync(desk.File(AppCertificate.CopyName), "mine");
        string[] arguments = [.. Exchange, "--certificate", desk.File("app.pem"), "--out", desk.File("b.json")];
        (code, said) = await desk.Tool(arguments);
        Assert.Equal((73, "exists", "mine"), (code, JsonNode.Parse(said)!.AsObject().Text("error"), await File.ReadAllTextAsync(desk.File(AppCertificate.CopyName))));
        (code, said) = await desk.Tool([.. arguments, "--force"]);
        Assert.True(code == 0, said);
        Assert.Equal(both, await File.ReadAllTextAsync(desk.File("app.pem")));
        Assert.DoesNotContain("PRIVATE KEY", await File.ReadAllTextAsync(desk.File(AppCertificate.CopyName)));
    }

    [Fact]
    public async Task A_service_account_needs_no_client_ID_and_the_owner_is_kept()
    {
        await using Desk desk = Desk.Empty();
        (int code, string said) = await desk.Tool("provision", "--json", "--lang", "en", "--board", "raspberry-pi-4", "--provider", "google-workspace", "--flow", "service-account", "--mailbox", "scans@contoso.com",
            "--allow", "192.168.7.0/24", "--owner", "it@contoso.com", "--owner-language", "ja", "--out", desk.File("agent.json"));
        Assert.True(code == 0, said);
        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(desk.File("agent.json")))!;
        Assert.Equal(("it@contoso.com", "ja"), (json["owner"]!.GetValue<string>(), json["ownerLanguage"]!.GetValue<string>()));
        Assert.False(json["accounts"]![0]!["oauth"]!.AsObject().ContainsKey("clientId"));
        string admin = JsonNode.Parse(said)!["adminSteps"]!.ToJsonString();
        Assert.Contains("Domain-wide delegation", admin);
        Assert.Contains("https://mail.google.com/", admin);
        Assert.Contains("devicemail pair --secret-file KEY.json", JsonNode.Parse(said)!["next"]!.ToJsonString());
    }

    private static (string Pem, string Key) Pair(DateTimeOffset end, int bits)
    {
        using RSA rsa = RSA.Create(bits);
        using X509Certificate2 certificate = new CertificateRequest("CN=scan", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(end.AddDays(-900), end);
        string key = rsa.ExportPkcs8PrivateKeyPem();
        return (certificate.ExportCertificatePem() + "\n" + key, key);
    }
}
