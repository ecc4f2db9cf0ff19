using System;

namespace DeviceMailAgent.OAuth;

/// <summary>
/// One JSON string (RFC 8259 7), read behind its opening quotation mark, with escapes undone and surrogate pairs joined to UTF-8.
/// Octets above 127 are kept as they come. Half a surrogate pair becomes U+FFFD.
/// </summary>
internal sealed class JsonText
{
    private static readonly bool[] IsOrdinary = MakeOrdinary();
    private byte[]? _into;
    private int _room;
    private bool _escaped;
    private int _hexDigits; // still to come
    private int _unit;
    private int _highSurrogate;

    /// <summary>More, Complete behind the closing quotation mark, or Malformed.</summary>
    public JsonStatus Status { get; private set; }

    /// <summary>Octets kept.</summary>
    public int Count { get; private set; }

    /// <summary>False if more came than there was room for.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Begins a string.</summary>
    /// <param name="into">Receives it; null: it is only checked and skipped.</param>
    /// <param name="room">Octets that it may have.</param>
    public void Begin(byte[]? into, int room)
    {
        _into = into;
        _room = room;
        _escaped = false;
        _hexDigits = 0;
        _highSurrogate = 0;
        Status = JsonStatus.More;
        Count = 0;
        IsWhole = true;
    }

    /// <summary>Takes octets up to the closing quotation mark.</summary>
    /// <returns>The offset of the first octet that was not taken.</returns>
    public int Take(byte[] buffer, int offset, int end)
    {
        while (offset < end && Status == JsonStatus.More)
        {
            if (_hexDigits > 0) HexDigit(buffer[offset++]);
            else if (_escaped) Escaped(buffer[offset++]);
            else offset = Run(buffer, offset, end);
        }
        return offset;
    }

    // Ordinary octets are most of every answer: they are found in a tight loop and copied at once.
    private int Run(byte[] buffer, int offset, int end)
    {
        bool[] isOrdinary = IsOrdinary;
        int at = offset;
        while (at < end && isOrdinary[buffer[at]]) at++;
        if (at > offset)
        {
            FlushSurrogate();
            Append(buffer, offset, at - offset);
        }
        if (at == end) return at;
        byte octet = buffer[at];
        if (octet == (byte)'\\') _escaped = true;
        else if (octet == (byte)'"') Finish();
        else Status = JsonStatus.Malformed;
        return at + 1;
    }

    private void Escaped(byte octet)
    {
        _escaped = false;
        switch (octet)
        {
            case (byte)'u':
                _hexDigits = 4;
                _unit = 0;
                break;
            case (byte)'"':
            case (byte)'\\':
            case (byte)'/': CodeUnit(octet); break;
            case (byte)'b': CodeUnit(8); break;
            case (byte)'f': CodeUnit(12); break;
            case (byte)'n': CodeUnit(10); break;
            case (byte)'r': CodeUnit(13); break;
            case (byte)'t': CodeUnit(9); break;
            default: Status = JsonStatus.Malformed; break;
        }
    }

    private void HexDigit(byte octet)
    {
        int lower = octet | 32;
        int value = octet >= (byte)'0' && octet <= (byte)'9' ? octet - '0'
            : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
        if (value < 0)
        {
            Status = JsonStatus.Malformed;
            return;
        }
        _unit = _unit << 4 | value;
        if (--_hexDigits == 0) CodeUnit(_unit);
    }

    private void CodeUnit(int unit)
    {
        bool isLow = unit >= 0xDC00 && unit <= 0xDFFF;
        if (isLow && _highSurrogate != 0)
        {
            CodePoint(0x10000 + ((_highSurrogate - 0xD800) << 10) + (unit - 0xDC00));
            _highSurrogate = 0;
            return;
        }
        FlushSurrogate();
        if (unit >= 0xD800 && unit <= 0xDBFF) _highSurrogate = unit;
        else CodePoint(isLow ? 0xFFFD : unit);
    }

    private void FlushSurrogate()
    {
        if (_highSurrogate == 0) return;
        _highSurrogate = 0;
        CodePoint(0xFFFD);
    }

    // RFC 3629 3. A character is kept whole or not at all.
    private void CodePoint(int point)
    {
        if (_into == null || !IsWhole) return;
        int octets = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        if (octets > _room - Count)
        {
            IsWhole = false;
            return;
        }
        int lead = octets == 1 ? 0 : 0xF00 >> octets & 0xF0;
        for (int i = octets - 1; i > 0; i--)
        {
            _into[Count + i] = (byte)(0x80 | point & 63);
            point >>= 6;
        }
        _into[Count] = (byte)(lead | point);
        Count += octets;
    }

    private void Append(byte[] buffer, int offset, int count)
    {
        if (_into == null || !IsWhole) return;
        if (count > _room - Count)
        {
            count = _room - Count;
            IsWhole = false;
        }
        Array.Copy(buffer, offset, _into, Count, count);
        Count += count;
    }

    private void Finish()
    {
        FlushSurrogate();
        Status = JsonStatus.Complete;
        if (_into != null && !IsWhole) Count = CutBetweenCharacters(_into, Count);
    }

    private static int CutBetweenCharacters(byte[] octets, int count)
    {
        int lead = count - 1;
        while (lead >= 0 && lead > count - 4 && (octets[lead] & 0xC0) == 0x80) lead--;
        if (lead < 0) return count;
        int octet = octets[lead];
        int wanted = octet < 0x80 ? 1 : octet < 0xE0 ? 2 : octet < 0xF0 ? 3 : 4;
        return lead + wanted > count ? lead : count;
    }

    [StartUp]
    private static bool[] MakeOrdinary()
    {
        bool[] ordinary = new bool[256];
        for (int i = 32; i < ordinary.Length; i++) ordinary[i] = true;
        ordinary['"'] = false;
        ordinary['\\'] = false;
        return ordinary;
    }
}
