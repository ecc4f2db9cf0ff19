using System;

namespace DeviceMailAgent.Smtp;

/// <summary>
/// Gathers short pieces of mail data on their way out, so that no line costs a packet. What fills more than half of the room goes by it, behind what was
/// gathered before. Once something was lost, nothing more goes out.
/// </summary>
public abstract class GatheredOctets
{
    // A header field is read unfolded before it.
    private const int Start = Limits.HeaderField;

    private int _end = Start;

    /// <summary>Takes over the room.</summary>
    /// <param name="room">
    /// <see cref="Limits.HeaderField"/> octets in which the header filter reads a field, and <see cref="Limits.AddedField"/> or more behind them for what is
    /// gathered. Free for others while no mail's data are on their way.
    /// </param>
    protected GatheredOctets(byte[] room)
    {
        Room = room;
    }

    /// <summary>A field that is read, and what is gathered.</summary>
    public byte[] Room { get; }

    /// <summary>How many octets are gathered.</summary>
    public int GatheredCount
    {
        get { return _end - Start; }
    }

    /// <summary>True once octets could not be sent.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Where <see cref="Limits.AddedField"/> octets may be written into <see cref="Room"/>; then <see cref="Composed"/> says how far.</summary>
    public int Compose()
    {
        if (!HasRoom(Limits.AddedField)) Flush();
        return _end;
    }

    /// <summary>Says that what was written from <see cref="Compose"/> on is to go out.</summary>
    /// <param name="end">The offset behind it.</param>
    public void Composed(int end)
    {
        _end = end;
    }

    /// <summary>Takes octets.</summary>
    public void Put(byte[] octets, int offset, int count)
    {
        if (!HasRoom(count)) Flush();
        if (GoesBy(count))
        {
            if (Flush()) IsLost = !Send(octets, offset, count);
            return;
        }
        Array.Copy(octets, offset, Room, _end, count);
        _end += count;
    }

    /// <summary>Sends what is gathered. False: it is lost.</summary>
    public bool Flush()
    {
        int count = GatheredCount;
        _end = Start;
        if (count > 0 && !IsLost) IsLost = !Send(Room, Start, count);
        return !IsLost;
    }

    /// <summary>Begins with nothing.</summary>
    protected void Empty()
    {
        Drop();
        IsLost = false;
    }

    /// <summary>Forgets what is gathered: it goes out another way.</summary>
    protected void Drop()
    {
        _end = Start;
    }

    /// <summary>True if so many octets fit behind those that are gathered.</summary>
    protected bool HasRoom(int count)
    {
        return count <= Room.Length - _end;
    }

    /// <summary>True if so many octets are not gathered, since a packet of their own is as good.</summary>
    protected bool GoesBy(int count)
    {
        return count > (Room.Length - Start) / 2;
    }

    /// <summary>Sends octets. False: they are lost.</summary>
    protected abstract bool Send(byte[] octets, int offset, int count);
}
