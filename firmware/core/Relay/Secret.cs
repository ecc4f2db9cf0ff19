using System;

namespace DeviceMailAgent.Relay;

/// <summary>A token or password in a buffer of fixed size. It has no ToString on purpose: nothing may print it.</summary>
public sealed class Secret
{
    /// <summary>Allocates room for <paramref name="octetsMax"/> octets.</summary>
    public Secret(int octetsMax)
    {
        Octets = new byte[octetsMax];
    }

    /// <summary>The buffer; only the first <see cref="Count"/> octets mean anything.</summary>
    public byte[] Octets { get; }

    /// <summary>How many octets are set; 0 when there is no secret.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a copy. False, and empty, if it does not fit.</summary>
    public bool Set(byte[] octets, int offset, int count)
    {
        Clear();
        if (count > Octets.Length) return false;
        Array.Copy(octets, offset, Octets, 0, count);
        Count = count;
        return true;
    }

    /// <summary>Forgets the secret and overwrites it.</summary>
    public void Clear()
    {
        Array.Clear(Octets, 0, Octets.Length);
        Count = 0;
    }
}
