using System;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// Finds in mail data what its lines must not have: a line feed without carriage return, lines over <see cref="Limits.MailLine"/>, NUL; and
/// says what goes out instead. It works behind <see cref="DataScanner"/>, which has found the end of the data in the scanner's own octets and has
/// refused every dot that stands alone between line ends of any kind. So a CRLF made here can never stand before the dot of an end.
/// </summary>
/// <remarks>
/// <para>A chunk of equal lines, which is what base64 is, costs one native search for line feeds: where a line feed is due, one line's length behind the one
/// before, it is blanked, and the search for a line feed then finds only those that nobody expected. All are put back before the method
/// returns. Of other text each line costs one search.</para>
/// <para>A line behind a bare LF that begins with a single dot was not dot-stuffed by its sender, to whom it was no line (RFC 5321 4.5.2);
/// as a line of its own it needs a second dot. One with two dots is left as it is.</para>
/// </remarks>
public sealed class LineRepair
{
    private static readonly byte[] Crlf = Ascii.Bytes("\r\n");
    private static readonly byte[] Dot = Ascii.Bytes(".");
    private const int Window = 16384;
    private static readonly byte[] Nothing = new byte[0];
    private static readonly object BoxedNul = (byte)0;

    private MessageRepair _repair = MessageRepair.None;
    private bool _looks;
    // Octets of the line under way that have passed, and the last of them.
    private int _length;
    private byte _last;
    // Length of the last line with its line end: the next one is likely to have it too.
    private int _stride;
    private bool _behindBareLf;

    /// <summary>What goes out behind the octets that <see cref="Next"/> let pass.</summary>
    public byte[] Insert { get; private set; } = Nothing;

    /// <summary>How many octets behind them do not go out.</summary>
    public int Skip { get; private set; }

    /// <summary>True if the mail has a bare LF.</summary>
    public bool HasBareLf { get; private set; }

    /// <summary>True if the mail has a line over the limit.</summary>
    public bool HasLongLine { get; private set; }

    /// <summary>
    /// True if the mail has a NUL. Where the listener carries it, one that is found nowhere but among many lines of one length may be missed.
    /// </summary>
    public bool HasNul { get; private set; }

    /// <summary>True if the mail has what its listener refuses: nothing more of it may go out.</summary>
    public bool IsRefused
    {
        get
        {
            return (HasBareLf && _repair.Lines == LinePolicy.Refuse) || (HasLongLine && _repair.RefusesLongLines) || (HasNul && _repair.RefusesNul);
        }
    }

    /// <summary>Begins a mail.</summary>
    public void Begin(MessageRepair repair)
    {
        _repair = repair;
        _looks = repair.LooksAtLines;
        _length = 0;
        _last = Ascii.LF;
        _stride = 0;
        _behindBareLf = false;
        Insert = Nothing;
        Skip = 0;
        HasBareLf = false;
        HasLongLine = false;
        HasNul = false;
    }

    /// <summary>
    /// Looks at the next octets of the chunk. A dot at their beginning is not the last of them: DataScanner holds it back until it knows what follows.
    /// </summary>
    /// <returns>How many go out as they are; then comes <see cref="Insert"/>, and <see cref="Skip"/> octets are passed over.</returns>
    public int Next(byte[] buffer, int offset, int count)
    {
        Insert = Nothing;
        Skip = 0;
        if (!_looks || count == 0) return count;
        if (_behindBareLf && NeedsDot(buffer, offset, count))
        {
            _behindBareLf = false;
            Insert = Dot;
            return 0;
        }
        _behindBareLf = false;
        int bare = FindBareLf(buffer, offset, offset + count);
        if (bare < 0) return count;
        HasBareLf = true;
        if (_repair.Lines != LinePolicy.Repair) return bare + 1 - offset;
        _behindBareLf = true;
        Insert = Crlf;
        Skip = 1;
        return bare - offset;
    }

    private static bool NeedsDot(byte[] buffer, int offset, int count)
    {
        return count > 1 && buffer[offset] == (byte)'.' && buffer[offset + 1] != (byte)'.';
    }

    // The first bare LF from at on, or -1. What was passed is remembered.
    private int FindBareLf(byte[] buffer, int at, int end)
    {
        int start = at;
        while (at < end)
        {
            // In pieces that a processor's nearest cache holds, since each is gone through more than once.
            int stop = end - start > Window ? start + Window : end;
            int before = at;
            int lf = Expected(buffer, ref at, stop);
            bool isEven = before == start && lf < 0 && at > start;
            if (lf < 0)
            {
                Pass(stop - at, buffer[stop - 1]);
                at = stop;
                FindNul(buffer, start, at, isEven);
                start = at;
                continue;
            }
            bool isBare = (lf > at ? buffer[lf - 1] : _last) != Ascii.CR;
            _stride = _length + lf + 1 - at;
            if (_stride - (isBare ? 1 : 2) > Limits.MailLine) HasLongLine = true;
            _length = 0;
            _last = Ascii.LF;
            at = lf + 1;
            if (isBare || at == stop)
            {
                FindNul(buffer, start, at, false);
                start = at;
            }
            if (isBare) return lf;
        }
        return -1;
    }

    // Where NUL is carried it is only noted: then a piece of nothing but equal lines, which is base64, is not worth a search of its own.
    private void FindNul(byte[] buffer, int start, int end, bool isEven)
    {
        if (HasNul || (isEven && !_repair.RefusesNul)) return;
        HasNul = Array.IndexOf((Array)buffer, BoxedNul, start, end - start) >= 0;
    }

    // Passes over the lines that are as long as the one before and end with CRLF. Then at is where the first other line goes
    // on, and the result its LF, or -1.
    private int Expected(byte[] buffer, ref int at, int end)
    {
        int first = at + _stride - 1 - _length;
        if (_stride < 2 || first <= at || first >= end) return Ascii.IndexOfLf(buffer, at, end - at);
        int next = first;
        for (; next < end && buffer[next] == Ascii.LF && buffer[next - 1] == Ascii.CR; next += _stride) buffer[next] = Ascii.CR;
        int other = Ascii.IndexOfLf(buffer, at, end - at);
        for (int lf = first; lf < next; lf += _stride) buffer[lf] = Ascii.LF;
        // The last line end that was as expected and stands before the other one.
        int passed = other < 0 || other > next ? next : first + (other - first + _stride - 1) / _stride * _stride;
        if (other >= 0 && other < first) passed = first;
        if (passed > first)
        {
            at = passed - _stride + 1;
            _length = 0;
            _last = Ascii.LF;
        }
        return other;
    }

    private void Pass(int count, byte last)
    {
        _length += count;
        _last = last;
        // A CR at the end may be the line end's.
        if (_length - 1 > Limits.MailLine) HasLongLine = true;
    }
}
