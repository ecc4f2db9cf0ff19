using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>A scanner that says its turns, each when everything before it was answered, and listens.</summary>
public sealed class MemoryScanner(FakeClock clock, Seams seams) : MemoryChannel("scanner", clock, seams), IScannerConnection
{
    private readonly Queue<Turn> _turns = new();
    private readonly HeardReplies _heard = new();
    private int _repliesDue = 1;

    private sealed record Turn(byte[] Octets, int RepliesBefore, string OnlyAfter);

    /// <summary>Every reply heard, long ones as their last line.</summary>
    public List<string> Replies
    {
        get { return _heard.Replies; }
    }

    /// <summary>The codes of all replies, with spaces between.</summary>
    public string Codes
    {
        get { return _heard.Codes; }
    }

    /// <summary>How many mails the scanner was told are delivered.</summary>
    public int ToldDelivered
    {
        get { return _heard.ToldDelivered; }
    }

    /// <summary>True if the scanner keeps the connection open, silent, when it has said all.</summary>
    public bool StaysOn { get; set; }

    /// <summary>Called at each read, with the number of octets read so far.</summary>
    public Action? BeforeRead { get; set; }

    public bool IsSecure { get; private set; }

    /// <summary>What was behind the scanner's STARTTLS line.</summary>
    public string Early { get; private set; } = "";

    public bool TlsFails { get; set; }

    /// <summary>One line, said when all before it was answered.</summary>
    public MemoryScanner Says(string line)
    {
        return SaysAtOnce(line + "\r\n", 1);
    }

    /// <summary>Octets in one piece, to which a number of replies is due.</summary>
    public MemoryScanner SaysAtOnce(string octets, int replies)
    {
        _turns.Enqueue(new Turn(Octets.Of(octets), _repliesDue, ""));
        _repliesDue += replies;
        return this;
    }

    /// <summary>Mail data, said only if the reply before it was 354.</summary>
    public MemoryScanner SaysData(string octets)
    {
        _turns.Enqueue(new Turn(Octets.Of(octets), _repliesDue, "354"));
        _repliesDue++;
        return this;
    }

    /// <summary>A whole mail.</summary>
    public MemoryScanner SaysMail(string data = "Subject: scan\r\n\r\npage\r\n.\r\n", string sender = "scanner@contoso.com", string recipient = "a@example.com")
    {
        return Says($"MAIL FROM:<{sender}>").Says($"RCPT TO:<{recipient}>").Says("DATA").SaysData(data);
    }

    public Diagnosis TlsFailure
    {
        get { return Diagnosis.ScannerTlsFailed; }
    }

    public bool StartTls(byte[] early, int offset, int count)
    {
        Early = Octets.Text(early, offset, count);
        if (Seams.Fails("scanner.StartTls") || TlsFails || IsBroken || IsClosed || IsCut) return false;
        IsSecure = true;
        return true;
    }

    protected override void Wanted()
    {
        BeforeRead?.Invoke();
        while (_turns.Count > 0)
        {
            Turn turn = _turns.Peek();
            if (Replies.Count < turn.RepliesBefore) return;
            _turns.Dequeue();
            if (turn.OnlyAfter.Length > 0 && !Replies[^1].StartsWith(turn.OnlyAfter, StringComparison.Ordinal))
            {
                Skip();
                continue;
            }
            Say(turn.Octets);
            return;
        }
        if (!StaysOn) HasEnded = true;
    }

    protected override void Took(byte[] buffer, int offset, int count)
    {
        _heard.Take(buffer, offset, count);
    }

    // A turn that is not said gets no reply either.
    private void Skip()
    {
        Turn[] rest = _turns.Select(turn => turn with { RepliesBefore = turn.RepliesBefore - 1 }).ToArray();
        _turns.Clear();
        foreach (Turn turn in rest) _turns.Enqueue(turn);
    }
}
