using System;

namespace DeviceMailAgent.RaspberryPi.Provider;

/// <summary>Who waits for an account, in the order of coming. A fixed size; not thread-safe: its owner holds a lock.</summary>
internal sealed class WaitingLine
{
    private readonly long[] _tickets;
    private long _last;

    /// <param name="max">As many as can wait at once.</param>
    public WaitingLine(int max)
    {
        _tickets = new long[max];
    }

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Goes to the end of the line.</summary>
    /// <returns>A ticket; 0: the line is full.</returns>
    public long Join()
    {
        if (Count == _tickets.Length) return 0;
        _tickets[Count++] = ++_last;
        return _last;
    }

    /// <summary>How many stand before the one with this ticket.</summary>
    public int Ahead(long ticket)
    {
        return Array.BinarySearch(_tickets, 0, Count, ticket);
    }

    /// <summary>Leaves, wherever in the line.</summary>
    public void Leave(long ticket)
    {
        int at = Ahead(ticket);
        Count--;
        Array.Copy(_tickets, at + 1, _tickets, at, Count - at);
    }
}
