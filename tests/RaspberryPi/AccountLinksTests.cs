using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.RaspberryPi.Provider;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Links to a provider: opened ahead, lent, waited for, kept warm, closed politely.</summary>
public class AccountLinksTests
{
    [Fact]
    public void A_link_is_opened_ahead_and_lent_again_and_again()
    {
        using var bench = new Bench(2);
        bench.Links.Warm();
        bench.Links.Warm();
        Wait.Until(() => bench.Log.Ready == 1, "a link opened");
        for (int i = 0; i < 5; i++)
        {
            ProviderLink link = bench.Links.Take(0)!;
            Assert.True(link.IsUsable);
            bench.Links.Give(link);
        }
        bench.Links.Warm();
        Thread.Sleep(50);
        Assert.Equal(1, bench.Provider.Connections);
    }

    [Fact]
    public void Who_comes_while_a_link_is_being_opened_waits_for_that_one()
    {
        using var bench = new Bench(2);
        bench.Provider.Greets.Reset();
        bench.Links.Warm();
        ProviderLink? link = null;
        var taker = new Thread(() => link = bench.Links.Take(30_000));
        taker.Start();
        Wait.Until(() => bench.Links.Waiting == 1 && bench.Provider.Connections == 1, "the first one waits for the link that is being opened");
        bench.Provider.Greets.Set();
        Assert.True(taker.Join(30_000));
        Assert.True(link!.IsUsable);
        Assert.Equal(1, bench.Provider.Connections);
        bench.Links.Give(link);
    }

    [Fact]
    public void A_second_one_gets_a_link_of_its_own_to_open()
    {
        using var bench = new Bench(2);
        bench.Provider.Greets.Reset();
        bench.Links.Warm();
        ProviderLink? first = null;
        var taker = new Thread(() => first = bench.Links.Take(30_000));
        taker.Start();
        Wait.Until(() => bench.Links.Waiting == 1, "the first one waits");
        ProviderLink second = bench.Links.Take(0)!;
        Assert.False(second.IsUsable);
        bench.Provider.Greets.Set();
        Assert.True(second.Open());
        Assert.True(taker.Join(30_000));
        Assert.True(first!.IsUsable);
        Assert.NotSame(first, second);
    }

    [Fact]
    public void No_more_links_are_lent_than_there_are_and_who_waits_gets_the_next()
    {
        using var bench = new Bench(1);
        ProviderLink link = bench.Links.Take(0)!;
        var clock = Stopwatch.StartNew();
        Assert.Null(bench.Links.Take(200));
        Assert.InRange(clock.ElapsedMilliseconds, 150, 30_000);
        ProviderLink? next = null;
        var taker = new Thread(() => next = bench.Links.Take(30_000));
        taker.Start();
        Wait.Until(() => bench.Links.Waiting == 1, "the next one waits");
        Assert.Null(next);
        bench.Links.Give(link);
        Assert.True(taker.Join(30_000));
        Assert.Same(link, next);
    }

    [Fact]
    public void An_idle_link_ends_with_QUIT_after_its_time()
    {
        using var bench = new Bench(1);
        bench.Links.Warm();
        Wait.Until(() => bench.Log.Ready == 1, "a link opened");
        bench.Clock.NowMs += Limits.LinkIdleMsMax - 10_000;
        Thread.Sleep(1200);
        Assert.Equal(0, bench.Provider.Quits);
        bench.Clock.NowMs += 10_000;
        Wait.Until(() => bench.Provider.Quits == 1, "the idle link said QUIT");
    }

    [Fact]
    public void A_link_that_the_provider_closed_is_not_lent_as_usable()
    {
        using var bench = new Bench(1);
        ProviderLink link = bench.Links.Take(0)!;
        Assert.True(link.Open());
        bench.Provider.HangsUp = true;
        Assert.True(link.SendMail("<a@b.example>"u8.ToArray(), 0, 13, 0, false) && link.Await(30_000));
        link.Settle();
        bench.Provider.HangsUp = false;
        bench.Links.Give(link);
        Wait.Until(() => !link.IsUsable, "the close arrived");
        ProviderLink again = bench.Links.Take(30_000)!;
        Assert.Same(link, again);
        Assert.False(again.IsUsable);
        Assert.True(again.Open());
        Assert.Equal(2, bench.Provider.Connections);
        Assert.Equal(0, bench.Provider.Quits);
    }

