using System;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>Mails that are put right on their way, through a whole relay.</summary>
public class RepairTests
{
    private const string Sent = "From: dev@lan <dev@lan>\r\nTo: <a@example.com>\r\nBcc: <hidden@example.com>\r\nSubject: scan\r\nSubject: scan\r\n"
        + "Content-Type: text/plain\r\n\r\nline\nline\n.dot\r\n..dot\r\n.\r\n";

    private const string Carried = "Received: from NPIF65E56 ([192.168.7.21])\r\n by bridge (DeviceMailAgent) with ESMTP;\r\n Mon, 23 Nov 2026 08:50:47 +0000\r\n"
        + "From: \"dev@lan\" <scans@contoso.com>\r\nTo: <a@example.com>\r\nSubject: scan\r\nContent-Type: text/plain\r\n"
        + "Date: Mon, 23 Nov 2026 08:50:47 +0000\r\nReply-To: <dev@lan>\r\nMessage-ID: <1795423847.1.1@contoso.com>\r\nMIME-Version: 1.0\r\n"
        + "\r\nline\r\nline\r\n..dot\r\n..dot\r\n.\r\n";

    private static readonly MessageRepair All = new(LinePolicy.Repair, true, true, false, false);

    [Fact]
    public void A_mail_is_put_right_however_it_arrives()
    {
        foreach (int piece in new[] { int.MaxValue, MemoryChannel.ByLine, 1, 2, 3, 7, 100 })
        {
            Rig rig = Run(new Rig(SenderRewrite.IfDifferent, repair: All), Sent, piece);
            Assert.Equal("220 250 250 250 354 250", rig.Scanner.Codes);
            Assert.Equal([Carried], rig.Provider.Mails);
            Assert.Contains("MAIL FROM:<scans@contoso.com>", rig.Provider.Lines);
            Assert.Contains("noted D113", rig.Log.Lines);
        }
    }

    [Fact]
    public void A_mail_in_order_goes_on_as_it_came_but_for_Received()
    {
        const string mail = "Date: x\r\nMessage-ID: <1@s>\r\nFrom: <scans@contoso.com>\r\n\r\npage\r\n.\r\n";
        Rig rig = Run(new Rig(SenderRewrite.IfDifferent, repair: All), mail);
        Assert.EndsWith(mail, rig.Provider.Mails[0], StringComparison.Ordinal);
        Assert.StartsWith("Received: ", rig.Provider.Mails[0], StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Log.Lines, line => line.StartsWith("noted", StringComparison.Ordinal));
        rig = Run(new Rig(SenderRewrite.IfDifferent, repair: new MessageRepair(LinePolicy.Repair, true, false, true, true)), mail);
        Assert.Equal([mail], rig.Provider.Mails);
    }

    // The envelope's sender is rewritten all the same.
    [Fact]
    public void Where_nothing_is_put_right_the_octets_are_the_scanners()
    {
        const string mail = "From: dev@lan <dev@lan>\r\nBcc: x\r\n\r\na\nb\0c\r\n.\r\n";
        Rig rig = Run(new Rig(SenderRewrite.Always), mail);
        Assert.Equal([mail], rig.Provider.Mails);
        Assert.Contains("MAIL FROM:<scans@contoso.com>", rig.Provider.Lines);
    }

    [Fact]
    public void Cut_off_anywhere_nothing_is_delivered()
    {
        for (int cut = 0; cut < Sent.Length; cut++)
        {
            Rig rig = Run(new Rig(SenderRewrite.IfDifferent, repair: All), Sent[..cut]);
            Assert.Empty(rig.Provider.Mails);
            Assert.Equal([Diagnosis.ScannerLost], rig.Log.Mails);
        }
    }

