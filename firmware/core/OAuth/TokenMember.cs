using System;

namespace DeviceMailAgent.OAuth;

/// <summary>One member that <see cref="TokenReader"/> looks for, with room for its value.</summary>
public sealed class TokenMember
{
    private readonly Kind _kind;

    internal TokenMember(byte[] name, int octetsMax, bool isStrict, bool isNumber)
        : this(name, new byte[octetsMax], isStrict, isNumber)
    {
    }

    internal TokenMember(byte[] name, byte[] octets, bool isStrict, bool isNumber)
    {
        Name = name;
        Octets = octets;
        _kind = isStrict ? Kind.Strict : isNumber ? Kind.Number : Kind.Text;
    }

    // A strict member is whole, a string, and there once, or the answer is refused: half a token is no token. Others only help.
    private enum Kind
    {
        Text, Strict, Number,
    }

    /// <summary>The member's name, for example access_token.</summary>
    public byte[] Name { get; }

    /// <summary>The text in UTF-8; only the first <see cref="Count"/> octets mean anything.</summary>
    public byte[] Octets { get; }

    /// <summary>Octets of text; 0 when the member is missing, null or empty.</summary>
    public int Count { get; internal set; }

    /// <summary>The value of a member that is a number; -1 when it is missing or cannot be used.</summary>
    public int Number { get; internal set; } = -1;

    /// <summary>True if the text is longer than the room for it: then its beginning is kept.</summary>
    public bool IsCut { get; internal set; }

    internal bool IsStrict
    {
        get { return _kind == Kind.Strict; }
    }

    internal bool IsNumber
    {
        get { return _kind == Kind.Number; }
    }

    internal bool IsSeen { get; set; }

    /// <summary>True if the text is exactly this.</summary>
    public bool Is(byte[] text)
    {
        return IsText(Octets, Count, text);
    }

    internal bool IsNamed(byte[] name, int count)
    {
        return IsText(name, count, Name);
    }

    internal void Clear()
    {
        Clear(Octets.Length);
    }

    internal void Clear(int octets)
    {
        Array.Clear(Octets, 0, octets);
        Count = 0;
        Number = -1;
        IsCut = false;
        IsSeen = false;
    }

    private static bool IsText(byte[] octets, int count, byte[] text)
    {
        if (count != text.Length) return false;
        for (int i = 0; i < count; i++)
        {
            if (octets[i] != text[i]) return false;
        }
        return true;
    }
}
