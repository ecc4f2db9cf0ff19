using System;
using DeviceMailAgent.Sasl;

namespace DeviceMailAgent.Smtp;

/// <summary>How the octets of a character set make characters.</summary>
public enum RawCharacters
{
    /// <summary>Nothing is known: raw text passes as it is.</summary>
    Unknown,
    /// <summary>One octet each, as in ISO-8859-1.</summary>
    SingleOctet,
    /// <summary>Shift_JIS: two octets, of which the second may look like US-ASCII.</summary>
    ShiftJis,
    /// <summary>ISO-2022-JP (RFC 1468): two octets that look like US-ASCII, between escapes.</summary>
    Iso2022Jp,
    /// <summary>UTF-8.</summary>
    Utf8,
}

/// <summary>
/// Writes raw text in a header field as encoded words (RFC 2047) of the character set that the listener's scanners write in. It converts nothing:
/// the octets stay what they were, in base64, with the character set's name before them.
/// </summary>
internal sealed class RawHeaderText
{
    private const byte Escape = 0x1B;
    // RFC 2047 2: a word has at most 75 characters, a line with one at most 76.
    private const int WordMax = 75;
    private const int LineMax = 76;

    private static readonly byte[] Begins = Ascii.Bytes("=?");
    private static readonly byte[] Base64Follows = Ascii.Bytes("?B?");
    private static readonly byte[] Ends = Ascii.Bytes("?=");
    private static readonly byte[] Crlf = Ascii.Bytes("\r\n");
    private static readonly byte[] Blank = Ascii.Bytes(" ");
    private static readonly byte[] ToAscii = [Escape, (byte)'(', (byte)'B'];

    // The field, unfolded. Raw words one behind the other are brought together in it, from _runAt on.
    private readonly byte[] _text;
    private readonly GatheredOctets _out;
    private readonly byte[] _word = new byte[WordMax];
    private readonly byte[] _escape = new byte[3];
    private MessageRepair _repair = MessageRepair.None;
    private int _lineCount;
    private int _end;
    private int _runAt;
    private int _runCount;
    private bool _isDouble;
    private bool _spaceOwed;

    /// <summary>Allocates its buffers but one.</summary>
    /// <param name="goesOn">Has room for a field, and gets what it becomes.</param>
    internal RawHeaderText(GatheredOctets goesOn)
    {
        _text = goesOn.Room;
        _out = goesOn;
    }

    /// <summary>Puts a field out encoded, if there is raw text in it.</summary>
    /// <param name="repair">The listener's settings.</param>
    /// <param name="isText">True: words are told apart by spaces alone (Subject); false: the field has addresses.</param>
    /// <param name="buffer">Holds the field, with name, folds and CRLF. It may stand where it would be gathered.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="end">The offset behind it.</param>
    /// <returns>False: it stays as it is, and was not put out.</returns>
    internal bool Encode(MessageRepair repair, bool isText, byte[] buffer, int offset, int end)
    {
        if (repair.Characters == RawCharacters.Unknown || end - offset > Limits.HeaderField || !HasRaw(buffer, offset, end)) return false;
        _repair = repair;
        int at = Unfold(buffer, offset, end);
        _out.Put(_text, 0, at);
        _lineCount = at;
        _runCount = 0;
        _spaceOwed = false;
        while (at < _end) at = IsSpace(_text[at]) ? Space(at) : Token(at, isText);
        Flush();
        _out.Put(Crlf, 0, Crlf.Length);
        return true;
    }

    private static bool HasRaw(byte[] text, int offset, int end)
    {
        for (int i = offset; i < end; i++)
        {
            if (text[i] > 127 || text[i] == Escape) return true;
        }
        return false;
    }

    // Returns the index behind the colon.
    private int Unfold(byte[] field, int offset, int end)
    {
        _end = 0;
        int colon = -1;
        for (int i = offset; i < end; i++)
        {
            if (field[i] == Ascii.CR || field[i] == Ascii.LF) continue;
            if (colon < 0 && field[i] == (byte)':') colon = _end;
            _text[_end++] = field[i];
        }
        return colon + 1;
    }

    private int Space(int at)
    {
        _spaceOwed = true;
        return at + 1;
    }

    // A quoted string, what stands in angle brackets, a single delimiter, or a word.
    private int Token(int at, bool isText)
    {
        int start = at;
        bool isQuoted = !isText && _text[at] == (byte)'"';
        bool isAddress = !isText && _text[at] == (byte)'<';
        bool isRaw = false;
        _isDouble = false;
        do
        {
            int octets = Step(_text, at, _end);
            isRaw |= octets > 1 || _text[at] > 127;
            bool isAscii = octets == 1;
            if (isAscii && isQuoted && _text[at] == (byte)'\\' && at + 1 < _end) octets = 2;
            bool closes = isAscii && at > start && ((isQuoted && _text[at] == (byte)'"') || (isAddress && _text[at] == (byte)'>'));
            at += octets;
            if (closes) break;
            if (!isQuoted && !isAddress && !isText && isAscii && IsDelimiter(_text[at - octets])) break;
        }
        while (at < _end && (isQuoted || isAddress || !EndsWord(at, isText)));
        if (at > _end) at = _end;
        // An address with raw octets in it is none, and no encoded word may stand there.
        if (isRaw && !isAddress) Gather(start, at, isQuoted);
        else PutAsItIs(start, at);
        return at;
    }

