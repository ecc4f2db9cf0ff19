using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Weeks of an agent's life under a clock that the test moves: idle, cut off, asleep, with the clock set.</summary>
public partial class AccessTokensTests
{
    private const long MinuteMs = 60 * 1000;
    private const long DayMs = 24 * 60 * MinuteMs;

    [Fact]
    public void A_device_that_nobody_uses_renews_once_a_day_for_half_a_year()
    {
        List<long> requests = Live(_bench.Make(new Random(1)), 183 * DayMs);
        Assert.InRange(requests[0] - Begun, MinuteMs, 3 * MinuteMs);
        Assert.InRange(requests.Count, 183, 183 * 10 / 9 + 2);
        Assert.All(Gaps(requests), gap => Assert.InRange(gap, DayMs * 9 / 10 - MinuteMs, DayMs + 2 * MinuteMs));
    }

    [Fact]
    public void A_device_that_is_switched_off_every_night_renews_every_day_all_the_same()
    {
        for (int day = 0; day < 100; day++)
        {
            List<long> requests = Live(_bench.Make(new Random(day)), 8 * 60 * MinuteMs);
            Assert.Single(requests);
            _bench.Clock.NowMs += 16 * 60 * MinuteMs;
        }
    }

    [Fact]
    public void A_device_in_use_has_a_fresh_token_over_the_weekend_and_a_week_later_renews_daily()
    {
        AccessTokens tokens = _bench.Make(new Random(1));
        tokens.Fetch(new Secret(Limits.AccessToken), false);
        List<long> weekend = Live(tokens, 3 * DayMs);
        Assert.All(Gaps(weekend), gap => Assert.InRange(gap, 49 * MinuteMs, 51 * MinuteMs));
        int before = _bench.Requests;
        Assert.Equal(Diagnosis.None, tokens.Fetch(new Secret(Limits.AccessToken), false));
        Assert.Equal(before, _bench.Requests);
        Live(tokens, 7 * DayMs);
        List<long> holidays = Live(tokens, 20 * DayMs);
        Assert.InRange(holidays.Count, 19, 24);
    }

    [Fact]
    public void Months_without_a_network_are_bridged_by_patience_and_end_at_the_first_chance()
    {
        AccessTokens tokens = _bench.Make(new Random(1));
        _bench.Failure = Diagnosis.TokenEndpointUnreachable;
        List<long> requests = Live(tokens, 60 * DayMs);
        List<long> gaps = Gaps(requests);
        // Longer and longer, never more than a quarter of an hour, never all at the same time.
        Assert.All(gaps, gap => Assert.InRange(gap, 1000, 15 * MinuteMs + 1000));
        Assert.All(gaps.Skip(10), gap => Assert.InRange(gap, 7 * MinuteMs, 15 * MinuteMs + 1000));
        Assert.InRange(gaps.Skip(10).Distinct().Count(), 100, int.MaxValue);
        _bench.Failure = Diagnosis.None;
        requests = Live(tokens, DayMs / 2);
        Assert.Single(requests);
    }

    [Fact]
    public void Scanners_that_keep_asking_make_a_request_every_half_minute_at_most_and_at_least()
    {
        AccessTokens tokens = _bench.Make(new Random(1));
        _bench.Failure = Diagnosis.TokenEndpointUnavailable;
        var secret = new Secret(Limits.AccessToken);
        var requests = new List<long>();
        for (int i = 0; i < 3600; i++)
        {
            int before = _bench.Requests;
            Assert.Equal(Diagnosis.TokenEndpointUnavailable, tokens.Fetch(secret, false));
            if (_bench.Requests > before) requests.Add(_bench.Clock.NowMs);
            _bench.Clock.NowMs += 1000;
        }
        Assert.All(Gaps(requests), gap => Assert.InRange(gap, 1000, 30 * 1000));
        Assert.All(Gaps(requests).Skip(5), gap => Assert.InRange(gap, 15 * 1000, 30 * 1000));
        Assert.InRange(Gaps(requests).Distinct().Count(), 5, int.MaxValue);
    }

    [Fact]
    public void A_hundred_devices_that_failed_together_come_back_apart()
    {
        _bench.Failure = Diagnosis.TokenEndpointUnreachable;
        var second = new HashSet<long>();
        for (int device = 0; device < 100; device++)
        {
            AccessTokens tokens = _bench.Make(new Random(device));
            List<long> requests = Live(tokens, 2 * 60 * MinuteMs);
            second.Add((requests[^1] - requests[0]) / 1000);
        }
        Assert.InRange(second.Count, 50, 100);
    }

    [Fact]
    public void An_account_that_was_never_paired_is_said_once_a_day_and_asks_nobody()
    {
        _bench.IsPaired = false;
        Live(_bench.Tokens, 10 * DayMs);
        Assert.Equal(0, _bench.Requests);
        Assert.InRange(_bench.Events.Count(line => line == "refused NoRefreshToken"), 10, 21);
    }

