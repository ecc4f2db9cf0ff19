using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace DeviceMailAgent.Transcripts;

/// <summary>What really was said and done, in the form of a transcript's lines.</summary>
public sealed class Tape
{
    private static readonly string[] Marks = ["C>", "S>", "C:", "S:", "T:", "L:"];

    private readonly List<(Speaker Speaker, string Text)> _entries = [];
    private readonly Dictionary<Speaker, List<byte>> _open = [];

    /// <summary>The tape that a transcript's lines promise.</summary>
    public static Tape Of(Transcript transcript)
    {
        var tape = new Tape();
        foreach (Line line in transcript.Lines)
        {
            if (line.Event.Length == 0) tape.Octets(line.Speaker, line.Octets, 0, line.Octets.Length);
            else if (line.Speaker is Speaker.Token or Speaker.Log) tape.Note(line.Speaker, line.Event);
            else if (Happens(line)) tape.Note(line.Speaker, "{" + line.Event + "}");
        }
        tape.Finish();
        return tape;
    }

    /// <summary>Octets on their way; whole lines become entries.</summary>
    public void Octets(Speaker speaker, byte[] buffer, int offset, int count)
    {
        if (!_open.TryGetValue(speaker, out List<byte>? open)) _open.Add(speaker, open = []);
        for (int i = offset; i < offset + count; i++)
        {
            open.Add(buffer[i]);
            bool endsLine = buffer[i] == '\n' && open.Count > 1 && open[^2] == '\r';
            if (endsLine) Flush(speaker);
        }
    }

    /// <summary>An event, or a T: or L: line.</summary>
    public void Note(Speaker speaker, string text)
    {
        Flush(speaker);
        _entries.Add((speaker, text));
    }

    /// <summary>Lines that have not ended will not end any more.</summary>
    public void Finish()
    {
        foreach (Speaker speaker in _open.Keys.ToArray()) Flush(speaker);
    }

    /// <summary>As a transcript.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach ((Speaker speaker, string line) in _entries) text.Append(Marks[(int)speaker]).Append(' ').Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>One speaker's lines. How two speakers' lines lie between each other depends on how the octets arrive, one's own order does not.</summary>
    public string Text(Speaker only)
    {
        return string.Concat(_entries.Where(entry => entry.Speaker == only).Select(entry => entry.Text + "\n"));
    }

    // What the peers do by themselves is an instruction to the replay; it leaves no trace but the agent's answer to it.
    private static bool Happens(Line line)
    {
        return line.Speaker is Speaker.AgentToProvider or Speaker.AgentToScanner || (line.Speaker == Speaker.Scanner && line.Event == "tls");
    }

    private void Flush(Speaker speaker)
    {
        if (!_open.TryGetValue(speaker, out List<byte>? open) || open.Count == 0) return;
        _entries.Add((speaker, TranscriptText.Show([.. open])));
        open.Clear();
    }
}
