using System;
using System.Collections.Generic;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Texts;
using Spectre.Console;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>The report for a person, line by line as it grows: 80 columns, without need of colour; a cure stands below its failure.</summary>
internal sealed class DoctorScreen
{
    private const int ResultColumns = 10;
    private const int NameColumns = 16;
    private const int Indent = 2;

    private static readonly Phrase Waiting = new("...", "...");

    private readonly Language _language;
    private readonly int _columns = Terminal.Columns();
    private readonly bool _isLive = !Console.IsOutputRedirected;
    private readonly HashSet<Diagnosis> _explained = [];
    private int _pending;
    private bool _isFirst = true;

    public DoctorScreen(Language language, DoctorReport report)
    {
        _language = language;
        Terminal.LeaveLinesAlone();
        report.GroupBegan += Group;
        report.CheckBegan += Begin;
        report.CheckEnded += End;
    }

    /// <summary>The last line.</summary>
    public void Sum(DoctorReport report, string? sentTo)
    {
        AnsiConsole.WriteLine();
        int passed = report.Count(CheckResult.Passed), failed = report.Count(CheckResult.Failed), untried = report.Count(CheckResult.Untried);
        Phrase sum = failed > 0 ? DoctorTexts.SomeFailed.Fill(failed, passed + failed + untried)
            : untried > 0 ? DoctorTexts.SomeUntried.Fill(passed, untried) : DoctorTexts.AllWell.Fill(passed);
        Paragraph(sum.In(_language), 0, failed > 0 ? "bold red" : "bold green");
        if (failed > 0) return;
        Paragraph((sentTo is null ? DoctorTexts.SendOne : DoctorTexts.LookForIt.Fill(sentTo)).In(_language), 0, "");
    }

    private void Group(CheckGroup kind, string subject)
    {
        if (!_isFirst) AnsiConsole.WriteLine();
        _isFirst = false;
        Paragraph(DoctorTexts.TitleOf(kind).Fill(subject).In(_language), 0, "bold");
    }

    // What is under way is written over when it has ended, which only a terminal can do.
    private void Begin(string name)
    {
        if (!_isLive) return;
        string line = new string(' ', Indent) + Padded(Waiting.In(_language), ResultColumns) + DoctorTexts.NameOf(name).In(_language);
        // Not by Spectre.Console, which makes a line end of a carriage return.
        Console.Out.Write(line);
        _pending = Columns.Width(line);
    }

    private void End(DoctorCheck check)
    {
        if (_pending > 0) Console.Out.Write("\r" + new string(' ', _pending) + "\r");
        _pending = 0;
        string style = check.Result switch { CheckResult.Passed => "green", CheckResult.Failed => "bold red", _ => "grey" };
        string result = DoctorTexts.Of(check.Result).In(_language);
        string name = DoctorTexts.NameOf(check.Name).In(_language);
        bool hasCure = check.Result == CheckResult.Failed && check.Diagnosis != Diagnosis.None;
        string text = hasCure ? DiagnosisLine.Of(check.Diagnosis, _language) : check.Note.In(_language) ?? "";
        IReadOnlyList<string> rows = Rows(text, _columns - Indent - ResultColumns - NameColumns);
        AnsiConsole.MarkupInterpolated($"{new string(' ', Indent)}[{style}]{result}[/]");
        AnsiConsole.WriteLine((new string(' ', Math.Max(0, ResultColumns - Columns.Width(result))) + Padded(name, NameColumns) + (rows.Count > 0 ? rows[0] : "")).TrimEnd());
        for (int i = 1; i < rows.Count; i++) AnsiConsole.WriteLine(new string(' ', Indent + ResultColumns + NameColumns) + rows[i]);
        if (hasCure) Cure(check);
    }

    private void Cure(DoctorCheck check)
    {
        if (check.Note.In(_language) is { Length: > 0 } note) Paragraph(note, 4, "");
        if (Catalogue.Find((int)check.Diagnosis) is not { } row) return;
        if (!_explained.Add(check.Diagnosis))
        {
            Paragraph(DoctorTexts.SeeAbove.Fill(row.Number).In(_language), 4, "");
            return;
        }

        Paragraph(DoctorTexts.WhoseTurn.Fill(ExplanationScreen.Name(row.Turn).In(_language)).In(_language), 4, "");
        Paragraph(row.What.In(_language), 4, "");
        new ExplanationScreen(_language, _columns, check.Values).Show(row.Steps);
        AnsiConsole.WriteLine();
    }

    private void Paragraph(string text, int indent, string style)
    {
        foreach (string line in Rows(text, _columns - indent))
        {
            string row = new string(' ', indent) + line;
            if (style.Length == 0) AnsiConsole.WriteLine(row);
            else AnsiConsole.MarkupLine($"[{style}]{Markup.Escape(row)}[/]");
        }
    }

    // A provider's replies have words without end; here nothing is to be copied, so they may be broken.
    private static List<string> Rows(string text, int columns)
    {
        var rows = new List<string>();
        foreach (string line in Columns.Wrap(text, columns))
        {
            string rest = line;
            for (; Columns.Width(rest) > columns; rest = rest[columns..]) rows.Add(rest[..columns]);
            rows.Add(rest);
        }

        return rows;
    }

    private static string Padded(string text, int columns) => text + new string(' ', Math.Max(1, columns - Columns.Width(text)));
}
