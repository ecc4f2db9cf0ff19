using System;

namespace DeviceMailAgent.Smtp;

/// <summary>What <see cref="LineBuffer.Next"/> found.</summary>
public enum LineStatus
{
    /// <summary>No whole line yet: fill and ask again.</summary>
    Incomplete,
    /// <summary>A line stands at <see cref="LineBuffer.LineOffset"/>.</summary>
    Line,
    /// <summary>A line longer than allowed has been passed over, up to and with its LF.</summary>
    TooLong,
}

/// <summary>
/// The one inbound buffer of a connection, for lines and for mail data: octets that arrive behind a line stay in it, neither
/// lost nor obeyed early. A line ends with LF; a CR before it is not part of the line.
/// </summary>
public sealed class LineBuffer
{
    private readonly int _lineMax;
    private int _end;
    private int _searched;
    private bool _passingOver;

    /// <summary>Allocates the buffer.</summary>
    /// <param name="octets">Its size; larger than <paramref name="lineMax"/>.</param>
    /// <param name="lineMax">The longest line, its CRLF included.</param>
    public LineBuffer(int octets, int lineMax)
    {
        if (octets <= lineMax) throw new ArgumentException("The buffer must be larger than a line.");
        Octets = new byte[octets];
        _lineMax = lineMax;
    }

    /// <summary>The octets; those from <see cref="Start"/> on, <see cref="Count"/> of them, have arrived and are not used yet.</summary>
    public byte[] Octets { get; }

    /// <summary>Index of the first unused octet.</summary>
    public int Start { get; private set; }

    /// <summary>How many unused octets there are.</summary>
    public int Count
    {
        get { return _end - Start; }
    }

    /// <summary>Index of the line that <see cref="Next"/> found.</summary>
    public int LineOffset { get; private set; }

    /// <summary>Its length without the line end.</summary>
    public int LineCount { get; private set; }

    /// <summary>Octets of the current overlong line that were passed over so far.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Where to read more octets to: makes room first. There is always some, since a line that fills the buffer is passed over.</summary>
    public int FillOffset()
    {
        if (Start == _end)
        {
            Start = 0;
            _end = 0;
            _searched = 0;
        }
        else if (_end == Octets.Length && Start > 0)
        {
            Array.Copy(Octets, Start, Octets, 0, _end - Start);
            _searched -= Start;
            _end -= Start;
            Start = 0;
        }
        return _end;
    }

    /// <summary>Says that <paramref name="count"/> octets were read to <see cref="FillOffset"/>.</summary>
    public void Filled(int count)
    {
        _end += count;
    }

    /// <summary>Uses up octets from <see cref="Start"/>.</summary>
    public void Consume(int count)
    {
        Start += count;
        if (_searched < Start) _searched = Start;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Start = 0;
        _end = 0;
        _searched = 0;
        _passingOver = false;
        PassedOver = 0;
    }

    /// <summary>Takes the next line. It stays where it is until the buffer is filled again.</summary>
    public LineStatus Next()
    {
        int lf = Ascii.IndexOfLf(Octets, _searched, _end - _searched);
        if (lf < 0)
        {
            _searched = _end;
            if (Count >= _lineMax) PassOver();
            return LineStatus.Incomplete;
        }
        int offset = Start;
        Consume(lf + 1 - Start);
        if (_passingOver || lf + 1 - offset > _lineMax)
        {
            _passingOver = false;
            PassedOver = 0;
            return LineStatus.TooLong;
        }
        LineOffset = offset;
        LineCount = lf - offset;
        if (LineCount > 0 && Octets[lf - 1] == Ascii.CR) LineCount--;
        return LineStatus.Line;
    }

    private void PassOver()
    {
        _passingOver = true;
        PassedOver += Count;
        Consume(Count);
    }
}
