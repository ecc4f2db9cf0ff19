namespace DeviceMailAgent.Mime;

/// <summary>A value that the caller lends to <see cref="MimeEncoder"/>: a part of one of its buffers, which must not change meanwhile.</summary>
public sealed class LentText
{
    /// <summary>The caller's buffer.</summary>
    public byte[] Octets { get; private set; } = new byte[0];

    /// <summary>Where the value begins.</summary>
    public int Offset { get; private set; }

    /// <summary>Octets in it; 0 when nothing is lent.</summary>
    public int Count { get; private set; }

    /// <summary>The offset behind it.</summary>
    internal int End
    {
        get { return Offset + Count; }
    }

    /// <summary>Lends a value.</summary>
    public void Lend(byte[] octets, int offset, int count)
    {
        Octets = octets;
        Offset = offset;
        Count = count;
    }

    /// <summary>Lends a whole array.</summary>
    public void Lend(byte[] octets)
    {
        Lend(octets, 0, octets.Length);
    }

    /// <summary>Gives the value back.</summary>
    public void Clear()
    {
        Count = 0;
    }

    // A value that goes into a header field as it is. RFC 5322 2.1.1: a line has at most 998 octets, the field's name included.
    internal bool IsFieldValue
    {
        get
        {
            if (Count == 0 || Count > 900) return false;
            for (int i = Offset; i < End; i++)
            {
                if (Octets[i] < 32 || Octets[i] > 126) return false;
            }
            return true;
        }
    }
}
