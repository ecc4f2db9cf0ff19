namespace DeviceMailAgent.Status;

/// <summary>The newest events in a ring of fixed size, made at start. The caller serialises the calls.</summary>
/// <remarks>nanoCLR takes 12 octets for each field of an object, 120 for an event. So only the newest is an object; those before it are octets in one array.</remarks>
public sealed class EventLog
{
    // Moment and amount have 6 octets each: milliseconds and octets up to 2^47.
    private const int Wide = 6;
    private const int EventOctets = 2 * Wide + 1 + 2 + 2 + 4 + 2 + 4;

    private readonly EventRecord _newest = new EventRecord();
    private readonly int _capacity;
    private readonly byte[] _ring;

    /// <summary>Allocates room for <paramref name="capacity"/> events; 27 octets each.</summary>
    public EventLog(int capacity)
    {
        _capacity = capacity;
        _ring = new byte[capacity * EventOctets];
    }

    /// <summary>How many events there have been since the start; the number of the next one.</summary>
    public long Count { get; private set; }

    /// <summary>The number of the oldest event that is still kept.</summary>
    public long First
    {
        get { return Count > _capacity ? Count - _capacity : 0; }
    }

    /// <summary>Adds an event.</summary>
    /// <returns>The record to fill, until the next call; it belongs to the ring.</returns>
    public EventRecord Add(EventCode code, long atMs)
    {
        if (Count > 0) Keep(_newest);
        _newest.Begin(code, atMs);
        _newest.Number = Count++;
        return _newest;
    }

    /// <summary>Copies an event. False: it is not kept any more, or has not happened yet.</summary>
    public bool Read(long number, EventRecord into)
    {
        if (number < First || number >= Count) return false;
        if (number == _newest.Number) into.CopyFrom(_newest);
        else Restore(number, into);
        return true;
    }

    private void Keep(EventRecord record)
    {
        int at = PlaceOf(record.Number);
        at = Put(at, record.AtMs, Wide);
        at = Put(at, record.Amount, Wide);
        at = Put(at, (int)record.Code, 1);
        at = Put(at, record.Account, 2);
        at = Put(at, (int)record.Diagnosis, 2);
        at = Put(at, record.ElapsedMs, 4);
        at = Put(at, record.ReplyCode, 2);
        Put(at, record.Detail, 4);
    }

    private void Restore(long number, EventRecord into)
    {
        int at = PlaceOf(number);
        into.Number = number;
        into.AtMs = Get(ref at, Wide);
        into.Amount = Get(ref at, Wide);
        into.Code = (EventCode)(Get(ref at, 1) & 255);
        into.Account = (int)Get(ref at, 2);
        into.Diagnosis = (Diagnosis)Get(ref at, 2);
        into.ElapsedMs = (int)Get(ref at, 4);
        into.ReplyCode = (int)Get(ref at, 2);
        into.Detail = (int)Get(ref at, 4);
    }

    private int PlaceOf(long number)
    {
        return (int)(number % _capacity) * EventOctets;
    }

    private int Put(int at, long value, int octets)
    {
        for (int i = 0; i < octets; i++) _ring[at + i] = (byte)(value >> (8 * i));
        return at + octets;
    }

    // The topmost octet carries the sign.
    private long Get(ref int at, int octets)
    {
        long value = (sbyte)_ring[at + octets - 1];
        for (int i = octets - 2; i >= 0; i--) value = value << 8 | _ring[at + i];
        at += octets;
        return value;
    }
}
