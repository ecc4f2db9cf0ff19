using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>The ring of events.</summary>
public sealed class EventLogTests
{
    [Fact]
    public void The_ring_keeps_the_newest_and_counts_all()
    {
        var ring = new EventLog(8);
        var record = new EventRecord();
        Assert.False(ring.Read(0, record));
        for (int i = 0; i < 21; i++) ring.Add(EventCode.MailDelivered, 1000 + i).Amount = i;
        Assert.Equal(21, ring.Count);
        Assert.Equal(13, ring.First);
        Assert.False(ring.Read(12, record));
        Assert.False(ring.Read(21, record));
        for (long number = 13; number < 21; number++)
        {
            Assert.True(ring.Read(number, record));
            Assert.Equal((number, number, 1000 + number), (record.Number, record.Amount, record.AtMs));
        }
    }

    [Fact]
    public void A_new_event_has_nothing_of_the_one_whose_place_it_takes()
    {
        var ring = new EventLog(1);
        EventRecord old = ring.Add(EventCode.MailRefused, 1);
        (old.Account, old.Diagnosis, old.Amount, old.ElapsedMs, old.ReplyCode, old.Detail) = (3, Diagnosis.MailboxFull, 9, 9, 554, 9);
        ring.Add(EventCode.Ready, 2);
        var record = new EventRecord();
        Assert.True(ring.Read(1, record));
        Assert.Equal((EventCode.Ready, -1, Diagnosis.None, 0, 0, 0, 0), (record.Code, record.Account, record.Diagnosis, record.Amount, record.ElapsedMs, record.ReplyCode, record.Detail));
    }

    [Fact]
    public void An_event_that_is_no_longer_the_newest_is_still_what_it_was()
    {
        var ring = new EventLog(3);
        EventRecord old = ring.Add(EventCode.ScreenWorks, (1L << 47) - 1);
        (old.Account, old.Diagnosis, old.Amount, old.ElapsedMs, old.ReplyCode, old.Detail) = (32767, Diagnosis.Misconfigured, (1L << 47) - 1, int.MaxValue, 554, 7000218);
        old = ring.Add(EventCode.ScannerNoted, 0);
        (old.Account, old.Amount, old.ElapsedMs, old.ReplyCode, old.Detail) = (-1, -1, -1, -1, int.MinValue);
        ring.Add(EventCode.Ready, 2);
        var record = new EventRecord();
        Assert.True(ring.Read(0, record));
        Assert.Equal((0, (1L << 47) - 1, EventCode.ScreenWorks, 32767, Diagnosis.Misconfigured), (record.Number, record.AtMs, record.Code, record.Account, record.Diagnosis));
        Assert.Equal(((1L << 47) - 1, int.MaxValue, 554, 7000218), (record.Amount, record.ElapsedMs, record.ReplyCode, record.Detail));
        Assert.True(ring.Read(1, record));
        Assert.Equal((1, 0, EventCode.ScannerNoted, -1, Diagnosis.None), (record.Number, record.AtMs, record.Code, record.Account, record.Diagnosis));
        Assert.Equal((-1, -1, -1, int.MinValue), (record.Amount, record.ElapsedMs, record.ReplyCode, record.Detail));
    }
}
