using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>One JSON number (RFC 8259 6). It ends with the first octet that does not belong to it, which is left to the caller.</summary>
internal sealed class JsonNumber
{
    private State _state;
    private int _value;
    private bool _isUsable;

    private enum State
    {
        Minus, Zero, Integer, Point, Fraction, Exponent, ExponentSign, ExponentDigits,
    }

    /// <summary>More, Complete, or Malformed.</summary>
    public JsonStatus Status { get; private set; }

    /// <summary>
    /// 0 or more, <see cref="int.MaxValue"/> for anything above, fraction cut off; -1: negative or with an exponent, which no OAuth member has.
    /// </summary>
    public int Value
    {
        get { return _isUsable ? _value : -1; }
    }

    /// <summary>Begins with a minus sign or a digit.</summary>
    public void Begin(byte octet)
    {
        Status = JsonStatus.More;
        _isUsable = octet != (byte)'-';
        _value = _isUsable ? octet - '0' : 0;
        _state = !_isUsable ? State.Minus : octet == (byte)'0' ? State.Zero : State.Integer;
    }

    /// <summary>Takes octets while they belong to the number.</summary>
    /// <returns>The offset of the first octet that was not taken.</returns>
    public int Take(byte[] buffer, int offset, int end)
    {
        while (offset < end)
        {
            byte octet = buffer[offset];
            bool taken = Ascii.IsDigit(octet) ? Digit(octet) : Other(octet);
            if (!taken)
            {
                bool mayEnd = _state == State.Zero || _state == State.Integer || _state == State.Fraction || _state == State.ExponentDigits;
                Status = mayEnd ? JsonStatus.Complete : JsonStatus.Malformed;
                return offset;
            }
            offset++;
        }
        return offset;
    }

    private bool Digit(byte octet)
    {
        switch (_state)
        {
            case State.Minus: _state = octet == (byte)'0' ? State.Zero : State.Integer; break;
            case State.Zero: return false;
            case State.Integer: Accumulate(octet - '0'); break;
            case State.Point: _state = State.Fraction; break;
            case State.Fraction: break;
            default: _state = State.ExponentDigits; break;
        }
        return true;
    }

    private bool Other(byte octet)
    {
        bool afterDigits = _state == State.Zero || _state == State.Integer;
        if (octet == (byte)'.' && afterDigits) _state = State.Point;
        else if ((octet == (byte)'e' || octet == (byte)'E') && (afterDigits || _state == State.Fraction)) _state = State.Exponent;
        else if ((octet == (byte)'+' || octet == (byte)'-') && _state == State.Exponent) _state = State.ExponentSign;
        else return false;
        if (_state == State.Exponent) _isUsable = false;
        return true;
    }

    private void Accumulate(int digit)
    {
        _value = _value > (int.MaxValue - digit) / 10 ? int.MaxValue : _value * 10 + digit;
    }
}
