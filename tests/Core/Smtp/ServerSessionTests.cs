using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>
/// What a scanner's lines lead to. A row is a conversation: lines with a bar between them, then the reply codes, the last
/// reply's step and, where a login is made, user and password. The turns of every state stand in ServerSession.chart.md.
/// </summary>
public class ServerSessionTests
{
    private static readonly ServerSettings Settings = new("bridge-3f", 1000, LoginPolicy.Optional, true);

    [Theory]
    [InlineData("AUTH LOGIN|c2Nhbm5lcg==|cGFzcw==", "334 334 check", "scanner", "pass")]
    [InlineData("auth login c2Nhbm5lcg==|cGFzcw==", "334 check", "scanner", "pass")]
    [InlineData("AUTH LOGIN =|=", "334 check", "", "")]
    [InlineData("AUTH LOGIN|=|cGFzcw==", "334 334 check", "", "pass")]
    [InlineData("AUTH PLAIN|AHNjYW5uZXIAcGFzcw==", "334 check", "scanner", "pass")]
    [InlineData("AUTH PLAIN AHNjYW5uZXIAcGFzcw==", "check", "scanner", "pass")]
    [InlineData("AUTH PLAIN Ym9zcwBzY2FubmVyAHBhc3M=", "check", "scanner", "pass")]
    [InlineData("AUTH PLAIN AAA=", "check", "", "")]
    public void Reads_a_login(string lines, string replies, string user, string password)
    {
        var session = new ServerSession(Settings);
        Assert.Equal(replies, Say(session, lines));
        Assert.Equal(user, Octets.Text(session.Login.User, 0, session.Login.UserCount));
        Assert.Equal(password, Octets.Text(session.Login.Password, 0, session.Login.PasswordCount));
        session.LoginChecked(true);
        Assert.True(session.IsLoggedIn);
        Assert.Equal(new byte[Limits.Login], session.Login.Password);
    }

    [Theory]
    [InlineData("AUTH LOGIN|*", "334 501")]
    [InlineData("AUTH LOGIN|c2Nhbm5lcg==|*", "334 334 501")]
    [InlineData("AUTH PLAIN|*", "334 501")]
    [InlineData("AUTH LOGIN|not base64!", "334 501")]
    [InlineData("AUTH LOGIN|c2Nhbm5lcg==|c2Nhb", "334 334 501")]
    [InlineData("AUTH LOGIN c2Nhbm5lcg", "501")]
    [InlineData("AUTH PLAIN c2Nhbm5lcg==", "501")]
    [InlineData("AUTH PLAIN AHNjYW5uZXI=", "501")]
    [InlineData("AUTH PLAIN =", "501")]
    [InlineData("AUTH PLAIN|", "334 501")]
    [InlineData("AUTH LOGIN|MAIL FROM:<a@b.c>|NOOP", "334 501 250")]
    [InlineData("AUTH CRAM-MD5", "504")]
    [InlineData("AUTH XOAUTH2 dXNlcj0=", "504")]
    [InlineData("AUTH LOGINX", "504")]
    [InlineData("AUTH", "504")]
    public void Refuses_a_login(string lines, string replies)
    {
        var session = new ServerSession(Settings);
        Assert.Equal(replies, Say(session, lines));
        Assert.Equal(ServerState.Idle, session.State);
        Assert.False(session.IsLoggedIn);
    }

    [Theory]
    [InlineData(255, "334 334 check")]
    [InlineData(256, "334 501 500")]
    [InlineData(500, "334 501 500")]
    public void A_login_longer_than_a_panel_has_room_for_is_refused(int octets, string replies)
    {
        string text = System.Convert.ToBase64String(new byte[octets]);
        Assert.Equal(replies, Say(new ServerSession(Settings), "AUTH LOGIN|" + text + "|" + text));
        Assert.Equal(octets == 255 ? "check" : "501", Say(new ServerSession(Settings), "AUTH PLAIN AAAA" + text));
    }

