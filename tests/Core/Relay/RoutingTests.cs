using System.Collections.Generic;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>Each mail goes where the routes say, on the terms of its account; and what is said of a connection without a mail.</summary>
public class RoutingTests
{
    [Fact]
    public void Every_mail_of_a_connection_has_its_own_route()
    {
        var rig = new Rig(routes: new Routes());
        rig.Scanner.Says("EHLO s").SaysMail(sender: "floor1@contoso.com").SaysMail(sender: "floor2@contoso.com").SaysMail(sender: "floor1@contoso.com");
        rig.Run();
        Assert.Equal((2, 1), (rig.Providers[0].Mails.Count, rig.Providers[1].Mails.Count));
    }

    [Fact]
    public void A_login_is_told_to_the_routes_and_forgotten_at_STARTTLS()
    {
        var routes = new Routes();
        var rig = new Rig(routes: routes);
        // "other" with password "pass".
        rig.Scanner.Says("EHLO s").Says("AUTH PLAIN AG90aGVyAHBhc3M=").SaysMail(sender: "a@b.c").Says("STARTTLS").Says("EHLO s").SaysMail(sender: "a@b.c");
        rig.Run();
        Assert.Equal("220 250 235 250 250 354 250 220 250 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal((1, 1), (rig.Providers[0].Mails.Count, rig.Providers[1].Mails.Count));
        Assert.Equal([0, 1], rig.Links.Warmed);
    }

    [Fact]
    public void A_size_over_the_accounts_own_limit_is_refused_before_anybody_is_asked()
    {
        var rig = new Rig(routes: new Routes());
        rig.Scanner.Says("EHLO s").Says("MAIL FROM:<floor2@contoso.com> SIZE=5001").Says("RCPT TO:<d@e.f>").Says("MAIL FROM:<floor1@contoso.com> SIZE=5001")
            .Says("RSET").Says("MAIL FROM:<floor1@contoso.com> SIZE=10001").SaysMail(sender: "floor2@contoso.com");
        rig.Run();
        Assert.Equal("220 250 552 503 250 250 552 250 250 354 250", rig.Scanner.Codes);
        Assert.StartsWith("552 5.3.4 D108 ", rig.Scanner.Replies[2], System.StringComparison.Ordinal);
        Assert.Equal((0, 1), (rig.Providers[0].Mails.Count, rig.Providers[1].Mails.Count));
        // The routed account's refusal is a mail's end, the one over every account's limit is noted.
        Assert.Contains("noted D108", rig.Log.Lines);
        Assert.Contains(rig.Log.Lines, line => line.StartsWith("mail D108", System.StringComparison.Ordinal));
    }

    [Fact]
    public void A_scanner_waits_as_long_as_its_account_says_and_hears_what_there_was_none_of()
    {
        var rig = new Rig(routes: new Routes { Shortage = Diagnosis.MailsPerMinuteReached });
        ProviderLink? lent = rig.Links.Take(1, 0);
        long before = rig.Clock.NowMs;
        rig.Scanner.Says("EHLO s").Says("MAIL FROM:<floor2@contoso.com>").SaysMail(sender: "floor1@contoso.com");
        rig.Scanner.BeforeRead = () =>
        {
            if (rig.Scanner.Replies.Count == 3 && lent != null) rig.Links.Give(lent);
            if (rig.Scanner.Replies.Count == 3) lent = null;
        };
        rig.Run();
        Assert.Equal("220 250 451 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal("451 4.3.2 D219 Mail provider is busy, try again", rig.Scanner.Replies[2]);
        Assert.InRange(rig.Clock.NowMs - before, 7000, 8000);
    }

    [Fact]
    public void Who_guessed_too_often_is_told_to_wait_and_nothing_is_compared()
    {
        var rig = new Rig(login: LoginPolicy.Required);
        // "guesser" with password "pass", then "scanner" with password "pass".
        rig.Scanner.Says("EHLO s").Says("AUTH PLAIN AGd1ZXNzZXIAcGFzcw==").Says("MAIL FROM:<a@b.c>").Says("AUTH PLAIN AHNjYW5uZXIAcGFzcw==").SaysMail();
        rig.Run();
        Assert.Equal("220 250 454 530 235 250 250 354 250", rig.Scanner.Codes);
        Assert.StartsWith("454 4.7.0 D119 ", rig.Scanner.Replies[2], System.StringComparison.Ordinal);
        Assert.Contains("noted D119", rig.Log.Lines);
    }

    [Theory]
    // A ClientHello of TLS 1.2, of SSL 3.0, of SSL 2.0.
    [InlineData("\u0016\u0003\u0001\u0000\u0032\u0001\u0000\u0000\u002E\u0003\u0003\u0001", "noted D110")]
    [InlineData("\u0016\u0003\u0000\u0000\u0032\u0001\u0000\u0000\u002E\u0003\u0000\u0001", "noted D117")]
    [InlineData("\u0080\u002E\u0001\u0000\u0002\u0000\u0015\u0000\u0000\u0000\u0010", "noted D117")]
    public void TLS_where_SMTP_was_greeted_is_one_line_in_the_log(string hello, string noted)
    {
        var rig = new Rig();
        rig.Scanner.SaysAtOnce(hello, 1);
        rig.Run();
        Assert.Equal("220", rig.Scanner.Codes);
        Assert.Equal(noted, string.Join('|', rig.Log.Lines));
    }

    [Fact]
    public void A_wrong_login_is_no_connection_test()
    {
        var rig = new Rig();
        rig.Scanner.Says("EHLO s").Says("AUTH PLAIN AHgAeA==").Says("QUIT");
        rig.Run();
        Assert.Equal("noted D104", string.Join('|', rig.Log.Lines));
    }

    [Fact]
    public void Our_own_name_in_EHLO_and_in_Received_confuses_nobody()
    {
        foreach (MessageRepair repair in new[] { MessageRepair.None, new MessageRepair(LinePolicy.Repair, true, true, false, false) })
        {
            var rig = new Rig(repair: repair);
            rig.Scanner.Says("EHLO bridge").SaysMail("Received: from bridge by bridge; Mon, 23 Nov 2026 08:50:47 +0000\r\nSubject: scan\r\n\r\npage\r\n.\r\n");
            rig.Run();
            Assert.Equal("220 250 250 250 354 250", rig.Scanner.Codes);
            Assert.Contains("Received: from bridge by bridge; Mon,", Assert.Single(rig.Provider.Mails), System.StringComparison.Ordinal);
        }
    }

    /// <summary>Senders at "floor2" and the login "other" go to account 1, which takes half the octets and is waited for seven seconds.</summary>
    private sealed class Routes : IMailRoutes
    {
        public Diagnosis Shortage { get; init; } = Diagnosis.NoFreeConnection;

        public int AccountOf(int login, byte[] sender, int offset, int count)
        {
            return login == 1 || Octets.Text(sender, offset, count).StartsWith("floor2@", System.StringComparison.Ordinal) ? 1 : 0;
        }

        public long SizeMaxOf(int account)
        {
            return account == 1 ? Rig.SizeMax / 2 : Rig.SizeMax;
        }

        public int WaitMsMaxOf(int account)
        {
            return account == 1 ? 7000 : Limits.LinkWaitMsMax;
        }

        public Diagnosis ShortageOf(int account)
        {
            return Shortage;
        }
    }
}
