using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>Shows a plan, or does it and shows how it goes.</summary>
internal sealed partial class FlashScreen(Language language)
{
    private const int Indent = 5;

    private static readonly Phrase DryRun = new("A dry run: nothing is changed.", "予行 (dry run): 何も変更しません。");
    private static readonly Phrase Done = new("done", "完了");

    /// <summary>Prints every step and does none.</summary>
    public void Show(FlashPlan plan)
    {
        Head(plan);
        Console.WriteLine(DryRun.In(language));
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            Console.WriteLine();
            Step(plan, i, withFiles: true);
        }

        Console.WriteLine();
        Wrapped(plan.End.In(language), 0);
    }

    /// <summary>Does every step; the first failure ends it.</summary>
    /// <exception cref="FlashException">A step failed.</exception>
    public async Task Do(FlashPlan plan, CancellationToken cancellation)
    {
        Head(plan);
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            Step(plan, i, withFiles: false);
            await plan.Steps[i].Do(line => Wrapped("| " + line, Indent), cancellation);
            Wrapped(Done.In(language), Indent);
        }

        Wrapped(plan.End.In(language), 0);
    }

    private static void Head(FlashPlan plan) => Wrapped($"{plan.Board} ({plan.Place})", 0);

    private void Step(FlashPlan plan, int index, bool withFiles)
    {
        FlashStep step = plan.Steps[index];
        Wrapped(string.Create(CultureInfo.InvariantCulture, $"{index + 1}/{plan.Steps.Count}  {step.Title.In(language)}"), 0);
        foreach (string command in step.Commands) Command(command);
        foreach (Phrase note in step.Notes) Wrapped(note.In(language), Indent);
        if (!withFiles) return;
        // As they are: a long path in a file is no text.
        foreach (string line in step.Files) Console.WriteLine(new string(' ', Indent) + line);
    }

    // A shell's own way of parting a line, so that it can be copied. An option's value stays with it, by a space that nothing is parted at.
    private static void Command(string command)
    {
        IReadOnlyList<string> lines = Columns.Wrap(OptionWithValue().Replace(command, "\u00a0"), Terminal.Columns() - Indent - 4);
        for (int i = 0; i < lines.Count; i++) Console.WriteLine(new string(' ', i == 0 ? Indent : Indent + 2) + lines[i].Replace('\u00a0', ' ') + (i < lines.Count - 1 ? " \\" : ""));
    }

    [GeneratedRegex(@"(?<=\s(?:--[a-z-]+|-[ov])) (?=[^-\s'&])|(?<=sudo) (?=-n)")]
    private static partial Regex OptionWithValue();

    private static void Wrapped(string text, int indent)
    {
        foreach (string line in Columns.Wrap(text, Terminal.Columns() - indent)) Console.WriteLine(new string(' ', indent) + line);
    }
}
