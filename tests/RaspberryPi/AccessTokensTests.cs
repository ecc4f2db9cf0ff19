using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>When an access token is renewed, and that it is renewed once for all who wait. The endpoint is a stand-in that counts; the real one has its own tests.</summary>
public partial class AccessTokensTests
{
    private readonly Bench _bench = new Bench();

    [Fact]
    public void A_token_is_fetched_once_and_kept_until_its_margin()
    {
        Assert.Equal("token-1", _bench.Fetch());
        Assert.Equal("token-1", _bench.Fetch());
        _bench.Clock.NowMs += 2999 * 1000;
        Assert.Equal("token-1", _bench.Fetch());
        _bench.Clock.NowMs += 2000;
        Assert.Equal("token-2", _bench.Fetch());
        Assert.Equal(2, _bench.Requests);
        Assert.Equal(["renewed 3600", "renewed 3600"], _bench.Events);
    }

    [Fact]
    public void Eight_sessions_with_a_used_up_token_make_one_request()
    {
        _bench.Fetch();
        _bench.Clock.NowMs += 3601 * 1000;
        _bench.Gate.Reset();
        var tokens = new string[8];
        var threads = new Thread[8];
        for (int i = 0; i < 8; i++)
        {
            int mine = i;
            threads[i] = new Thread(() => tokens[mine] = _bench.Fetch());
            threads[i].Start();
        }
        Thread.Sleep(200);
        _bench.Gate.Set();
        foreach (Thread thread in threads) Assert.True(thread.Join(30_000));
        Assert.All(tokens, token => Assert.Equal("token-2", token));
        Assert.Equal(2, _bench.Requests);
    }

    [Fact]
    public void Sessions_whose_token_was_refused_share_one_renewal()
    {
        var secrets = new Secret[4];
        for (int i = 0; i < 4; i++)
        {
            secrets[i] = new Secret(Limits.AccessToken);
            Assert.Equal(Diagnosis.None, _bench.Tokens.Fetch(secrets[i], false));
        }
        foreach (Secret secret in secrets)
        {
            Assert.Equal(Diagnosis.None, _bench.Tokens.Fetch(secret, true));
            Assert.Equal("token-2", Text(secret));
        }
        Assert.Equal(2, _bench.Requests);
    }

    [Fact]
    public void A_refused_token_is_renewed_although_it_looks_valid()
    {
        var secret = new Secret(Limits.AccessToken);
        _bench.Tokens.Fetch(secret, false);
        Assert.Equal(Diagnosis.None, _bench.Tokens.Fetch(secret, true));
        Assert.Equal("token-2", Text(secret));
    }

    [Fact]
    public void A_provider_that_refuses_every_token_does_not_cost_a_renewal_each_time()
    {
        var secret = new Secret(Limits.AccessToken);
        _bench.Tokens.Fetch(secret, false);
        int refused = 0;
        for (int i = 0; i < 20; i++)
        {
            if (_bench.Tokens.Fetch(secret, true) == Diagnosis.LoginRefused) refused++;
        }
        Assert.Equal(15, refused);
        Assert.Equal(6, _bench.Requests);
        _bench.Clock.NowMs += 61 * 1000;
        Assert.Equal(Diagnosis.None, _bench.Tokens.Fetch(secret, true));
        Assert.Equal(Diagnosis.LoginRefused, _bench.Tokens.Fetch(secret, true));
    }

    [Fact]
    public void After_a_failure_the_endpoint_is_left_alone_for_a_while()
    {
        _bench.Failure = Diagnosis.TokenEndpointUnreachable;
        var secret = new Secret(Limits.AccessToken);
        for (int i = 0; i < 5; i++) Assert.Equal(Diagnosis.TokenEndpointUnreachable, _bench.Tokens.Fetch(secret, false));
        Assert.Equal(1, _bench.Requests);
        _bench.Clock.NowMs += 2001;
        Assert.Equal(Diagnosis.TokenEndpointUnreachable, _bench.Tokens.Fetch(secret, false));
        _bench.Clock.NowMs += 2001;
        Assert.Equal(Diagnosis.TokenEndpointUnreachable, _bench.Tokens.Fetch(secret, false));
        Assert.Equal(2, _bench.Requests);
        _bench.Clock.NowMs += 2000;
        _bench.Failure = Diagnosis.None;
        Assert.Equal(Diagnosis.None, _bench.Tokens.Fetch(secret, false));
        Assert.Equal(0, _bench.Events.FindIndex(line => line == "refused TokenEndpointUnreachable"));
    }

    [Fact]
    public void Who_waits_for_a_renewal_that_fails_hears_of_the_failure()
    {
        _bench.Failure = Diagnosis.TokenEndpointUnavailable;
        _bench.Gate.Reset();
        var results = new Diagnosis[4];
        var threads = new Thread[4];
        for (int i = 0; i < 4; i++)
        {
            int mine = i;
            threads[i] = new Thread(() => results[mine] = _bench.Tokens.Fetch(new Secret(Limits.AccessToken), false));
            threads[i].Start();
        }
        Thread.Sleep(100);
        _bench.Gate.Set();
        foreach (Thread thread in threads) Assert.True(thread.Join(30_000));
        Assert.All(results, result => Assert.Equal(Diagnosis.TokenEndpointUnavailable, result));
        Assert.Equal(1, _bench.Requests);
    }

