using System;
using System.Collections.Generic;
using System.Text;
using System.Web;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.OAuth;

/// <summary>
/// The renewal with a store and an endpoint in memory. Neither is the real thing: the order of what happens between the two, and faults
/// between any two steps, can only be seen and made from inside. Real HTTP and files are tested with the platforms.
/// </summary>
public class TokenRenewalTests
{
    private readonly Bench _bench;

    public TokenRenewalTests()
        : this(false)
    {
    }

    protected TokenRenewalTests(bool isSmall)
    {
        _bench = new Bench(isSmall);
    }

    [Fact]
    public void A_rotated_token_is_stored_before_the_access_token_is_handed_out()
    {
        Secret access = new(Limits.AccessToken);
        _bench.Watched = access;
        _bench.Answer(200, """{"access_token":"at-1","refresh_token":"rt-2","expires_in":3599}""");
        Assert.Equal(Diagnosis.None, _bench.Renewal.Renew(access));
        Assert.Equal("at-1", Text(access));
        Assert.Equal(3599, _bench.Renewal.ExpiresInSeconds);
        Assert.Equal(Diagnosis.None, _bench.Renewal.StoreFailure);
        Assert.Equal(new[] { "load", "post rt-1", "save rt-2" }, _bench.Events);
        Assert.Equal("rt-2", _bench.Stored);

        _bench.Answer(200, """{"access_token":"at-2"}""");
        Assert.Equal(Diagnosis.None, _bench.Renewal.Renew(access));
        Assert.Equal("at-2", Text(access));
        Assert.Equal(-1, _bench.Renewal.ExpiresInSeconds);
        Assert.Equal(new[] { "load", "post rt-1", "save rt-2", "load", "post rt-2" }, _bench.Events);
    }

