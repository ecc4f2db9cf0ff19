using System;

namespace DeviceMailAgent.Smtp;

/// <summary>What <see cref="Reply.Line"/> made of a line.</summary>
public enum ReplyStatus
{
    /// <summary>The reply goes on (RFC 5321 4.2.1: a hyphen after the code).</summary>
    More,
    /// <summary>This was the last line.</summary>
    Complete,
    /// <summary>Not a reply line, or one with another code than the lines before it.</summary>
    Malformed,
}

/// <summary>
/// A server's reply (RFC 5321 4.2), told one line at a time: code, enhanced status code (RFC 3463) and the beginning of its
/// text. Lines of a long reply are joined with a space.
/// </summary>
public sealed class Reply
{
    private readonly byte[] _text;
    private bool _open;

    /// <summary>Room for a reply.</summary>
    public Reply()
        : this(Limits.ReplyText)
    {
    }

    /// <summary>Room for codes, and for so many octets of text.</summary>
    public Reply(int textMax)
    {
        _text = new byte[textMax];
    }

    /// <summary>The three-digit code; 0 when there is no reply.</summary>
    public int Code { get; private set; }

    /// <summary>First number of the enhanced status code (2, 4 or 5); 0 when the reply has none.</summary>
    public int EnhancedClass { get; private set; }

    /// <summary>Second number of the enhanced status code.</summary>
    public int EnhancedSubject { get; private set; }

    /// <summary>Third number of the enhanced status code.</summary>
    public int EnhancedDetail { get; private set; }

    /// <summary>The text behind the codes; the first <see cref="TextCount"/> octets, printable US-ASCII only.</summary>
    public byte[] Text
    {
        get { return _text; }
    }

    /// <summary>Octets of text kept, at most <see cref="Limits.ReplyText"/>.</summary>
    public int TextCount { get; private set; }

    /// <summary>True for 2yz.</summary>
    public bool IsPositive
    {
        get { return Code >= 200 && Code < 300; }
    }

    /// <summary>True for 4yz: try again later.</summary>
    public bool IsTransient
    {
        get { return Code >= 400 && Code < 500; }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Code = 0;
        EnhancedClass = 0;
        EnhancedSubject = 0;
        EnhancedDetail = 0;
        TextCount = 0;
        _open = false;
    }

    /// <summary>Takes one line, without its line end. The first line of a new reply clears the old one.</summary>
    public ReplyStatus Line(byte[] buffer, int offset, int count)
    {
        if (count > 0 && buffer[offset + count - 1] == Ascii.CR) count--;
        int code = ParseCode(buffer, offset, count);
        if (code == 0) return ReplyStatus.Malformed;
        if (!_open)
        {
            Clear();
            Code = code;
            _open = true;
        }
        else if (code != Code)
        {
            return ReplyStatus.Malformed;
        }
        bool last = count == 3 || buffer[offset + 3] != (byte)'-';
        if (count > 4) AppendText(buffer, offset + 4, count - 4);
        if (last) _open = false;
        return last ? ReplyStatus.Complete : ReplyStatus.More;
    }

    /// <summary>True if the enhanced status code is this one.</summary>
    public bool IsEnhanced(int enhancedClass, int subject, int detail)
    {
        return EnhancedClass == enhancedClass && EnhancedSubject == subject && EnhancedDetail == detail;
    }

    /// <summary>Finds a word in the text, without regard to case.</summary>
    public bool Mentions(byte[] word)
    {
        return Ascii.ContainsIgnoreCase(_text, 0, TextCount, word);
    }

    /// <summary>Takes over another reply.</summary>
    public void CopyFrom(Reply other)
    {
        Code = other.Code;
        EnhancedClass = other.EnhancedClass;
        EnhancedSubject = other.EnhancedSubject;
        EnhancedDetail = other.EnhancedDetail;
        TextCount = other.TextCount;
        Array.Copy(other._text, 0, _text, 0, other.TextCount);
        _open = false;
    }

