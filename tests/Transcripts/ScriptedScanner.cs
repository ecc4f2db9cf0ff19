using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Transcripts;

/// <summary>The scanner of a transcript: says its lines, each when the S&gt; lines before it were heard, and hangs up when it hears anything else.</summary>
public sealed class ScriptedScanner : MemoryChannel, IScannerConnection
{
    private readonly Line[] _lines;
    private readonly Tape _tape;
    private int _at;
    private int _heardOfLine;
    private int _early;

    public ScriptedScanner(Transcript transcript, Tape tape, FakeClock clock, Seams seams)
        : base("scanner", clock, seams)
    {
        _tape = tape;
        _lines = transcript.Lines.Where(line => line.Speaker is Speaker.Scanner or Speaker.AgentToScanner).ToArray();
        if (!transcript.Says("speaks", "first", "in-turn")) return;
        // Behind the greeting stands what was on its way before it.
        for (; _lines[1 + _early].Speaker == Speaker.Scanner; _early++) Say(_lines[1 + _early].Octets);
    }

    public HeardReplies Heard { get; } = new();

    /// <summary>Every octet that reached the agent.</summary>
    public List<byte> Said { get; } = [];

    /// <summary>The reply that the transcript does not have; empty while all goes by it.</summary>
    public string Surprise { get; private set; } = "";

    public bool IsSecure { get; set; }

    public Diagnosis TlsFailure
    {
        get { return Diagnosis.ScannerTlsFailed; }
    }

    public bool StartTls(byte[] early, int offset, int count)
    {
        if (Surprise.Length == 0 && _at < _lines.Length && _lines[_at].Event == "tls fails")
        {
            _at++;
            HasEnded = true;
            return false;
        }
        bool succeeds = Surprise.Length == 0 && _at < _lines.Length && _lines[_at].Event == "tls";
        if (Seams.Fails("scanner.StartTls") || !succeeds || IsBroken || IsCut) return false;
        _at++;
        _tape.Note(Speaker.Scanner, "{tls}");
        IsSecure = true;
        return true;
    }

    protected override void Wanted()
    {
        if (Surprise.Length > 0 || _at == _lines.Length)
        {
            HasEnded = true;
            return;
        }
        for (; _at < _lines.Length && _lines[_at].Speaker == Speaker.Scanner && _lines[_at].Event is not ("tls" or "tls fails"); _at++)
        {
            if (_lines[_at].Event == "silent") return;
            if (_lines[_at].Event == "closes") HasEnded = true;
            if (_lines[_at].Event.Length == 0) Say(_lines[_at].Octets);
        }
    }

    protected override void Gave(byte[] buffer, int offset, int count)
    {
        _tape.Octets(Speaker.Scanner, buffer, offset, count);
        for (int i = offset; i < offset + count; i++) Said.Add(buffer[i]);
    }

    protected override void Took(byte[] buffer, int offset, int count)
    {
        _tape.Octets(Speaker.AgentToScanner, buffer, offset, count);
        Heard.Take(buffer, offset, count);
        for (int i = offset; i < offset + count && Surprise.Length == 0; i++)
        {
            if (_at < _lines.Length && _lines[_at].Speaker == Speaker.AgentToScanner && _lines[_at].Octets[_heardOfLine] == buffer[i])
            {
                if (++_heardOfLine < _lines[_at].Octets.Length) continue;
                _heardOfLine = 0;
                _at += 1 + _early;
                _early = 0;
            }
            else
            {
                Surprise = Heard.Replies.Count > 0 ? Heard.Replies[^1] : "(half a reply)";
            }
        }
    }
}
