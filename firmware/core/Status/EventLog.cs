namespace DeviceMailAgent.Status;

/// <summary>The newest events in a ring of fixed size, made at start. The caller serialises the calls.</summary>
public sealed class EventLog
{
    private readonly EventRecord[] _records;

    /// <summary>Allocates room for <paramref name="capacity"/> events; 60 octets each.</summary>
    public EventLog(int capacity)
    {
        _records = new EventRecord[capacity];
        for (int i = 0; i < capacity; i++) _records[i] = new EventRecord();
    }

    /// <summary>How many events there have been since the start; the number of the next one.</summary>
    public long Count { get; private set; }

    /// <summary>The number of the oldest event that is still kept.</summary>
    public long First
    {
        get { return Count > _records.Length ? Count - _records.Length : 0; }
    }

    /// <summary>Adds an event.</summary>
    /// <returns>The record to fill; it belongs to the ring.</returns>
    public EventRecord Add(EventCode code, long atMs)
    {
        EventRecord record = _records[(int)(Count % _records.Length)];
        record.Begin(code, atMs);
        record.Number = Count++;
        return record;
    }

    /// <summary>Copies an event. False: it is not kept any more, or has not happened yet.</summary>
    public bool Read(long number, EventRecord into)
    {
        if (number < First || number >= Count) return false;
        into.CopyFrom(_records[(int)(number % _records.Length)]);
        return true;
    }
}
