using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>
/// The words for one diagnosis in one language, out of diagnoses.txt. That file is the tool's catalogue, written out by a test of the tool
/// and held to it; it is a resource since texts in the program itself would take memory from the start on, read or not.
/// </summary>
internal sealed class DiagnosisWords
{
    private static readonly UnmanagedMemoryStream File = (UnmanagedMemoryStream)typeof(DiagnosisWords).Assembly.GetManifestResourceStream("diagnoses.txt")!;

    private readonly List<(char Kind, string Text)> _steps = new List<(char, string)>();

    private DiagnosisWords(string name)
    {
        Name = name;
    }

    /// <summary>For example D402.</summary>
    public string Name { get; }

    /// <summary>A short line without a full stop.</summary>
    public string Title { get; private set; } = "";

    /// <summary>What happened and why.</summary>
    public string What { get; private set; } = "";

    /// <summary>Whose turn it is.</summary>
    public string Turn { get; private set; } = "";

    /// <summary>What to do, in order; d: something to do, r: a line to type, l: an address to open, both for the step before.</summary>
    public IReadOnlyList<(char Kind, string Text)> Steps
    {
        get { return _steps; }
    }

    /// <summary>The words for a diagnosis; null: there are none.</summary>
    public static DiagnosisWords? Find(Diagnosis diagnosis, Language language)
    {
        string name = "D" + ((int)diagnosis).ToString(CultureInfo.InvariantCulture);
        var words = new DiagnosisWords(name);
        bool isThere = false;
        foreach ((char kind, string text) in Section(name, language))
        {
            isThere = true;
            if (kind == 't') words.Title = text;
            else if (kind == 'w') words.What = text;
            else if (kind == 'o') words.Turn = text;
            else words._steps.Add((kind, text));
        }
        return isThere ? words : null;
    }

    /// <summary>Number and title on one line.</summary>
    public static string Line(Diagnosis diagnosis, Language language)
    {
        DiagnosisWords? words = Find(diagnosis, language);
        return words == null ? "D" + ((int)diagnosis).ToString(CultureInfo.InvariantCulture) : words.Name + " " + words.Title;
    }

    /// <summary>The words in angle brackets that the steps have in them, and what to put in their place.</summary>
    public IEnumerable<(string Word, string Meaning)> Placeholders(Language language)
    {
        foreach ((_, string text) in Section("<>", language))
        {
            int space = text.IndexOf("> ", StringComparison.Ordinal) + 1;
            string word = text[..space];
            if (_steps.Exists(step => step.Text.Contains(word, StringComparison.Ordinal))) yield return (word, text[(space + 1)..]);
        }
    }

    // A section begins with a line of # and its name. Its lines: the kind, a space, and English, a tabulator and Japanese, or one text for both.
    private static List<(char Kind, string Text)> Section(string name, Language language)
    {
        var lines = new List<(char, string)>();
        ReadOnlySpan<byte> rest = Octets();
        byte[] head = Encoding.ASCII.GetBytes("\n#" + name + "\n");
        int at = rest.IndexOf(head);
        if (at < 0) return lines;
        rest = rest[(at + head.Length)..];
        int end = rest.IndexOf("\n#"u8);
        foreach (string line in Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] texts = line[2..].Split('\t');
            lines.Add((line[0], language == Language.Japanese ? texts[^1] : texts[0]));
        }
        return lines;
    }

    // The file where the loader put it; it stays there as long as the process.
    private static unsafe ReadOnlySpan<byte> Octets()
    {
        return new ReadOnlySpan<byte>(File.PositionPointer, (int)File.Length);
    }
}
