using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Diagnoses;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary><c>devicemail explain</c> as a process: input, output, language, exit codes.</summary>
public sealed class ExplainCommandTests
{
    private const string English = "en_GB.UTF-8";
    private const string Japanese = "ja_JP.UTF-8";
    private const string Disabled = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled";

    [Theory]
    [InlineData("explain-402.en", English, "402")]
    [InlineData("explain-402.ja", Japanese, "402")]
    [InlineData("explain-700082.en", English, "AADSTS700082: The refresh token has expired due to inactivity.")]
    [InlineData("explain-700082.ja", Japanese, "AADSTS700082: The refresh token has expired due to inactivity.")]
    [InlineData("explain-501.ja", Japanese, "554 5.2.252 SendAsDenied; scans@contoso.com not allowed to send as copier@contoso.com")]
    [InlineData("explain-unknown.en", English, "the copier beeps")]
    public async Task A_screen_is_as_it_was_approved(string screen, string locale, string input)
    {
        ToolResult result = await ToolProcess.Run(null, locale, "explain", input);
        Screens.Same(screen, result.Output);
        Assert.Equal(screen.Contains("unknown", StringComparison.Ordinal) ? 1 : 0, result.ExitCode);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData(English)]
    [InlineData(Japanese)]
    public async Task Every_explanation_fits_80_columns(string locale)
    {
        var log = new StringBuilder();
        foreach (CatalogueRow row in Catalogue.All.Where(row => row.Number > 0)) log.Append("provider failed diagnosis=").Append(row.Name).Append('\n');
        ToolResult result = await ToolProcess.Run(log.ToString(), locale, "explain");
        Assert.Equal(0, result.ExitCode);
        foreach (CatalogueRow row in Catalogue.All.Where(row => row.Number > 0)) Assert.Contains(row.Name + "  ", result.Output, StringComparison.Ordinal);
        Assert.All(result.Lines, line => Assert.InRange(Columns.Width(line), 0, 80));
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Theory]
    [InlineData("the terminal of 80 columns, in colour", Japanese, true)]
    [InlineData("the terminal of 80 columns, without colour", Japanese, false)]
    [InlineData("the terminal of 80 columns, in English", English, false)]
    public async Task A_terminal_shows_the_same_lines(string what, string locale, bool colour)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("script(1) of util-linux makes the terminal");
        ToolResult terminal = await ToolProcess.RunInTerminal(locale, colour, "explain 402");
        ToolResult plain = await ToolProcess.Run(null, locale, "explain", "402");
        Assert.True(terminal.ExitCode == 0, what);
        Assert.Equal(colour, Screens.HasColour(terminal.Output));
        Assert.Equal(plain.Lines, Screens.WithoutEscapes(terminal.Output).Replace("\r", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()));
    }

    [Fact]
    public async Task Standard_input_does_as_well_as_an_argument()
    {
        ToolResult argument = await ToolProcess.Run(null, English, "explain", Disabled);
        ToolResult input = await ToolProcess.Run(Disabled + "\r\n", English, "explain");
        ToolResult dash = await ToolProcess.Run(Disabled, English, "explain", "-");
        ToolResult words = await ToolProcess.Run(null, English, ["explain", .. Disabled.Split(' ')]);
        Assert.StartsWith("D402", argument.Output, StringComparison.Ordinal);
        Assert.Equal(argument.Output, input.Output);
        Assert.Equal(argument.Output, dash.Output);
        Assert.Equal(argument.Output, words.Output);
    }

    [Theory]
    [InlineData("en", Japanese, "SMTP AUTH is switched off")]
    [InlineData("ja", English, "SMTP AUTH が無効になっています")]
    public async Task The_option_outweighs_the_locale(string language, string locale, string title)
    {
        ToolResult result = await ToolProcess.Run(null, locale, "explain", "402", "--lang", language);
        Assert.Contains(title, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja_JP.UTF-8", null, null, true)]
    [InlineData(null, null, "ja", true)]
    [InlineData("", "", "ja_JP.eucJP", true)]
    [InlineData("en_US.UTF-8", "ja_JP.UTF-8", "ja_JP.UTF-8", false)]
    [InlineData(null, "ja_JP.UTF-8", "en_US.UTF-8", true)]
    [InlineData("C", null, "ja_JP.UTF-8", false)]
    [InlineData(null, null, "de_DE.UTF-8", false)]
    public void The_locale_decides_as_POSIX_says(string? all, string? messages, string? lang, bool isJapanese)
    {
        Language language = Languages.OfLocale(name => name switch { "LC_ALL" => all, "LC_MESSAGES" => messages, "LANG" => lang, _ => null });
        Assert.Equal(isJapanese ? Language.Japanese : Language.English, language);
    }

    [Fact]
    public async Task Json_has_all_that_the_screen_has()
    {
        ToolResult result = await ToolProcess.Run(null, English, "explain", "AADSTS530036: blocked", "--json", "--mailbox", "scans@contoso.com");
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(331, json.GetProperty("number").GetInt32());
        Assert.Equal("D331", json.GetProperty("name").GetString());
        Assert.Equal("AuthenticationFlowBlocked", json.GetProperty("id").GetString());
        Assert.Equal("tenant-admin", json.GetProperty("turn").GetString());
        Assert.Equal("aadsts", json.GetProperty("recognisedAs").GetString());
        Assert.Equal("https://login.microsoftonline.com/error?code=530036", json.GetProperty("aadsts").GetProperty("url").GetString());
        Assert.Contains(json.GetProperty("steps").EnumerateArray(), step => step.GetProperty("kind").GetString() == "run");
        Assert.Equal(0, result.ExitCode);

        result = await ToolProcess.Run("diagnosis=D402\ndiagnosis=D501\n", English, "explain", "--json");
        Assert.Equal([402, 501], JsonDocument.Parse(result.Output).RootElement.EnumerateArray().Select(each => each.GetProperty("number").GetInt32()));

        result = await ToolProcess.Run(null, English, "explain", "--list", "--json");
        Assert.Equal(Catalogue.All.Count, JsonDocument.Parse(result.Output).RootElement.GetArrayLength());

        result = await ToolProcess.Run("nothing here, password=hunter2", English, "explain", "--json");
        Assert.Equal("not recognised", JsonDocument.Parse(result.Output).RootElement.GetProperty("error").GetString());
        Assert.DoesNotContain("hunter2", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task A_mailbox_is_filled_in_and_needs_no_explanation_then()
    {
        ToolResult result = await ToolProcess.Run(null, English, "explain", "402", "--mailbox", "scans@contoso.com");
        Assert.Contains("Set-CASMailbox scans@contoso.com -SmtpClientAuthenticationDisabled $false", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("<mailbox>", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pasted_token_is_not_shown_again()
    {
        const string Token = "eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiJmYWtlLW5vdC1yZWFsLXRva2VuIn0.ZmFrZS1zaWduYXR1cmU";
        ToolResult known = await ToolProcess.Run("Authorization: Bearer " + Token + "\n" + Disabled, English, "explain");
        ToolResult unknown = await ToolProcess.Run("it says Bearer " + Token, English, "explain");
        Assert.Equal((0, 1), (known.ExitCode, unknown.ExitCode));
        Assert.DoesNotContain("eyJ", known.Output + unknown.Output, StringComparison.Ordinal);
        Assert.Contains("[removed]", unknown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_explain_gets_a_hint_and_exit_code_1()
    {
        ToolResult result = await ToolProcess.Run("", English, "explain");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("devicemail explain 402", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_has_every_number_on_one_line_each()
    {
        ToolResult result = await ToolProcess.Run(null, Japanese, "explain", "--list");
        Assert.Equal(Catalogue.All.Select(row => row.Name), result.Lines.Select(line => line.Split(' ')[0]));
        Assert.All(result.Lines, line => Assert.InRange(Columns.Width(line), 6, 80));
    }
}
