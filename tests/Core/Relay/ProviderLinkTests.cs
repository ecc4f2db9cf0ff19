using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>Links that open, die, are kept and are opened again.</summary>
public class ProviderLinkTests
{
    [Fact]
    public void Warm_is_asked_for_at_once_and_again_for_the_login_s_account()
    {
        var rig = new Rig();
        rig.Scanner.Says("AUTH PLAIN " + Plain("other", "pass")).SaysMail();
        rig.Run();
        Assert.Equal([0, 1], rig.Links.Warmed);
        Assert.Equal((0, 1), (rig.Providers[0].Accepted, rig.Providers[1].Accepted));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kept_link_that_has_died_is_opened_again_before_MAIL_is_answered(bool unseen)
    {
        Rig rig = new Rig().Warmed(isFresh: false);
        rig.Provider.SaysUnasked("close");
        rig.Provider.DiesUnseen = unseen;
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Equal("220 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal(2, rig.Provider.Connections);
    }

    [Fact]
    public void A_kept_link_that_is_told_421_is_opened_again()
    {
        Rig rig = new Rig().Warmed(isFresh: false);
        rig.Provider.Answers("MAIL", "421 4.4.2 Idle for too long|close");
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Equal("220 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal(2, rig.Provider.Connections);
    }

    [Fact]
    public void A_kept_link_on_which_421_was_said_meanwhile_is_opened_again()
    {
        Rig rig = new Rig().Warmed();
        rig.Provider.SaysUnasked("421 4.4.2 Idle for too long|close");
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Equal("220 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal(2, rig.Provider.Connections);
    }

    [Fact]
    public void A_kept_link_is_opened_again_only_once()
    {
        Rig rig = new Rig().Warmed(isFresh: false);
        rig.Provider.Answers("MAIL", "close").Answers("MAIL", "close");
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Equal("220 451 503 503", rig.Scanner.Codes);
        Assert.Equal("451 4.4.2 D204 Connection to the mail provider lost; nothing was sent, try again", rig.Scanner.Replies[1]);
        Assert.Equal(2, rig.Provider.Connections);
    }

    [Fact]
    public void A_fresh_link_lost_between_MAIL_and_RCPT_is_opened_again_without_the_scanner_noticing()
    {
        Rig rig = new Rig().Warmed();
        rig.Provider.Answers("MAIL", "close");
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Equal("220 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal(2, rig.Provider.Connections);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("silence")]
    [InlineData("421 4.3.2 Service not active|close")]
    [InlineData("354 what")]
    public void Lost_at_RCPT_the_recipient_is_refused_for_now_and_so_is_the_rest(string reply)
    {
        var rig = new Rig();
        rig.Provider.Answers("RCPT", "250 2.1.5 OK").Answers("RCPT", reply);
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<one@x>").Says("RCPT TO:<two@x>").Says("RCPT TO:<three@x>").Says("DATA").SaysData(".\r\n").Says("QUIT");
        rig.Run();
        Assert.Equal("220 250 250 451 451 451 221", rig.Scanner.Codes);
        Assert.Equal(rig.Scanner.Replies[3], rig.Scanner.Replies[4]);
        Assert.Equal(rig.Scanner.Replies[3], rig.Scanner.Replies[5]);
        Assert.Empty(rig.Provider.Mails);
    }

    [Fact]
    public void Lost_after_the_dot_the_outcome_is_unknown_and_both_sides_are_told_so()
    {
        foreach (string reply in new[] { "close", "silence", "HTTP/1.1 200 OK", "354 more" })
        {
            var rig = new Rig();
            rig.Provider.Answers(".", reply);
            rig.Scanner.SaysMail();
            rig.Run();
            Assert.Equal("451 4.4.2 D205 Connection lost at the end of the mail; it may have arrived, look before sending again", rig.Scanner.Replies[^1]);
            Assert.Equal([Diagnosis.OutcomeUnknown], rig.Log.Mails);
            Assert.Single(rig.Provider.Mails);
        }
    }

    [Fact]
    public void Lost_before_the_dot_nothing_with_an_end_has_reached_the_provider()
    {
        string data = string.Concat(Enumerable.Repeat("0123456789abcdef0123456789abcdef\r\n", 200)) + ".\r\n";
        for (int taken = 1; taken < data.Length; taken += 97)
        {
            var rig = new Rig();
            rig.Scanner.Piece = 64;
            rig.Provider.BreaksBehindDataOctets = taken;
            rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysData(data);
            rig.Run();
            Assert.Empty(rig.Provider.Mails);
            // Only where the octets that failed to go out held the end itself is the outcome unknown.
            Diagnosis diagnosis = taken > data.Length - (data.Length % 64) ? Diagnosis.OutcomeUnknown : Diagnosis.ProviderLost;
            Assert.Equal([diagnosis], rig.Log.Mails);
            Assert.StartsWith($"451 4.4.2 D{(int)diagnosis} ", rig.Scanner.Replies[^1], System.StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("552 5.3.4 too large", "552 5.3.4 D504 too large")]
    [InlineData("451 4.7.0 later", "451 4.7.0 D508 later")]
    [InlineData("421 4.3.2 closing", "451 4.3.2 D215 Mail provider is busy, try again")]
    [InlineData("250 2.0.0 OK", "451 4.4.1 D207 Cannot reach the mail provider, try again")]
    [InlineData("", "451 4.4.2 D204 Connection to the mail provider lost; nothing was sent, try again")]
    public void A_provider_that_hangs_up_in_mid_data_is_heard_if_it_says_why(string lastWords, string heard)
    {
        var rig = new Rig();
        rig.Scanner.Piece = 64;
        rig.Provider.BreaksBehindDataOctets = 200;
        rig.Provider.LastWords = lastWords;
        rig.Scanner.SaysMail(string.Concat(Enumerable.Repeat("0123456789abcdef0123456789abcdef\r\n", 50)) + ".\r\n").SaysMail();
        rig.Run();
        Assert.Equal(heard, rig.Scanner.Replies[4]);
        Assert.Equal((1, 1), (rig.Scanner.ToldDelivered, rig.Provider.Mails.Count));
    }

    [Theory]
    [InlineData("250 2.0.0 OK", "451 4.4.1 D207 ")]
    [InlineData("552 5.3.4 too large", "552 5.3.4 D504 too large")]
    [InlineData("421 4.3.2 closing", "451 4.3.2 D215 ")]
    public void A_reply_said_before_the_end_is_not_the_reply_to_the_mail(string reply, string heard)
    {
        var rig = new Rig();
        rig.Provider.Answers("DATA", "354 go|" + reply);
        rig.Scanner.SaysMail().SaysMail();
        rig.Run();
        Assert.StartsWith(heard, rig.Scanner.Replies[4], System.StringComparison.Ordinal);
        Assert.Equal((1, 1), (rig.Scanner.ToldDelivered, rig.Provider.Mails.Count));
    }

    // A row: to what the provider is silent, after how long it is given up, and with which number.
    [Theory]
    [InlineData("greeting", Limits.GreetingMsMax, "D206")]
    [InlineData("EHLO", Limits.GreetingMsMax, "D206")]
    [InlineData("token", Limits.GreetingMsMax, "D206")]
    [InlineData("MAIL", Limits.ReplyMsMax, "D206")]
    [InlineData("RCPT", Limits.ReplyMsMax, "D206")]
    [InlineData("DATA", Limits.ReplyMsMax, "D206")]
    [InlineData(".", Limits.FinalReplyMsMax, "D205")]
    public void A_silent_provider_is_given_up_when_its_time_is_over(string verb, int timeoutMs, string diagnosis)
    {
        var rig = new Rig();
        long started = rig.Clock.NowMs;
        rig.Provider.Answers(verb, "silence");
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Equal(timeoutMs, rig.Clock.NowMs - started);
        Assert.Contains("failed " + diagnosis, rig.Log.Of("failed"), System.StringComparison.Ordinal);
    }

    [Fact]
    public void Opening_has_a_time_for_all_replies_together()
    {
        var rig = new Rig();
        // Each reply comes within its own time, and a scanner would still have left.
        rig.Provider.MsPerRead = Limits.GreetingMsMax / 2;
        long started = rig.Clock.NowMs;
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.InRange(rig.Clock.NowMs - started, 1, Limits.LinkWaitMsMax);
        Assert.Contains(rig.Scanner.Replies, reply => reply.StartsWith("451 4.4.2 D206", System.StringComparison.Ordinal));
    }

    [Fact]
    public void A_provider_that_says_an_octet_now_and_then_is_silent_too()
    {
        var rig = new Rig();
        rig.Provider.Piece = 1;
        rig.Provider.MsPerRead = 20_000;
        long started = rig.Clock.NowMs;
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.InRange(rig.Clock.NowMs - started, Limits.GreetingMsMax, Limits.GreetingMsMax + 20_000);
        Assert.Equal("failed D206 0", rig.Log.Of("failed"));
    }

    [Fact]
    public void A_reply_without_end_does_not_hold_the_relay()
    {
        foreach (string verb in new[] { "greeting", "EHLO", "MAIL", "RCPT", "DATA", "." })
        {
            var rig = new Rig();
            rig.Provider.TalksForEver = verb;
            rig.Provider.MsPerRead = 10;
            rig.Scanner.SaysMail();
            rig.Run();
            Assert.Equal(0, rig.Scanner.ToldDelivered);
        }
    }

    [Fact]
    public void An_idle_link_says_QUIT_and_a_dead_one_is_only_closed()
    {
        Rig rig = new Rig().Warmed();
        rig.Clock.Advance(Limits.LinkIdleMsMax);
        Assert.Equal(Limits.LinkIdleMsMax, rig.LinkOf[0].IdleMs);
        rig.LinkOf[0].Quit();
        Assert.Equal("QUIT", rig.Provider.Lines[^1]);
        Assert.True(rig.Provider.IsClosed);
        Assert.Equal(0, rig.LinkOf[0].IdleMs);
        rig.LinkOf[0].Quit();
        Assert.Single(rig.Provider.Lines, "QUIT");
    }

    [Fact]
    public void When_no_link_comes_free_the_scanner_is_asked_to_try_again()
    {
        var rig = new Rig();
        Assert.NotNull(rig.Links.Take(0, 0));
        rig.Scanner.Says("MAIL FROM:<a@b.c>");
        rig.Session.Run(rig.Scanner, rig.Settings, 0, 1);
        Assert.Equal("451 4.3.2 D216 Mail provider is busy, try again", rig.Scanner.Replies[1]);
    }

    private static string Plain(string user, string password)
    {
        return System.Convert.ToBase64String(Octets.Of("\0" + user + "\0" + password));
    }
}
