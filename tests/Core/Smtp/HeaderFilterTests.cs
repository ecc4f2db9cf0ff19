using System;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>
/// What becomes of header sections. Rows write a line end as "|"; "D|" and "M|" stand for the Date and Message-ID that are added. Every
/// mail is presented whole, octet by octet, and in pieces of every size up to its own.
/// </summary>
public class HeaderFilterTests
{
    private const string Whole = HeaderRepair.Whole;

    // Never rewritten: what is missing, what stands there twice, what must not be there.
    [Theory]
    [InlineData(Whole + "|page|", Whole + "|page|")]
    [InlineData(Whole + "|", Whole + "|")]
    [InlineData(Whole, Whole)]
    [InlineData("|page|", "D|From: <a@b.c>|M||page|")]
    [InlineData("", "D|From: <a@b.c>|M|")]
    [InlineData("From: <a@b.c>||page|", "From: <a@b.c>|D|M||page|")]
    [InlineData("Subject: x|From: <a@b.c>|", "Subject: x|From: <a@b.c>|D|M|")]
    [InlineData("SUBJECT : x|from: <a@b.c>|dAtE: y|message-id: <z@s>||", "SUBJECT : x|from: <a@b.c>|dAtE: y|message-id: <z@s>||")]
    [InlineData(Whole + "From: <x@y.z>||", Whole + "|")]
    [InlineData(Whole + "From: <x@y.z>|\tfolded| further|To: <d@e.f>||", Whole + "To: <d@e.f>||")]
    [InlineData(Whole + "Subject: again|Date: again|Message-ID: <again@s>||", Whole + "|")]
    [InlineData(Whole + "To: <1@x>|To: <2@x>|Cc: <3@x>|CC: <4@x>|References: a|References: b||", Whole + "To: <1@x>|Cc: <3@x>|References: a||")]
    [InlineData(Whole + "X-Any: 1|X-Any: 1|Received: a|Received: b|Content-Language: de|Content-Language: en||", Whole + "X-Any: 1|X-Any: 1|Received: a|Received: b|Content-Language: de|Content-Language: en||")]
    [InlineData("Bcc: <hidden@x>|" + Whole + "|Bcc: in the body|", Whole + "|Bcc: in the body|")]
    [InlineData(Whole + "Bcc: <1@x>,| <2@x>,|\t<3@x>|To: <4@x>|bcc : <5@x>||", Whole + "To: <4@x>||")]
    [InlineData(Whole + "Bcc: <last@x>|", Whole)]
    [InlineData(Whole + "Content-Type: text/plain||", Whole + "Content-Type: text/plain|MIME-Version: 1.0||")]
    [InlineData(Whole + "Content-Transfer-Encoding: base64||", Whole + "Content-Transfer-Encoding: base64|MIME-Version: 1.0||")]
    [InlineData(Whole + "MIME-Version: 1.0|Content-Type: text/plain|Mime-Version: 1.0||", Whole + "MIME-Version: 1.0|Content-Type: text/plain||")]
    [InlineData("Date:|Message-ID: |From:  |Subject: x||", "Subject: x|D|From: <a@b.c>|M||")]
    [InlineData("Date:|Date: Tue, 1 Jan 2030 00:00:00 +0900|From:| |From: <r@s.t>|Message-ID: <>||", "Date: Tue, 1 Jan 2030 00:00:00 +0900|From: <r@s.t>|M||")]
    public void Adds_and_takes_out_what_RFC_5322_says(string mail, string expected)
    {
        HeaderRepair.CheckInEveryPiece(new HeaderRepair().Rewrites("never").From("a@b.c"), mail, expected);
    }

