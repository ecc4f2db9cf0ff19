using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>What the scanner hears and what the provider gets when mails go well, or are refused.</summary>
public class DeliveryTests
{
    private const string Data = "Subject: scan\r\n\r\npage\r\n.\r\n";

    [Fact]
    public void A_mail_goes_through_octet_for_octet()
    {
        var rig = new Rig();
        rig.Scanner.Says("EHLO s").SaysMail("Subject: scan\r\n\r\n..stuffed\r\nbare\nlf \0\xff\r\n.\r\n").Says("QUIT");
        rig.Run();
        Assert.Equal("220 250 250 250 354 250 221", rig.Scanner.Codes);
        Assert.Equal(["Subject: scan\r\n\r\n..stuffed\r\nbare\nlf \0\xff\r\n.\r\n"], rig.Provider.Mails);
        Assert.Equal("ready|mail D0 250 1 recipients", string.Join('|', rig.Log.Lines));
        Assert.Equal([(long)rig.Provider.Mails[0].Length], rig.Log.Octets);
        Assert.Equal(["token-1"], rig.Provider.Tokens);
    }

    [Fact]
    public void The_scanner_hears_the_providers_own_words_at_the_end()
    {
        var rig = new Rig();
        rig.Provider.Answers(".", "250 2.0.0 OK <AM0P190@contoso.com> [Hostname=AM0P190.EURP190.PROD.OUTLOOK.COM]");
        rig.Scanner.SaysMail();
        rig.Run();
        Assert.Equal("250 2.0.0 OK <AM0P190@contoso.com> [Hostname=AM0P190.EURP190.PROD.OUTLOOK.COM]", rig.Scanner.Replies[^1]);
    }

