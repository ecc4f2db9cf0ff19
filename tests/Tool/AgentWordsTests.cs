using System;
using System.Linq;
using System.Text;
using DeviceMailAgent.Tool.Diagnoses;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>The agent's status page says the same about a diagnosis as this tool: its diagnoses.txt is the catalogue, written out.</summary>
public sealed class AgentWordsTests
{
    /// <summary>To write it anew: run this test with DEVICEMAIL_APPROVE set to firmware/raspberry-pi/Page.</summary>
    [Fact]
    public void The_status_pages_words_are_the_catalogues()
    {
        var text = new StringBuilder("; The tool's catalogue for the status page; tests/Tool (AgentWordsTests) writes it. Do not edit.\n");
        foreach (CatalogueRow row in Catalogue.All)
        {
            text.Append('#').Append(row.Name).Append('\n');
            Line(text, 't', row.Title);
            Line(text, 'w', row.What);
            Line(text, 'o', ExplanationScreen.Name(row.Turn));
            foreach (Step step in row.Steps) Line(text, step.Kind == StepKind.Do ? 'd' : step.Kind == StepKind.Run ? 'r' : 'l', step.Text);
        }

        text.Append("#<>\n");
        foreach ((string word, Phrase meaning) in Placeholders.All.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Line(text, 'p', new Phrase(word + " " + meaning.English, word + " " + meaning.Japanese));
        Screens.Same("diagnoses", text.ToString());
    }

    private static void Line(StringBuilder text, char kind, Phrase phrase)
    {
        Assert.False((phrase.English + phrase.Japanese).AsSpan().ContainsAny('\t', '\n'));
        text.Append(kind).Append(' ').Append(phrase.English);
        if (phrase.Japanese != phrase.English) text.Append('\t').Append(phrase.Japanese);
        text.Append('\n');
    }
}
