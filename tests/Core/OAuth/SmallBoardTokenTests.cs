using System;
using System.Collections.Generic;
using System.Text;
using System.Web;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.OAuth;

/// <summary>The same renewals where request, answer and mail data take turns in the same room.</summary>
public sealed class SmallBoardRenewalTests() : TokenRenewalTests(true);

/// <summary>
/// Pairing and renewal with one reader, whose access token's room is the request's too and whose refresh token's room is everybody's. Store and endpoint are in
/// memory: only from inside can be seen what is left behind in each buffer.
/// </summary>
public sealed class SmallBoardTokenTests : ITokenStore, ITokenEndpoint, IClock
{
    private const string Code = """{"device_code":"dc-1","user_code":"ABCD-EFGH","verification_uri":"https://e.test/d","expires_in":900,"interval":5}""";
    private const string Pending = """{"error":"authorization_pending"}""";

    private readonly byte[] _room = new byte[SmallBoardLimits.Room];
    private readonly List<string> _posts = [];
    private readonly Queue<(Diagnosis Posted, int Status, string Body)> _answers = new();
    private readonly TokenReader _reader;
    private readonly TokenRenewal _renewal;
    private readonly Pairing _pairing;
    private string _stored = "rt-1";
    private bool _saveFails;

    public SmallBoardTokenTests()
    {
        _reader = new TokenReader(new byte[Limits.AccessToken], _room, SmallBoardLimits.DeviceCode, 0, SmallBoardLimits.VerificationUri);
        var form = new FormBody(_reader.AccessToken.Octets, SmallBoardLimits.Form);
        _renewal = new TokenRenewal(this, this, new RefreshGrant("client", "scope", null), _reader, form);
        _pairing = new Pairing(this, this, this, new DeviceGrant("client", "scope", null, _reader.DeviceCode.Octets), this, _reader, _reader, form);
    }

    public long NowMs => 0;

    [Fact]
    public void A_mail_during_a_pairing_renews_the_old_token_and_the_pairing_goes_on()
    {
        Answer(Code, Pending, """{"access_token":"at-1","refresh_token":"rt-2","device_code":"not asked for","user_code":"not asked for"}""", """{"access_token":"at-2","refresh_token":"rt-3"}""");
        Assert.True(_pairing.Begin());
        Assert.Equal(DeviceStep.Wait, _pairing.Poll());
        Assert.Equal(Diagnosis.None, _renewal.RenewInPlace());
        Assert.Equal("at-1", Text(_reader.AccessToken));
        Assert.Equal("ABCD-EFGH", Text(_pairing.UserCode));
        Assert.Equal("https://e.test/d", Text(_pairing.VerificationUri));
        Assert.Equal(DeviceStep.Granted, _pairing.Poll());
        Assert.Equal(["", "dc-1", "rt-1", "dc-1"], _posts);
        Assert.Equal("rt-3", _stored);
    }

    [Fact]
    public void A_token_that_could_not_be_stored_outlives_a_pairing_and_answers_that_break_off()
    {
        _saveFails = true;
        Answer("""{"access_token":"at-1","refresh_token":"rt-2"}""", Code, Pending);
        Assert.Equal(Diagnosis.None, _renewal.RenewInPlace());
        Assert.True(_pairing.Begin());
        Assert.Equal(DeviceStep.Wait, _pairing.Poll());
        _pairing.Forget();
        string whole = """{"access_token":"at-3","refresh_token":"rt-3"}""";
        for (int cut = 0; cut < whole.Length; cut++)
        {
            _answers.Enqueue((Diagnosis.TokenEndpointUnreachable, 200, whole[..cut]));
            Assert.Equal(Diagnosis.TokenEndpointUnreachable, _renewal.RenewInPlace());
            Assert.Equal("rt-2", _posts[^1]);
            Assert.Equal(0, _reader.AccessToken.Count);
        }
        _saveFails = false;
        Answer(whole);
        Assert.Equal(Diagnosis.None, _renewal.RenewInPlace());
        Assert.Equal(("at-3", "rt-3", Diagnosis.None), (Text(_reader.AccessToken), _stored, _renewal.StoreFailure));
        Assert.All(_reader.AccessToken.Octets[_reader.AccessToken.Count..], static octet => Assert.Equal(0, octet));
    }

