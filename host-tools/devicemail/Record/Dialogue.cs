using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace DeviceMailAgent.Tool.Record;

/// <summary>
/// Reads a recorded connection: blanks what the scanner said (RFC 5321's commands keep their shape, logins become those of the transcripts, mails are
/// <see cref="MailShape"/>'s), and tells which quirks of hardware/scanners it shows.
/// </summary>
internal sealed partial class Dialogue
{
    private static readonly string[] Bare = ["RSET", "NOOP", "QUIT", "DATA", "STARTTLS", "HELP"];

    private readonly Blank _blank = new();
    private readonly Queue<string> _credentials = new();
    private readonly List<string> _recipients = [];
    private readonly IReadOnlyList<Turn> _turns;
    private string _reversePath = "";
    private MailShape? _mail;
    private bool _greeted, _extended, _loggedIn, _quit, _sentMail, _askedOnly, _offersTls, _behindTls;

    private Dialogue(IReadOnlyList<Turn> turns)
    {
        _turns = turns;
    }

    /// <summary>The quirks that it shows, by number.</summary>
    public SortedSet<int> Quirks { get; } = [];

    /// <summary>The turns without anything secret.</summary>
    public List<Turn> Blanked { get; } = [];

    /// <summary>Reads a recording.</summary>
    public static Dialogue Read(RecordedConnection recorded)
    {
        var dialogue = new Dialogue(Joined(recorded.Turns)) { _offersTls = recorded.Turns.Any(turn => turn.Kind == TurnKind.Agent && Text(turn).Contains("250-STARTTLS", StringComparison.Ordinal)) };
        if (recorded.OpensWithHello) dialogue.Quirks.Add(9);
        if (recorded.SpokeFirst) dialogue.Quirks.Add(33);
        if (recorded.Hello is { } hello)
        {
            if (hello.Version <= 0x0300) dialogue.Quirks.Add(10);
            else if (hello.Version <= 0x0302) dialogue.Quirks.Add(11);
            else if (hello.Version == 0x0303 && hello.OnlyRsaKeyExchange) dialogue.Quirks.Add(12);
        }
        dialogue.Read();
        return dialogue;
    }

    private void Read()
    {
        for (int i = 0; i < _turns.Count; i++)
        {
            Turn turn = _turns[i];
            if (turn.Kind == TurnKind.Scanner) turn = turn with { Octets = Encoding.Latin1.GetBytes(Segment(Text(turn), i + 1 < _turns.Count ? _turns[i + 1] : null)) };
            if (turn.Kind is TurnKind.Tls) _behindTls = true;
            if (turn.Kind == TurnKind.Silent && _sentMail) Quirks.Add(30);
            Blanked.Add(turn);
        }
        bool saidAnything = _turns.Any(turn => turn.Kind == TurnKind.Scanner);
        if (_sentMail && !_quit) Quirks.Add(30);
        if (_sentMail && !_loggedIn) Quirks.Add(8);
        if (_sentMail && _offersTls && !_turns.Any(turn => turn.Kind is TurnKind.Tls or TurnKind.TlsFailed)) Quirks.Add(13);
        if (_askedOnly && !_sentMail) Quirks.Add(28);
        if (!_sentMail && !_askedOnly && (_quit || !saidAnything)) Quirks.Add(29);
        if (_greeted && !_extended) Quirks.Add(1);
    }

    // What the scanner said without waiting, and what it heard then.
    private string Segment(string text, Turn? heard)
    {
        var blanked = new StringBuilder();
        int at = 0;
        while (at < text.Length)
        {
            int lf = text.IndexOf('\n', at);
            string line = lf < 0 ? text[at..] : text[at..(lf + 1)];
            at += line.Length;
            blanked.Append(_mail != null ? MailLine(line) : CommandLine(line, heard == null ? "" : Text(heard)));
        }
        return blanked.ToString();
    }

    private string MailLine(string line)
    {
        string shape = _mail!.Take(line);
        if (!_mail.HasEnded) return shape;
        _mail.End(_reversePath, _recipients);
        _mail = null;
        _sentMail = true;
        return shape;
    }