    [Fact]
    public void The_scanner_is_told_250_only_after_the_provider_has_said_it()
    {
        // The provider's 250 is the last octet that it says: whatever is cut off before, the scanner is not told 250.
        var whole = new Rig();
        whole.Scanner.SaysMail();
        whole.Run();
        for (long cut = 0; cut < whole.Provider.Delivered; cut++)
        {
            var rig = new Rig();
            rig.Provider.CutBehind = cut;
            rig.Scanner.SaysMail();
            rig.Run();
            Assert.Equal(0, rig.Scanner.ToldDelivered);
            Assert.Contains(rig.Scanner.Replies, reply => reply.StartsWith("45", System.StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Several_mails_go_through_one_link()
    {
        var rig = new Rig();
        rig.Scanner.Says("EHLO s").SaysMail("one\r\n.\r\n").SaysMail("two\r\n.\r\n").SaysMail(".\r\n").Says("QUIT");
        rig.Run();
        Assert.Equal(["one\r\n.\r\n", "two\r\n.\r\n", ".\r\n"], rig.Provider.Mails);
        Assert.Equal((1, 3), (rig.Provider.Connections, rig.Links.Taken));
        Assert.Equal(3, rig.Scanner.ToldDelivered);
        Assert.Equal("mail D0 250 1 recipients|mail D0 250 1 recipients|mail D0 250 1 recipients", rig.Log.Of("mail"));
    }

    [Fact]
    public void A_whole_session_in_one_write_is_obeyed_in_order()
    {
        var rig = new Rig();
        rig.Scanner.SaysAtOnce("EHLO s\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\none\r\n.\r\nMAIL FROM:<g@h.i>\r\n"
            + "RCPT TO:<j@k.l>\r\nDATA\r\n.\r\nNOOP\r\nQUIT\r\n", 11);
        rig.Run();
        Assert.Equal("220 250 250 250 354 250 250 250 354 250 250 221", rig.Scanner.Codes);
        Assert.Equal(["one\r\n.\r\n", ".\r\n"], rig.Provider.Mails);
    }

    [Fact]
    public void Commands_behind_the_terminator_are_obeyed_only_after_it()
    {
        var rig = new Rig();
        rig.Provider.Answers(".", "554 5.2.0 no");
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysAtOnce("x\r\nQUIT\r\n.\r\nNOOP\r\nQUIT\r\n", 3);
        rig.Run();
        Assert.Equal("220 250 250 354 554 250 221", rig.Scanner.Codes);
        Assert.Equal(["x\r\nQUIT\r\n.\r\n"], rig.Provider.Mails);
    }

    [Theory]
    [InlineData(SenderRewrite.Never, "scanner@contoso.com", "MAIL FROM:<scanner@contoso.com>")]
    [InlineData(SenderRewrite.IfDifferent, "scanner@contoso.com", "MAIL FROM:<scans@contoso.com>")]
    [InlineData(SenderRewrite.IfDifferent, "scans@contoso.com", "MAIL FROM:<scans@contoso.com>")]
    [InlineData(SenderRewrite.Always, "", "MAIL FROM:<scans@contoso.com>")]
    [InlineData(SenderRewrite.Never, "", "MAIL FROM:<>")]
    public void The_sender_is_rewritten_as_the_account_says(SenderRewrite rewrite, string sender, string upstream)
    {
        var rig = new Rig(rewrite);
        rig.Scanner.SaysMail(Data, sender);
        rig.Run();
        Assert.Contains(upstream, rig.Provider.Lines);
        Assert.Equal(1, rig.Provider.Accepted);
    }

    [Fact]
    public void A_fresh_link_lets_the_scanner_hear_MAILs_answer_at_once_and_a_refusal_shows_at_RCPT()
    {
        Rig rig = new Rig().Warmed();
        rig.Provider.Answers("MAIL", "550 5.7.60 SendAsDenied");
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("RCPT TO:<g@h.i>").Says("DATA").Says("RSET").SaysMail();
        rig.Run();
        Assert.Equal("220 250 550 550 503 250 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal("550 5.7.60 D501 SendAsDenied", rig.Scanner.Replies[2]);
        Assert.Equal("mail D501 550 0 recipients|mail D0 250 1 recipients", rig.Log.Of("mail"));
        Assert.Equal(1, rig.Provider.Connections);
    }

    [Fact]
    public void A_kept_link_asks_before_MAIL_is_answered()
    {
        Rig rig = new Rig().Warmed(isFresh: false);
        rig.Provider.Answers("MAIL", "550 5.1.8 Access denied, bad outbound sender");
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>");
        rig.Run();
        Assert.Equal("220 550 503", rig.Scanner.Codes);
        Assert.Equal("550 5.1.8 D509 Access denied, bad outbound sender", rig.Scanner.Replies[1]);
    }

    [Fact]
    public void One_wrong_recipient_leaves_the_mail_to_the_others()
    {
        var rig = new Rig();
        rig.Provider.Answers("RCPT", "250 2.1.5 OK").Answers("RCPT", "550 5.1.1 User unknown").Answers("RCPT", "250 2.1.5 OK");
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<one@x>").Says("RCPT TO:<two@x>").Says("RCPT TO:<three@x>").Says("DATA").SaysData(Data);
        rig.Run();
        Assert.Equal("220 250 250 550 250 354 250", rig.Scanner.Codes);
        Assert.Equal("550 5.1.1 D503 User unknown", rig.Scanner.Replies[3]);
        Assert.Equal("mail D503 550 1 recipients|mail D0 250 2 recipients", rig.Log.Of("mail"));
    }

    [Fact]
    public void Without_any_recipient_there_is_no_DATA()
    {
        var rig = new Rig();
        rig.Provider.Answers("RCPT", "550 5.1.1 User unknown");
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<one@x>").Says("DATA").SaysData(Data).Says("QUIT");
        rig.Run();
        Assert.Equal("220 250 550 503 221", rig.Scanner.Codes);
        Assert.DoesNotContain("DATA", rig.Provider.Lines);
    }

    [Theory]
    [InlineData("554 5.2.252 SendAsDenied; no", "554 5.2.252 D501 SendAsDenied; no", Diagnosis.SendAsDenied)]
    [InlineData("552 5.3.4 too large", "552 5.3.4 D504 too large", Diagnosis.ProviderSizeRefused)]
    [InlineData("451 4.7.0 later", "451 4.7.0 D508 later", Diagnosis.MailDeferred)]
    [InlineData("432 4.3.2 sender thread limit exceeded", "432 4.3.2 D407 sender thread limit exceeded", Diagnosis.TooManyConnections)]
    [InlineData("530 5.7.57 Client not authenticated to send mail", "454 4.7.0 D411 This relay cannot log in at the mail provider", Diagnosis.NotAuthenticated)]
    [InlineData("421 4.3.2 closing", "451 4.3.2 D215 Mail provider is busy, try again", Diagnosis.ProviderBusy)]
    public void A_refusal_after_DATA_is_the_scanners_last_word(string provider, string scanner, Diagnosis diagnosis)
    {
        var rig = new Rig();
        rig.Provider.Answers(".", provider);
        rig.Scanner.SaysMail().Says("NOOP");
        rig.Run();
        Assert.Equal("220 250 250 354 " + scanner[..3] + " 250", rig.Scanner.Codes);
        Assert.Equal(scanner, rig.Scanner.Replies[^2]);
        Assert.Equal([diagnosis], rig.Log.Mails);
    }

    [Theory]
    [InlineData("452 4.3.1 no room", "452 4.3.1 D508 no room")]
    [InlineData("554 5.5.1 no valid recipients", "554 5.5.1 D507 no valid recipients")]
    [InlineData("421 4.3.2 closing", "451 4.3.2 D215 Mail provider is busy, try again")]
    [InlineData("250 what", "451 4.4.1 D207 Cannot reach the mail provider, try again")]
    [InlineData("close", "451 4.4.2 D204 Connection to the mail provider lost; nothing was sent, try again")]
    [InlineData("silence", "451 4.4.2 D206 Connection to the mail provider lost; nothing was sent, try again")]
    public void DATA_refused_upstream_after_354_was_said_is_drained_and_told(string provider, string scanner)
    {
        var rig = new Rig();
        rig.Provider.Answers("DATA", provider);
        string long_ = string.Concat(Enumerable.Repeat("0123456789abcdef0123456789abcdef\r\n", 250));
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysData(long_ + ".\r\n").SaysMail();
        rig.Run();
        Assert.Equal(scanner, rig.Scanner.Replies[4]);
        Assert.Equal("220 250 250 354 " + scanner[..3] + " 250 250 354 250", rig.Scanner.Codes);
        Assert.Equal([Data], rig.Provider.Mails);
    }

    [Fact]
    public void Eight_bit_mail_is_refused_where_the_provider_does_not_take_it()
    {
        var rig = new Rig();
        rig.Provider.Extensions = "250-SIZE\r\n";
        rig.Scanner.Says("MAIL FROM:<a@b.c> BODY=8BITMIME").Says("RCPT TO:<d@e.f>").Says("MAIL FROM:<a@b.c> BODY=7BIT");
        rig.Run();
        Assert.Equal("220 554 503 250", rig.Scanner.Codes);
        Assert.Equal("mail D511 0 0 recipients", rig.Log.Of("mail"));
    }

    [Fact]
    public void SIZE_goes_on_and_what_is_known_to_be_too_large_does_not()
    {
        var rig = new Rig();
        rig.Scanner.Says($"MAIL FROM:<a@b.c> SIZE={Rig.SizeMax + 1}").Says($"MAIL FROM:<a@b.c> SIZE={Rig.SizeMax}");
        rig.Run();
        Assert.Equal("220 552 250", rig.Scanner.Codes);
        Assert.Contains($"MAIL FROM:<a@b.c> SIZE={Rig.SizeMax}", rig.Provider.Lines);
    }

    [Fact]
    public void Five_hundred_recipients_are_taken_and_the_next_is_refused()
    {
        var rig = new Rig();
        rig.Scanner.Says("MAIL FROM:<a@b.c>");
        for (int i = 1; i <= Limits.RecipientsMax + 1; i++) rig.Scanner.Says($"RCPT TO:<r{i}@example.com>");
        rig.Scanner.Says("DATA").SaysData(Data);
        rig.Run();
        Assert.Equal("452 4.5.3 Too many recipients", rig.Scanner.Replies[2 + Limits.RecipientsMax]);
        Assert.Equal(Limits.RecipientsMax, rig.Provider.Lines.Count(line => line.StartsWith("RCPT", System.StringComparison.Ordinal)));
        Assert.Equal("mail D0 250 500 recipients", rig.Log.Of("mail"));
    }
}
