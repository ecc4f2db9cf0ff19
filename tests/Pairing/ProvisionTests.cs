using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Providers;
using DeviceMailAgent.Tool.Provision;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary><c>devicemail provision</c> and <c>devices</c>: by options alone, and in a terminal.</summary>
public sealed class ProvisionTests
{
    private static readonly string[] Exchange =
    [
        "provision", "--name", "bridge-3f", "--board", "raspberry-pi-4", "--provider", "microsoft365", "--flow", "device-code", "--tenant", "contoso.com", "--mailbox", "scans@contoso.com",
        "--client-id", "11111111-2222-3333-4444-555555555555", "--allow", "192.168.7.0/24",
    ];

    [Fact]
    public async Task What_is_missing_is_named_and_nothing_is_asked_without_a_terminal()
    {
        await using Desk desk = Desk.Empty();
        (int code, string said) = await desk.Tool("provision", "--provider", "microsoft365", "--flow", "device-code", "--lang", "en", "--out", desk.File("agent.json"));
        Assert.Equal(64, code);
        Assert.Contains("--board, --mailbox, --allow, --client-id, --tenant", said);
        Assert.False(File.Exists(desk.File("agent.json")));
        (code, said) = await desk.Tool([.. Exchange[..^2], "--json", "--out", desk.File("agent.json")]);
        Assert.Equal((64, "missing"), (code, JsonNode.Parse(said)!.AsObject().Text("error")));
    }

    [Theory]
    [InlineData("--provider", "microsft365", "microsoft365")]
    [InlineData("--provider", "exchange-online", "other")]
    [InlineData("--board", "raspberry-pi-9", "raspberry-pi-4")]
    [InlineData("--allow", "192.168.7.0/240", "192.168.7.0/24")]
    [InlineData("--mailbox", "scans", "scans@contoso.com")]
    [InlineData("--name", "bridge 3f", "bridge-3f")]
    [InlineData("--flow", "password", "device-code")]
    [InlineData("--value", "tenant", "NAME=VALUE")]
    [InlineData("--owner", "it", "scans@contoso.com")]
    [InlineData("--secret-ends", "soon", "2028-11-25")]
    [InlineData("--secret-ends", "2028-11-25", "device-code")]
    [InlineData("--sign-in-days", "0", "1 to 3650")]
    [InlineData("--owner-language", "ja", "--owner")]
    [InlineData("--certificate", "/nowhere/c.pem", "cannot be read")]
    [InlineData("--control-listen", "192.168.7.2", "192.168.7.2:2526")]
    public async Task A_value_that_cannot_be_is_named_with_one_that_can(string option, string value, string cure)
    {
        await using Desk desk = Desk.Empty();
        List<string> arguments = [.. Exchange, "--lang", "en", "--out", desk.File("agent.json")];
        int at = arguments.IndexOf(option);
        if (at >= 0) arguments[at + 1] = value;
        else arguments.AddRange([option, value]);
        (int code, string said) = await desk.Tool([.. arguments]);
        said = said.Replace("\n", " ");
        Assert.Equal(64, code);
        Assert.Contains(option, said);
        Assert.Contains(cure, said);
        Assert.False(File.Exists(desk.File("agent.json")));

        // In Japanese the reason itself is, not the line below it alone.
        arguments[arguments.IndexOf("en")] = "ja";
        (code, said) = await desk.Tool([.. arguments]);
        Assert.Equal(64, code);
        string reason = said.Split("オプションは devicemail")[0];
        Assert.Contains(option, reason);
        Assert.Matches("[ぁ-ん].*。", reason.Replace("\n", ""));
        Assert.All(said.Split('\n'), row => Assert.InRange(DeviceMailAgent.Tool.Columns.Width(row), 0, 80));
    }