    [Fact]
    public void A_mail_of_header_alone_and_an_empty_one_get_what_is_missing()
    {
        var repair = new MessageRepair(LinePolicy.Repair, true, false, false, false);
        Rig rig = Run(new Rig(repair: repair), "Subject: x\r\n.\r\n");
        Assert.Equal("Subject: x\r\n" + HeaderRepair.Date + "From: <dev@lan>\r\nMessage-ID: <1795423847.1.1@contoso.com>\r\n.\r\n", Assert.Single(rig.Provider.Mails));
        rig = Run(new Rig(repair: repair), ".\r\n");
        Assert.Equal(HeaderRepair.Date + "From: <dev@lan>\r\nMessage-ID: <1795423847.1.1@contoso.com>\r\n.\r\n", Assert.Single(rig.Provider.Mails));
    }

    [Theory]
    [InlineData("a\nb\r\n.\r\n", "D113", Diagnosis.ScannerBareLineFeeds)]
    [InlineData("a\0b\r\n.\r\n", "D115", Diagnosis.ScannerNul)]
    [InlineData("{long}\r\n.\r\n", "D114", Diagnosis.ScannerLongLine)]
    public void Lines_that_the_listener_refuses_end_the_mail_and_not_the_session(string data, string number, Diagnosis diagnosis)
    {
        data = data.Replace("{long}", new string('x', 1500), StringComparison.Ordinal);
        foreach (int piece in new[] { int.MaxValue, MemoryChannel.ByLine, 1 })
        {
            var rig = new Rig(repair: new MessageRepair(LinePolicy.Refuse, false, false, true, true));
            rig.Scanner.SaysMail(data, "dev@lan").SaysMail(sender: "dev@lan");
            rig.Scanner.Piece = piece;
            rig.Run();
            Assert.Equal("220 250 250 354 554 250 250 354 250", rig.Scanner.Codes);
            Assert.Contains(number, rig.Scanner.Replies[4], StringComparison.Ordinal);
            Assert.Equal(["Subject: scan\r\n\r\npage\r\n.\r\n"], rig.Provider.Mails);
            Assert.Equal([diagnosis, Diagnosis.None], rig.Log.Mails);
        }
    }

    [Theory]
    [InlineData("a\0b\r\n.\r\n", "noted D115")]
    [InlineData("{long}\r\n.\r\n", "noted D114")]
    [InlineData("From: {long}\r\n\r\n.\r\n", "noted D116")]
    public void What_is_carried_is_noted(string data, string noted)
    {
        data = data.Replace("{long}", new string('x', 1500), StringComparison.Ordinal);
        Rig rig = Run(new Rig(repair: All), data);
        Assert.Equal(1, rig.Scanner.ToldDelivered);
        Assert.Contains(noted, rig.Log.Lines);
    }

    [Fact]
    public void A_clock_that_is_not_set_is_noted_and_the_mail_goes_on()
    {
        var rig = new Rig(repair: All);
        rig.Stamp.UtcSeconds = 0;
        Run(rig, "From: <dev@lan>\r\n\r\n.\r\n");
        Assert.Equal("From: <dev@lan>\r\nMessage-ID: <0.1.1@contoso.com>\r\n\r\n.\r\n", Assert.Single(rig.Provider.Mails));
        Assert.Contains("noted D602", rig.Log.Lines);
    }

