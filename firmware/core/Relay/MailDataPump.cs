using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Relay;

/// <summary>
/// Carries one mail's data from the scanner to the provider: read a chunk, scan it, put it right, write it. Nothing is kept, nothing
/// is allocated, and a slow provider slows the scanner down through its own socket.
/// </summary>
public sealed class MailDataPump
{
    private readonly IClock _clock;
    private readonly DataScanner _data = new DataScanner();
    private readonly MailDataOutlet _outlet;
    private readonly LineBuffer _buffer;
    private long _startedMs;
    private long _seen;
    private long _taken;

    /// <summary>A pump for one session.</summary>
    /// <param name="buffer">The session's inbound buffer, which may already hold the beginning of the data.</param>
    /// <param name="clock">For the slowest rate.</param>
    /// <param name="outlet">Null: one of its own. Sessions may share one where one link is all they have: who has the link has the outlet.</param>
    public MailDataPump(LineBuffer buffer, IClock clock, MailDataOutlet? outlet = null)
    {
        _buffer = buffer;
        _clock = clock;
        _outlet = outlet == null ? new MailDataOutlet() : outlet;
    }

    /// <summary>What is known about the mail; to be filled in before <see cref="Run"/>.</summary>
    public MailOrigin Origin
    {
        get { return _outlet.Origin; }
    }

    /// <summary>Octets forwarded of the last mail, its CRLF.CRLF included.</summary>
    public long Octets
    {
        get { return _outlet.Octets; }
    }

    /// <summary>What the last mail's lines had.</summary>
    public LineRepair Lines
    {
        get { return _outlet.Lines; }
    }

    /// <summary>What the last mail's header section had.</summary>
    public HeaderFilter Header
    {
        get { return _outlet.Header; }
    }

    /// <summary>
    /// Carries the data. DATA has been sent and its reply is still owed, since the scanner was told 354 at once: it is read
    /// when the first chunk is there.
    /// </summary>
    /// <param name="scanner">Where the data comes from.</param>
    /// <param name="provider">Where it goes.</param>
    /// <param name="sizeMax">What the scanner may send, in octets. What repair adds does not count: the provider minds its own limit.</param>
    /// <param name="repair">What is put right.</param>
    public RelayResult Run(IByteChannel scanner, ProviderLink provider, long sizeMax, MessageRepair repair)
    {
        _data.Reset();
        _outlet.Begin(provider, repair);
        _taken = 0;
        _seen = _buffer.Count;
        _startedMs = _clock.NowMs;
        bool mayWrite = false;
        int held = 0;
        while (_data.Status == DataStatus.More)
        {
            if (_buffer.Count == held && !Fill(scanner)) return Ended();
            int mine = _data.Scan(_buffer.Octets, _buffer.Start, _buffer.Count);
            if (_data.Status == DataStatus.Smuggling) return RelayResult.SmugglingRefused;
            _taken += mine;
            if (_taken > sizeMax) return Discard(scanner, mine, sizeMax, RelayResult.TooLarge);
            if (!mayWrite)
            {
                if (!provider.Await(Limits.ReplyMsMax)) return Discard(scanner, mine, sizeMax, RelayResult.ProviderLost);
                if (provider.Reply.Code != 354) return Discard(scanner, mine, sizeMax, RelayResult.Answered);
                mayWrite = true;
            }
            bool isLast = _data.Status == DataStatus.Complete;
            if (isLast && provider.SpokeEarly()) return Consumed(mine, RelayResult.ProviderLost);
            if (!_outlet.Write(_buffer.Octets, _buffer.Start, mine, isLast))
            {
                if (_outlet.EndIsOut) return Consumed(mine, RelayResult.OutcomeUnknown);
                return Discard(scanner, mine, sizeMax, Lines.IsRefused ? RelayResult.LinesRefused : RelayResult.ProviderLost);
            }
            _buffer.Consume(mine);
            held = isLast ? 0 : _buffer.Count;
        }
        provider.DataSent();
        return provider.Await(Limits.FinalReplyMsMax) ? RelayResult.Answered : RelayResult.OutcomeUnknown;
    }

    // The mail cannot go on, but a scanner that is in the middle of sending hears a reply only when it has sent all: so the
    // rest is read and dropped, in bounds.
    private RelayResult Discard(IByteChannel scanner, int mine, long sizeMax, RelayResult result)
    {
        long dropped = 0;
        _buffer.Consume(mine);
        int held = _data.Status == DataStatus.More ? _buffer.Count : 0;
        while (_data.Status == DataStatus.More)
        {
            if (dropped > sizeMax || (_buffer.Count == held && !Fill(scanner))) return Ended();
            mine = _data.Scan(_buffer.Octets, _buffer.Start, _buffer.Count);
            if (_data.Status == DataStatus.Smuggling) return RelayResult.SmugglingRefused;
            dropped += mine;
            _buffer.Consume(mine);
            held = _buffer.Count;
        }
        return result;
    }

    private RelayResult Consumed(int mine, RelayResult result)
    {
        _buffer.Consume(mine);
        return result;
    }

    private RelayResult Ended()
    {
        return IsTooSlow() ? RelayResult.ScannerTooSlow : RelayResult.ScannerLost;
    }

    private bool Fill(IByteChannel scanner)
    {
        if (IsTooSlow()) return false;
        int offset = _buffer.FillOffset();
        int received = scanner.Read(_buffer.Octets, offset, _buffer.Octets.Length - offset);
        if (received <= 0) return false;
        _buffer.Filled(received);
        _seen += received;
        return true;
    }

    // One octet a second keeps every read time-out happy; the mean rate does not lie.
    private bool IsTooSlow()
    {
        long elapsedMs = _clock.NowMs - _startedMs;
        return elapsedMs > Limits.DataGraceMs && _seen * 1000 / elapsedMs < Limits.DataOctetsPerSecondMin;
    }
}
