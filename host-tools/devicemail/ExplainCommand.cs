using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Diagnoses;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary>
/// <c>devicemail explain</c>: what a number, a reply, an AADSTS code or a log line means, whose turn it is and what to do. Exit codes: 0 explained,
/// 1 not recognised.
/// </summary>
internal static class ExplainCommand
{
    private static readonly Argument<string[]> What = new("what")
    {
        Description = "A number (402 or D402), a mail server's reply, an AADSTS code or text, a line of the agent's log; without it, or with -, standard input is read",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Mailbox = new("--mailbox") { Description = "The mailbox's address, to be filled into the commands" };
    private static readonly Option<bool> List = new("--list") { Description = "List all numbers" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON and nothing else" };
    private static readonly Option<string?> Lang = Languages.Option();

    private static readonly Phrase NotRecognised = new("Nothing known was found in that.", "該当する情報が見つかりませんでした。");
    private static readonly Phrase Taken = new("It was read as:", "入力:");
    private static readonly Phrase Instead = new("It can explain:", "次のものを説明できます。");
    private static readonly (string Example, Phrase What)[] Examples =
    [
        ("devicemail explain 402", new("a number of the scanner's panel or the log, also as D402", "パネルやログの番号 (D402 も可)")),
        ("devicemail explain \"535 5.7.139 Authentication unsuccessful, ...\"", new("a mail server's reply, in quotes", "メールサーバーの応答 (引用符で囲む)")),
        ("devicemail explain AADSTS700082", new("a Microsoft sign-in error", "Microsoft のサインイン エラー")),
        ("devicemail log | devicemail explain", new("lines of the log, from standard input", "標準入力からのログ")),
        ("devicemail explain --list", new("all numbers", "番号の一覧")),
    ];

    public static Command Create()
    {
        var command = new Command("explain", "Says what an error means, whose turn it is and what to do; exit code 1 if it is not recognised") { What, Mailbox, List, Json, Lang };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult line, CancellationToken cancellation)
    {
        Language language = Languages.Of(line.GetValue(Lang));
        bool json = line.GetValue(Json);
        var values = new Dictionary<string, string>();
        if (line.GetValue(Mailbox) is { Length: > 0 } mailbox) values["<mailbox>"] = Redaction.Clean(mailbox);
        var screen = new ExplanationScreen(language, Terminal.Columns(), values);
        Terminal.LeaveLinesAlone();
        if (line.GetValue(List))
        {
            if (json) ExplanationScreen.Write(new JsonArray([.. Catalogue.All.Select(screen.Json)]));
            else screen.List();
            return 0;
        }

        string input = await Input(line.GetValue(What) ?? [], cancellation);
        IReadOnlyList<Finding> findings = Recognition.FindAll(input);
        if (json) WriteJson(screen, findings, input);
        else if (findings.Count == 0) ShowUnknown(language, input);
        for (int i = 0; i < findings.Count && !json; i++)
        {
            if (i > 0) AnsiConsole.WriteLine("\n" + new string('-', Math.Min(Terminal.Columns(), 72)) + "\n");
            screen.Show(findings[i]);
        }

        return findings.Count > 0 ? 0 : 1;
    }

    private static async Task<string> Input(string[] words, CancellationToken cancellation)
    {
        bool isAsked = words.Length > 0 && !(words.Length == 1 && words[0] == "-");
        if (isAsked) return string.Join(' ', words);
        // A person who only typed the command is told what it takes, in place of a cursor that waits.
        if (!Console.IsInputRedirected) return "";
        var buffer = new char[Recognition.InputMax];
        int count = await Console.In.ReadBlockAsync(buffer, cancellation);
        return new string(buffer, 0, count);
    }

    // One finding is one object, so that `jq .number` is all it takes; several of a log are an array.
    private static void WriteJson(ExplanationScreen screen, IReadOnlyList<Finding> findings, string input)
    {
        if (findings.Count == 1) ExplanationScreen.Write(screen.Json(findings[0]));
        else if (findings.Count > 1) ExplanationScreen.Write(new JsonArray([.. findings.Select(screen.Json)]));
        else ExplanationScreen.Write(new JsonObject { ["error"] = "not recognised", ["input"] = Shown(input) });
    }

    private static void ShowUnknown(Language language, string input)
    {
        string shown = Shown(input);
        if (shown.Length > 0)
        {
            AnsiConsole.WriteLine(NotRecognised.In(language));
            AnsiConsole.WriteLine(Taken.In(language));
            foreach (string row in Columns.Wrap(shown, Terminal.Columns() - 4)) AnsiConsole.WriteLine("    " + row);
            AnsiConsole.WriteLine();
        }

        AnsiConsole.WriteLine(Instead.In(language));
        foreach ((string example, Phrase what) in Examples)
        {
            AnsiConsole.WriteLine("  " + what.In(language));
            AnsiConsole.WriteLine("    " + example);
        }
    }

    private static string Shown(string input)
    {
        string clean = Redaction.Clean(input);
        return clean.Length > 400 ? clean[..400] + "..." : clean;
    }
}