    // RFC 5322 2.1: a mail may be all header; and a first line that is no field is the body, whose empty line was forgotten.
    [Theory]
    [InlineData("page|", "D|From: <a@b.c>|M||page|")]
    [InlineData("JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl|", "D|From: <a@b.c>|M||JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl|")]
    [InlineData(" page: one|", "D|From: <a@b.c>|M|| page: one|")]
    [InlineData(": page|", "D|From: <a@b.c>|M||: page|")]
    [InlineData("From: <x@y.z>|This is the body: it begins here||Date: no|", "From: <x@y.z>|D|M||This is the body: it begins here||Date: no|")]
    [InlineData("From: <x@y.z>|S\u00fcbject: x|", "From: <x@y.z>|D|M||S\u00fcbject: x|")]
    [InlineData("From: <x@y.z>|no colon", "From: <x@y.z>|D|M||no colon")]
    public void A_body_without_an_empty_line_before_it_gets_one(string mail, string expected)
    {
        HeaderRepair.CheckInEveryPiece(new HeaderRepair().Rewrites("never").From("a@b.c"), mail, expected);
    }

    // RFC 5321 4.5.2: the receiver takes a leading dot away, so what is behind it counts.
    [Theory]
    [InlineData(".Bcc: <hidden@x>|", "")]
    [InlineData("Bcc: <1@x>,|. <2@x>|", "")]
    [InlineData("..Bcc: <kept@x>|", "..Bcc: <kept@x>|")]
    [InlineData("..|", "|..|")]
    public void A_stuffed_dot_hides_nothing(string header, string expected)
    {
        HeaderRepair.CheckInEveryPiece(new HeaderRepair().From("a@b.c"), Whole + header, Whole + expected);
    }

    [Fact]
    public void A_line_behind_a_bare_LF_is_a_line_too()
    {
        HeaderRepair repair = new HeaderRepair().From("a@b.c");
        string expected = "From: <a@b.c>\nSubject: x\n" + HeaderRepair.Date + HeaderRepair.MessageId + "\nBcc: body\n";
        for (int piece = 1; piece < 60; piece++)
            Assert.Equal(expected, repair.Run("From: <a@b.c>\nBcc: x,\n y\nSubject: x\n\nBcc: body\n", piece));
    }

    [Theory]
    [InlineData("192.168.7.21", "NPIF65E56", true, false, false, "from NPIF65E56 ([192.168.7.21])| by bridge-3f (DeviceMailAgent) with ESMTP")]
    [InlineData("192.168.7.21", "", false, false, false, "from [192.168.7.21] ([192.168.7.21])| by bridge-3f (DeviceMailAgent) with SMTP")]
    [InlineData("192.168.7.21", "[192.168.7.21]", true, true, false, "from [192.168.7.21] ([192.168.7.21])| by bridge-3f (DeviceMailAgent) with ESMTPS")]
    [InlineData("192.168.7.21", "evil\r\nBcc:", true, true, true, "from [192.168.7.21] ([192.168.7.21])| by bridge-3f (DeviceMailAgent) with ESMTPSA")]
    [InlineData("fe80::1%eth0", "scan(ner", true, false, true, "from [IPv6:fe80::1] ([IPv6:fe80::1])| by bridge-3f (DeviceMailAgent) with ESMTPA")]
    [InlineData("", "bridge-3f", false, true, true, "from bridge-3f| by bridge-3f (DeviceMailAgent) with SMTP")]
    [InlineData("", "", true, false, false, "from unknown| by bridge-3f (DeviceMailAgent) with ESMTP")]
    public void Received_says_from_whom_by_whom_how_and_when(string address, string helo, bool extended, bool secure, bool loggedIn, string expected)
    {
        foreach (bool header in new[] { false, true })
        {
            var repair = new HeaderRepair { Repair = new MessageRepair(LinePolicy.Pass, header, true, false, false) };
            repair.Origin.LendAddress(Octets.Of(address), address.Length);
            repair.Origin.LendHeloName(Octets.Of(helo), helo.Length);
            repair.Origin.IsExtended = extended;
            repair.Origin.IsSecure = secure;
            repair.Origin.IsLoggedIn = loggedIn;
            HeaderRepair.CheckInEveryPiece(repair, Whole + "|page|", "Received: " + expected + ";| Mon, 23 Nov 2026 08:50:47 +0000|" + Whole + "|page|");
        }
    }

