using System;
using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Providers;

namespace DeviceMailAgent.Tool;

/// <summary><c>devicemail providers</c>: the providers that are known, or one of them in detail. Exit codes: 0 shown, 1 no such provider.</summary>
internal static class ProvidersCommand
{
    private static readonly Argument<string?> Provider = new("name") { Description = "The provider to show in detail", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON and nothing else" };
    private static readonly Option<string?> Lang = Languages.Option();
    private static readonly Phrase Unknown = new("There is no provider of that name.", "その名前のプリセットはありません。");
    private static readonly Phrase Near = new("Near to it:", "近い名前:");
    private static readonly Phrase Others = new("devicemail providers lists them all; any other server goes with the preset other.", "一覧は devicemail providers で表示します。その他のサーバーはプリセット other を使います。");

    public static Command Create()
    {
        var command = new Command("providers", "Lists the mail providers that are known, with server, login and what to know about them") { Provider, Json, Lang };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult line)
    {
        Language language = Languages.Of(line.GetValue(Lang));
        var screen = new PresetScreen(language, Terminal.Columns());
        Terminal.LeaveLinesAlone();
        bool json = line.GetValue(Json);
        if (line.GetValue(Provider) is not { } name)
        {
            if (json) ExplanationScreen.Write(new JsonArray([.. Presets.All.Select(screen.Json)]));
            else screen.List();
            return 0;
        }

        if (Presets.Find(name) is not { } preset) return NotFound(language, json, name);
        if (json) ExplanationScreen.Write(screen.Json(preset));
        else screen.Show(preset);
        return 0;
    }

    private static int NotFound(Language language, bool json, string name)
    {
        string[] near = [.. Presets.Near(name)];
        if (json)
        {
            ExplanationScreen.Write(new JsonObject { ["error"] = "no such provider", ["near"] = new JsonArray([.. near.Select(each => JsonValue.Create(each))]) });
            return 1;
        }

        Console.Error.WriteLine(Unknown.In(language));
        if (near.Length > 0) Console.Error.WriteLine(Near.In(language) + " " + string.Join(", ", near));
        Console.Error.WriteLine(Others.In(language));
        return 1;
    }
}
