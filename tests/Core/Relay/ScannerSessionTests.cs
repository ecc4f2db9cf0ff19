using System;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>The scanner's side: what it may do, and what ends its session.</summary>
public class ScannerSessionTests
{
    private const string Data = "Subject: scan\r\n\r\npage\r\n.\r\n";

    [Fact]
    public void A_connection_test_is_noted()
    {
        var rig = new Rig();
        rig.Scanner.Says("EHLO s").Says("QUIT");
        rig.Run();
        Assert.Equal("noted D111", string.Join('|', rig.Log.Lines));
        Assert.Equal((0, 0), (rig.Links.Taken, rig.Provider.Connections));
        rig.NextScanner().SaysMail();
        rig.Run();
        rig.NextScanner().Says("QUIT");
        rig.Run();
        Assert.Equal("noted D111|noted D111", rig.Log.Of("noted"));
    }

    // A row: what was said before, what is said then, the codes of all replies.
    [Theory]
    [InlineData("", "RSET", "220 250")]
    [InlineData("EHLO s", "RSET", "220 250 250")]
    [InlineData("MAIL FROM:<a@b.c>", "RSET", "220 250 250")]
    [InlineData("MAIL FROM:<a@b.c>|RCPT TO:<d@e.f>", "RSET", "220 250 250 250")]
    [InlineData("MAIL FROM:<a@b.c>|RCPT TO:<d@e.f>", "EHLO s", "220 250 250 250")]
    [InlineData("MAIL FROM:<a@b.c>", "HELO s", "220 250 250")]
    [InlineData("MAIL FROM:<a@b.c>|RCPT TO:<d@e.f>", "RSET|RSET", "220 250 250 250 250")]
    public void RSET_and_a_new_EHLO_end_a_mail_and_another_can_follow(string before, string then, string codes)
    {
        foreach (bool warmed in new[] { false, true })
        {
            var rig = new Rig();
            if (warmed) rig.Warmed();
            foreach (string line in (before + "|" + then).Split('|', StringSplitOptions.RemoveEmptyEntries)) rig.Scanner.Says(line);
            rig.Scanner.SaysMail(Data);
            rig.Run();
            Assert.Equal(codes + " 250 250 354 250", rig.Scanner.Codes);
            Assert.Equal([Data], rig.Provider.Mails);
            Assert.Equal(1, rig.Provider.Connections);
        }
    }

    [Theory]
    [InlineData("RSET in mid-mail", "MAIL FROM:<a@b.c>|RCPT TO:<d@e.f>|QUIT", "RSET")]
    [InlineData("gone in mid-mail", "MAIL FROM:<a@b.c>|RCPT TO:<d@e.f>", "RSET")]
    [InlineData("gone behind MAIL", "MAIL FROM:<a@b.c>", "RSET")]
    public void A_mail_that_the_scanner_leaves_open_is_ended_at_the_provider_and_the_link_kept(string name, string lines, string last)
    {
        foreach (bool warmed in new[] { false, true })
        {
            var rig = new Rig();
            if (warmed) rig.Warmed();
            foreach (string line in lines.Split('|')) rig.Scanner.Says(line);
            rig.Run();
            // Over a fresh link MAIL waits for the first RCPT: the provider has heard of no mail that has none.
            bool heard = !warmed || lines.Contains("RCPT", System.StringComparison.Ordinal);
            Assert.True((rig.Provider.Lines[^1] == last) == heard && rig.LinkOf[0].IsUsable, name);
        }
    }

    [Fact]
    public void A_scanner_that_leaves_in_mid_data_has_delivered_nothing_and_the_link_is_closed()
    {
        for (int cut = 0; cut < Data.Length; cut++)
        {
            var rig = new Rig();
            rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysData(Data[..cut]);
            rig.Run();
            Assert.Empty(rig.Provider.Mails);
            Assert.True(rig.Provider.IsClosed);
            Assert.Equal([Diagnosis.ScannerLost], rig.Log.Mails);
        }
    }

    [Theory]
    [InlineData("\n.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r.\r")]
    [InlineData("\r\n.\r\r\n")]
    [InlineData("\r\n\0.\r\n")]
    public void Smuggling_is_refused_and_the_connection_closed_before_what_is_hidden_is_obeyed(string sequence)
    {
        string hidden = "MAIL FROM:<boss@contoso.com>\r\nRCPT TO:<all@contoso.com>\r\nDATA\r\nforged\r\n.\r\n";
        foreach (int piece in new[] { int.MaxValue, MemoryChannel.ByLine, 1, 7 })
        {
            var rig = new Rig();
            rig.Scanner.Piece = piece;
            rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysData("page" + sequence + hidden);
            rig.Run();
            Assert.Equal("220 250 250 354 554", rig.Scanner.Codes);
            Assert.Contains("D107", rig.Scanner.Replies[^1], StringComparison.Ordinal);
            Assert.Empty(rig.Provider.Mails);
            Assert.True(rig.Provider.IsClosed);
            Assert.DoesNotContain(rig.Provider.Lines, line => line.Contains("boss", StringComparison.Ordinal));
            Assert.Equal([Diagnosis.SmugglingRefused], rig.Log.Mails);
        }
    }

