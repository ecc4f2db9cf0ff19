using System.Collections.Generic;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.RaspberryPi.Provider;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>What an account may do is shared by all scanners: who came first goes first, and nobody waits in vain.</summary>
public class AccountLimitsTests
{
    private const int PatienceMs = 30_000;

    [Fact]
    public void In_any_sixty_seconds_no_more_mails_begin_than_allowed()
    {
        var clock = new SetClock();
        var mails = new MailsPerMinute(2, clock);
        Assert.Equal(0, mails.WaitMs(0));
        mails.Take();
        clock.NowMs += 10_000;
        Assert.Equal(0, mails.WaitMs(0));
        mails.Take();
        Assert.Equal([50_000, 60_000, 110_000, 120_000], new[] { mails.WaitMs(0), mails.WaitMs(1), mails.WaitMs(2), mails.WaitMs(3) });
        clock.NowMs += 49_999;
        Assert.Equal(1, mails.WaitMs(0));
        clock.NowMs += 1;
        Assert.Equal((0, 10_000), (mails.WaitMs(0), mails.WaitMs(1)));
        mails.Take();
        Assert.Equal(10_000, mails.WaitMs(0));
    }

    [Fact]
    public void Without_a_limit_nobody_waits()
    {
        var mails = new MailsPerMinute(0, new SetClock());
        for (int i = 0; i < 1000; i++) mails.Take();
        Assert.Equal(0, mails.WaitMs(50));
    }

    [Fact]
    public void Who_waits_is_served_in_the_order_of_coming()
    {
        var links = new AccountLinks([Link()], new MonotonicClock());
        ProviderLink link = links.Take(0)!;
        var order = new List<int>();
        var waiting = new Thread[5];
        for (int i = 0; i < waiting.Length; i++)
        {
            int number = i;
            waiting[i] = new Thread(() =>
            {
                ProviderLink mine = links.Take(PatienceMs)!;
                lock (order) order.Add(number);
                links.Give(mine);
            });
            waiting[i].Start();
            Wait.Until(() => links.Waiting == number + 1, "it stands in the line");
        }
        links.Give(link);
        foreach (Thread thread in waiting) Assert.True(thread.Join(PatienceMs));
        Assert.Equal([0, 1, 2, 3, 4], order);
        Assert.Equal(0, links.Waiting);
    }

    [Fact]
    public void A_newcomer_does_not_overtake_who_waits()
    {
        var links = new AccountLinks([Link()], new MonotonicClock());
        ProviderLink link = links.Take(0)!;
        ProviderLink? first = null;
        var waiting = new Thread(() => first = links.Take(PatienceMs));
        waiting.Start();
        Wait.Until(() => links.Waiting == 1, "it stands in the line");
        Assert.Null(links.Take(0));
        links.Give(link);
        Assert.True(waiting.Join(PatienceMs));
        Assert.Same(link, first);
    }

    [Fact]
    public void Who_has_lost_patience_makes_room_for_those_behind()
    {
        var links = new AccountLinks([Link()], new MonotonicClock());
        ProviderLink link = links.Take(0)!;
        ProviderLink? first = link;
        ProviderLink? second = null;
        var impatient = new Thread(() => first = links.Take(300));
        var patient = new Thread(() => second = links.Take(PatienceMs));
        impatient.Start();
        patient.Start();
        Assert.True(impatient.Join(PatienceMs));
        Assert.Null(first);
        Assert.Equal(Diagnosis.NoFreeConnection, links.Shortage);
        links.Give(link);
        Assert.True(patient.Join(PatienceMs));
        Assert.Same(link, second);
    }

    [Fact]
    public void A_mail_beyond_the_minutes_number_is_refused_at_once_where_waiting_is_in_vain()
    {
        var clock = new SetClock();
        var links = new AccountLinks([Link(), Link()], clock, perMinuteMax: 1);
        links.Give(links.Take(0)!);
        // With this clock a wait would never end.
        Assert.Null(links.Take(PatienceMs));
        Assert.Equal(Diagnosis.MailsPerMinuteReached, links.Shortage);
        clock.NowMs += MailsPerMinute.MinuteMs;
        Assert.NotNull(links.Take(PatienceMs));
    }

    [Fact]
    public void A_mail_that_the_next_minute_has_room_for_waits_for_it()
    {
        var clock = new AheadClock();
        var links = new AccountLinks([Link(), Link()], clock, perMinuteMax: 1);
        long before = clock.NowMs;
        links.Give(links.Take(0)!);
        clock.AheadMs = MailsPerMinute.MinuteMs - 700;
        Assert.NotNull(links.Take(PatienceMs));
        Assert.InRange(clock.NowMs - before, MailsPerMinute.MinuteMs, 2 * MailsPerMinute.MinuteMs);
        Assert.Null(links.Take(0));
    }

    [Fact]
    public void A_line_has_an_end()
    {
        var line = new WaitingLine(3);
        long[] tickets = [line.Join(), line.Join(), line.Join()];
        Assert.Equal(0, line.Join());
        Assert.Equal([0, 1, 2], new[] { line.Ahead(tickets[0]), line.Ahead(tickets[1]), line.Ahead(tickets[2]) });
        line.Leave(tickets[1]);
        Assert.Equal([0, 1], new[] { line.Ahead(tickets[0]), line.Ahead(tickets[2]) });
        long last = line.Join();
        Assert.Equal((2, 3), (line.Ahead(last), line.Count));
    }

    // Never opened: lending is what is judged here.
    private static ProviderLink Link()
    {
        AccountConfiguration account = Accounts.For("127.0.0.1", 25, Security.None, null);
        var settings = new ProviderAccount(0, "bridge-test", Security.None, "", false, "", SenderRewrite.Never, account.SizeMax);
        return new ProviderLink(settings, new ProviderTransport(account), null, new NoSecrets(), new MonotonicClock(), new NoLog());
    }

    private sealed class AheadClock : IClock
    {
        private readonly MonotonicClock _real = new MonotonicClock();

        public long AheadMs { get; set; }

        public long NowMs
        {
            get { return _real.NowMs + AheadMs; }
        }
    }

    private sealed class NoSecrets : IAccountSecrets
    {
        public Diagnosis Fetch(Secret into, bool renew)
        {
            return Diagnosis.NoRefreshToken;
        }
    }

    private sealed class NoLog : IEventLog
    {
        public void MailBegan(int session, int account)
        {
        }

        public void MailEnded(MailRecord mail)
        {
        }

        public void ProviderReady(int account, int elapsedMs)
        {
        }

        public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
        {
        }

        public void ScannerNoted(int session, Diagnosis diagnosis)
        {
        }
    }
}
