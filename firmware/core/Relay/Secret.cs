using System;

namespace DeviceMailAgent.Relay;

/// <summary>A token or password in a buffer of fixed size. It has no ToString on purpose: nothing may print it.</summary>
public sealed class Secret
{
    private readonly bool _isLent;

    /// <summary>Allocates room for <paramref name="octetsMax"/> octets.</summary>
    public Secret(int octetsMax)
    {
        Octets = new byte[octetsMax];
    }

    /// <summary>
    /// A look at a secret that lies in another one's buffer, for boards that have no room for a copy. Its owner alone overwrites it, and never
    /// while it is in use here.
    /// </summary>
    public Secret(byte[] lent)
    {
        Octets = lent;
        _isLent = true;
    }

    /// <summary>The buffer; only the first <see cref="Count"/> octets mean anything.</summary>
    public byte[] Octets { get; }

    /// <summary>How many octets are set; 0 when there is no secret.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a copy, unless it lies in the lent buffer already. False, and empty, if it does not fit.</summary>
    public bool Set(byte[] octets, int offset, int count)
    {
        if (octets == Octets && offset == 0 && count <= Octets.Length)
        {
            Count = count;
            return true;
        }
        Clear();
        if (count > Octets.Length) return false;
        Array.Copy(octets, offset, Octets, 0, count);
        Count = count;
        return true;
    }

    /// <summary>Forgets the secret and overwrites it; what is lent is only forgotten.</summary>
    public void Clear()
    {
        if (!_isLent) Array.Clear(Octets, 0, Octets.Length);
        Count = 0;
    }
}
