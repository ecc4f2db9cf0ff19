using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>
/// Behaviour in full, for example every transition of a session, as a Markdown file that is committed beside the test that prints it: a change shows
/// as a change of the chart, to be read and accepted, or not.
/// </summary>
public sealed class Chart
{
    /// <summary>Set to 1, it makes the tests write the charts instead of comparing them.</summary>
    public const string AcceptVariable = "DEVICEMAIL_ACCEPT_CHARTS";

    private readonly StringBuilder _text = new();

    public Chart(string title, string preface)
    {
        _text.Append("# ").Append(title).Append("\n\n").Append(preface).Append('\n');
    }

    public void Section(string title)
    {
        _text.Append("\n## ").Append(title).Append("\n\n");
    }

    public void Row(string first, IEnumerable<string> cells)
    {
        _text.Append("| ").Append(first);
        foreach (string cell in cells) _text.Append(" | ").Append(cell);
        _text.Append(" |\n");
    }

    public void Header(string first, IReadOnlyCollection<string> cells)
    {
        Row(first, cells);
        _text.Append('|');
        for (int i = 0; i <= cells.Count; i++) _text.Append("---|");
        _text.Append('\n');
    }

    /// <summary>Compares with the committed file, or writes it where that was asked for.</summary>
    /// <param name="path">From the repository's root.</param>
    public void Check(string path)
    {
        string file = Path.Combine(Repository.Root, path);
        string printed = _text.ToString();
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(file, printed);
            return;
        }
        string committed = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (committed == printed) return;
        Assert.Fail($"{path} no longer says what the code does.\n{Difference(committed, printed)}\n"
            + $"If the new behaviour is meant: run the tests once with {AcceptVariable}=1, read the file's difference, and commit it.");
    }

    private static string Difference(string committed, string printed)
    {
        string[] old = committed.Split('\n');
        string[] now = printed.Split('\n');
        int same = 0;
        while (same < old.Length && same < now.Length && old[same] == now[same]) same++;
        int sameAtEnd = 0;
        while (sameAtEnd < Math.Min(old.Length, now.Length) - same && old[^(sameAtEnd + 1)] == now[^(sameAtEnd + 1)]) sameAtEnd++;
        var text = new StringBuilder().Append("From line ").Append(same + 1).Append(" on:\n");
        for (int i = same; i < old.Length - sameAtEnd; i++) text.Append("  committed: ").Append(old[i]).Append('\n');
        for (int i = same; i < now.Length - sameAtEnd; i++) text.Append("  printed:   ").Append(now[i]).Append('\n');
        return text.ToString();
    }
}
