using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Shows presets to a person, or as JSON.</summary>
internal sealed class PresetScreen(Language language, int columns)
{
    private static readonly Phrase Heading = new("NAME                    SERVER                                    LOGIN", "名前                    サーバー                                  認証");
    private static readonly Phrase More = new("devicemail providers NAME shows one with its flows and what to know about it.", "詳細は devicemail providers 名前 で表示します。");
    private static readonly Phrase Server = new("Server", "サーバー");
    private static readonly Phrase Mechanism = new("Mechanism", "認証方式");
    private static readonly Phrase Login = new("Login", "ログイン");
    private static readonly Phrase Limits = new("Limits", "上限");
    private static readonly Phrase Flows = new("Ways to get a token, the best first", "トークンの取得方法 (推奨順)");
    private static readonly Phrase Caveats = new("Good to know", "注意点");

    public static Phrase Name(Sureness sureness) => sureness switch
    {
        Sureness.Documented => new("documented", "公式"),
        Sureness.Reported => new("reported", "報告"),
        _ => new("unconfirmed", "未確認"),
    };

    public void List()
    {
        AnsiConsole.MarkupLine($"[bold]{Heading.In(language)}[/]");
        foreach (ProviderPreset preset in Presets.All)
        {
            SmtpServer server = preset.Servers[0];
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{preset.Name,-24}{server.Host + ":" + server.Port,-42}{preset.Mechanisms[0]}"));
        }

        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine(More.In(language));
    }

    public void Show(ProviderPreset preset)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{preset.Name}[/]  {preset.Title.In(language)}");
        AnsiConsole.WriteLine();
        foreach (SmtpServer server in preset.Servers) Field(Server, string.Create(CultureInfo.InvariantCulture, $"{server.Host}:{server.Port}  {server.Security}"), server == preset.Servers[0]);
        Field(Mechanism, string.Join(", ", preset.Mechanisms), true);
        Field(Login, preset.Login.In(language), true);
        Field(Limits, LimitsOf(preset), true);
        if (preset.Flows.Count > 0) ShowFlows(preset);
        if (preset.Caveats.Count == 0) return;
        AnsiConsole.MarkupLine($"\n[bold]{Caveats.In(language)}[/]");
        foreach (Caveat caveat in preset.Caveats) Hanging("- ", $"{caveat.Text.In(language)} ({Name(caveat.Sureness).In(language)})");
    }

    public JsonObject Json(ProviderPreset preset) => new()
    {
        ["name"] = preset.Name,
        ["title"] = preset.Title.In(language),
        ["servers"] = new JsonArray([.. preset.Servers.Select(server => new JsonObject { ["host"] = server.Host, ["port"] = server.Port, ["security"] = server.Security })]),
        ["mechanisms"] = Strings(preset.Mechanisms),
        ["user"] = preset.User,
        ["login"] = preset.Login.In(language),
        ["sizeMax"] = preset.SizeMax,
        ["connectionsMax"] = preset.ConnectionsMax > 0 ? preset.ConnectionsMax : null,
        ["perMinuteMax"] = preset.PerMinuteMax > 0 ? preset.PerMinuteMax : null,
        ["refreshMarginSeconds"] = preset.RefreshMarginSeconds > 0 ? preset.RefreshMarginSeconds : null,
        ["flows"] = new JsonArray([.. preset.Flows.Select(flow => new JsonObject
        {
            ["flow"] = flow.Name, ["scope"] = flow.Scope, ["deviceEndpoint"] = flow.DeviceEndpoint, ["authorizationEndpoint"] = flow.AuthorizationEndpoint, ["authorizationQuery"] = flow.AuthorizationQuery,
            ["tokenEndpoint"] = flow.TokenEndpoint, ["needs"] = flow.Needs.In(language),
        })]),
        ["caveats"] = new JsonArray([.. preset.Caveats.Select(caveat => new JsonObject { ["text"] = caveat.Text.In(language), ["sureness"] = JsonNamingPolicy.KebabCaseLower.ConvertName(caveat.Sureness.ToString()) })]),
    };

    private void ShowFlows(ProviderPreset preset)
    {
        AnsiConsole.MarkupLine($"\n[bold]{Flows.In(language)}[/]");
        foreach (OAuthFlow flow in preset.Flows)
        {
            AnsiConsole.MarkupLineInterpolated($"[aqua]{flow.Name}[/]");
            Hanging(" ", flow.Needs.In(language));
            AnsiConsole.WriteLine(" scope  " + flow.Scope);
            if (flow.DeviceEndpoint is { } device) AnsiConsole.WriteLine(" device " + device);
            if (flow.AuthorizationEndpoint is { } browser) AnsiConsole.WriteLine(" auth   " + browser);
            AnsiConsole.WriteLine(" token  " + flow.TokenEndpoint);
        }
    }

    private string LimitsOf(ProviderPreset preset)
    {
        string size = string.Create(CultureInfo.InvariantCulture, $"{preset.SizeMax / 1048576.0:0.#} MB");
        Phrase connections = new($", {preset.ConnectionsMax} connections", $"、同時 {preset.ConnectionsMax} 接続");
        Phrase minute = new($", {preset.PerMinuteMax} mails a minute", $"、毎分 {preset.PerMinuteMax} 通");
        return size + (preset.ConnectionsMax > 0 ? connections.In(language) : "") + (preset.PerMinuteMax > 0 ? minute.In(language) : "");
    }

    private void Field(Phrase name, string value, bool isNamed)
    {
        string label = isNamed ? name.In(language) : "";
        IReadOnlyList<string> lines = Columns.Wrap(value, columns - 12);
        for (int i = 0; i < lines.Count; i++)
        {
            string shown = i == 0 ? label : "";
            AnsiConsole.MarkupInterpolated($"[grey]{shown}[/]{new string(' ', 12 - Columns.Width(shown))}");
            AnsiConsole.WriteLine(lines[i]);
        }
    }

    private void Hanging(string bullet, string text)
    {
        string lead = bullet;
        foreach (string line in Columns.Wrap(text, columns - bullet.Length))
        {
            AnsiConsole.WriteLine(lead + line);
            lead = new string(' ', bullet.Length);
        }
    }

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