    [Fact]
    public void Without_a_clock_neither_Date_nor_Received_is_added()
    {
        var repair = new HeaderRepair { Repair = new MessageRepair(LinePolicy.Pass, true, true, false, false) };
        repair.From("a@b.c").Origin.UtcSeconds = 0;
        Assert.Equal("From: <a@b.c>\r\nMessage-ID: <0.7.42@contoso.com>\r\n\r\n", repair.Run("From: <a@b.c>\r\n\r\n"));
        Assert.True(repair.Filter.LacksTime);
        repair.Repair = new MessageRepair(LinePolicy.Pass, true, false, false, false);
        repair.Run("From: <a@b.c>\r\nDate: x\r\n\r\n");
        Assert.False(repair.Filter.LacksTime);
    }

    [Theory]
    [InlineData("scans@contoso.com", "dev@lan.example", "contoso.com")]
    [InlineData("", "dev@lan.example", "lan.example")]
    [InlineData("", "dev@[192.168.7.21]", "bridge-3f")]
    [InlineData("", "", "bridge-3f")]
    public void A_Message_ID_is_of_the_domain_that_the_mail_is_sent_from(string sender, string reversePath, string domain)
    {
        HeaderRepair repair = new HeaderRepair().From(reversePath);
        repair.Origin.Sender = Octets.Of(sender);
        Assert.Contains("Message-ID: <1795423847.7.42@" + domain + ">\r\n", repair.Run("From: <a@b.c>\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_touched_where_nothing_is_asked_for()
    {
        var repair = new HeaderRepair { Repair = MessageRepair.None };
        Assert.Equal("Bcc: x\r\n\r\n", repair.Run("Bcc: x\r\n\r\n"));
        Assert.False(repair.Filter.IsInHeader || repair.Filter.LacksTime);
    }

    [Fact]
    public void Mails_after_each_other_know_nothing_of_each_other()
    {
        HeaderRepair repair = new HeaderRepair().Rewrites("if-different").From("dev@lan");
        Assert.Contains("Reply-To: <dev@lan>", repair.Run("From: <dev@lan>\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(HeaderRepair.Date + "From: <scans@contoso.com>\r\n" + HeaderRepair.MessageId + "\r\n", repair.Run("\r\n"));
    }

    [Fact]
    public void Allocates_nothing()
    {
        HeaderRepair repair = new HeaderRepair().Rewrites("if-different").From("dev@lan");
        repair.Repair = new MessageRepair(LinePolicy.Repair, true, true, false, false);
        byte[] mail = Octets.Of(HeaderRepair.Lines("From: dev@lan <dev@lan>|Subject: \x83\x40|Bcc: <x@y>|To: <d@e.f>|Content-Type: text/plain|Subject: again||page|"));
        NoAllocation.During(() =>
        {
            repair.Begin();
            for (int at = 0; at < mail.Length && repair.Filter.IsInHeader;) at += repair.Filter.Take(mail, at, mail.Length - at);
            repair.Filter.End();
        });
    }

    // What goes out holds no end of data that did not come in, whatever the mail and however it is cut.
    [Theory]
    [InlineData("a: \r\n.", 6)]
    [InlineData("B:c\r\n. ", 6)]
    public void No_end_of_data_is_made(string alphabet, int lengthMax)
    {
        var scanner = new DataScanner();
        HeaderRepair repair = new HeaderRepair().Rewrites("always").From("a@b.c");
        foreach (byte[] octets in Octets.AllStrings(alphabet, lengthMax))
        {
            scanner.Reset();
            int mine = scanner.Scan(octets, 0, octets.Length);
            if (scanner.Status != DataStatus.More) continue;
            byte[] made = Octets.Of(repair.Run(Octets.Text(octets, 0, mine)));
            if (EndOfDataReference.End(made, made.Length) >= 0) Assert.Fail(Octets.Show(Octets.Text(octets)) + " becomes " + Octets.Show(Octets.Text(made)));
        }
    }
}