    /// <summary>Writes the reply as one line with CRLF, as it is passed on to the scanner.</summary>
    /// <param name="buffer">Has room for <see cref="Limits.ReplyText"/> + 32 octets behind <paramref name="offset"/>.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="diagnosis">The number for the panel, put before the text since panels show its beginning; 0: none.</param>
    /// <returns>The offset behind it.</returns>
    public int AppendTo(byte[] buffer, int offset, int diagnosis)
    {
        offset = Ascii.AppendDecimal(buffer, offset, Code);
        buffer[offset++] = Ascii.SP;
        if (EnhancedClass != 0)
        {
            offset = AppendEnhanced(buffer, offset);
            buffer[offset++] = Ascii.SP;
        }
        if (diagnosis > 0)
        {
            buffer[offset++] = (byte)'D';
            offset = Ascii.AppendDecimal(buffer, offset, diagnosis);
            buffer[offset++] = Ascii.SP;
        }
        Array.Copy(_text, 0, buffer, offset, TextCount);
        offset += TextCount;
        buffer[offset++] = Ascii.CR;
        buffer[offset++] = Ascii.LF;
        return offset;
    }

    /// <summary>Writes the enhanced status code, for example 5.7.139.</summary>
    /// <returns>The offset behind it. At most 9 octets.</returns>
    public int AppendEnhanced(byte[] buffer, int offset)
    {
        offset = Ascii.AppendDecimal(buffer, offset, EnhancedClass);
        buffer[offset++] = (byte)'.';
        offset = Ascii.AppendDecimal(buffer, offset, EnhancedSubject);
        buffer[offset++] = (byte)'.';
        return Ascii.AppendDecimal(buffer, offset, EnhancedDetail);
    }

    // RFC 5321 4.2: the first digit is 2 to 5; a fourth octet is a space or a hyphen.
    private static int ParseCode(byte[] buffer, int offset, int count)
    {
        if (count < 3) return 0;
        if (buffer[offset] < (byte)'2' || buffer[offset] > (byte)'5') return 0;
        if (!Ascii.IsDigit(buffer[offset + 1]) || !Ascii.IsDigit(buffer[offset + 2])) return 0;
        if (count > 3 && buffer[offset + 3] != Ascii.SP && buffer[offset + 3] != (byte)'-') return 0;
        return (buffer[offset] - '0') * 100 + (buffer[offset + 1] - '0') * 10 + (buffer[offset + 2] - '0');
    }

    private void AppendText(byte[] buffer, int offset, int count)
    {
        int skipped = SkipEnhanced(buffer, offset, count);
        offset += skipped;
        count -= skipped;
        if (TextCount > 0 && count > 0 && TextCount < _text.Length) _text[TextCount++] = Ascii.SP;
        for (int i = 0; i < count && TextCount < _text.Length; i++)
        {
            byte octet = buffer[offset + i];
            // A reply goes on to the scanner and into the log; a control octet in either could forge a line.
            _text[TextCount++] = octet < Ascii.SP || octet > 126 ? (byte)'?' : octet;
        }
    }

    // RFC 2034 4: class "." subject "." detail, then a space or the line's end. The class agrees with the code's first digit.
    private int SkipEnhanced(byte[] buffer, int offset, int count)
    {
        if (count < 5 || buffer[offset] - '0' != Code / 100 || buffer[offset + 1] != (byte)'.') return 0;
        int subject = 0;
        int detail = 0;
        int at = 2;
        int digits = 0;
        while (at < count && digits < 3 && Ascii.IsDigit(buffer[offset + at]))
        {
            subject = subject * 10 + buffer[offset + at++] - '0';
            digits++;
        }
        if (digits == 0 || at >= count || buffer[offset + at] != (byte)'.') return 0;
        at++;
        digits = 0;
        while (at < count && digits < 3 && Ascii.IsDigit(buffer[offset + at]))
        {
            detail = detail * 10 + buffer[offset + at++] - '0';
            digits++;
        }
        if (digits == 0 || (at < count && buffer[offset + at] != Ascii.SP)) return 0;
        if (EnhancedClass == 0)
        {
            EnhancedClass = Code / 100;
            EnhancedSubject = subject;
            EnhancedDetail = detail;
        }
        return at < count ? at + 1 : at;
    }
}
