using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>
/// A streaming reader of one JSON object (RFC 8259), fed in chunks of any size. It checks the whole grammar, tells a subclass about the
/// members of the outermost object, and skips what is nested deeper. It remembers a state, a depth and one text at a time,
/// so the time is linear in the octets and the result does not depend on how they were cut. It never throws.
/// </summary>
public abstract class JsonReader
{
    /// <summary>How deep objects and arrays may nest; OAuth answers use 2, and one bit a level must fit an int.</summary>
    public const int DepthMax = 16;

    private static readonly byte[] True = Ascii.Bytes("true");
    private static readonly byte[] False = Ascii.Bytes("false");
    private static readonly byte[] Null = Ascii.Bytes("null");
    private readonly JsonText _text = new JsonText();
    private readonly JsonNumber _number = new JsonNumber();
    private readonly byte[] _name;
    private readonly int _octetsMax;
    private State _state;
    private int _octets;
    private int _depth;
    private int _objects; // bit n: the container at depth n is an object
    private int _arrayItems;
    private bool _textIsName;
    private byte[] _literal = True;
    private int _literalAt;

    /// <param name="nameMax">The longest member name that matters, in octets; longer ones are reported with a count of -1.</param>
    /// <param name="octetsMax">The most octets that are read at all.</param>
    protected JsonReader(int nameMax, int octetsMax)
    {
        _name = new byte[nameMax];
        _octetsMax = octetsMax;
    }

    private enum State
    {
        Start, NameOrEnd, Name, Colon, ValueOrEnd, Value, CommaOrEnd, End,
        InText, InNumber, InLiteral,
    }

    /// <summary>What has become of the document so far. The first failure stays.</summary>
    public JsonStatus Status { get; private set; }

    /// <summary>Takes the next octets; ignores them after a failure.</summary>
    public void Feed(byte[] buffer, int offset, int count)
    {
        int room = _octetsMax - _octets;
        bool tooLarge = count > room;
        if (tooLarge) count = room;
        _octets += count;
        int end = offset + count;
        while (offset < end && Status == JsonStatus.More)
        {
            switch (_state)
            {
                case State.InText: offset = TextOctets(buffer, offset, end); break;
                case State.InNumber: offset = NumberOctets(buffer, offset, end); break;
                case State.InLiteral: LiteralOctet(buffer[offset++]); break;
                default: Structure(buffer[offset++]); break;
            }
        }
        if (tooLarge && Status == JsonStatus.More) Fail(JsonStatus.TooLarge);
    }

    /// <summary>Forgets everything and waits for a new document.</summary>
    protected void Restart()
    {
        Status = JsonStatus.More;
        _state = State.Start;
        _octets = 0;
        _depth = 0;
        _objects = 0;
    }

    /// <summary>Says that no more will come.</summary>
    protected void End()
    {
        if (Status == JsonStatus.More) Status = _state == State.End ? JsonStatus.Complete : JsonStatus.Incomplete;
    }

    /// <summary>Ends the reading with a failure of the subclass's own finding.</summary>
    protected void Fail(JsonStatus status)
    {
        if (Status == JsonStatus.More) Status = status;
    }

    /// <summary>A member of the outermost object begins.</summary>
    /// <param name="name">Its name, unescaped; lent for the call.</param>
    /// <param name="count">Octets in it; -1: longer than any name that matters.</param>
    protected abstract void MemberBegins(byte[] name, int count);

    /// <summary>The member's value is a string.</summary>
    /// <returns>The buffer that shall receive it in UTF-8, or null to skip it.</returns>
    protected abstract byte[]? TextBegins();

    /// <summary>Octets that a string may have in the buffer of <see cref="TextBegins"/>.</summary>
    protected virtual int RoomOf(byte[] into)
    {
        return into.Length;
    }

    /// <summary>The string has ended.</summary>
    /// <param name="count">Octets kept in the buffer.</param>
    /// <param name="whole">False if it did not fit: then the buffer holds its beginning, cut between characters.</param>
    protected abstract void TextEnds(int count, bool whole);

    /// <summary>The member's value is a number, or an array (already told as <see cref="OtherValue"/>) whose first item is one.</summary>
    /// <param name="value">0 or more, <see cref="int.MaxValue"/> for anything above, fraction cut off; -1: negative or with an exponent.</param>
    /// <param name="isFirstItem">True for the item of an array.</param>
    protected abstract void Number(int value, bool isFirstItem);

    /// <summary>The member's value is an object, an array, true or false (<paramref name="isNull"/> false), or null.</summary>
    protected abstract void OtherValue(bool isNull);