    private bool EndsWord(int at, bool isText)
    {
        if (_isDouble) return false;
        return IsSpace(_text[at]) || (!isText && (IsDelimiter(_text[at]) || _text[at] == (byte)'"' || _text[at] == (byte)'<'));
    }

    private static bool IsDelimiter(byte octet)
    {
        return octet == (byte)',' || octet == (byte)';' || octet == (byte)':' || octet == (byte)'(' || octet == (byte)')' || octet == (byte)'>';
    }

    private static bool IsSpace(byte octet)
    {
        return octet == Ascii.SP || octet == Ascii.HT;
    }

    // Octets of the character at an index: an escape, or one of two octets and more.
    private int Step(byte[] text, int at, int end)
    {
        byte octet = text[at];
        int octets = 1;
        switch (_repair.Characters)
        {
            case RawCharacters.Iso2022Jp:
                if (octet == Escape && at + 2 < end)
                {
                    _isDouble = text[at + 1] == (byte)'$';
                    octets = 3;
                }
                else if (_isDouble)
                {
                    octets = 2;
                }
                break;
            case RawCharacters.ShiftJis:
                if ((octet >= 0x81 && octet <= 0x9F) || (octet >= 0xE0 && octet <= 0xFC)) octets = 2;
                break;
            case RawCharacters.Utf8:
                if (octet >= 0xC0) octets = octet >= 0xF0 ? 4 : octet >= 0xE0 ? 3 : 2;
                break;
            default:
                break;
        }
        return at + octets > end ? end - at : octets;
    }

    // Raw words one behind the other become one text: white space between encoded words is not shown (RFC 2047 6.2). It never takes more octets than
    // the words took with their quotes and the white space between them.
    private void Gather(int start, int stop, bool isQuoted)
    {
        if (_runCount == 0) _runAt = start;
        else if (_spaceOwed) _text[_runAt + _runCount++] = Ascii.SP;
        _spaceOwed = false;
        _isDouble = false;
        for (int i = start; i < stop;)
        {
            int octets = Step(_text, i, stop);
            bool isMark = isQuoted && octets == 1 && (_text[i] == (byte)'"' || (_text[i] == (byte)'\\' && i + 1 < stop));
            if (isMark && _text[i] == (byte)'\\') _text[_runAt + _runCount++] = _text[++i];
            else if (!isMark)
            {
                for (int k = i; k < i + octets; k++) _text[_runAt + _runCount++] = _text[k];
            }
            i += octets;
        }
    }

    private void PutAsItIs(int start, int stop)
    {
        bool behindWord = Flush();
        if (_spaceOwed || behindWord) PutSpace(stop - start);
        _spaceOwed = false;
        Put(_text, start, stop - start);
    }

    // Writes the gathered text in words of whole characters. True: there was any.
    private bool Flush()
    {
        if (_runCount == 0) return false;
        int room = (WordMax - Begins.Length - _repair.Charset.Length - Base64Follows.Length - Ends.Length) / 4 * 3;
        int end = _runAt + _runCount;
        int count = 0;
        _isDouble = false;
        for (int i = _runAt; i < end;)
        {
            bool wasDouble = _isDouble;
            int octets = Step(_text, i, end);
            // Each word begins and ends in US-ASCII (RFC 2047 3).
            if (count + octets + (wasDouble || _isDouble ? ToAscii.Length : 0) > room)
            {
                PutWord(count, wasDouble);
                count = 0;
                if (wasDouble && _text[i] != Escape)
                {
                    Array.Copy(_escape, 0, _word, 0, _escape.Length);
                    count = _escape.Length;
                }
            }
            if (octets == 3 && _isDouble && _text[i] == Escape) Array.Copy(_text, i, _escape, 0, _escape.Length);
            Array.Copy(_text, i, _word, count, octets);
            count += octets;
            i += octets;
        }
        PutWord(count, _isDouble);
        _runCount = 0;
        return true;
    }

    private void PutWord(int count, bool isDouble)
    {
        if (isDouble)
        {
            Array.Copy(ToAscii, 0, _word, count, ToAscii.Length);
            count += ToAscii.Length;
        }
        PutSpace(Begins.Length + _repair.Charset.Length + Base64Follows.Length + (count + 2) / 3 * 4 + Ends.Length);
        int at = _out.Compose();
        int end = Ascii.Append(_out.Room, at, Begins);
        end = Ascii.Append(_out.Room, end, _repair.Charset);
        end = Ascii.Append(_out.Room, end, Base64Follows);
        end += Base64.Encode(_word, 0, count, _out.Room, end);
        end = Ascii.Append(_out.Room, end, Ends);
        _out.Composed(end);
        _lineCount += end - at;
        _spaceOwed = false;
    }

    // A space, or a fold where what follows would make the line too long.
    private void PutSpace(int length)
    {
        if (_lineCount + 1 + length > LineMax)
        {
            _out.Put(Crlf, 0, Crlf.Length);
            _lineCount = 0;
        }
        Put(Blank, 0, Blank.Length);
    }

    private void Put(byte[] octets, int offset, int count)
    {
        _out.Put(octets, offset, count);
        _lineCount += count;
    }
}
