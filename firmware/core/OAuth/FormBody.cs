using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>Writes an <c>application/x-www-form-urlencoded</c> body (RFC 6749 Appendix B) into a buffer of the caller's.</summary>
public sealed class FormBody
{
    private static readonly bool[] IsLiteral = MakeLiteral();
    private static readonly byte[] HexDigits = Ascii.Bytes("0123456789ABCDEF");

    private readonly int _room;
    private readonly bool _isLent;

    /// <summary>Begins an empty body.</summary>
    /// <param name="buffer">Belongs to this object from now on.</param>
    public FormBody(byte[] buffer)
    {
        Octets = buffer;
        _room = buffer.Length;
    }

    /// <summary>A body in a buffer that is another's again once it was sent, for boards without room to spare.</summary>
    /// <param name="lent">The buffer; its owner overwrites it afterwards.</param>
    /// <param name="room">Octets of it that a body may have.</param>
    public FormBody(byte[] lent, int room)
    {
        Octets = lent;
        _room = room;
        _isLent = true;
    }

    /// <summary>The buffer; only the first <see cref="Count"/> octets mean anything.</summary>
    public byte[] Octets { get; }

    /// <summary>Octets written.</summary>
    public int Count { get; private set; }

    /// <summary>True once something did not fit: what stands in the buffer must not be sent.</summary>
    public bool IsOverflowed { get; private set; }

    /// <summary>Overwrites the body with zeros (it holds tokens) and begins an empty one.</summary>
    public void Clear()
    {
        Array.Clear(Octets, 0, _room);
        Count = 0;
        IsOverflowed = false;
    }

    /// <summary>The body was sent: overwrites it, unless the buffer is another's again.</summary>
    public void Forget()
    {
        if (_isLent) Count = 0;
        else Clear();
    }

    /// <summary>Adds a pair.</summary>
    public void Add(byte[] name, byte[] value)
    {
        Add(name, value, 0, value.Length);
    }

    /// <summary>Adds a pair, the value from a part of a buffer. A space becomes +; letters, digits and - . _ * stay; the rest is %XX.</summary>
    public void Add(byte[] name, byte[] value, int offset, int count)
    {
        if (Count > 0) Put((byte)'&');
        Encode(name, 0, name.Length);
        Put((byte)'=');
        Encode(value, offset, count);
    }

    private void Encode(byte[] octets, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            byte octet = octets[offset + i];
            if (IsLiteral[octet]) Put(octet);
            else if (octet == Ascii.SP) Put((byte)'+');
            else
            {
                Put((byte)'%');
                Put(HexDigits[octet >> 4]);
                Put(HexDigits[octet & 15]);
            }
        }
    }

    private void Put(byte octet)
    {
        if (Count == _room) IsOverflowed = true;
        else Octets[Count++] = octet;
    }

    [StartUp]
    private static bool[] MakeLiteral()
    {
        bool[] literal = new bool[256];
        for (int i = 'A'; i <= 'Z'; i++) literal[i] = true;
        for (int i = 'a'; i <= 'z'; i++) literal[i] = true;
        for (int i = '0'; i <= '9'; i++) literal[i] = true;
        literal['-'] = true;
        literal['.'] = true;
        literal['_'] = true;
        literal['*'] = true;
        return literal;
    }
}
