using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using DeviceMailAgent.Transcripts;

namespace DeviceMailAgent.Tool.Record;

/// <summary>
/// Lets the agent's session hear a blanked dialogue once more, in memory, and writes down what is said: so a transcript has no octet that was not
/// blanked before, and it replays, because it was played.
/// </summary>
internal sealed class Rehearsal : IScannerConnection
{
    private readonly Tape _tape;
    private readonly Queue<Turn> _turns;

    private Rehearsal(Tape tape, IEnumerable<Turn> turns, bool isSecure)
    {
        _tape = tape;
        _turns = new Queue<Turn>(turns.Where(turn => turn.Kind != TurnKind.Agent));
        IsSecure = isSecure;
    }

    public int ReadTimeoutMs
    {
        set { }
    }

    public bool IsSecure { get; private set; }

    /// <summary>The whole file.</summary>
    /// <param name="title">The header's first line.</param>
    /// <param name="device">Make and model; empty: not known.</param>
    /// <param name="recorded">What was recorded.</param>
    /// <param name="blanked">Its turns without secrets.</param>
    /// <param name="quirks">What it shows.</param>
    /// <param name="offersStartTls">Whether STARTTLS was offered.</param>
    public static string Transcript(string title, string device, RecordedConnection recorded, IReadOnlyList<Turn> blanked, IEnumerable<int> quirks, bool offersStartTls)
    {
        var tape = new Tape();
        new Stage(tape, offersStartTls).Run(new Rehearsal(tape, blanked, recorded.BeganWithTls));
        tape.Finish();
        var text = new StringBuilder($"title: {title}\nsecurity: none\nmechanism: none\n");
        if (device.Length > 0) text.Append("device: ").Append(device).Append('\n');
        if (recorded.BeganWithTls) text.Append("tls: at-once\n");
        else if (offersStartTls) text.Append("tls: offered\n");
        if (recorded.SpokeFirst) text.Append("speaks: first\n");
        text.Append("# Shows, by the numbers of hardware/scanners: ").AppendJoin(", ", quirks).Append("\n# Names, addresses, logins and mails were blanked when it was recorded.\n");
        return text.Append('\n').Append(tape.Text()).ToString();
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        if (_turns.Count == 0) return 0;
        Turn turn = _turns.Dequeue();
        if (turn.Kind == TurnKind.Silent) _tape.Note(Speaker.Scanner, "{silent}");
        if (turn.Kind != TurnKind.Scanner) return -1;
        int given = Math.Min(count, turn.Octets.Length);
        turn.Octets.AsSpan(0, given).CopyTo(buffer.AsSpan(offset));
        if (given < turn.Octets.Length) PutBack(turn.Octets[given..]);
        _tape.Octets(Speaker.Scanner, buffer, offset, given);
        return given;
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        _tape.Octets(Speaker.AgentToScanner, buffer, offset, count);
        return true;
    }

    public Diagnosis TlsFailure => Diagnosis.ScannerTlsFailed;

    public bool StartTls(byte[] early, int offset, int count)
    {
        bool succeeds = _turns.Count > 0 && _turns.Dequeue().Kind == TurnKind.Tls;
        _tape.Note(Speaker.Scanner, succeeds ? "{tls}" : "{tls fails}");
        IsSecure |= succeeds;
        return succeeds;
    }

    public void Close()
    {
    }

    private void PutBack(byte[] octets)
    {
        Turn[] others = [.. _turns];
        _turns.Clear();
        _turns.Enqueue(new Turn(TurnKind.Scanner, octets));
        foreach (Turn other in others) _turns.Enqueue(other);
    }
}
