using System;
using System.Collections.Generic;
using System.IO;

namespace DeviceMailAgent.Transcripts;

/// <summary>Who speaks in a line of a transcript: README.md lists them.</summary>
public enum Speaker
{
    /// <summary>C&gt; the scanner to the agent.</summary>
    Scanner,
    /// <summary>S&gt; the agent to the scanner.</summary>
    AgentToScanner,
    /// <summary>C: the agent to the provider.</summary>
    AgentToProvider,
    /// <summary>S: the provider to the agent.</summary>
    Provider,
    /// <summary>T: the token that the agent asks for.</summary>
    Token,
    /// <summary>L: what the agent logs.</summary>
    Log,
}

/// <summary>One line of the dialogue.</summary>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Octets">What goes over the wire, line end and all; empty for an event and for T: and L: lines.</param>
/// <param name="Event">What is between the braces, or the text of a T: or L: line; empty for octets.</param>
public sealed record Line(Speaker Speaker, byte[] Octets, string Event);

/// <summary>A transcript as it stands in its file, includes and macros expanded.</summary>
public sealed class Transcript
{
    private static readonly Dictionary<string, Speaker> Speakers = new()
    {
        ["C>"] = Speaker.Scanner,
        ["S>"] = Speaker.AgentToScanner,
        ["C:"] = Speaker.AgentToProvider,
        ["S:"] = Speaker.Provider,
        ["T:"] = Speaker.Token,
        ["L:"] = Speaker.Log,
    };

    private readonly Dictionary<string, string> _header = new()
    {
        ["title"] = "",
        ["security"] = "starttls",
        ["mechanism"] = "xoauth2",
        ["host"] = "smtp.office365.com",
        ["port"] = "587",
        ["user"] = "scans@contoso.com",
        ["sender"] = "scans@contoso.com",
        ["rewrite"] = "never",
        ["size-max"] = "36700160",
        ["login"] = "optional",
        ["logins"] = "scanner panel-password",
        ["tls"] = "none",
        ["speaks"] = "in-turn",
        ["link"] = "cold",
        ["strict"] = "false",
        ["header"] = "repair",
        ["header-charset"] = "none",
        ["received"] = "false",
        ["lines"] = "repair",
        ["long-lines"] = "carry",
        ["nul"] = "carry",
        ["clock"] = "set",
        ["forwards"] = "all",
        ["quirk"] = "",
        ["device"] = "",
        ["source"] = "",
        ["does"] = "",
        ["proof"] = "",
    };

    private readonly string _folder;

    private Transcript(string name, string folder)
    {
        _folder = folder;
        Name = name;
    }

    /// <summary>Path below the folder, for example exchange-online/accepted.txt.</summary>
    public string Name { get; }

    public List<Line> Lines { get; } = [];

    /// <summary>A value of the header, or what README.md says it is without one.</summary>
    public string this[string key]
    {
        get { return _header[key]; }
    }

    /// <summary>True if a key has the one value, false if it has the other; anything else is a slip of the pen.</summary>
    public bool Says(string key, string yes, string no)
    {
        if (_header[key] == yes) return true;
        return _header[key] == no ? false : throw new FormatException($"{Name}: {key}: {_header[key]} is neither {yes} nor {no}");
    }

    /// <summary>Reads a file of a folder of transcripts, which has its parts below it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's path below it.</param>
    /// <exception cref="FormatException">It is no transcript; the message has the line's number.</exception>
    public static Transcript Load(string folder, string name)
    {
        return Parse(name, File.ReadAllText(Path.Combine(folder, name)), folder);
    }

    /// <summary>Reads a transcript's text. Throws with the line's number where it is not one.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="folder">Where parts/ is.</param>
    public static Transcript Parse(string name, string text, string folder)
    {
        var transcript = new Transcript(name, folder);
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        int number = transcript.ReadHeader(lines);
        for (; number < lines.Length; number++)
        {
            try
            {
                transcript.ReadLine(lines[number], 0);
            }
            catch (FormatException wrong)
            {
                throw new FormatException($"{name}:{number + 1}: {wrong.Message}");
            }
        }
        return transcript;
    }

    private int ReadHeader(string[] lines)
    {
        int number = 0;
        for (; number < lines.Length && lines[number].Length > 0; number++)
        {
            if (lines[number].StartsWith('#')) continue;
            string[] parts = lines[number].Split(": ", 2);
            if (parts.Length != 2 || !_header.ContainsKey(parts[0]))
                throw new FormatException($"{Name}:{number + 1}: \"{lines[number]}\" is no header; the keys are {string.Join(", ", _header.Keys)}");
            _header[parts[0]] = parts[1];
        }
        if (_header["title"].Length == 0) throw new FormatException($"{Name}: a header line \"title: …\" is missing");
        return number;
    }

    private void ReadLine(string line, int depth)
    {
        if (line.Length == 0 || line.StartsWith('#')) return;
        if (line.StartsWith("{include ", StringComparison.Ordinal))
        {
            Include(line[9..].TrimEnd('}'), depth);
            return;
        }
        if (line.Length == 2) line += " ";
        if (line.Length < 3 || line[2] != ' ' || !Speakers.TryGetValue(line[..2], out Speaker speaker))
            throw new FormatException($"\"{line}\" begins with none of C>, S>, C:, S:, T:, L: and a space");
        string text = line[3..];
        if (text == "{mail}") ReadMail(speaker);
        else if (speaker is Speaker.Token or Speaker.Log) Lines.Add(new Line(speaker, [], text));
        else if (TranscriptText.IsUnknown(text)) throw new FormatException($"{text} is neither an event nor a macro");
        else if (TranscriptText.IsEvent(text)) Lines.Add(new Line(speaker, [], text[1..^1]));
        else Lines.Add(new Line(speaker, TranscriptText.Octets(text, key => this[key]), ""));
    }

    private void ReadMail(Speaker speaker)
    {
        foreach (string line in File.ReadAllLines(Path.Combine(_folder, "parts", "mail.txt")))
            Lines.Add(new Line(speaker, TranscriptText.Octets(line, key => this[key]), ""));
    }

    private void Include(string part, int depth)
    {
        if (depth > 4) throw new FormatException($"parts that include each other: {part}");
        foreach (string line in File.ReadAllLines(Path.Combine(_folder, "parts", part + ".txt"))) ReadLine(line, depth + 1);
    }
}
