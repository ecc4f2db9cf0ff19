using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Control;

/// <summary>
/// Writes one flat JSON object with a line feed behind it into a fixed buffer: <see cref="Begin"/>, the members, <see cref="End"/>. What does
/// not fit is left out as a whole member, and <see cref="IsCut"/> says so; the line stays well-formed.
/// </summary>
public sealed class JsonLine
{
    private static readonly string True = "true";
    private static readonly string False = "false";
    private static readonly string UnicodeEscape = "\\u00";

    // Behind every member there must be room for the brace and the line feed.
    private const int Reserve = 2;

    private bool _isFirst;

    /// <summary>Allocates the buffer.</summary>
    public JsonLine(int octetsMax)
    {
        Octets = new byte[octetsMax];
    }

    /// <summary>The line; the first <see cref="Count"/> octets.</summary>
    public byte[] Octets { get; }

    /// <summary>Octets of the line so far.</summary>
    public int Count { get; private set; }

    /// <summary>True if a member did not fit.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Begins a new line.</summary>
    public void Begin()
    {
        Octets[0] = (byte)'{';
        Count = 1;
        IsCut = false;
        _isFirst = true;
    }

    /// <summary>Adds a text in UTF-8. Control characters, quotation marks and backslashes are escaped (RFC 8259 7).</summary>
    public void Text(byte[] name, byte[] text, int offset, int count)
    {
        int before = Count;
        bool fits = Name(name) && Put((byte)'"');
        for (int i = offset; i < offset + count && fits; i++) fits = PutEscaped(text[i]);
        Keep(before, fits && Put((byte)'"'));
    }

    /// <summary>Adds a whole number.</summary>
    public void Number(byte[] name, long value)
    {
        int before = Count;
        bool fits = Name(name) && Count + 21 + Reserve <= Octets.Length;
        if (fits && value < 0) Put((byte)'-');
        if (fits) Count = Ascii.AppendDecimal(Octets, Count, value < 0 ? -value : value);
        Keep(before, fits);
    }

    /// <summary>Adds true or false.</summary>
    public void Flag(byte[] name, bool value)
    {
        int before = Count;
        string word = value ? True : False;
        bool fits = Name(name) && Count + word.Length + Reserve <= Octets.Length;
        if (fits) Count = Ascii.Append(Octets, Count, word);
        Keep(before, fits);
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        Octets[Count] = (byte)'}';
        Octets[Count + 1] = Ascii.LF;
        Count += Reserve;
    }

    private void Keep(int before, bool fits)
    {
        if (fits)
        {
            _isFirst = false;
            return;
        }
        Count = before;
        IsCut = true;
    }

    private bool Name(byte[] name)
    {
        if (Count + name.Length + 4 + Reserve > Octets.Length) return false;
        if (!_isFirst) Put((byte)',');
        Put((byte)'"');
        Count = Ascii.Append(Octets, Count, name);
        return Put((byte)'"') && Put((byte)':');
    }

    private bool PutEscaped(byte octet)
    {
        if (octet == (byte)'"' || octet == (byte)'\\') return Put((byte)'\\') && Put(octet);
        if (octet >= 32 && octet != 127) return Put(octet);
        if (Count + UnicodeEscape.Length + 2 + Reserve > Octets.Length) return false;
        Count = Ascii.Append(Octets, Count, UnicodeEscape);
        return Put(Ascii.HexDigit(octet >> 4)) && Put(Ascii.HexDigit(octet & 15));
    }

    private bool Put(byte octet)
    {
        if (Count + 1 + Reserve > Octets.Length) return false;
        Octets[Count++] = octet;
        return true;
    }
}