    [Fact]
    public async Task A_small_board_gets_the_providers_first_way_that_it_can_do()
    {
        await using Desk desk = Desk.Empty();
        string[] asked = [.. Exchange];
        asked[Array.IndexOf(asked, "--board") + 1] = "wt32-eth01";
        int flow = Array.IndexOf(asked, "--flow");
        if (flow >= 0) asked = [.. asked[..flow], .. asked[(flow + 2)..]];
        (int code, string said) = await desk.Tool([.. asked, "--control-listen", "192.168.7.2:2526", "--lang", "en", "--out", desk.File("agent.json")]);
        Assert.True(code == 0, said);
        JsonNode account = JsonNode.Parse(await File.ReadAllTextAsync(desk.File("agent.json")))!["accounts"]![0]!;
        Assert.Equal("authorization-code", account["oauth"]!["flow"]!.GetValue<string>());
        Assert.Contains("--firmware VERSION", said);
    }

    [Fact]
    public async Task A_file_that_is_there_stays_as_it_is_without_force()
    {
        await using Desk desk = Desk.Empty();
        string file = desk.File("agent.json");
        await File.WriteAllTextAsync(file, "mine");
        (int code, string said) = await desk.Tool([.. Exchange, "--json", "--out", file]);
        Assert.Equal((73, "exists", "mine"), (code, JsonNode.Parse(said)!.AsObject().Text("error"), await File.ReadAllTextAsync(file)));
        (code, said) = await desk.Tool([.. Exchange, "--json", "--out", file, "--force"]);
        Assert.True(code == 0, said);
        Assert.Equal("bridge-3f", JsonNode.Parse(await File.ReadAllTextAsync(file))!["name"]!.GetValue<string>());
        (code, said) = await desk.Tool([.. Exchange, "--json", "--out", desk.File("nowhere/agent.json")]);
        Assert.Equal((73, "not-written"), (code, JsonNode.Parse(said)!.AsObject().Text("error")));
        Assert.DoesNotContain(Directory.EnumerateFiles(desk.File("")), name => name.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_agent_has_the_last_word_and_then_nothing_is_written()
    {
        await using Desk desk = Desk.Empty();
        (int code, string said) = await desk.Tool([.. Exchange, "--json", "--ca", desk.File("nothing.pem"), "--out", desk.File("agent.json")]);
        JsonObject json = JsonNode.Parse(said)!.AsObject();
        Assert.Equal((1, "refused"), (code, json.Text("error")));
        Assert.Contains("accounts[0].ca", json.Text("message"));
        Assert.False(File.Exists(desk.File("agent.json")));
    }

    [Fact]
    public async Task A_scanners_password_is_given_or_made_and_only_its_salted_hash_is_kept()
    {
        const string Given = "planted-scanner-password";
        await using Desk desk = Desk.Empty();
        (int code, string said) = await desk.Tool([.. Exchange, "--json", "--scanner-user", "mfp", "--scanner-password-file", "-", "--out", desk.File("a.json")], Given + "\n");
        Assert.True(code == 0, said);
        string file = await File.ReadAllTextAsync(desk.File("a.json"));
        Assert.DoesNotContain(Given, said + file);
        AssertHash(file, "mfp", Given);
        const UnixFileMode Expected = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        Assert.Equal(Expected, File.GetUnixFileMode(desk.File("a.json")) | UnixFileMode.GroupRead);

        (_, said) = await desk.Tool([.. Exchange, "--json", "--out", desk.File("b.json")]);
        string made = JsonNode.Parse(said)!["scanner"]!["password"]!.GetValue<string>();
        Assert.Matches("^[a-hjkmnp-z2-9]{12}$", made);
        file = await File.ReadAllTextAsync(desk.File("b.json"));
        Assert.DoesNotContain(made, file);
        AssertHash(file, "scanner", made);

        (_, said) = await desk.Tool([.. Exchange, "--json", "--no-scanner-login", "--out", desk.File("c.json")]);
        JsonNode open = JsonNode.Parse(await File.ReadAllTextAsync(desk.File("c.json")))!;
        Assert.Equal((0, "ignored"), (open["logins"]!.AsArray().Count, open["listen"]![0]!["login"]!.GetValue<string>()));
        Assert.False(JsonNode.Parse(said)!["scanner"]!.AsObject().ContainsKey("password"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task The_wizard_asks_and_says_what_everybody_has_to_do(string language)
    {
        await using Desk desk = Desk.Empty();
        await using TerminalWindow window = desk.Window(110, "provision", "--lang", language);
        await Answer(window, Questions.Board, language, "Down", "Enter");
        await Type(window, Questions.Name, language, "bridge-3f");
        await Answer(window, Questions.Provider, language, "Enter");
        await Answer(window, Questions.Way, language, "Down", "Down", "Enter");
        await Type(window, Questions.Mailbox, language, "nobody");
        await window.Shows(PlanFaults.OfMailbox("nobody")!.Value.In(Of(language)));
        window.Type("scans@contoso.com");
        await Type(window, Questions.OfValue("tenant"), language, "contoso.com");
        await Type(window, Questions.ClientId, language, "11111111-2222-3333-4444-555555555555");
        await Type(window, Questions.Allow, language, "192.168.7.0/24,192.168.8.20");
        await Type(window, Questions.Port, language, "");
        await Answer(window, Questions.Login, language, "Enter");
        await Type(window, Questions.ScannerUser, language, "");
        await Type(window, Questions.ScannerPassword, language, "");
        await Type(window, Questions.Owner, language, "it@contoso.com");
        await Answer(window, Questions.OwnerLanguage, language, "Down", "Enter");
        await Answer(window, Questions.Reach, language, "Down", "Down", "Enter");
        await Type(window, Questions.File, language, "");
        (int code, string screen) = await window.Ends();
        Assert.True(code == 0, screen);
        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(desk.File("agent.json")))!;
        Assert.Equal(("bridge-3f", "raspberry-pi-4", "device-code", 2526), (json["name"]!.GetValue<string>(), json["board"]!.GetValue<string>(), json["accounts"]![0]!["oauth"]!["flow"]!.GetValue<string>(),
            json["control"]!["listen"]!["port"]!.GetValue<int>()));
        Assert.Equal(("it@contoso.com", "ja"), (json["owner"]!.GetValue<string>(), json["ownerLanguage"]!.GetValue<string>()));
        Assert.Equal(["192.168.7.0/24", "192.168.8.20"], json["listen"]![0]!["allow"]!.AsArray().Select(range => range!.GetValue<string>()));

        // The network of whoever runs this, and what was drawn by lot.
        string asked = Questions.Allow.In(Of(language));
        screen = string.Join('\n', screen.Split('\n').Select(line => line.StartsWith(asked, StringComparison.Ordinal) ? asked + " (OWN NETWORK): 192.168.7.0/24,..." : line));
        screen = System.Text.RegularExpressions.Regex.Replace(screen, @"\b[a-hjkmnp-z2-9]{12}(?=  \()", "PASSWORD");
        Screens.Same("provision." + language, screen);
    }

    [Fact]
    public async Task Saved_devices_are_listed_changed_and_forgotten()
    {
        await using Desk desk = Desk.Empty();
        string print = string.Concat(Enumerable.Repeat("ab", 32));
        Assert.Equal(0, (await desk.Tool("devices", "add", "office", "unix:/nowhere/a.sock")).Code);
        Assert.Equal(0, (await desk.Tool("devices", "add", "cellar", "tls://192.168.7.2:2526#" + print, "--admin-key", "/nowhere/key")).Code);
        (int code, string said) = await desk.Tool("devices", "--lang", "en");
        Assert.Equal((0, true, true), (code, said.Contains("* office "), said.Contains("  cellar ")));
        Assert.Equal(0, (await desk.Tool("devices", "default", "CELLAR")).Code);
        JsonNode json = JsonNode.Parse((await desk.Tool("devices", "--json")).Said)!;
        Assert.Equal(("cellar", print, "/nowhere/key"), (json["default"]!.GetValue<string>(), json["devices"]![1]!["fingerprint"]!.GetValue<string>(), json["devices"]![1]!["adminKeyFile"]!.GetValue<string>()));
        Assert.Equal(0, (await desk.Tool("devices", "remove", "cellar")).Code);
        Assert.Equal("office", JsonNode.Parse((await desk.Tool("devices", "--json")).Said)!["default"]!.GetValue<string>());
        Assert.Equal(64, (await desk.Tool("devices", "remove", "cellar")).Code);
        Assert.Equal(64, (await desk.Tool("devices", "add", "../evil", "unix:/nowhere")).Code);
        Assert.Equal(64, (await desk.Tool("devices", "add", "x", "tls://192.168.7.2:2526")).Code);
        Assert.Equal(69, (await desk.Tool("devices", "add", "x", "unix:/nowhere/a.sock", "--lan", "192.168.7.2")).Code);
    }

    [Fact]
    public async Task A_device_that_is_asked_over_its_socket_is_then_reached_over_the_LAN()
    {
        await using Desk desk = Desk.Empty();
        int port = Desk.FreePort();
        (int code, string said) = await desk.Tool([.. desk.Provision("device-code"), "--control-listen", $"127.0.0.1:{port}"]);
        Assert.True(code == 0, said);
        await desk.StartAgent();
        (code, said) = await desk.Tool("devices", "add", "far", desk.Device, "--lan", "127.0.0.1");
        Assert.True(code == 0, said);
        (_, said) = await desk.Tool("status", "--device", "far", "--json");
        Assert.Equal("bridge-3f", JsonNode.Parse(said)!["name"]!.GetValue<string>());
        Assert.Contains($"tls://127.0.0.1:{port}", (await desk.Tool("devices")).Said);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner, File.GetUnixFileMode(desk.File("devicemail/far.key")));
    }

    [Fact]
    public void Every_providers_steps_are_there_in_both_languages_and_explain_their_open_words()
    {
        foreach (ProviderPreset preset in Presets.All)
        {
            foreach (Way way in Way.Of(preset))
            {
                var plan = new ProvisionPlan { Provider = preset, Mechanism = way.Mechanism, Flow = way.Flow, Mailbox = "scans@contoso.com", Sender = "copier@contoso.com" };
                IReadOnlyList<Step> steps = AdminSteps.Of(plan);
                Assert.True(steps.Count > 0, preset.Name);
                foreach (Step step in steps)
                {
                    Assert.NotEmpty(step.Text.English);
                    Assert.NotEmpty(step.Text.Japanese);
                    if (step.Kind != StepKind.Do) continue;
                    Assert.NotEqual(step.Text.English, step.Text.Japanese);
                }

                string all = string.Join(' ', steps.Where(step => step.Kind == StepKind.Run).Select(step => step.Text.English));
                foreach (string word in System.Text.RegularExpressions.Regex.Matches(all, "<[a-z-]+>").Select(match => match.Value)) Assert.Contains(word, Placeholders.All.Keys);
            }
        }

        string exchange = string.Join('\n', AdminSteps.Of(new ProvisionPlan { Provider = Presets.Find("microsoft365")!, Mechanism = "xoauth2", Flow = "client-credentials", Mailbox = "a@b.c" }).Select(step => step.Text.English));
        foreach (string line in new[] { "New-ServicePrincipal", "Add-MailboxPermission", "SMTP.SendAsApp", "-SmtpClientAuthenticationDisabled $false" }) Assert.Contains(line, exchange);
    }

    private static Language Of(string language) => language == "ja" ? Language.Japanese : Language.English;

    private static async Task Answer(TerminalWindow window, Phrase question, string language, params string[] keys)
    {
        await window.Shows(question.In(Of(language)));
        // The list stands below its question; keys that come before it would be lost on the prompt before.
        await window.Shows("> ");
        window.Press(keys);
    }

    private static async Task Type(TerminalWindow window, Phrase question, string language, string text)
    {
        await window.Shows(question.In(Of(language)));
        window.Type(text);
    }

    private static void AssertHash(string file, string user, string password)
    {
        JsonNode login = JsonNode.Parse(file)!["logins"]![0]!;
        string[] parts = login["password"]!.GetValue<string>().Split(':');
        Assert.Equal((user, "hmac-sha256"), (login["user"]!.GetValue<string>(), parts[0]));
        byte[] salt = Convert.FromBase64String(parts[1]);
        Assert.True(salt.Length >= 16);
        Assert.Equal(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(password)), Convert.FromBase64String(parts[2]));
    }
}
