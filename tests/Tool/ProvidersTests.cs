using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Providers;
using Spectre.Console;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>The presets: all that are known, complete in both languages, and turned into accounts that the agent takes.</summary>
public sealed class ProvidersTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["tenant"] = "contoso.com", ["domain"] = "contoso-com", ["region"] = "ap-northeast-1", ["data-centre"] = "jp", ["host"] = "mail.contoso.com", ["initial-domain"] = "contoso",
        ["server"] = "sv1234", ["smtp-user"] = "smtp-user", ["resource"] = "contoso-mail", ["app-id"] = "00000000-1111-2222-3333-444444444444", ["scope"] = "mail",
        ["token-endpoint"] = "https://login.contoso.com/token", ["device-endpoint"] = "https://login.contoso.com/device",
    };

    public static TheoryData<string> Names => [.. Presets.All.Select(preset => preset.Name)];

    [Theory]
    [InlineData("microsoft365", "smtp.office365.com:587 starttls", "xoauth2", "https://outlook.office.com/SMTP.Send offline_access")]
    [InlineData("microsoft365-gcc-high", "smtp.office365.us:587 starttls", "xoauth2", "https://outlook.office365.us/SMTP.Send offline_access")]
    [InlineData("microsoft365-dod", "smtp.office365.us:587 starttls", "xoauth2", "https://outlook.office365.us/SMTP.Send offline_access")]
    [InlineData("microsoft365-china", "smtp.partner.outlook.cn:587 starttls", "xoauth2", "https://partner.outlook.cn/SMTP.Send offline_access")]
    [InlineData("outlook.com", "smtp-mail.outlook.com:587 starttls", "xoauth2", "https://outlook.office.com/SMTP.Send offline_access")]
    [InlineData("microsoft365-hve", "smtp.hve.mx.microsoft:587 starttls", "xoauth2", "https://outlook.office.com/.default")]
    [InlineData("azure-email", "smtp.azurecomm.net:587 starttls", "login", "")]
    [InlineData("microsoft365-relay", "<domain>.mail.protection.outlook.com:25 starttls", "none", "")]
    [InlineData("microsoft365-direct", "<domain>.mail.protection.outlook.com:25 starttls", "none", "")]
    [InlineData("gmail", "smtp.gmail.com:465 implicit", "xoauth2", "https://mail.google.com/")]
    [InlineData("google-workspace", "smtp.gmail.com:465 implicit", "xoauth2", "https://mail.google.com/")]
    [InlineData("gmail-app-password", "smtp.gmail.com:465 implicit", "plain", "")]
    [InlineData("google-workspace-relay", "smtp-relay.gmail.com:587 starttls", "none", "")]
    [InlineData("yahoo", "smtp.mail.yahoo.com:465 implicit", "plain", "")]
    [InlineData("aol", "smtp.aol.com:465 implicit", "plain", "")]
    [InlineData("yahoo-japan", "smtp.mail.yahoo.co.jp:465 implicit", "plain", "")]
    [InlineData("icloud", "smtp.mail.me.com:587 starttls", "plain", "")]
    [InlineData("fastmail", "smtp.fastmail.com:465 implicit", "plain", "https://www.fastmail.com/dev/protocol-smtp offline_access")]
    [InlineData("zoho", "smtp.zoho.<data-centre>:465 implicit", "plain", "")]
    [InlineData("amazon-ses", "email-smtp.<region>.amazonaws.com:465 implicit", "plain", "")]
    [InlineData("sendgrid", "smtp.sendgrid.net:587 starttls", "plain", "")]
    [InlineData("mailgun", "smtp.mailgun.org:465 implicit", "plain", "")]
    [InlineData("smtp2go", "mail.smtp2go.com:2525 starttls", "plain", "")]
    [InlineData("brevo", "smtp-relay.brevo.com:587 starttls", "plain", "")]
    [InlineData("postmark", "smtp.postmarkapp.com:2525 starttls", "plain", "")]
    [InlineData("resend", "smtp.resend.com:465 implicit", "plain", "")]
    [InlineData("mailjet", "in-v3.mailjet.com:587 starttls", "plain", "")]
    [InlineData("sakura", "<initial-domain>.sakura.ne.jp:465 implicit", "plain", "")]
    [InlineData("ocn", "smtp.ocn.ne.jp:465 implicit", "plain", "")]
    [InlineData("biglobe", "mail.biglobe.ne.jp:465 implicit", "plain", "")]
    [InlineData("nifty", "smtp.nifty.com:465 implicit", "plain", "")]
    public void Each_known_provider_is_there(string name, string server, string mechanism, string scope)
    {
        ProviderPreset preset = Presets.Find(name)!;
        Assert.Equal(server, $"{preset.Servers[0].Host}:{preset.Servers[0].Port} {preset.Servers[0].Security}");
        Assert.Equal(mechanism, preset.Mechanisms[0]);
        if (scope.Length > 0) Assert.Contains(preset.Flows, flow => flow.Scope == scope);
        else Assert.Empty(preset.Flows);
    }

    [Fact]
    public void Names_differ_and_are_easy_to_type()
    {
        Assert.Equal(Presets.All.Count, Presets.All.Select(preset => preset.Name).Distinct().Count());
        Assert.All(Presets.All, preset => Assert.Matches("^[a-z0-9][a-z0-9.-]{1,21}$", preset.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_preset_is_consistent(string name)
    {
        ProviderPreset preset = Presets.Find(name)!;
        Phrase[] phrases = [preset.Title, preset.Login, .. preset.Caveats.Select(caveat => caveat.Text), .. preset.Flows.Select(flow => flow.Needs)];
        Assert.All(phrases, phrase => Assert.False(string.IsNullOrWhiteSpace(phrase.English) || string.IsNullOrWhiteSpace(phrase.Japanese)));
        Assert.All(phrases.Skip(1), phrase => Assert.Matches("[ぁ-んァ-ヶ一-龠]", phrase.Japanese));
        Assert.All(phrases, phrase => Assert.DoesNotMatch("[ぁ-んァ-ヶ一-龠]", phrase.English));
        // 465 is TLS from the first octet (RFC 8314 3.3), every other port begins in clear.
        Assert.All(preset.Servers, server => Assert.Equal(server.Port == 465 ? "implicit" : "starttls", server.Security));
        Assert.All(preset.Mechanisms, mechanism => Assert.Contains(mechanism, (string[])["xoauth2", "oauthbearer", "plain", "login", "none"]));
        bool hasOAuth = preset.Mechanisms.Contains("xoauth2") || preset.Mechanisms.Contains("oauthbearer");
        Assert.Equal(hasOAuth, preset.Flows.Count > 0);
        foreach (OAuthFlow flow in preset.Flows)
        {
            Assert.Contains(flow.Name, (string[])["device-code", "authorization-code", "client-credentials", "service-account"]);
            Assert.Equal(flow.Name == "device-code", flow.DeviceEndpoint != null);
            Assert.Equal(flow.Name == "authorization-code", flow.AuthorizationEndpoint != null);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_way_expands_into_explicit_values(string name)
    {
        ProviderPreset preset = Presets.Find(name)!;
        foreach (PresetExpansion expansion in Ways(preset))
        {
            string json = expansion.Account().ToJsonString();
            Assert.DoesNotContain("\\u003C", json, StringComparison.OrdinalIgnoreCase);
            Assert.All(expansion.Needed, value => Assert.Contains(value, Values.Keys));
        }
    }

    [Fact]
    public void A_missing_value_is_named()
    {
        ProviderPreset preset = Presets.Find("microsoft365")!;
        var expansion = new PresetExpansion(preset) { Mailbox = "scans@contoso.com", ClientId = "00000000-1111-2222-3333-444444444444", Flow = "device-code" };
        Assert.Equal(["tenant"], expansion.Needed);
        Assert.Contains("tenant", Assert.Throws<ArgumentException>(expansion.Account).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new PresetExpansion(preset) { Mailbox = "x@y.z", Flow = "none-such", Values = Values }.Account());
        Assert.Throws<ArgumentException>(() => new PresetExpansion(preset) { Mailbox = "x@y.z", Mechanism = "plain", Values = Values }.Account());
    }

    [Fact]
    public void Microsoft_365_by_device_code_is_what_the_design_shows()
    {
        var expansion = new PresetExpansion(Presets.Find("microsoft365")!) { Mailbox = "scans@contoso.com", ClientId = "00000000-1111-2222-3333-444444444444", Flow = "device-code", Values = Values };
        JsonNode expected = JsonNode.Parse("""
            { "name": "scans", "default": true, "ca": null,
              "smtp": { "host": "smtp.office365.com", "port": 587, "security": "starttls", "sizeMax": 36700160, "connectionsMax": 3, "perMinuteMax": 30 },
              "mechanism": "xoauth2", "user": "scans@contoso.com",
              "sender": { "address": "scans@contoso.com", "rewrite": "if-different" },
              "oauth": { "flow": "device-code", "clientId": "00000000-1111-2222-3333-444444444444", "scope": "https://outlook.office.com/SMTP.Send offline_access",
                "deviceEndpoint": "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/devicecode",
                "tokenEndpoint": "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token" } }
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, expansion.Account()), expansion.Account().ToJsonString());
    }

    [Theory]
    [InlineData("providers.en", "en_GB.UTF-8", "")]
    [InlineData("providers.ja", "ja_JP.UTF-8", "")]
    [InlineData("providers-microsoft365.en", "en_GB.UTF-8", "microsoft365")]
    [InlineData("providers-microsoft365.ja", "ja_JP.UTF-8", "microsoft365")]
    [InlineData("providers-sakura.ja", "ja_JP.UTF-8", "Sakura")]
    public async Task A_screen_is_as_it_was_approved(string screen, string locale, string name)
    {
        ToolResult result = await ToolProcess.Run(null, locale, name.Length == 0 ? ["providers"] : ["providers", name]);
        Screens.Same(screen, result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Every_preset_fits_80_columns_in_both_languages()
    {
        foreach (Language language in Enum.GetValues<Language>())
        {
            foreach (ProviderPreset preset in Presets.All)
            {
                using var output = new StringWriter();
                AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
                Terminal.LeaveLinesAlone();
                new PresetScreen(language, 80).Show(preset);
                Assert.Contains(preset.Title.In(language), output.ToString(), StringComparison.Ordinal);
                Assert.All(output.ToString().Split('\n'), line => Assert.InRange(Columns.Width(line), 0, 80));
            }
        }
    }

    [Fact]
    public async Task Json_and_exit_codes()
    {
        ToolResult all = await ToolProcess.Run(null, "C", "providers", "--json");
        Assert.Equal(Presets.All.Select(preset => preset.Name), JsonDocument.Parse(all.Output).RootElement.EnumerateArray().Select(preset => preset.GetProperty("name").GetString()));
        ToolResult one = await ToolProcess.Run(null, "C", "providers", "GMAIL", "--json");
        Assert.Equal("documented", JsonDocument.Parse(one.Output).RootElement.GetProperty("caveats")[0].GetProperty("sureness").GetString());
        ToolResult none = await ToolProcess.Run(null, "C", "providers", "office365");
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("microsoft365", none.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<PresetExpansion> Ways(ProviderPreset preset)
    {
        foreach (SmtpServer server in preset.Servers)
        {
            foreach (string mechanism in preset.Mechanisms)
            {
                IEnumerable<string?> flows = mechanism is "xoauth2" or "oauthbearer" ? preset.Flows.Select(flow => (string?)flow.Name) : (string?[])[null];
                foreach (string? flow in flows)
                {
                    yield return new PresetExpansion(preset)
                    {
                        Server = server, Mechanism = mechanism, Flow = flow, Mailbox = "scans@contoso.com", ClientId = "00000000-1111-2222-3333-444444444444", Values = Values,
                    };
                }
            }
        }
    }
}