    private string CommandLine(string line, string heard)
    {
        string end = line.EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : line.EndsWith('\n') ? "\n" : "";
        string command = line[..^end.Length];
        string verb = command.TrimStart().Split(' ', '\t', ':')[0];
        string upper = verb.ToUpperInvariant();
        if (_credentials.Count > 0)
        {
            string right = _credentials.Dequeue();
            if (upper is not ("RSET" or "NOOP" or "QUIT") && command != "*") return (IsBase64(command) ? right : "!") + end;
            _credentials.Clear();
        }
        if (verb.Any(char.IsAsciiLetterLower) && (Bare.Contains(upper) || upper is "HELO" or "EHLO" or "MAIL" or "RCPT" or "AUTH")) Quirks.Add(6);
        switch (upper)
        {
            case "HELO":
            case "EHLO": return Hello(command, upper) + end;
            case "AUTH": return Auth(command) + end;
            case "MAIL": return Mail(command) + end;
            case "RCPT": return Recipient(command) + end;
            case "DATA":
                if (heard.Contains("354 ", StringComparison.Ordinal)) _mail = new MailShape(_blank, Quirks);
                return command + end;
            case "QUIT": _quit = true; return command + end;
            case "STARTTLS":
                if (!_offersTls) Quirks.Add(14);
                return command + end;
            default: return (Bare.Contains(upper) && command.Trim() == verb ? command : Blank.Words(command)) + end;
        }
    }

    // The name stays: it tells makes apart, and is no secret to who gets the file.
    private string Hello(string command, string verb)
    {
        string name = command.TrimStart()[4..].Trim();
        _extended |= verb == "EHLO";
        if (verb == "HELO" && _greeted) Quirks.Add(1);
        _greeted = true;
        _behindTls = false;
        if (name.Length == 0) Quirks.Add(2);
        else if (name == "bridge-3f") Quirks.Add(37);
        else if (!DomainPattern().IsMatch(name)) Quirks.Add(3);
        return NamePattern().IsMatch(name) ? command : command.Replace(name, Blank.Words(name), StringComparison.Ordinal);
    }

    private string Auth(string command)
    {
        LacksHello();
        _loggedIn = true;
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string mechanism = words.Length > 1 ? words[1].ToUpperInvariant() : "";
        if (words.Length > 1 && words[1].Any(char.IsAsciiLetterLower)) Quirks.Add(6);
        string user = Base64("scanner");
        string plain = Base64("\0scanner\0panel-password");
        if (mechanism is "LOGIN" or "PLAIN" && words.Length > 2) command = $"{words[0]} {words[1]} {(!IsBase64(words[2]) ? "!" : mechanism == "LOGIN" ? user : plain)}";
        if (mechanism == "LOGIN")
        {
            if (words.Length > 2) Quirks.Add(5);
            else _credentials.Enqueue(user);
            _credentials.Enqueue(Base64("panel-password"));
        }
        else if (mechanism == "PLAIN")
        {
            if (words.Length < 3) _credentials.Enqueue(plain);
        }
        else
        {
            if (mechanism is "CRAM-MD5" or "DIGEST-MD5" or "NTLM") Quirks.Add(7);
            return words.Length > 2 ? $"{words[0]} {words[1]} {Blank.Words(words[2])}" : command;
        }
        return command;
    }

    private string Mail(string command)
    {
        LacksHello();
        _recipients.Clear();
        _reversePath = PathOf(command);
        return Path(command);
    }

    private string Recipient(string command)
    {
        _askedOnly = true;
        _recipients.Add(PathOf(command));
        if (_recipients.Count == 100) Quirks.Add(26);
        return Path(command);
    }

    private string Path(string command)
    {
        if (!SoundPathPattern().IsMatch(command)) Quirks.Add(23);
        int colon = command.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? Blank.Words(command) : command[..(colon + 1)] + _blank.Path(command[(colon + 1)..]);
    }

    private void LacksHello()
    {
        if (_behindTls) Quirks.Add(34);
    }

    private static string PathOf(string command)
    {
        string path = command[(command.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        int end = path.IndexOfAny(['>', ' ']);
        return (end < 0 ? path : path[..end]).Trim('<', ' ');
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.Latin1.GetBytes(text));

    private static string Text(Turn turn) => Encoding.Latin1.GetString(turn.Octets);

    // How octets were cut says nothing: what was said without waiting is one turn, and so is what was heard then.
    private static List<Turn> Joined(List<Turn> turns)
    {
        var joined = new List<Turn>();
        var octets = new List<byte>();
        for (int i = 0; i < turns.Count; i++)
        {
            octets.AddRange(turns[i].Octets);
            if (octets.Count > 0 && i + 1 < turns.Count && turns[i + 1].Kind == turns[i].Kind) continue;
            joined.Add(new Turn(turns[i].Kind, [.. octets]));
            octets.Clear();
        }
        return joined;
    }

    [GeneratedRegex("""\A[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+\z""")]
    private static partial Regex DomainPattern();

    [GeneratedRegex("""\A[A-Za-z0-9._:\[\]-]*\z""")]
    private static partial Regex NamePattern();

    [GeneratedRegex("""\A(MAIL FROM|RCPT TO):<[^<>\s]*>( [^\s]+)*\s*\z""", RegexOptions.IgnoreCase)]
    private static partial Regex SoundPathPattern();
}
