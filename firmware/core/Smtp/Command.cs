using System;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// A client's command line, taken apart in place: offsets point into the line that was parsed. Tolerant as scanners need it
/// (scanners.md 2, 3, 6, 23): any case, any name or none, spaces around the colon, a path without angle brackets, unknown
/// parameters. What the RFC does not allow of this is told by <see cref="Departure"/>.
/// </summary>
public sealed class Command
{
    private static readonly byte[][] Verbs =
    [
        Ascii.Bytes(""), Ascii.Bytes("HELO"), Ascii.Bytes("EHLO"), Ascii.Bytes("MAIL"), Ascii.Bytes("RCPT"),
        Ascii.Bytes("DATA"), Ascii.Bytes("RSET"), Ascii.Bytes("NOOP"), Ascii.Bytes("QUIT"), Ascii.Bytes("AUTH"),
        Ascii.Bytes("STARTTLS"), Ascii.Bytes("VRFY"), Ascii.Bytes("HELP"),
    ];

    private static readonly byte[] From = Ascii.Bytes("FROM");
    private static readonly byte[] To = Ascii.Bytes("TO");
    private static readonly byte[] SizeIs = Ascii.Bytes("SIZE=");
    private static readonly byte[] BodyIs8BitMime = Ascii.Bytes("BODY=8BITMIME");
    private static readonly byte[] BodyIs7Bit = Ascii.Bytes("BODY=7BIT");
    private static readonly byte[] AuthIs = Ascii.Bytes("AUTH=");

    private byte[] _line = MailOrigin.Nothing;
    private int _at;
    private int _end;

    /// <summary>The verb.</summary>
    public Verb Verb { get; private set; }

    /// <summary>What is wrong, if anything.</summary>
    public CommandProblem Problem { get; private set; }

    /// <summary>In what the line departs from the RFC, though it can be obeyed.</summary>
    public CommandDeparture Departure { get; private set; }

    /// <summary>Index of the argument: a HELO name, or AUTH's mechanism.</summary>
    public int ArgumentOffset { get; private set; }

    /// <summary>Length of the argument.</summary>
    public int ArgumentCount { get; private set; }

    /// <summary>Index of what follows the argument: AUTH's initial response.</summary>
    public int RestOffset { get; private set; }

    /// <summary>Length of what follows the argument; 0 when nothing does.</summary>
    public int RestCount { get; private set; }

    /// <summary>Index of the path's mailbox, without angle brackets and source route.</summary>
    public int PathOffset { get; private set; }

    /// <summary>Length of the mailbox; 0 for the null reverse-path.</summary>
    public int PathCount { get; private set; }

    /// <summary>The SIZE parameter (RFC 1870) in octets; -1 when missing or not a number.</summary>
    public long Size { get; private set; }

    /// <summary>True for BODY=8BITMIME (RFC 6152).</summary>
    public bool IsEightBitMime { get; private set; }

    /// <summary>Takes a line apart.</summary>
    public void Parse(byte[] buffer, int offset, int count)
    {
        _line = buffer;
        _at = offset;
        _end = offset + count;
        while (_end > offset && IsSpace(buffer[_end - 1])) _end--;
        Problem = CommandProblem.None;
        PathCount = 0;
        ArgumentCount = 0;
        RestCount = 0;
        Size = -1;
        IsEightBitMime = false;
        Departure = CommandDeparture.None;
        Verb = ParseVerb();
        if (!HasOnlyPrintable())
        {
            Problem = CommandProblem.Octets;
            return;
        }
        // RFC 5321 4.1.1: one space behind the verb.
        if (SkipSpaces() > 1) Departure = CommandDeparture.Grammar;
        switch (Verb)
        {
            case Verb.Mail: ParsePath(From, true); break;
            case Verb.Rcpt: ParsePath(To, false); break;
            default: ParseArgument(); break;
        }
    }

