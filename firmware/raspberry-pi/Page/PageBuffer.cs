using System;
using System.Buffers.Text;
using System.Text;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>An answer's body, put together in UTF-8 in a buffer of fixed size. What does not fit is left out and <see cref="IsFull"/> says so.</summary>
internal sealed class PageBuffer
{
    public PageBuffer(int octetsMax)
    {
        Octets = new byte[octetsMax];
    }

    public byte[] Octets { get; }

    public int Count { get; private set; }

    public bool IsFull { get; private set; }

    public void Clear()
    {
        Count = 0;
        IsFull = false;
    }

    /// <summary>Adds our own text as it stands.</summary>
    public PageBuffer Raw(string text)
    {
        if (!IsFull && Encoding.UTF8.TryGetBytes(text, Octets.AsSpan(Count), out int written)) Count += written;
        else IsFull = true;
        return this;
    }

    /// <summary>Adds text as HTML shows it, in an element or in a quoted attribute.</summary>
    public PageBuffer Text(string text)
    {
        int from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            string? entity = Entity(text[i]);
            if (entity == null) continue;
            Slice(text.AsSpan(from, i - from));
            Raw(entity);
            from = i + 1;
        }
        Slice(text.AsSpan(from));
        return this;
    }

    public PageBuffer Number(long value)
    {
        if (!IsFull && Utf8Formatter.TryFormat(value, Octets.AsSpan(Count), out int written)) Count += written;
        else IsFull = true;
        return this;
    }

    /// <summary>Adds milliseconds as seconds with three decimals.</summary>
    public PageBuffer Seconds(long milliseconds)
    {
        long rest = milliseconds % 1000;
        Number(milliseconds / 1000).Raw(rest < 10 ? ".00" : rest < 100 ? ".0" : ".");
        return Number(rest);
    }

    private void Slice(ReadOnlySpan<char> text)
    {
        if (!IsFull && Encoding.UTF8.TryGetBytes(text, Octets.AsSpan(Count), out int written)) Count += written;
        else IsFull = true;
    }

    private static string? Entity(char c)
    {
        switch (c)
        {
            case '&': return "&amp;";
            case '<': return "&lt;";
            case '>': return "&gt;";
            case '"': return "&quot;";
            case '\'': return "&#39;";
            default: return char.IsControl(c) ? "?" : null;
        }
    }
}
