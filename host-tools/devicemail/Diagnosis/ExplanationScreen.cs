using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>Shows what the catalogue says about a finding, to a person or as JSON.</summary>
internal sealed class ExplanationScreen
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };
    private static readonly Phrase WhoseTurn = new("Whose turn", "対応者");
    private static readonly Phrase SeenAs = new("Seen as", "判定根拠");
    private static readonly Phrase Help = new("Microsoft", "Microsoft");
    private static readonly Phrase WhatToDo = new("What to do", "対処");
    private static readonly Phrase Where = new("In place of", "次の語は置き換えてください");

    private readonly Language _language;
    private readonly int _columns;
    private readonly IReadOnlyDictionary<string, string> _values;

    /// <param name="language">The words' language.</param>
    /// <param name="columns">The terminal's width.</param>
    /// <param name="values">What to put in place of placeholders, for example of &lt;mailbox&gt;; those without a value stay and are explained.</param>
    public ExplanationScreen(Language language, int columns, IReadOnlyDictionary<string, string> values)
    {
        _language = language;
        _columns = columns;
        _values = values;
    }

    /// <summary>Whose turn it is, in words.</summary>
    public static Phrase Name(Turn turn) => turn switch
    {
        Turn.Technician => new("technician", "設置担当者"),
        Turn.TenantAdmin => new("administrator of the tenant", "テナントの管理者"),
        Turn.Provider => new("mail provider; here there is nothing to do but wait", "メールサービス側 (復旧を待ちます)"),
        Turn.ScannerUser => new("whoever stands at the scanner", "スキャナーの利用者"),
        _ => new("nobody: it passes by itself", "対応不要 (時間の経過で解消)"),
    };

    public void Show(Finding finding)
    {
        CatalogueRow row = finding.Row;
        Paragraph($"{row.Name}  {row.Title.In(_language)}", 0, "bold");
        AnsiConsole.WriteLine();
        Field(WhoseTurn, Name(row.Turn).In(_language));
        if (finding.Kind != InputKind.Number && finding.Basis.Length > 0 && finding.Basis != row.Name) Field(SeenAs, finding.Basis);
        if (finding.HelpUrl is { } url) Field(Help, url);
        AnsiConsole.WriteLine();
        Paragraph(row.What.In(_language), 0, "");
        AnsiConsole.WriteLine();
        Paragraph(WhatToDo.In(_language), 0, "bold");
        Show(row.Steps);
    }

    /// <summary>Shows steps alone, and below them what to put in place of the words in angle brackets.</summary>
    public void Show(IReadOnlyList<Step> steps)
    {
        Steps(steps);
        Legend([.. Placeholders.Of(steps).Where(name => !_values.ContainsKey(name))]);
    }

    /// <summary>One line for each number.</summary>
    public void List()
    {
        foreach (CatalogueRow row in Catalogue.All) Paragraph($"{row.Name,-4}  {row.Title.In(_language)}", 6, "");
    }

    public JsonObject Json(Finding finding)
    {
        CatalogueRow row = finding.Row;
        JsonObject json = Json(row);
        json["recognisedAs"] = JsonNamingPolicy.KebabCaseLower.ConvertName(finding.Kind.ToString());
        json["basis"] = finding.Basis;
        json["aadsts"] = finding.Aadsts == 0 ? null : new JsonObject { ["code"] = finding.Aadsts, ["url"] = finding.HelpUrl };
        return json;
    }

    public JsonObject Json(CatalogueRow row) => new()
    {
        ["number"] = row.Number,
        ["name"] = row.Name,
        ["id"] = row.Diagnosis.ToString(),
        ["title"] = row.Title.In(_language),
        ["whatHappened"] = row.What.In(_language),
        ["turn"] = JsonNamingPolicy.KebabCaseLower.ConvertName(row.Turn.ToString()),
        ["steps"] = new JsonArray([.. row.Steps.Select(step => new JsonObject
        {
            ["kind"] = JsonNamingPolicy.KebabCaseLower.ConvertName(step.Kind.ToString()), ["text"] = Fill(step.Text.In(_language)),
        })]),
        ["placeholders"] = new JsonObject(Open(row).Select(name => KeyValuePair.Create(name, (JsonNode?)Placeholders.All[name].In(_language)))),
    };

    public static void Write(JsonNode json) => Console.WriteLine(json.ToJsonString(Indented));

    private void Steps(IReadOnlyList<Step> steps)
    {
        int number = 0;
        foreach (Step step in steps)
        {
            string text = Fill(step.Text.In(_language));
            if (step.Kind == StepKind.Do) Paragraph(string.Create(CultureInfo.InvariantCulture, $"{++number,2}. {text}"), 4, "");
            // A line to copy is never broken, however narrow the terminal.
            else if (step.Kind == StepKind.Run) Line("      " + text, "aqua");
            else Line("    " + text, "blue");
        }
    }

    private void Legend(string[] open)
    {
        if (open.Length == 0) return;
        AnsiConsole.WriteLine();
        Paragraph(Where.In(_language), 0, "bold");
        int widest = open.Max(name => name.Length);
        foreach (string name in open) Paragraph($"  {name.PadRight(widest)}  {Placeholders.All[name].In(_language)}", widest + 4, "");
    }

    private IEnumerable<string> Open(CatalogueRow row) => row.Placeholders.Where(name => !_values.ContainsKey(name));

    private string Fill(string text)
    {
        foreach ((string name, string value) in _values) text = text.Replace(name, value, StringComparison.Ordinal);
        return text;
    }

    private void Field(Phrase name, string value)
    {
        string label = name.In(_language);
        AnsiConsole.MarkupInterpolated($"[grey]{label}[/]{new string(' ', 12 - Columns.Width(label))}");
        AnsiConsole.WriteLine(value);
    }

    private void Paragraph(string text, int indent, string style)
    {
        // A bullet's first line begins at the left, the others below its text.
        IReadOnlyList<string> lines = Columns.Wrap(text, _columns - indent);
        if (indent > 0) lines = Hanging(text, indent);
        foreach (string line in lines) Line(line, style);
    }

    private List<string> Hanging(string text, int indent)
    {
        // The bullet is as wide as the indentation, so that the rest can be wrapped by itself.
        int bullet = Math.Min(indent, text.Length);
        var lines = new List<string>();
        foreach (string line in Columns.Wrap(text[bullet..], _columns - indent)) lines.Add((lines.Count == 0 ? text[..bullet] : new string(' ', indent)) + line);
        return lines;
    }

    private static void Line(string text, string style)
    {
        if (style.Length == 0) AnsiConsole.WriteLine(text);
        else AnsiConsole.MarkupLine($"[{style}]{Markup.Escape(text)}[/]");
    }
}
