using System;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// Puts a mail's header section right while it passes (RFC 5322 3.6): adds Received, Date, Message-ID, From and MIME-Version where they are
/// missing, takes out Bcc and what stands there twice, writes the account's sender into From and Sender. The body is not its concern: once
/// <see cref="IsInHeader"/> is false, octets go by it.
/// </summary>
/// <remarks>
/// <para>It works by whole lines. What it takes out begins behind a line end and ends with one; what it puts in stands at a line's start,
/// does not begin with a dot and ends with CRLF. So it can neither make nor unmake CRLF.CRLF, which was looked for in the octets of the
/// scanner before they came here.</para>
/// <para>RFC 5322 2.1: a mail may have no body, and then no empty line; what is missing is added at its end. A line that is neither a
/// field nor the continuation of one begins the body, as if the empty line had been forgotten, and that line is put in.</para>
/// <para>MIME-Version is added where Content-Type or Content-Transfer-Encoding stand without it: RFC 2045 4 wants it, and some readers show
/// base64 as text without it. A mail without any of the three is plain text and is left so.</para>
/// <para>Octets above 127 and the escapes of ISO-2022-JP pass as they are, since nothing in the mail says which character set they are in. Where the
/// listener says it, <see cref="RawHeaderText"/> makes encoded words of them.</para>
/// </remarks>
public sealed partial class HeaderFilter
{
    // What becomes of the field that the line belongs to. Collect: it is gathered until it has ended.
    private const int NoField = 0;
    private const int Pass = 1;
    private const int Drop = 2;
    private const int Collect = 3;

    private readonly GatheredOctets _out;
    private readonly OriginatorFields _originators;
    private readonly RawHeaderText _raw;
    // The field being gathered, then the line being read, from _start on.
    private readonly byte[] _field = new byte[Limits.HeaderField];
    private int _start;
    private int _count;
    private int _fate;
    private HeaderField _name;
    private bool _inLongLine;
    private int _seen;
    private long _taken;
    private bool _hasPutOut;
    private readonly MailOrigin _origin;
    private MessageRepair _repair = MessageRepair.None;

    /// <summary>Allocates its buffers.</summary>
    /// <param name="goesOn">Gets what goes on.</param>
    /// <param name="origin">What is known of each mail, from <see cref="Begin"/> to <see cref="End"/>.</param>
    public HeaderFilter(GatheredOctets goesOn, MailOrigin origin)
    {
        _origin = origin;
        _out = goesOn;
        _originators = new OriginatorFields(goesOn.Room);
        _raw = new RawHeaderText(goesOn);
    }

    /// <summary>True until the header section has ended.</summary>
    public bool IsInHeader { get; private set; }

    /// <summary>True if the header section, or a field of it that had to be read whole, is over its limit and went on as it came.</summary>
    public bool IsOverLimit { get; private set; }

    /// <summary>True while every octet that was taken has gone out, or will, as it came, and no other.</summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>True if Date or Received was left out since the device's clock is not set.</summary>
    public bool LacksTime { get; private set; }

    /// <summary>Begins a mail.</summary>
    /// <param name="repair">What the listener wants.</param>
    public void Begin(MessageRepair repair)
    {
        _repair = repair;
        _start = 0;
        _count = 0;
        _fate = NoField;
        _name = HeaderField.None;
        _inLongLine = false;
        _seen = 0;
        _taken = 0;
        _originators.Begin();
        IsInHeader = repair.Header;
        IsOverLimit = false;
        // A Received field without a time is none (RFC 5321 4.4).
        _hasPutOut = repair.Received && _origin.UtcSeconds > 0;
        LacksTime = repair.Received && !_hasPutOut;
        IsUnchanged = !_hasPutOut;
        if (_hasPutOut) _out.Composed(AddedFields.AppendReceived(_out.Room, _out.Compose(), _origin));
    }

    /// <summary>Takes the next octets of the mail, up to the end of the header section at most.</summary>
    /// <returns>How many were used; those behind the header section are the caller's to send as they are.</returns>
    public int Take(byte[] buffer, int offset, int count)
    {
        int at = offset;
        int end = offset + count;
        while (at < end && IsInHeader && !_out.IsLost)
        {
            int lf = Ascii.IndexOfLf(buffer, at, end - at);
            bool isWhole = lf >= 0;
            int piece = (isWhole ? lf + 1 : end) - at;
            if (piece > _field.Length - _count)
            {
                piece = _field.Length - _count;
                isWhole = false;
            }
            Array.Copy(buffer, at, _field, _count, piece);
            at += piece;
            _count += piece;
            _taken += piece;
            if (_inLongLine) LongLine(isWhole);
            else if (isWhole) WholeLine();
            else if (_count == _field.Length) FullBuffer();
        }
        return at - offset;
    }