    // Smuggling stays refused, whatever else is repaired, and what it hides is never obeyed.
    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r.\r\n")]
    [InlineData("\r\n\0.\r\n")]
    public void Repair_ends_no_mail(string sequence)
    {
        foreach (int piece in new[] { int.MaxValue, 1, 5 })
        {
            Rig rig = Run(new Rig(SenderRewrite.IfDifferent, repair: All), "page" + sequence + "MAIL FROM:<boss@contoso.com>\r\n.\r\n", piece);
            Assert.Equal("220 250 250 250 354 554", rig.Scanner.Codes);
            Assert.Empty(rig.Provider.Mails);
            Assert.DoesNotContain(rig.Provider.Lines, line => line.Contains("boss", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("SIZE=100", true, " SIZE=2148")]
    [InlineData("SIZE=100", false, " SIZE=100")]
    [InlineData("SIZE=0", true, "")]
    [InlineData("SIZE=12k", true, "")]
    [InlineData("", true, "")]
    public void The_declared_size_counts_what_is_added(string parameter, bool repairs, string declared)
    {
        var rig = new Rig(repair: repairs ? All : MessageRepair.None);
        rig.Scanner.Says("MAIL FROM:<dev@lan> " + parameter).Says("RCPT TO:<a@example.com>").Says("DATA").SaysData(".\r\n");
        rig.Run();
        Assert.Contains("MAIL FROM:<dev@lan>" + declared, rig.Provider.Lines);
    }

    // The limit is about what the scanner sends: SIZE told it so.
    [Theory]
    [InlineData(0, 250)]
    [InlineData(1, 552)]
    public void What_repair_adds_does_not_make_a_mail_too_large(int over, int code)
    {
        string data = string.Concat(Enumerable.Repeat("x\n", (int)(Rig.SizeMax - 6 + over) / 2)) + ((Rig.SizeMax - 6 + over) % 2 == 0 ? "" : "x") + "y\r\n.\r\n";
        Assert.Equal(Rig.SizeMax + over, data.Length);
        Rig rig = Run(new Rig(repair: All), data);
        Assert.StartsWith(code.ToString(System.Globalization.CultureInfo.InvariantCulture), rig.Scanner.Replies[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_guesser_waits_longer_each_time_and_a_scanner_with_one_wrong_key_does_not()
    {
        var rig = new Rig(login: LoginPolicy.Required);
        for (int i = 0; i < 4; i++) rig.Scanner.Says("AUTH PLAIN AGEAYg==");
        rig.Run();
        Assert.Equal([500, 1000, 2000], rig.Pauses.Milliseconds);
        rig.NextScanner().Says("AUTH PLAIN AGEAYg==");
        rig.Run();
        Assert.Equal(3, rig.Pauses.Milliseconds.Count);
    }

    // The rig checks what must hold: nothing told delivered that was not, every link given back, every mail accounted for.
    [Fact]
    public void Any_one_call_may_fail()
    {
        foreach (bool arrives in new[] { false, true })
        {
            int calls = RunWithFault(0, arrives);
            Assert.True(calls > 20);
            for (int failing = 1; failing <= calls; failing++) RunWithFault(failing, arrives);
        }
    }

    // Only the write that holds CRLF.CRLF leaves the outcome open; the ones before it cannot have ended the mail.
    [Fact]
    public void A_link_that_breaks_before_the_end_has_delivered_nothing()
    {
        for (int octets = 1; octets <= Carried.Length; octets++)
        {
            var rig = new Rig(SenderRewrite.IfDifferent, repair: All);
            rig.Provider.BreaksBehindDataOctets = octets;
            Run(rig, Sent, 8);
            Assert.Equal(0, rig.Scanner.ToldDelivered);
            bool mayHaveEnded = rig.Log.Mails[0] == Diagnosis.OutcomeUnknown;
            Assert.True(mayHaveEnded || rig.Log.Mails[0] == Diagnosis.ProviderLost, $"behind {octets} octets: {rig.Log.Mails[0]}");
            if (octets < Carried.Length - 30) Assert.False(mayHaveEnded);
        }
    }

    private static int RunWithFault(int failing, bool arrives)
    {
        var rig = new Rig(SenderRewrite.IfDifferent, repair: All);
        rig.Scanner.Says("EHLO s").SaysMail(Sent, "dev@lan").SaysMail("a\n\nb\r\n.\r\n", "dev@lan").Says("QUIT");
        rig.Scanner.Piece = 40;
        int before = rig.Seams.Calls;
        rig.Seams.FailingCall = failing == 0 ? 0 : before + failing;
        rig.Seams.FailedWritesArrive = arrives;
        rig.Run();
        foreach (string mail in rig.Provider.Mails.Where(mail => mail.Contains("dot", StringComparison.Ordinal))) Assert.EndsWith(Carried[160..], mail, StringComparison.Ordinal);
        return rig.Seams.Calls - before;
    }

    private static Rig Run(Rig rig, string data, int piece = int.MaxValue)
    {
        rig.Scanner.Piece = piece;
        rig.Scanner.Says("EHLO NPIF65E56").SaysMail(data, "dev@lan");
        return rig.Run();
    }
}