    [Theory]
    [InlineData("""{"access_token":"at"}""")]
    [InlineData("""{"access_token":"at","refresh_token":null}""")]
    [InlineData("""{"access_token":"at","refresh_token":"rt-1"}""")]
    public void Nothing_is_written_when_the_token_stays_the_same(string answer)
    {
        _bench.Answer(200, answer);
        Assert.Equal(Diagnosis.None, _bench.Renewal.Renew(new Secret(Limits.AccessToken)));
        Assert.Equal(new[] { "load", "post rt-1" }, _bench.Events);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_codes":[700082],"refresh_token":"rt-2"}""", Diagnosis.RefreshTokenUnused)]
    [InlineData(400, """{"error":"invalid_grant","refresh_token":"rt-2"}""", Diagnosis.RefreshTokenRefused)]
    [InlineData(401, """{"error":"invalid_client"}""", Diagnosis.ClientRefused)]
    [InlineData(503, """{"access_token":"at","refresh_token":"rt-2"}""", Diagnosis.TokenEndpointUnavailable)]
    [InlineData(200, """{"access_token":"at","refresh_token":"rt-2""", Diagnosis.TokenAnswerMalformed)]
    [InlineData(200, """{"access_token":"a\u0001t","refresh_token":"rt-2"}""", Diagnosis.TokenAnswerMalformed)]
    public void A_refused_request_leaves_the_store_alone_and_no_access_token(int httpStatus, string answer, Diagnosis expected)
    {
        Secret access = new(Limits.AccessToken);
        access.Set(new byte[] { 65 }, 0, 1);
        _bench.Answer(httpStatus, answer);
        Assert.Equal(expected, _bench.Renewal.Renew(access));
        Assert.Equal(0, access.Count);
        Assert.Equal("rt-1", _bench.Stored);
        Assert.Equal(httpStatus, _bench.Renewal.Answer.HttpStatus);
        Assert.All(_bench.Renewal.Answer.RefreshToken.Octets, octet => Assert.Equal(0, octet));
    }

    [Fact]
    public void The_log_gets_the_error_and_its_number()
    {
        _bench.Answer(400, """{"error":"invalid_grant","error_description":"AADSTS700082: x","error_codes":[700082,9]}""");
        _bench.Renewal.Renew(new Secret(Limits.AccessToken));
        TokenReader answer = _bench.Renewal.Answer;
        Assert.Equal("invalid_grant", Encoding.ASCII.GetString(answer.Error.Octets, 0, answer.Error.Count));
        Assert.Equal(700082, answer.ErrorCodes.Number);
    }

    [Theory]
    [InlineData(Diagnosis.TokenEndpointUnreachable)]
    [InlineData(Diagnosis.CertificateUntrusted)]
    public void A_post_that_fails_says_why(Diagnosis failure)
    {
        _bench.PostFailure = failure;
        Assert.Equal(failure, _bench.Renewal.Renew(new Secret(Limits.AccessToken)));
        Assert.Equal("rt-1", _bench.Stored);
    }

    [Fact]
    public void Without_a_stored_token_nothing_is_asked()
    {
        _bench.Stored = "";
        Assert.Equal(Diagnosis.NoRefreshToken, _bench.Renewal.Renew(new Secret(Limits.AccessToken)));
        _bench.LoadFailure = Diagnosis.StoreUnreadable;
        Assert.Equal(Diagnosis.StoreUnreadable, _bench.Renewal.Renew(new Secret(Limits.AccessToken)));
        Assert.Equal(new[] { "load", "load" }, _bench.Events);
    }

    [Fact]
    public void An_access_token_larger_than_the_callers_room_is_too_long()
    {
        _bench.Answer(200, """{"access_token":"0123456789"}""");
        Assert.Equal(Diagnosis.TokenTooLong, _bench.Renewal.Renew(new Secret(9)));
    }

    [Fact]
    public void If_the_rotated_token_cannot_be_stored_mail_goes_on_with_it_and_it_is_stored_later()
    {
        Secret access = new(Limits.AccessToken);
        _bench.SaveFails = true;
        for (int i = 2; i <= 4; i++)
        {
            _bench.Answer(200, $$"""{"access_token":"at-{{i}}","refresh_token":"rt-{{i}}"}""");
            Assert.Equal(Diagnosis.None, _bench.Renewal.Renew(access));
            Assert.Equal("at-" + i, Text(access));
            Assert.Equal(Diagnosis.StoreUnwritable, _bench.Renewal.StoreFailure);
            Assert.Equal("rt-1", _bench.Stored);
        }
        Assert.Equal(new[] { "post rt-1", "post rt-2", "post rt-3" }, _bench.Events.FindAll(e => e.StartsWith("post", StringComparison.Ordinal)));

        _bench.SaveFails = false;
        _bench.Events.Clear();
        _bench.Answer(200, """{"access_token":"at-5"}""");
        Assert.Equal(Diagnosis.None, _bench.Renewal.Renew(access));
        Assert.Equal(new[] { "load", "save rt-4", "post rt-4" }, _bench.Events);
        Assert.Equal(Diagnosis.None, _bench.Renewal.StoreFailure);
        Assert.Equal("rt-4", _bench.Stored);
    }

    [Theory]
    [InlineData("rt-new", Diagnosis.None, "post rt-new")] // paired again meanwhile: the new one counts and is not overwritten
    [InlineData("", Diagnosis.NoRefreshToken, null)] // unpaired meanwhile
    public void A_store_that_someone_else_has_changed_wins_over_the_token_in_memory(string stored, Diagnosis expected, string? post)
    {
        Secret access = new(Limits.AccessToken);
        _bench.SaveFails = true;
        _bench.Answer(200, """{"access_token":"at-2","refresh_token":"rt-2"}""");
        _bench.Renewal.Renew(access);
        _bench.SaveFails = false;
        _bench.Stored = stored;
        _bench.Events.Clear();
        _bench.Answer(200, """{"access_token":"at-3"}""");
        Assert.Equal(expected, _bench.Renewal.Renew(access));
        Assert.Equal(post == null ? new[] { "load" } : new[] { "load", post }, _bench.Events);
        Assert.Equal(stored, _bench.Stored);
        Assert.Equal(Diagnosis.None, _bench.Renewal.StoreFailure);
    }

    [Fact]
    public void While_the_store_cannot_even_be_read_the_token_in_memory_is_used_and_nothing_overwritten()
    {
        Secret access = new(Limits.AccessToken);
        _bench.SaveFails = true;
        _bench.Answer(200, """{"access_token":"at-2","refresh_token":"rt-2"}""");
        _bench.Renewal.Renew(access);
        _bench.LoadFailure = Diagnosis.StoreUnreadable;
        _bench.SaveFails = false;
        _bench.Events.Clear();
        _bench.Answer(200, """{"access_token":"at-3"}""");
        Assert.Equal(Diagnosis.None, _bench.Renewal.Renew(access));
        Assert.Equal(new[] { "load", "post rt-2" }, _bench.Events);
        Assert.Equal(Diagnosis.StoreUnwritable, _bench.Renewal.StoreFailure);
    }

    [Theory]
    [InlineData("""{"error":"invalid_grant"}""", Diagnosis.RefreshTokenRefused)]
    [InlineData("""{"error":"invalid_grant","error_codes":[50173]}""", Diagnosis.RefreshTokenRevoked)]
    public void A_token_in_memory_that_is_refused_is_dropped_so_that_the_stored_one_gets_its_turn(string refusal, Diagnosis expected)
    {
        Secret access = new(Limits.AccessToken);
        _bench.SaveFails = true;
        _bench.Answer(200, """{"access_token":"at-2","refresh_token":"rt-2"}""");
        _bench.Renewal.Renew(access);
        _bench.Answer(400, refusal);
        Assert.Equal(expected, _bench.Renewal.Renew(access));
        _bench.Events.Clear();
        _bench.Answer(200, """{"access_token":"at-3"}""");
        Assert.Equal(Diagnosis.None, _bench.Renewal.Renew(access));
        Assert.Equal(new[] { "load", "post rt-1" }, _bench.Events);
    }

    // Google's desktop clients have a secret; a public client must send none (AADSTS700025).
    [Theory]
    [InlineData(Diagnosis.None, Diagnosis.None, "grant_type=refresh_token&refresh_token=rt-1&client_id=client&scope=scope&client_secret=s%2B1")]
    [InlineData(Diagnosis.NoRefreshToken, Diagnosis.None, "grant_type=refresh_token&refresh_token=rt-1&client_id=client&scope=scope")]
    [InlineData(Diagnosis.StoreUnreadable, Diagnosis.StoreUnreadable, "")]
    public void A_client_secret_is_sent_if_one_is_stored(Diagnosis stored, Diagnosis expected, string form)
    {
        var clientStore = new ClientStore { Stored = stored };
        var endpoint = new FormKeeper();
        TokenRenewal renewal = new(_bench, endpoint, new RefreshGrant("client", "scope", Limits.ClientSecret), clientStore);
        Assert.Equal(expected, renewal.Renew(new Secret(Limits.AccessToken)));
        Assert.Equal(form, endpoint.Form);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        // Store and endpoint of its own: those of the bench keep records and so allocate.
        StillBench bench = new();
        TokenRenewal renewal = new(bench, bench, new RefreshGrant("c", "s", null));
        Secret access = new(Limits.AccessToken);
        NoAllocation.During(() => renewal.Renew(access));
        Assert.Equal("at", Text(access));
    }

    private static string Text(Secret secret)
    {
        return Encoding.ASCII.GetString(secret.Octets, 0, secret.Count);
    }

    private sealed class ClientStore : ITokenStore
    {
        public Diagnosis Stored { get; init; }

        public Diagnosis Load(Secret into)
        {
            into.Clear();
            if (Stored == Diagnosis.None) into.Set("s+1"u8.ToArray(), 0, 3);
            return Stored;
        }

        public Diagnosis Save(byte[] token, int offset, int count) => throw new InvalidOperationException("nobody stores a client secret here");
    }

    private sealed class FormKeeper : ITokenEndpoint
    {
        public string Form { get; private set; } = "";

        public Diagnosis Post(byte[] form, int offset, int count, TokenReader answer)
        {
            Form = Encoding.ASCII.GetString(form, offset, count);
            answer.HttpStatus = 200;
            byte[] body = Encoding.ASCII.GetBytes("""{"access_token":"at"}""");
            answer.Feed(body, 0, body.Length);
            return Diagnosis.None;
        }
    }

    private sealed class StillBench : ITokenStore, ITokenEndpoint
    {
        private readonly byte[] _answer = Encoding.ASCII.GetBytes("""{"access_token":"at","refresh_token":"rt-2"}""");
        private readonly byte[] _token = Encoding.ASCII.GetBytes("rt-1");

        public Diagnosis Load(Secret into)
        {
            into.Set(_token, 0, _token.Length);
            return Diagnosis.None;
        }

        public Diagnosis Save(byte[] token, int offset, int count)
        {
            return Diagnosis.StoreUnwritable;
        }

        public Diagnosis Post(byte[] form, int offset, int count, TokenReader answer)
        {
            answer.HttpStatus = 200;
            answer.Feed(_answer, 0, _answer.Length);
            return Diagnosis.None;
        }
    }

    private sealed class Bench : ITokenStore, ITokenEndpoint
    {
        private readonly byte[] _room = new byte[SmallBoardLimits.Room];
        private int _httpStatus;
        private string _answer = "";

        public Bench(bool isSmall)
        {
            var grant = new RefreshGrant("client", "scope", null);
            var answer = new TokenReader(new byte[Limits.AccessToken], _room, SmallBoardLimits.DeviceCode, 0, SmallBoardLimits.VerificationUri);
            Renewal = isSmall ? new TokenRenewal(this, this, grant, answer, new FormBody(answer.AccessToken.Octets, SmallBoardLimits.Form)) : new TokenRenewal(this, this, grant);
        }

        public TokenRenewal Renewal { get; }

        public List<string> Events { get; } = new();

        public string Stored { get; set; } = "rt-1";

        public Diagnosis LoadFailure { get; set; }

        public Diagnosis PostFailure { get; set; }

        public bool SaveFails { get; set; }

        // Must still be empty whenever the store or the endpoint is asked.
        public Secret? Watched { get; set; }

        public void Answer(int httpStatus, string answer)
        {
            _httpStatus = httpStatus;
            _answer = answer;
            // Between two exchanges others use it.
            Array.Fill(_room, (byte)'x');
        }

        public Diagnosis Load(Secret into)
        {
            Note("load");
            into.Clear();
            if (LoadFailure != Diagnosis.None) return LoadFailure;
            if (Stored.Length == 0) return Diagnosis.NoRefreshToken;
            into.Set(Encoding.ASCII.GetBytes(Stored), 0, Stored.Length);
            return Diagnosis.None;
        }

        public Diagnosis Save(byte[] token, int offset, int count)
        {
            Note("save " + Encoding.ASCII.GetString(token, offset, count));
            if (SaveFails) return Diagnosis.StoreUnwritable;
            Stored = Encoding.ASCII.GetString(token, offset, count);
            return Diagnosis.None;
        }

        public Diagnosis Post(byte[] form, int offset, int count, TokenReader answer)
        {
            Note("post " + HttpUtility.ParseQueryString(Encoding.ASCII.GetString(form, offset, count))["refresh_token"]);
            if (PostFailure != Diagnosis.None) return PostFailure;
            answer.HttpStatus = _httpStatus;
            byte[] octets = Encoding.UTF8.GetBytes(_answer);
            for (int i = 0; i < octets.Length; i++) answer.Feed(octets, i, 1);
            return Diagnosis.None;
        }

        private void Note(string what)
        {
            if (Watched != null) Assert.Equal(0, Watched.Count);
            Events.Add(what);
        }
    }
}
