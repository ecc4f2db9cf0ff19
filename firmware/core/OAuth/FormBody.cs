using System;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.OAuth;

/// <summary>Writes an <c>application/x-www-form-urlencoded</c> body (RFC 6749 Appendix B) into a buffer of the caller's.</summary>
public sealed class FormBody
{
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

    /// <summary>Adds a pair; name and value are ASCII.</summary>
    public void Add(string name, string value)
    {
        BeginPair(name);
        Encode(value);
    }

    /// <summary>Adds a pair.</summary>
    public void Add(string name, byte[] value)
    {
        Add(name, value, 0, value.Length);
    }

    /// <summary>Adds a pair, the value from a part of a buffer. A space becomes +; letters, digits and - . _ * stay; the rest is %XX.</summary>
    public void Add(string name, byte[] value, int offset, int count)
    {
        BeginPair(name);
        for (int i = 0; i < count; i++) Encode(value[offset + i]);
    }

    private void BeginPair(string name)
    {
        if (Count > 0) Put((byte)'&');
        Encode(name);
        Put((byte)'=');
    }

    private void Encode(string text)
    {
        for (int i = 0; i < text.Length; i++) Encode((byte)text[i]);
    }

    private void Encode(byte octet)
    {
        if (IsLiteral(octet)) Put(octet);
        else if (octet == Ascii.SP) Put((byte)'+');
        else
        {
            Put((byte)'%');
            Put(Ascii.HexDigitUpper(octet >> 4));
            Put(Ascii.HexDigitUpper(octet & 15));
        }
    }

    private void Put(byte octet)
    {
        if (Count == _room) IsOverflowed = true;
        else Octets[Count++] = octet;
    }

    // A table would cost 276 octets of heap; a request is written once an hour.
    private static bool IsLiteral(byte octet)
    {
        byte upper = Ascii.Upper(octet);
        return (upper >= (byte)'A' && upper <= (byte)'Z') || Ascii.IsDigit(octet) || octet == (byte)'-' || octet == (byte)'.' || octet == (byte)'_' || octet == (byte)'*';
    }
}
