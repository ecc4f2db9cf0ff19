namespace DeviceMailAgent.Smtp;

/// <summary>
/// Reads display name and address out of what stands in From, Sender or Reply-To (RFC 5322 3.4), as scanners write it: a name
/// with an unquoted '@' or comma, no angle brackets, raw Shift_JIS, ISO-2022-JP or Latin-1.
/// </summary>
internal sealed class Mailbox
{
    private const byte Escape = 0x1B;

    private byte[] _text = new byte[0];
    private int _at;
    private int _end;
    private int _open;
    private int _close;
    private int _sign;
    private bool _atBefore;
    private bool _commaBefore;
    private bool _specialBefore;
    private bool _isRaw;

    /// <summary>Index of the display name, its quotes included.</summary>
    internal int NameOffset { get; private set; }

    /// <summary>Length of the display name; 0 when there is none.</summary>
    internal int NameCount { get; private set; }

    /// <summary>Index of the address.</summary>
    internal int AddressOffset { get; private set; }

    /// <summary>Length of the address; 0 when there is none.</summary>
    internal int AddressCount { get; private set; }

    /// <summary>True if there is more than one mailbox; name and address are the first one's, as far as they can be told.</summary>
    internal bool IsList { get; private set; }

    /// <summary>True if the mailbox must be written anew to be one: a name that needs quotes, or an address that needs its angle brackets.</summary>
    internal bool IsMalformed { get; private set; }

    /// <summary>True if the display name must be put in quotes.</summary>
    internal bool NameNeedsQuotes { get; private set; }

    /// <summary>Reads a field's value, unfolded.</summary>
    internal void Read(byte[] text, int offset, int count)
    {
        _text = text;
        _end = offset + count;
        IsMalformed = false;
        NameNeedsQuotes = false;
        NameCount = 0;
        AddressCount = 0;
        // A quotation mark that is never closed hides everything behind it: then it is none.
        if (!Walk(offset, true)) Walk(offset, false);
        if (_open >= 0) ReadBracketed(offset);
        else if (_sign >= 0) ReadBare(offset);
        else ReadName(offset);
    }

    // Finds the first angle brackets and what stands outside of quotes and comments. False: a quotation mark was not closed.
    private bool Walk(int offset, bool mindsQuotes)
    {
        _open = -1;
        _close = -1;
        _sign = -1;
        _atBefore = false;
        _commaBefore = false;
        _specialBefore = false;
        _isRaw = false;
        IsList = false;
        bool isQuoted = false;
        int comments = 0;
        for (_at = offset; _at < _end; _at++)
        {
            if (SkipsCharacter()) continue;
            byte octet = _text[_at];
            if (octet == (byte)'\\') _at++;
            else if (octet == (byte)'"' && mindsQuotes) isQuoted = !isQuoted;
            else if (isQuoted) continue;
            else if (octet == (byte)'(') comments++;
            else if (octet == (byte)')' && comments > 0) comments--;
            else if (comments == 0) Note(octet);
        }
        return !isQuoted;
    }

    // Characters of two octets whose second one looks like US-ASCII: ISO-2022-JP between its escapes, and Shift_JIS.
    private bool SkipsCharacter()
    {
        byte octet = _text[_at];
        if (octet == Escape)
        {
            _isRaw = true;
            if (_at + 1 >= _end || _text[_at + 1] != (byte)'$') return true;
            // RFC 1468: ESC $ B begins two octets a character, ESC ( B ends it.
            for (_at += 2; _at < _end && _text[_at] != Escape; _at++)
            {
            }
            if (_at + 2 < _end) _at += 2;
            return true;
        }
        bool leads = (octet >= 0x81 && octet <= 0x9F) || (octet >= 0xE0 && octet <= 0xFC);
        if (!leads || _at + 1 >= _end || _text[_at + 1] < 0x40 || _text[_at + 1] > 0x7E) return false;
        // A second octet of 5C would be taken for a backslash inside quotes: such a name is left as it is.
        if (_text[_at + 1] == (byte)'\\') _isRaw = true;
        _at++;
        return true;
    }

    private void Note(byte octet)
    {
        switch (octet)
        {
            case (byte)'<':
                if (_open < 0) _open = _at;
                else IsList = true;
                break;
            case (byte)'>':
                if (_open >= 0 && _close < 0) _close = _at;
                break;
            case (byte)'@':
                if (_open < 0) _atBefore = true;
                if (_sign < 0) _sign = _at;
                break;
            case (byte)',':
                if (_open < 0) _commaBefore = true;
                else if (_close >= 0) IsList = true;
                if (_open < 0 && _sign >= 0) IsList = true;
                break;
            case (byte)':':
            case (byte)';':
            case (byte)'[':
            case (byte)']':
                if (_open < 0) _specialBefore = true;
                break;
            default:
                break;
        }
    }

    private void ReadBracketed(int offset)
    {
        TakeName(offset, _open);
        TakeAddress(_open + 1, _close < 0 ? _end : _close);
        NameNeedsQuotes = MayQuote() && (_atBefore || _commaBefore || _specialBefore);
        IsMalformed = (NameNeedsQuotes || _close < 0) && !IsList;
    }

    // "scanner@contoso.com", "scanner@contoso.com (Scanner)", and "Scanner scanner@contoso.com", which is no mailbox.
    private void ReadBare(int offset)
    {
        int start = _sign;
        while (start > offset && !EndsAddress(_text[start - 1])) start--;
        int stop = _sign;
        while (stop < _end && !EndsAddress(_text[stop])) stop++;
        TakeName(offset, start);
        TakeAddress(start, stop);
        IsMalformed = NameCount > 0 && !IsList && _text[NameOffset] != (byte)'(';
        if (!IsMalformed) NameCount = 0;
        NameNeedsQuotes = IsMalformed && MayQuote() && (_commaBefore || _specialBefore);
    }

    private void ReadName(int offset)
    {
        TakeName(offset, _end);
        NameNeedsQuotes = MayQuote() && (_commaBefore || _specialBefore);
    }

    // Not what has quotes, is raw, or is an encoded word, which ends to be one inside quotes (RFC 2047 5).
    private bool MayQuote()
    {
        if (NameCount == 0 || _isRaw || IsList || _text[NameOffset] == (byte)'"') return false;
        return NameCount < 2 || _text[NameOffset] != (byte)'=' || _text[NameOffset + 1] != (byte)'?';
    }

    private static bool IsSpace(byte octet)
    {
        return octet == Ascii.SP || octet == Ascii.HT;
    }

    private static bool EndsAddress(byte octet)
    {
        return IsSpace(octet) || octet == (byte)',' || octet == (byte)';' || octet == (byte)'(' || octet == (byte)')';
    }

    private void TakeName(int from, int to)
    {
        Trim(ref from, ref to);
        NameOffset = from;
        NameCount = to - from;
    }

    private void TakeAddress(int from, int to)
    {
        Trim(ref from, ref to);
        AddressOffset = from;
        AddressCount = to - from;
    }

    private void Trim(ref int from, ref int to)
    {
        while (from < to && IsSpace(_text[from])) from++;
        while (to > from && IsSpace(_text[to - 1])) to--;
    }
}
