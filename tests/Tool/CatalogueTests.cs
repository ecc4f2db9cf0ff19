using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Diagnoses;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>The catalogue is complete, in both languages, and in a form that can be read and copied.</summary>
public sealed partial class CatalogueTests
{
    // "Nothing wrong" is a state, not a fault; a Workspace has no PowerShell.
    private static readonly Diagnosis[] WithoutPowerShell = [Diagnosis.AppNotAllowed, Diagnosis.DelegationMissing];

    private static readonly string[] Tools = ["devicemail ", "sudo ", "df ", "ls ", "timedatectl", "getent "];

    public static TheoryData<int> Numbers => [.. Catalogue.All.Select(row => row.Number)];

    [Fact]
    public void Every_number_of_the_enum_has_one_row_and_no_row_is_without_a_number()
    {
        Assert.Equal(Enum.GetValues<Diagnosis>().Order(), Catalogue.All.Select(row => row.Diagnosis));
    }

    // Panels, manuals and logs name these numbers, so a number that has been given out never changes its meaning.
    [Fact]
    public void A_number_keeps_its_name_for_ever()
    {
        string[] given = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "numbers.txt"));
        string[] now = [.. Enum.GetValues<Diagnosis>().Select(diagnosis => string.Create(CultureInfo.InvariantCulture, $"{(int)diagnosis} {diagnosis}"))];
        Assert.Empty(given.Except(now));
        Assert.True(given.Length == now.Length, "add to tests/Tool/numbers.txt: " + string.Join(", ", now.Except(given)));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Both_languages_are_complete(int number)
    {
        CatalogueRow row = Catalogue.Find(number)!;
        Assert.NotEmpty(row.Steps);
        foreach (Phrase phrase in Phrases(row))
        {
            Assert.False(string.IsNullOrWhiteSpace(phrase.English));
            Assert.DoesNotMatch(Japanese(), phrase.English);
            Assert.Matches(Japanese(), phrase.Japanese);
            Assert.Equal(Named(phrase.English), Named(phrase.Japanese));
        }

        Assert.Matches("[^.!?:]$", row.Title.English);
        Assert.EndsWith(".", row.What.English, StringComparison.Ordinal);
        Assert.EndsWith("。", row.What.Japanese, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Titles_fit_one_line_and_lines_to_copy_fit_80_columns(int number)
    {
        CatalogueRow row = Catalogue.Find(number)!;
        Assert.InRange(Columns.Width(row.Title.English), 5, 72);
        Assert.InRange(Columns.Width(row.Title.Japanese), 5, 72);
        foreach (Step step in row.Steps.Where(step => step.Kind != StepKind.Do)) Assert.InRange(step.Text.English.Length, 3, step.Kind == StepKind.Run ? 74 : 76);
    }

    [Fact]
    public void No_two_rows_have_the_same_title()
    {
        Assert.Equal(Catalogue.All.Count, Catalogue.All.Select(row => row.Title.English).Distinct().Count());
        Assert.Equal(Catalogue.All.Count, Catalogue.All.Select(row => row.Title.Japanese).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Steps_begin_with_something_to_do_and_every_placeholder_is_explained(int number)
    {
        CatalogueRow row = Catalogue.Find(number)!;
        Assert.Equal(StepKind.Do, row.Steps[0].Kind);
        IEnumerable<string> used = row.Steps.SelectMany(step => Placeholder().Matches(step.Text.English + step.Text.Japanese)).Select(match => match.Value).Distinct();
        Assert.Equal(row.Placeholders.Order(), used.Order());
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void An_administrator_gets_lines_for_PowerShell(int number)
    {
        CatalogueRow row = Catalogue.Find(number)!;
        if (row.Turn != Turn.TenantAdmin || WithoutPowerShell.Contains(row.Diagnosis)) return;
        string[] lines = [.. row.Steps.Where(step => step.Kind == StepKind.Run).Select(step => step.Text.English).Where(line => !Tools.Any(tool => line.StartsWith(tool, StringComparison.Ordinal)))];
        Assert.NotEmpty(lines);
        Assert.Contains(lines, line => line.StartsWith("Connect-ExchangeOnline", StringComparison.Ordinal) || line.StartsWith("Connect-MgGraph -Scopes ", StringComparison.Ordinal));
        // A backtick goes on in the next line, which is indented; no line stands half.
        for (int i = 0; i < lines.Length; i++) Assert.Equal(lines[i].EndsWith('`'), i + 1 < lines.Length && lines[i + 1].StartsWith(' '));
    }

    // The words name AADSTS numbers; the code that classifies them must agree.
    [Fact]
    public void An_AADSTS_number_in_the_words_is_one_that_leads_there()
    {
        int checkedNumbers = 0;
        foreach (CatalogueRow row in Catalogue.All)
        {
            foreach (int number in Aadsts().Matches(row.What.English).SelectMany(match => Number().Matches(match.Value)).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)))
            {
                Assert.True(row.Diagnosis == EntraHint.Of(number), $"{row.Name} names AADSTS{number}, which leads to {EntraHint.Of(number)}");
                checkedNumbers++;
            }
        }

        Assert.InRange(checkedNumbers, 60, 200);
    }

    [Fact]
    public void Japanese_reads_as_Japanese()
    {
        foreach (CatalogueRow row in Catalogue.All)
        {
            foreach (Phrase phrase in Phrases(row))
            {
                // Full-width digits, letters and half-width katakana are not what a manual has; two punctuation marks in a row are a slip.
                Assert.DoesNotMatch("[０-９Ａ-Ｚａ-ｚｦ-ﾟ]|。。|、、|。、|、。", phrase.Japanese);
            }
        }
    }

    private static IEnumerable<Phrase> Phrases(CatalogueRow row) => [row.Title, row.What, .. row.Steps.Where(step => step.Kind == StepKind.Do).Select(step => step.Text)];

    // What must be the same in both: codes, hosts, settings.
    private static IEnumerable<string> Named(string text) => NamedThing().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex("[ぁ-んァ-ヶ一-龠]")]
    private static partial Regex Japanese();

    [GeneratedRegex("<[a-z-]+>")]
    private static partial Regex Placeholder();

    [GeneratedRegex("AADSTS[0-9]{4,8}(?:(?:, | or | / )[0-9]{4,8})*")]
    private static partial Regex Aadsts();

    [GeneratedRegex("[0-9]{4,8}")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b[245]\.[0-9]\.[0-9]{1,3}\b|\b[0-9]{5,7}\b|https?://[a-zA-Z0-9./_-]+|agent\.json|""[a-z0-9A-Z-]+""(?=: )|<[a-z-]+>")]
    private static partial Regex NamedThing();
}