    [Theory]
    // Asleep for a night; an hour; a moment less than the token lives.
    [InlineData(14 * 60 * MinuteMs, 1)]
    [InlineData(61 * MinuteMs, 1)]
    [InlineData(49 * MinuteMs, 0)]
    public void After_sleep_a_token_that_has_ended_is_not_used_and_renewed_once(long sleptMs, int renewals)
    {
        Assert.Equal("token-1", _bench.Fetch());
        _bench.Clock.NowMs += sleptMs;
        int before = _bench.Requests;
        string first = _bench.Fetch();
        Assert.Equal("token-" + (1 + renewals), first);
        for (int i = 0; i < 50; i++)
        {
            _bench.Tokens.KeepFresh();
            Assert.Equal(first, _bench.Fetch());
        }
        Assert.Equal(before + renewals, _bench.Requests);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-30 * 1000)]
    [InlineData(-2 * 60 * MinuteMs)]
    [InlineData(-400 * DayMs)]
    public void A_clock_that_runs_back_costs_one_renewal_and_no_storm(long jumpMs)
    {
        // Well away from zero, as if the clock had counted for years.
        _bench.Clock.NowMs += 1000 * DayMs;
        Assert.Equal("token-1", _bench.Fetch());
        _bench.Clock.NowMs += jumpMs;
        // A token from the future may have ended long ago.
        Assert.Equal("token-2", _bench.Fetch());
        for (int i = 0; i < 50; i++)
        {
            _bench.Tokens.KeepFresh();
            Assert.Equal("token-2", _bench.Fetch());
        }
        Assert.Equal(2, _bench.Requests);
        List<long> later = Live(_bench.Tokens, 30 * DayMs);
        Assert.All(Gaps(later), gap => Assert.InRange(gap, 49 * MinuteMs, DayMs + 2 * MinuteMs));
    }

    [Fact]
    public void A_clock_that_runs_back_during_a_wait_does_not_lengthen_it()
    {
        _bench.Clock.NowMs += 1000 * DayMs;
        _bench.Failure = Diagnosis.TokenEndpointUnreachable;
        _bench.Fetch();
        _bench.Clock.NowMs -= 500 * DayMs;
        _bench.Failure = Diagnosis.None;
        Assert.Equal("token-2", _bench.Fetch());
    }

    [Fact]
    public void A_clock_that_runs_back_gives_no_more_forced_renewals_than_before()
    {
        var secret = new Secret(Limits.AccessToken);
        _bench.Clock.NowMs += 1000 * DayMs;
        _bench.Tokens.Fetch(secret, false);
        for (int i = 0; i < 10; i++) _bench.Tokens.Fetch(secret, true);
        int before = _bench.Requests;
        _bench.Clock.NowMs -= 500 * DayMs;
        int refused = 0;
        for (int i = 0; i < 20; i++)
        {
            if (_bench.Tokens.Fetch(secret, true) == Diagnosis.LoginRefused) refused++;
        }
        Assert.Equal((before, 20), (_bench.Requests, refused));
        // The refusals heal with time as ever.
        _bench.Clock.NowMs += 61 * 1000;
        Assert.Equal(Diagnosis.None, _bench.Tokens.Fetch(secret, true));
    }

    [Fact]
    public void The_keeper_and_twenty_scanners_share_one_flight()
    {
        _bench.Fetch();
        _bench.Clock.NowMs += 3601 * 1000;
        _bench.Gate.Reset();
        var threads = new List<Thread>();
        for (int i = 0; i < 20; i++)
        {
            threads.Add(new Thread(() => _bench.Tokens.KeepFresh()));
            threads.Add(new Thread(() => _bench.Fetch()));
        }
        threads.ForEach(thread => thread.Start());
        Assert.True(SpinWait.SpinUntil(() => _bench.Requests == 2, 30_000));
        _bench.Gate.Set();
        Assert.All(threads, thread => Assert.True(thread.Join(30_000)));
        Assert.Equal(2, _bench.Requests);
    }

    [Fact]
    public void The_agents_clock_counts_what_the_system_says_since_its_start()
    {
        var clock = new MonotonicClock();
        // The first number of /proc/uptime counts sleep too (proc(5)).
        double before = Uptime();
        long now = clock.NowMs;
        double after = Uptime();
        Assert.InRange(now, (long)(before * 1000) - 20, (long)(after * 1000) + 20);
        var elapsed = Stopwatch.StartNew();
        while (clock.NowMs == now) Assert.InRange(elapsed.ElapsedMilliseconds, 0, 30_000);
    }

    private static long Begun
    {
        get { return 1_000_000; }
    }

    // The keeper's thread, by hand: asks when it was told to.
    private List<long> Live(AccessTokens tokens, long forMs)
    {
        var requests = new List<long>();
        long end = _bench.Clock.NowMs + forMs;
        while (_bench.Clock.NowMs < end)
        {
            int before = _bench.Requests;
            int waitMs = tokens.KeepFresh();
            Assert.InRange(waitMs, 1000, 60_000);
            Assert.InRange(_bench.Requests - before, 0, 1);
            if (_bench.Requests > before) requests.Add(_bench.Clock.NowMs);
            _bench.Clock.NowMs += waitMs;
        }
        return requests;
    }

    private static List<long> Gaps(List<long> times)
    {
        return times.Skip(1).Zip(times, (later, earlier) => later - earlier).ToList();
    }

    private static double Uptime()
    {
        return double.Parse(System.IO.File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