    private void Structure(byte octet)
    {
        if (octet == Ascii.SP || octet == Ascii.LF || octet == Ascii.CR || octet == Ascii.HT) return;
        switch (_state)
        {
            case State.Start:
                if (octet == (byte)'{') Open(true);
                else Fail(JsonStatus.Malformed);
                break;
            case State.NameOrEnd:
                if (octet == (byte)'}') Close(true);
                else BeginName(octet);
                break;
            case State.Name:
                BeginName(octet);
                break;
            case State.Colon:
                if (octet == (byte)':') _state = State.Value;
                else Fail(JsonStatus.Malformed);
                break;
            case State.ValueOrEnd:
                if (octet == (byte)']') Close(false);
                else BeginValue(octet);
                break;
            case State.Value:
                BeginValue(octet);
                break;
            case State.CommaOrEnd:
                CommaOrEnd(octet);
                break;
            default: // State.End: only white space may follow
                Fail(JsonStatus.Malformed);
                break;
        }
    }

    private bool InObject
    {
        get { return (_objects & 1 << _depth) != 0; }
    }

    private void CommaOrEnd(byte octet)
    {
        if (octet == (byte)',')
        {
            _state = InObject ? State.Name : State.Value;
            _arrayItems++;
        }
        else if (octet == (byte)'}') Close(true);
        else if (octet == (byte)']') Close(false);
        else Fail(JsonStatus.Malformed);
    }

    private void Open(bool isObject)
    {
        if (_depth == DepthMax)
        {
            Fail(JsonStatus.TooDeep);
            return;
        }
        _depth++;
        if (isObject) _objects |= 1 << _depth;
        else _objects &= ~(1 << _depth);
        _arrayItems = 0;
        _state = isObject ? State.NameOrEnd : State.ValueOrEnd;
    }

    private void Close(bool isObject)
    {
        if (InObject != isObject)
        {
            Fail(JsonStatus.Malformed);
            return;
        }
        _depth--;
        _state = _depth > 0 ? State.CommaOrEnd : State.End;
    }

    private void BeginName(byte octet)
    {
        if (octet != (byte)'"')
        {
            Fail(JsonStatus.Malformed);
            return;
        }
        _textIsName = true;
        _text.Begin(_depth == 1 ? _name : null, _name.Length);
        _state = State.InText;
    }

    private void BeginValue(byte octet)
    {
        bool isMember = _depth == 1;
        if (octet == (byte)'"')
        {
            _textIsName = false;
            byte[]? into = isMember ? TextBegins() : null;
            _text.Begin(into, into == null ? 0 : RoomOf(into));
            _state = State.InText;
        }
        else if (octet == (byte)'-' || Ascii.IsDigit(octet))
        {
            _number.Begin(octet);
            _state = State.InNumber;
        }
        else if (octet == (byte)'{' || octet == (byte)'[')
        {
            if (isMember) OtherValue(false);
            Open(octet == (byte)'{');
        }
        else if (octet == (byte)'t') BeginLiteral(True);
        else if (octet == (byte)'f') BeginLiteral(False);
        else if (octet == (byte)'n') BeginLiteral(Null);
        else Fail(JsonStatus.Malformed);
    }

    private void BeginLiteral(byte[] literal)
    {
        if (_depth == 1) OtherValue(literal == Null);
        _literal = literal;
        _literalAt = 1;
        _state = State.InLiteral;
    }

    private void LiteralOctet(byte octet)
    {
        if (octet != _literal[_literalAt++]) Fail(JsonStatus.Malformed);
        else if (_literalAt == _literal.Length) _state = State.CommaOrEnd;
    }

    private int TextOctets(byte[] buffer, int offset, int end)
    {
        offset = _text.Take(buffer, offset, end);
        if (_text.Status == JsonStatus.Malformed) Fail(JsonStatus.Malformed);
        if (_text.Status != JsonStatus.Complete) return offset;
        _state = _textIsName ? State.Colon : State.CommaOrEnd;
        if (_depth != 1) return offset;
        if (_textIsName) MemberBegins(_name, _text.IsWhole ? _text.Count : -1);
        else TextEnds(_text.Count, _text.IsWhole);
        return offset;
    }

    private int NumberOctets(byte[] buffer, int offset, int end)
    {
        offset = _number.Take(buffer, offset, end);
        if (_number.Status == JsonStatus.Malformed) Fail(JsonStatus.Malformed);
        if (_number.Status != JsonStatus.Complete) return offset;
        _state = State.CommaOrEnd;
        bool isFirstItem = _depth == 2 && !InObject && _arrayItems == 0;
        if (_depth == 1 || isFirstItem) Number(_number.Value, isFirstItem);
        return offset;
    }
}