    [Fact]
    public void What_one_link_found_out_is_not_asked_again_at_once()
    {
        using var bench = new Bench(3);
        bench.Provider.Greeting = "554 5.3.2 no service here";
        bench.Links.Warm();
        Wait.Until(() => bench.Log.Failed == 1, "the link failed");
        for (int i = 0; i < 5; i++)
        {
            bench.Links.Warm();
            ProviderLink link = bench.Links.Take(30_000)!;
            Assert.True(link.FailedJustNow);
            Assert.NotEqual(Diagnosis.None, link.Diagnosis);
            bench.Links.Give(link);
        }
        Assert.Equal(1, bench.Provider.Connections);
        bench.Clock.NowMs += Limits.LinkRetryMs + 1;
        bench.Provider.Greeting = "220 well again";
        bench.Links.Warm();
        Wait.Until(() => bench.Log.Ready == 1, "the link opened");
    }

    [Fact]
    public void Where_the_provider_wants_fewer_connections_the_working_ones_are_waited_for()
    {
        using var bench = new Bench(2);
        ProviderLink first = bench.Links.Take(0)!;
        Assert.True(first.Open());
        bench.Provider.Greeting = "421 4.3.2 too many connections";
        ProviderLink second = bench.Links.Take(0)!;
        Assert.False(second.Open());
        bench.Links.Give(second);
        Assert.Null(bench.Links.Take(100));
        bench.Links.Give(first);
        Assert.Same(first, bench.Links.Take(0));
    }

    [Fact]
    public void At_the_end_idle_links_say_QUIT()
    {
        var bench = new Bench(2);
        ProviderLink first = bench.Links.Take(0)!;
        ProviderLink second = bench.Links.Take(0)!;
        Assert.True(first.Open());
        Assert.True(second.Open());
        bench.Links.Give(first);
        bench.Links.Give(second);
        bench.Dispose();
        Assert.Equal(2, bench.Provider.Quits);
    }

    /// <summary>Real links over real sockets to a stand-in provider, under a clock that can be moved.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly Thread _thread;

        public Bench(int links)
        {
            AccountConfiguration account = Accounts.For("127.0.0.1", Provider.Port, Security.None, null, links);
            var settings = new ProviderAccount(0, "bridge-test", Security.None, "", false, "", SenderRewrite.Never, account.SizeMax);
            var all = new ProviderLink[links];
            for (int i = 0; i < links; i++) all[i] = new ProviderLink(settings, new ProviderTransport(account), null, new NoSecrets(), Clock, Log);
            Links = new AccountLinks(all, Clock);
            _thread = new Thread(Links.LookAfter) { IsBackground = true };
            _thread.Start();
        }

        public SmtpStandIn Provider { get; } = new SmtpStandIn();

        public MovedClock Clock { get; } = new MovedClock();

        public CountingLog Log { get; } = new CountingLog();

        public AccountLinks Links { get; }

        public void Dispose()
        {
            Links.Stop();
            Assert.True(_thread.Join(30_000));
            Provider.Dispose();
        }
    }

    private sealed class NoSecrets : IAccountSecrets
    {
        public Diagnosis Fetch(Secret into, bool renew)
        {
            return Diagnosis.NoRefreshToken;
        }
    }

    private sealed class MovedClock : IClock
    {
        private readonly MonotonicClock _real = new MonotonicClock();
        private long _aheadMs;

        public long NowMs
        {
            get { return _real.NowMs + Volatile.Read(ref _aheadMs); }
            set { Volatile.Write(ref _aheadMs, value - _real.NowMs); }
        }
    }

    private sealed class CountingLog : IEventLog
    {
        private int _ready;
        private int _failed;

        public int Ready
        {
            get { return Volatile.Read(ref _ready); }
        }

        public int Failed
        {
            get { return Volatile.Read(ref _failed); }
        }

        public void MailBegan(int session, int account)
        {
        }

        public void MailEnded(MailRecord mail)
        {
        }

        public void ProviderReady(int account, int elapsedMs)
        {
            Interlocked.Increment(ref _ready);
        }

        public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
        {
            Interlocked.Increment(ref _failed);
        }

        public void ScannerNoted(int session, Diagnosis diagnosis)
        {
        }
    }
}