    // Beside one that could not be stored there is room for a token of 8192 less its length.
    [Theory]
    [InlineData(Limits.AccessToken - 2000, Diagnosis.None)]
    [InlineData(Limits.AccessToken - 1999, Diagnosis.TokenTooLong)]
    public void A_token_that_could_not_be_stored_leaves_less_room_and_is_never_overwritten(int accessToken, Diagnosis expected)
    {
        string kept = new('k', 2000);
        _saveFails = true;
        Answer($$"""{"access_token":"at","refresh_token":"{{kept}}"}""", $$"""{"access_token":"{{new string('a', accessToken)}}"}""", """{"access_token":"at"}""");
        Assert.Equal(Diagnosis.None, _renewal.RenewInPlace());
        Assert.Equal(expected, _renewal.RenewInPlace());
        _renewal.RenewInPlace();
        Assert.Equal(kept, _posts[^1]);
    }

    [Fact]
    public void Where_both_tokens_have_no_room_the_failure_names_the_store()
    {
        _saveFails = true;
        Answer($$"""{"access_token":"{{new string('a', Limits.AccessToken)}}","refresh_token":"rt-2"}""");
        Assert.Equal(Diagnosis.StoreUnwritable, _renewal.RenewInPlace());
        Assert.Equal(0, _reader.AccessToken.Count);
    }

    [Fact]
    public void Nothing_secret_is_left_in_the_room_and_a_pairing_that_ends_late_touches_nobodys()
    {
        Answer("""{"access_token":"at-1","refresh_token":"rt-2"}""", Code, Pending, Pending, """{"access_token":"at-2"}""");
        Assert.Equal(Diagnosis.None, _renewal.RenewInPlace());
        Assert.All(_room, static octet => Assert.Equal(0, octet));
        Assert.All(_reader.AccessToken.Octets[4..], static octet => Assert.Equal(0, octet));
        Assert.True(_pairing.Begin());
        Assert.Equal(DeviceStep.Wait, _pairing.Poll());
        Assert.Equal(DeviceStep.Wait, _pairing.Poll());
        Assert.All(_reader.AccessToken.Octets, static octet => Assert.Equal(0, octet));
        Assert.Equal(Diagnosis.None, _renewal.RenewInPlace());
        Array.Fill(_room, (byte)'m');
        _pairing.Forget();
        Assert.All(_room, static octet => Assert.Equal((byte)'m', octet));
        Assert.Equal("at-2", Text(_reader.AccessToken));
        Assert.Equal((0, 0), (_pairing.UserCode.Count, _reader.DeviceCode.Count));
        Assert.All(_reader.DeviceCode.Octets, static octet => Assert.Equal(0, octet));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        NoAllocation.During(() =>
        {
            _reader.ResetButCode();
            _reader.ForgetRequest();
            _reader.ForgetTokens();
            _pairing.Forget();
        });
    }

    Diagnosis ITokenStore.Load(Secret into)
    {
        into.Set(Encoding.ASCII.GetBytes(_stored), 0, _stored.Length);
        return Diagnosis.None;
    }

    Diagnosis ITokenStore.Save(byte[] token, int offset, int count)
    {
        if (_saveFails) return Diagnosis.StoreUnwritable;
        _stored = Encoding.ASCII.GetString(token, offset, count);
        return Diagnosis.None;
    }

    Diagnosis ITokenEndpoint.Post(byte[] form, int offset, int count, TokenReader answer)
    {
        var values = HttpUtility.ParseQueryString(Encoding.ASCII.GetString(form, offset, count));
        _posts.Add(values["refresh_token"] ?? values["device_code"] ?? "");
        (Diagnosis posted, int status, string body) = _answers.Dequeue();
        answer.HttpStatus = status;
        byte[] octets = Encoding.ASCII.GetBytes(body);
        answer.Feed(octets, 0, octets.Length);
        return posted;
    }

    private void Answer(params string[] bodies)
    {
        foreach (string body in bodies) _answers.Enqueue((Diagnosis.None, body == Pending ? 400 : 200, body));
    }

    private static string Text(TokenMember member) => Encoding.ASCII.GetString(member.Octets, 0, member.Count);
}