    [Theory]
    [InlineData(LoginPolicy.Required, "scanner", "pass", "235 250", 0)]
    [InlineData(LoginPolicy.Required, "scanner", "wrong", "535 530", -1)]
    [InlineData(LoginPolicy.Optional, "scanner", "wrong", "535 250", 0)]
    [InlineData(LoginPolicy.Ignored, "scanner", "wrong", "235 250", 0)]
    [InlineData(LoginPolicy.Ignored, "other", "pass", "235 250", 1)]
    [InlineData(LoginPolicy.Optional, "other", "pass", "235 250", 1)]
    public void A_login_is_checked_as_the_listener_says(LoginPolicy policy, string user, string password, string codes, int account)
    {
        var rig = new Rig(login: policy);
        rig.Scanner.Says("AUTH LOGIN").Says(Text(user)).Says(Text(password)).Says("MAIL FROM:<a@b.c>");
        rig.Run();
        Assert.Equal("220 334 334 " + codes, rig.Scanner.Codes);
        Assert.Equal(codes.StartsWith("535", StringComparison.Ordinal), rig.Log.Lines.Contains("noted D104"));
        for (int i = 0; i < 2; i++) Assert.Equal(i == account, rig.Providers[i].Lines.Contains("MAIL FROM:<a@b.c>"));
    }

    [Fact]
    public void STARTTLS_forgets_the_login_and_its_account_and_what_came_behind_it_reaches_only_TLS()
    {
        var rig = new Rig();
        rig.Scanner.Says("AUTH PLAIN " + Text("\0other\0pass")).SaysAtOnce("STARTTLS\r\nMAIL FROM:<evil@x>\r\n", 1).Says("EHLO s").SaysMail(Data);
        rig.Run();
        Assert.Equal("220 235 220 250 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal("MAIL FROM:<evil@x>\r\n", rig.Scanner.Early);
        Assert.DoesNotContain(rig.Provider.Lines, line => line.Contains("evil", StringComparison.Ordinal));
        Assert.Equal((1, 0), (rig.Providers[0].Accepted, rig.Providers[1].Accepted));
    }

    [Fact]
    public void STARTTLS_in_the_middle_of_a_mail_ends_it()
    {
        var rig = new Rig();
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("STARTTLS").Says("RCPT TO:<d@e.f>").SaysMail(Data);
        rig.Run();
        Assert.Equal("220 250 220 503 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal([Data], rig.Provider.Mails);
    }

    [Fact]
    public void TLS_that_fails_ends_the_session()
    {
        var rig = new Rig();
        rig.Scanner.TlsFails = true;
        rig.Scanner.Says("STARTTLS").Says("EHLO s");
        rig.Run();
        Assert.Equal("220 220", rig.Scanner.Codes);
        Assert.Contains("noted D110", rig.Log.Lines);
    }

    [Theory]
    [InlineData("", "220 421")]
    [InlineData("EHLO s", "220 250 421")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c>|RSET", "220 250 250 250 421")]
    public void Leave_ends_the_session_where_no_mail_is_open(string lines, string codes)
    {
        var rig = new Rig();
        foreach (string line in lines.Split('|', StringSplitOptions.RemoveEmptyEntries)) rig.Scanner.Says(line);
        rig.Scanner.StaysOn = true;
        int replies = codes.Split(' ').Length - 1;
        rig.Scanner.BeforeRead = () =>
        {
            if (rig.Scanner.Replies.Count == replies) rig.Session.Leave();
        };
        rig.Run();
        Assert.Equal(codes, rig.Scanner.Codes);
        Assert.True(rig.Clock.NowMs <= 1_000_000 + Limits.CommandMsMax);
    }

    [Fact]
    public void Leave_lets_a_mail_come_to_its_end()
    {
        for (int replies = 2; replies <= 4; replies++)
        {
            var rig = new Rig();
            rig.Scanner.SaysMail(Data).SaysMail(Data);
            int when = replies;
            rig.Scanner.BeforeRead = () =>
            {
                if (rig.Scanner.Replies.Count == when) rig.Session.Leave();
            };
            rig.Run();
            Assert.Equal("220 250 250 354 250 421", rig.Scanner.Codes);
            Assert.Equal([Data], rig.Provider.Mails);
        }
    }

    [Fact]
    public void One_session_serves_one_scanner_after_the_other()
    {
        var rig = new Rig();
        rig.Scanner.Says("AUTH PLAIN " + Text("\0other\0pass")).Says("MAIL FROM:<a@b.c>").SaysAtOnce("RCPT TO:<d@e", 0);
        rig.Run();
        rig.NextScanner().SaysMail(Data);
        rig.Run();
        Assert.Equal("220 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal((1, 0), (rig.Providers[0].Accepted, rig.Providers[1].Accepted));
    }

    private static string Text(string text)
    {
        return Convert.ToBase64String(Octets.Of(text));
    }
}