    [Theory]
    [InlineData("EHLO scanner|MAIL FROM:<a@b.c> SIZE=1000", "250 mail")]
    [InlineData("EHLO scanner|MAIL FROM:<a@b.c> SIZE=1001", "250 552")]
    [InlineData("MAIL FROM:<a@b.c>", "mail")]
    [InlineData("HELO|MAIL FROM: a@b.c", "250 mail")]
    [InlineData("HELO |EHLO |HELO two words", "250 250 250")]
    [InlineData("MAIL FROM:<a@b.c|MAIL FROM:<a\x01@b.c>|NOPE", "501 500 500")]
    [InlineData("DATA|RCPT TO:<a@b.c>", "503 503")]
    [InlineData("STARTTLS", "tls")]
    [InlineData("VRFY a|HELP|NOOP|RSET|QUIT", "252 214 250 250 221")]
    public void Answers(string lines, string replies)
    {
        Assert.Equal(replies, Say(new ServerSession(Settings), lines));
    }

    [Fact]
    public void The_prompts_of_AUTH_LOGIN_are_the_words_that_panels_wait_for()
    {
        var session = new ServerSession(Settings);
        Say(session, "AUTH LOGIN");
        Assert.Equal("334 VXNlcm5hbWU6\r\n", Reply(session));
        Say(session, "c2Nhbm5lcg==");
        Assert.Equal("334 UGFzc3dvcmQ6\r\n", Reply(session));
    }

    [Fact]
    public void EHLO_offers_what_is_carried_and_STARTTLS_only_in_clear()
    {
        var session = new ServerSession(Settings);
        Say(session, "EHLO scanner");
        Assert.Equal("250-bridge-3f\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n"
            + "250-AUTH LOGIN PLAIN\r\n250 HELP\r\n", Reply(session));
        session.Secured();
        Say(session, "EHLO scanner");
        Assert.DoesNotContain("STARTTLS", Reply(session));
        Assert.Equal("502", Say(session, "STARTTLS"));
    }

    [Fact]
    public void The_twentieth_wrong_command_is_the_last()
    {
        var session = new ServerSession(Settings);
        for (int i = 1; i < Limits.WrongCommandsMax; i++) Assert.Equal("500", Say(session, "NOPE"));
        Assert.Equal("421", Say(session, "NOPE"));
        Assert.Equal(ServerState.Closed, session.State);
        session.Begin(Settings, false);
        Assert.Equal("500", Say(session, "NOPE"));
    }

    [Fact]
    public void The_501st_recipient_is_refused()
    {
        var session = new ServerSession(Settings);
        Say(session, "MAIL FROM:<a@b.c>");
        session.MailAccepted();
        for (int i = 0; i < Limits.RecipientsMax; i++)
        {
            Assert.Equal("rcpt", Say(session, "RCPT TO:<a@b.c>"));
            session.RecipientAccepted();
        }
        Assert.Equal("452", Say(session, "RCPT TO:<a@b.c>"));
        Assert.Equal(Limits.RecipientsMax, session.Recipients);
    }

    [Fact]
    public void Begin_forgets_the_connection_before()
    {
        var session = new ServerSession(Settings);
        Say(session, "AUTH PLAIN AHNjYW5uZXIAcGFzcw==");
        session.LoginChecked(true);
        session.Secured();
        session.Begin(new ServerSettings("other", 5, LoginPolicy.Required, false), false);
        Assert.Equal("220 other ESMTP DeviceMailAgent\r\n", Reply(session));
        Assert.False(session.IsLoggedIn || session.IsSecure);
        Assert.Equal("530", Say(session, "MAIL FROM:<a@b.c>"));
    }

    private static string Say(ServerSession session, string lines)
    {
        string replies = "";
        foreach (string line in lines.Split('|'))
        {
            byte[] octets = Octets.Of("NOOP\r\n" + line + "\r\nQUIT\r\n");
            ServerStep step = session.Line(octets, 6, line.Length);
            replies += (replies.Length == 0 ? "" : " ") + (step switch
            {
                ServerStep.CheckLogin => "check",
                ServerStep.Mail => "mail",
                ServerStep.Recipient => "rcpt",
                ServerStep.StartTls => "tls",
                _ => Reply(session)[..3],
            });
        }
        return replies;
    }

    private static string Reply(ServerSession session)
    {
        return Octets.Text(session.Out, 0, session.OutCount);
    }
}