    private Verb ParseVerb()
    {
        Expect(SkipSpaces() == 0);
        int start = _at;
        while (_at < _end && !IsSpace(_line[_at])) _at++;
        for (int i = 1; i < Verbs.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(_line, start, _at - start, Verbs[i])) return (Verb)i;
        }
        return Verb.Unknown;
    }

    // In a scanner's own name, which is only said back in a header if it is clean, anything above 127 may stand.
    private bool HasOnlyPrintable()
    {
        bool mayBeHigh = Verb == Verb.Helo || Verb == Verb.Ehlo;
        for (int i = _at; i < _end; i++)
        {
            if ((_line[i] < Ascii.SP && _line[i] != Ascii.HT) || _line[i] == 127) return false;
            if (_line[i] > 127 && !mayBeHigh) return false;
        }
        return true;
    }

    private void ParseArgument()
    {
        ArgumentOffset = _at;
        SkipWord();
        ArgumentCount = _at - ArgumentOffset;
        SkipSpaces();
        RestOffset = _at;
        RestCount = _end - _at;
        switch (Verb)
        {
            case Verb.Helo:
            case Verb.Ehlo: Expect(RestCount == 0 && IsName()); break;
            case Verb.Data:
            case Verb.Rset:
            case Verb.Quit:
            case Verb.StartTls: Expect(ArgumentCount == 0); break;
            default: break;
        }
    }

    // RFC 5321 4.1.1.1: a domain or an address literal.
    private bool IsName()
    {
        if (ArgumentCount == 0) return false;
        int last = ArgumentOffset + ArgumentCount - 1;
        bool isLiteral = _line[ArgumentOffset] == (byte)'[' && _line[last] == (byte)']';
        for (int i = ArgumentOffset; i <= last; i++)
        {
            byte upper = Ascii.Upper(_line[i]);
            bool isOfDomain = Ascii.IsDigit(upper) || (upper >= (byte)'A' && upper <= (byte)'Z') || upper == (byte)'-' || upper == (byte)'.';
            bool isOfLiteral = isLiteral && (upper == (byte)':' || upper == (byte)'[' || upper == (byte)']');
            if (!isOfDomain && !isOfLiteral) return false;
        }
        return true;
    }

    // RFC 5321 4.1.2: "FROM:" Reverse-path [SP Mail-parameters]
    private void ParsePath(byte[] keyword, bool mayBeNull)
    {
        Problem = CommandProblem.Argument;
        if (!Ascii.StartsWithIgnoreCase(_line, _at, _end - _at, keyword)) return;
        _at += keyword.Length;
        // RFC 5321 3.3: "spaces are not permitted on either side of the colon".
        Expect(SkipSpaces() == 0);
        if (_at == _end || _line[_at] != (byte)':') return;
        _at++;
        Expect(SkipSpaces() == 0);
        bool bracketed = _at < _end && _line[_at] == (byte)'<';
        Expect(bracketed);
        if (bracketed) _at++;
        int start = _at;
        if (!SkipMailbox(bracketed)) return;
        int stop = _at;
        if (bracketed) _at++;
        start = SkipSourceRoute(start, stop);
        int outer = stop - start;
        while (start < stop && IsSpace(_line[start])) start++;
        while (stop > start && IsSpace(_line[stop - 1])) stop--;
        PathOffset = start;
        PathCount = stop - start;
        Expect(outer == PathCount && (_at == _end || _line[_at] == Ascii.SP));
        if (PathCount == 0 && !(mayBeNull && bracketed)) return;
        // A tab is a space between words alone; the path goes on to the provider as it is.
        Problem = CommandProblem.Octets;
        for (int i = start; i < stop; i++)
        {
            if (_line[i] == Ascii.HT) return;
        }
        Problem = PathCount > Limits.Path - 2 ? CommandProblem.PathTooLong : CommandProblem.None;
        ParseParameters();
    }

    // Up to the closing bracket, or to the next space; a quoted local-part may hold either.
    private bool SkipMailbox(bool bracketed)
    {
        bool quoted = false;
        for (; _at < _end; _at++)
        {
            byte octet = _line[_at];
            if (octet == (byte)'\\' && quoted) _at++;
            else if (octet == (byte)'"') quoted = !quoted;
            else if (quoted) continue;
            else if (bracketed ? octet == (byte)'>' : IsSpace(octet)) return true;
            else if (octet == (byte)'<' || octet == (byte)'>') return false;
        }
        if (_at > _end) _at = _end;
        return !bracketed && !quoted;
    }

    // RFC 5321 4.1.1.3: a source route "@one,@two:" must be accepted and should be ignored.
    private int SkipSourceRoute(int start, int stop)
    {
        if (start == stop || _line[start] != (byte)'@') return start;
        for (int i = start; i < stop; i++)
        {
            if (_line[i] == (byte)':') return i + 1;
        }
        return start;
    }

    private void ParseParameters()
    {
        for (SkipSpaces(); _at < _end; SkipSpaces())
        {
            int start = _at;
            SkipWord();
            int count = _at - start;
            if (Verb == Verb.Mail) ParseParameter(start, count);
            else Departure = CommandDeparture.Parameter;
        }
    }

    private void ParseParameter(int start, int count)
    {
        if (Ascii.StartsWithIgnoreCase(_line, start, count, SizeIs))
        {
            Size = Ascii.ParseDecimal(_line, start + SizeIs.Length, count - SizeIs.Length);
            Expect(Size >= 0);
        }
        else if (Ascii.EqualsIgnoreCase(_line, start, count, BodyIs8BitMime))
        {
            IsEightBitMime = true;
        }
        else if (!Ascii.EqualsIgnoreCase(_line, start, count, BodyIs7Bit) && !Ascii.StartsWithIgnoreCase(_line, start, count, AuthIs))
        {
            Departure = CommandDeparture.Parameter;
        }
    }

    private void Expect(bool isAsTheRfcHasIt)
    {
        if (!isAsTheRfcHasIt) Departure = CommandDeparture.Grammar;
    }

    private int SkipSpaces()
    {
        int start = _at;
        while (_at < _end && IsSpace(_line[_at])) _at++;
        return _at - start;
    }

    private void SkipWord()
    {
        while (_at < _end && !IsSpace(_line[_at])) _at++;
    }

    private static bool IsSpace(byte octet)
    {
        return octet == Ascii.SP || octet == Ascii.HT;
    }
}