    [Fact]
    public void Within_its_margin_the_old_token_serves_while_the_endpoint_is_down()
    {
        _bench.Fetch();
        _bench.Clock.NowMs += 3100 * 1000;
        _bench.Failure = Diagnosis.TokenEndpointUnreachable;
        Assert.Equal("token-1", _bench.Fetch());
        Assert.Equal("token-1", _bench.Fetch());
        Assert.Equal(2, _bench.Requests);
        _bench.Clock.NowMs += 501 * 1000;
        Assert.Equal(Diagnosis.TokenEndpointUnreachable, _bench.Tokens.Fetch(new Secret(Limits.AccessToken), false));
    }

    [Theory]
    // Lifetime as told, seconds that the token must serve, second at which it must have been renewed.
    [InlineData("\"expires_in\": 3599", 2998, 3000)]
    [InlineData("\"expires_in\": \"3599\"", 2998, 3000)]
    [InlineData("\"x\": 1", 2999, 3001)]
    [InlineData("\"expires_in\": 100", 49, 51)]
    public void The_margin_counts_from_the_end_that_the_server_told(string lifetime, int serves, int renewed)
    {
        _bench.Lifetime = lifetime;
        Assert.Equal("token-1", _bench.Fetch());
        _bench.Clock.NowMs += serves * 1000L;
        Assert.Equal("token-1", _bench.Fetch());
        _bench.Clock.NowMs += (renewed - serves) * 1000L;
        Assert.Equal("token-2", _bench.Fetch());
    }

    [Fact]
    public void An_idle_agents_token_is_renewed_ahead_of_time_and_only_then()
    {
        Assert.Equal(60_000, _bench.Tokens.KeepFresh());
        Assert.Equal(0, _bench.Requests);
        _bench.Fetch();
        Assert.Equal(60_000, _bench.Tokens.KeepFresh());
        Assert.Equal(1, _bench.Requests);
        _bench.Clock.NowMs += 2990 * 1000;
        Assert.Equal(10_000, _bench.Tokens.KeepFresh());
        _bench.Clock.NowMs += 10_000;
        Assert.Equal(60_000, _bench.Tokens.KeepFresh());
        Assert.Equal(2, _bench.Requests);
        Assert.Equal("token-2", _bench.Fetch());
        _bench.Failure = Diagnosis.TokenEndpointUnreachable;
        _bench.Clock.NowMs += 3000 * 1000;
        Assert.Equal(1000, _bench.Tokens.KeepFresh());
        Assert.Equal(1000, _bench.Tokens.KeepFresh());
        Assert.Equal(3, _bench.Requests);
    }

    private static string Text(Secret secret)
    {
        return Encoding.ASCII.GetString(secret.Octets, 0, secret.Count);
    }

    /// <summary>Tokens over a stand-in endpoint and store, under a clock that the test sets.</summary>
    private sealed class Bench : ITokenEndpoint, ITokenStore, ITokenEvents
    {
        private int _requests;

        public Bench()
        {
            Tokens = Make(new NoLuck());
        }

        public AccessTokens Make(Random random)
        {
            return new AccessTokens(0, new TokenRenewal(this, this, new RefreshGrant("c", "s", null)), 600, Clock, this, random);
        }

        public SetClock Clock { get; } = new SetClock();

        public AccessTokens Tokens { get; }

        public bool IsPaired { get; set; } = true;

        public ManualResetEventSlim Gate { get; } = new ManualResetEventSlim(true);

        public Diagnosis Failure { get; set; }

        public string Lifetime { get; set; } = "\"expires_in\": 3600";

        public List<string> Events { get; } = [];

        public int Requests
        {
            get { return Volatile.Read(ref _requests); }
        }

        public string Fetch()
        {
            var secret = new Secret(Limits.AccessToken);
            Diagnosis diagnosis = Tokens.Fetch(secret, false);
            return diagnosis == Diagnosis.None ? Text(secret) : diagnosis.ToString();
        }

        public Diagnosis Post(byte[] form, int offset, int count, TokenReader answer)
        {
            int request = Interlocked.Increment(ref _requests);
            Gate.Wait(30_000);
            if (Failure != Diagnosis.None) return Failure;
            byte[] body = Encoding.ASCII.GetBytes("{\"access_token\": \"token-" + request + "\", \"token_type\": \"Bearer\", " + Lifetime + "}");
            answer.HttpStatus = 200;
            answer.Feed(body, 0, body.Length);
            return Diagnosis.None;
        }

        public Diagnosis Load(Secret into)
        {
            if (!IsPaired) return Diagnosis.NoRefreshToken;
            into.Set(Encoding.ASCII.GetBytes("fake-refresh"), 0, 12);
            return Diagnosis.None;
        }

        public Diagnosis Save(byte[] token, int offset, int count)
        {
            return Diagnosis.None;
        }

        public void TokenRenewed(int account, int lifetimeSeconds, Diagnosis storeFailure)
        {
            Events.Add("renewed " + lifetimeSeconds);
        }

        public void TokenRefused(int account, Diagnosis diagnosis, TokenReader answer)
        {
            Events.Add("refused " + diagnosis);
        }
    }

    /// <summary>Chance that always takes the least.</summary>
    private sealed class NoLuck : Random
    {
        public override int Next(int maxValue)
        {
            return 0;
        }

        public override int Next(int minValue, int maxValue)
        {
            return minValue;
        }
    }

    private sealed class SetClock : IClock
    {
        private long _nowMs = 1_000_000;

        public long NowMs
        {
            get { return Volatile.Read(ref _nowMs); }
            set { Volatile.Write(ref _nowMs, value); }
        }
    }
}