    /// <summary>The mail has ended: what comes next is the dot of CRLF.CRLF.</summary>
    public void End()
    {
        if (_count > _start && IsInHeader) WholeLine();
        if (!IsInHeader) return;
        FinishField();
        AddMissing();
        IsInHeader = false;
    }

    // The rest of a line that did not fit.
    private void LongLine(bool isWhole)
    {
        PassOrDrop();
        _inLongLine = !isWhole;
    }

    private void WholeLine()
    {
        if (IsContinuation() || BeginField()) Settle();
    }

    // The buffer is full and the line has not ended.
    private void FullBuffer()
    {
        if (!IsContinuation())
        {
            if (_start > 0)
            {
                // Without the field before it there is room again.
                FinishField();
                return;
            }
            if (!BeginField()) return;
        }
        if (_fate == Collect) StopCollecting();
        PassOrDrop();
        _inLongLine = true;
    }

    // The line belongs to a field whose fate is known.
    private void Settle()
    {
        // Two octets of the next line tell whether it goes on: without room for them the field is too long already.
        if (_fate == Collect && _count > _field.Length - 2) StopCollecting();
        if (_fate == Collect)
        {
            _start = _count;
            return;
        }
        PassOrDrop();
    }

    private void PassOrDrop()
    {
        if (_fate == Pass) PutLine();
        else IsUnchanged = false;
        _count = 0;
    }

    private void StopCollecting()
    {
        IsOverLimit = true;
        _fate = Pass;
        _start = 0;
    }

    private bool IsContinuation()
    {
        int first = Unstuffed();
        return _fate != NoField && first < _count && (_field[first] == Ascii.SP || _field[first] == Ascii.HT);
    }

    // RFC 5321 4.5.2: the receiver takes a dot away that a line begins with, and sees what is behind it.
    private int Unstuffed()
    {
        return _start < _count && _field[_start] == (byte)'.' ? _start + 1 : _start;
    }

    // The line is not a continuation. False: it does not begin a field either, and the header section has ended.
    private bool BeginField()
    {
        FinishField();
        if (_taken > Limits.HeaderSection)
        {
            IsOverLimit = true;
            return EndHeader(false, false);
        }
        bool isEmpty = _count > 0 && (_field[0] == Ascii.LF || (_count > 1 && _field[0] == Ascii.CR && _field[1] == Ascii.LF));
        if (isEmpty) return EndHeader(true, false);
        int first = Unstuffed();
        _name = HeaderFieldName.Read(_field, first, _count - first, out _);
        if (_name == HeaderField.None) return EndHeader(true, true);
        bool again = Has(_name);
        _seen |= 1 << (int)_name;
        switch (_name)
        {
            case HeaderField.Bcc: _fate = Drop; break;
            case HeaderField.Date:
            case HeaderField.MessageId:
            case HeaderField.From:
            case HeaderField.Sender:
            case HeaderField.ReplyTo: _fate = again ? Drop : Collect; break;
            case HeaderField.Subject:
            case HeaderField.To:
            case HeaderField.Cc: _fate = again ? Drop : _repair.Characters == RawCharacters.Unknown ? Pass : Collect; break;
            default: _fate = again && HeaderFieldName.IsSingle(_name) ? Drop : Pass; break;
        }
        return true;
    }

    private bool EndHeader(bool adds, bool separates)
    {
        if (adds) AddMissing();
        // Where nothing was put before it, a body stays what it was.
        if (separates && _hasPutOut)
        {
            Put(Crlf, 0, Crlf.Length);
            IsUnchanged = false;
        }
        PutLine();
        IsInHeader = false;
        return false;
    }

    // A gathered field has ended; the line behind it moves to the buffer's beginning.
    private void FinishField()
    {
        if (_start == 0) return;
        int dots = _field[0] == (byte)'.' ? 1 : 0;
        HeaderFieldName.Read(_field, dots, _start - dots, out int value);
        if (!PutAnew(value))
        {
            // Nothing in it is as good as no field: one that says something may follow, or is added.
            _seen &= ~(1 << (int)_name);
            IsUnchanged = false;
        }
        Array.Copy(_field, _start, _field, 0, _count - _start);
        _count -= _start;
        _start = 0;
        _fate = NoField;
    }
}
