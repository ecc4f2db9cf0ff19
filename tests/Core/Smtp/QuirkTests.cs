using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>
/// What old scanners say, numbered as in hardware/scanners: obeyed by a listener as it is, refused as RFC 5321 has it by a strict one. A row is a
/// conversation, lines with a bar between them, and the reply codes that each kind of listener gives.
/// </summary>
public class QuirkTests
{
    [Theory]
    // 1: HELO alone, HELO behind EHLO.
    [InlineData("HELO scanner|AUTH LOGIN", "250 334", "250 503")]
    [InlineData("EHLO scanner|HELO scanner|MAIL FROM:<a@b.c>", "250 250 mail", "250 250 mail")]
    // 2: no name. 3: a name that is no domain.
    [InlineData("HELO|MAIL FROM:<a@b.c>", "250 mail", "501 503")]
    [InlineData("HELO |EHLO|EHLO  ", "250 250 250", "501 501 501")]
    [InlineData("HELO [192.168.1.21]|EHLO [IPv6:fe80::1]|EHLO NPIF65E56", "250 250 250", "250 250 250")]
    [InlineData("EHLO my scanner|EHLO scan_ner|EHLO <x>|EHLO scanner:3f|EHLO B\u00fcro", "250 250 250 250 250", "501 501 501 501 501")]
    [InlineData("EHLO sc\u0001an|EHLO sc\0an|EHLO sc\u007fan", "500 500 500", "500 500 500")]
    // 5 and 6: AUTH LOGIN with the user name inline, any case; and what leaves a login.
    [InlineData("EHLO s|AUTH LOGIN c2Nhbm5lcg==|cGFzcw==", "250 334 check", "250 334 check")]
    [InlineData("EHLO s|auth login|c2Nhbm5lcg==|cGFzcw==", "250 334 334 check", "250 334 334 check")]
    [InlineData("EHLO s|AUTH LOGIN|QUIT", "250 334 221", "250 334 334")]
    [InlineData("EHLO s|AUTH LOGIN|c2Nhbm5lcg==|rset|MAIL FROM:<a@b.c>", "250 334 334 250 mail", "250 334 334 check mail")]
    [InlineData("EHLO s|AUTH PLAIN|NOOP|AUTH LOGIN", "250 334 250 334", "250 334 501 334")]
    [InlineData("EHLO s|AUTH CRAM-MD5", "250 504", "250 504")]
    [InlineData("AUTH LOGIN", "334", "503")]
    // No HELO at all, and no EHLO behind STARTTLS (34).
    [InlineData("MAIL FROM:<a@b.c>", "mail", "503")]
    [InlineData("EHLO s|STARTTLS", "250 tls", "250 tls")]
    [InlineData("HELO s|STARTTLS", "250 tls", "250 503")]
    // 23: brackets, spaces, cases, parameters.
    [InlineData("EHLO s|MAIL FROM:a@b.c", "250 mail", "250 501")]
    [InlineData("EHLO s|MAIL FROM: <a@b.c>", "250 mail", "250 501")]
    [InlineData("EHLO s|MAIL FROM :<a@b.c>", "250 mail", "250 501")]
    [InlineData("EHLO s|MAIL  FROM:<a@b.c>", "250 mail", "250 501")]
    [InlineData("EHLO s| MAIL FROM:<a@b.c>", "250 mail", "250 501")]
    [InlineData("EHLO s|MAIL FROM:< a@b.c >", "250 mail", "250 501")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c>SIZE=5", "250 mail", "250 501")]
    [InlineData("EHLO s|mail from:<a@b.c>", "250 mail", "250 mail")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c>  ", "250 mail", "250 mail")]
    [InlineData("EHLO s|MAIL FROM:<>", "250 mail", "250 mail")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c> SIZE=5 BODY=8BITMIME AUTH=<>", "250 mail", "250 mail")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c> BODY=7BIT", "250 mail", "250 mail")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c> X-SCAN=1", "250 mail", "250 555")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c> SIZE=", "250 mail", "250 501")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c> SIZE=12k", "250 mail", "250 501")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c> SIZE=0", "250 mail", "250 mail")]
    [InlineData("EHLO s|MAIL FROM:<a@b.c", "250 501", "250 501")]
    [InlineData("EHLO s|MAIL FROM <a@b.c>", "250 501", "250 501")]
    // RSET and NOOP anywhere, QUIT at once, arguments where none belong.
    [InlineData("RSET|NOOP|RSET|QUIT", "250 250 250 221", "250 250 250 221")]
    [InlineData("QUIT", "221", "221")]
    [InlineData("quit now|RSET", "221 250", "501 250")]
    [InlineData("RSET please|NOOP please", "250 250", "501 250")]
    // 37: the agent's own name. 20 wrong commands are still too many.
    [InlineData("EHLO bridge-3f|MAIL FROM:<a@bridge-3f>", "250 mail", "250 mail")]
    public void Is_obeyed_or_refused(string lines, string tolerant, string strict)
    {
        foreach (bool isStrict in new[] { false, true })
        {
            var session = new ServerSession(new ServerSettings("bridge-3f", 1000, LoginPolicy.Optional, true, MessageRepair.None, isStrict));
            Assert.Equal(isStrict ? strict : tolerant, Say(session, lines));
        }
    }

    [Theory]
    [InlineData("RCPT TO:<d@e.f>", "rcpt", "rcpt")]
    [InlineData("RCPT TO:d@e.f", "rcpt", "501")]
    [InlineData("RCPT TO: <d@e.f>", "rcpt", "501")]
    [InlineData("rcpt to:<d@e.f>", "rcpt", "rcpt")]
    [InlineData("RCPT TO:<d@e.f> NOTIFY=NEVER", "rcpt", "555")]
    [InlineData("RCPT TO:<@relay.example:d@e.f>", "rcpt", "rcpt")]
    [InlineData("NOOP", "250", "250")]
    [InlineData("DATA now", "503", "501")]
    public void In_a_mail_too(string line, string tolerant, string strict)
    {
        foreach (bool isStrict in new[] { false, true })
        {
            var session = new ServerSession(new ServerSettings("bridge-3f", 1000, LoginPolicy.Optional, true, MessageRepair.None, isStrict));
            Say(session, "EHLO s|MAIL FROM:<a@b.c>");
            session.MailAccepted();
            Assert.Equal(isStrict ? strict : tolerant, Say(session, line));
        }
    }

    // RFC 3207 4.2: what was said before TLS is forgotten, the EHLO too.
    [Theory]
    [InlineData(false, "mail")]
    [InlineData(true, "503")]
    public void No_EHLO_behind_STARTTLS(bool isStrict, string reply)
    {
        var session = new ServerSession(new ServerSettings("bridge-3f", 1000, LoginPolicy.Optional, true, MessageRepair.None, isStrict));
        Assert.Equal("250 tls", Say(session, "EHLO s|STARTTLS"));
        session.Secured();
        Assert.Equal(reply, Say(session, "MAIL FROM:<a@b.c>"));
    }

    [Fact]
    public void The_greeting_offers_neither_CRAM_MD5_nor_anything_that_is_not_carried()
    {
        var session = new ServerSession(new ServerSettings("bridge-3f", 1000, LoginPolicy.Required, true));
        Say(session, "EHLO s");
        string reply = Octets.Text(session.Out, 0, session.OutCount);
        Assert.Contains("250-AUTH LOGIN PLAIN\r\n", reply, System.StringComparison.Ordinal);
        foreach (string word in new[] { "CRAM", "DIGEST", "NTLM", "XOAUTH2", "CHUNKING", "DSN", "SMTPUTF8" })
            Assert.DoesNotContain(word, reply, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scanner", 7, true)]
    [InlineData("", 0, true)]
    [InlineData("two words", 3, false)]
    public void Knows_the_scanners_name_and_whether_it_said_EHLO(string name, int count, bool isExtended)
    {
        var session = new ServerSession(new ServerSettings("bridge-3f", 1000, LoginPolicy.Optional, true));
        Say(session, (isExtended ? "EHLO " : "HELO ") + name);
        Assert.Equal((count, isExtended), (session.HeloNameCount, session.IsExtended));
        Assert.Equal(name[..count], Octets.Text(session.HeloName, 0, session.HeloNameCount));
        session.Begin(session.Settings, false);
        Assert.Equal((0, false), (session.HeloNameCount, session.IsExtended));
    }

    [Fact]
    public void A_reply_to_a_wrong_login_is_held_back_longer_each_time()
    {
        var session = new ServerSession(new ServerSettings("bridge-3f", 1000, LoginPolicy.Optional, true));
        foreach (int delayMs in new[] { 0, 500, 1000, 2000, 4000, 8000, 8000 })
        {
            Say(session, "AUTH PLAIN AGEAYg==");
            session.LoginChecked(false);
            Assert.Equal(delayMs, session.LoginDelayMs);
        }
        session.Begin(session.Settings, false);
        Assert.Equal(0, session.LoginDelayMs);
    }

    [Fact]
    public void Allocates_nothing()
    {
        var session = new ServerSession(new ServerSettings("bridge-3f", 1000, LoginPolicy.Optional, true));
        byte[] lines = Octets.Of("HELO |EHLO B\u00fcro|auth login|QUIT|EHLO s|MAIL FROM: a@b.c X=1 SIZE=|");
        NoAllocation.During(() =>
        {
            session.Begin(session.Settings, false);
            int start = 0;
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i] != '|') continue;
                session.Line(lines, start, i - start);
                start = i + 1;
            }
        });
    }

    private static string Say(ServerSession session, string lines)
    {
        string replies = "";
        foreach (string line in lines.Split('|'))
        {
            string step = "";
            byte[] octets = Octets.Of("250 x\r\n" + line + "\r\nQUIT\r\n");
            step = session.Line(octets, 7, line.Length) switch
            {
                ServerStep.CheckLogin => "check",
                ServerStep.Mail => "mail",
                ServerStep.Recipient => "rcpt",
                ServerStep.StartTls => "tls",
                _ => Octets.Text(session.Out, 0, 3),
            };
            if (step == "check") session.LoginChecked(true);
            replies += (replies.Length == 0 ? "" : " ") + step;
        }
        return replies;
    }
}
