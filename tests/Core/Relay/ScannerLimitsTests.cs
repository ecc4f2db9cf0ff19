using System;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Relay;

/// <summary>Scanners that send too much, too slowly or nothing, and what that costs them.</summary>
public class ScannerLimitsTests
{
    private const string Data = "Subject: scan\r\n\r\npage\r\n.\r\n";

    [Theory]
    [InlineData(0, 250)]
    [InlineData(1, 552)]
    [InlineData(5000, 552)]
    public void A_mail_over_the_limit_is_read_to_its_end_refused_and_the_session_goes_on(int over, int code)
    {
        string data = Sized((int)Rig.SizeMax + over);
        foreach (int piece in new[] { int.MaxValue, 1000, 1 })
        {
            var rig = new Rig();
            rig.Scanner.Piece = piece;
            rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysData(data).SaysMail(Data);
            rig.Run();
            Assert.Equal($"220 250 250 354 {code} 250 250 354 250", rig.Scanner.Codes);
            Assert.Equal(over == 0 ? [data, Data] : [Data], rig.Provider.Mails);
            Assert.Equal(over == 0 ? Diagnosis.None : Diagnosis.MessageTooLarge, rig.Log.Mails[0]);
        }
    }

    [Fact]
    public void A_mail_far_over_the_limit_is_not_read_to_its_end()
    {
        var rig = new Rig();
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysData(Sized((int)Rig.SizeMax * 4));
        rig.Run();
        Assert.Empty(rig.Provider.Mails);
        Assert.True(rig.Scanner.Delivered < Rig.SizeMax * 3);
        Assert.Equal(0, rig.Scanner.ToldDelivered);
    }

    [Fact]
    public void A_scanner_that_sends_less_than_1024_octets_a_second_for_five_minutes_is_too_slow()
    {
        var rig = new Rig();
        rig.Scanner.Piece = 100;
        rig.Scanner.MsPerRead = 10_000;
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysData(Sized(9000));
        rig.Run();
        Assert.Equal("220 250 250 354 421", rig.Scanner.Codes);
        Assert.Equal([Diagnosis.ScannerTooSlow], rig.Log.Mails);
        Assert.Empty(rig.Provider.Mails);
        Assert.True(rig.Provider.IsClosed);
    }

    [Fact]
    public void A_slow_scanner_that_is_done_in_five_minutes_is_heard_out()
    {
        var rig = new Rig();
        rig.Scanner.Piece = 1000;
        rig.Scanner.MsPerRead = 10_000;
        rig.Scanner.Says("MAIL FROM:<a@b.c>").Says("RCPT TO:<d@e.f>").Says("DATA").SaysData(Sized(9000));
        rig.Run();
        Assert.Equal(1, rig.Scanner.ToldDelivered);
    }

    [Fact]
    public void One_octet_a_minute_does_not_hold_the_session()
    {
        var rig = new Rig();
        rig.Scanner.Piece = 1;
        rig.Scanner.MsPerRead = 60_000;
        rig.Scanner.Says("EHLO scanner.of.the.third.floor");
        rig.Run();
        Assert.Equal("220 421", rig.Scanner.Codes);
        Assert.Contains("noted D102", rig.Log.Lines);
    }

    [Fact]
    public void A_silent_scanner_is_told_so()
    {
        var rig = new Rig();
        rig.Scanner.StaysOn = true;
        rig.Scanner.Says("EHLO s");
        rig.Run();
        Assert.Equal("220 250 421", rig.Scanner.Codes);
        Assert.Equal(1_000_000 + Limits.CommandMsMax, rig.Clock.NowMs);
    }

    [Fact]
    public void A_line_over_the_limit_is_refused_and_the_session_goes_on()
    {
        var rig = new Rig();
        rig.Scanner.Says("NOOP " + new string('x', 5000)).SaysMail(Data);
        rig.Run();
        Assert.Equal("220 500 250 250 354 250", rig.Scanner.Codes);
        Assert.Contains("noted D106", rig.Log.Lines);
    }

    [Fact]
    public void A_line_without_end_ends_the_session()
    {
        var rig = new Rig();
        rig.Scanner.Says(new string('x', Limits.PassedOverMax + 10_000));
        rig.Run();
        Assert.Equal("220 500", rig.Scanner.Codes);
        Assert.Contains("noted D112", rig.Log.Lines);
    }

    [Fact]
    public void Twenty_wrong_commands_end_the_session_and_what_follows_is_not_obeyed()
    {
        var rig = new Rig();
        rig.Scanner.SaysAtOnce(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\n", 20)) + "MAIL FROM:<a@b.c>\r\n", 20);
        rig.Run();
        Assert.Equal(21, rig.Scanner.Replies.Count);
        Assert.StartsWith("421", rig.Scanner.Replies[^1], StringComparison.Ordinal);
        Assert.Equal(0, rig.Links.Taken);
    }

    // Lines of base64, and the end: so many octets in all.
    private static string Sized(int octets)
    {
        string line = new string('J', 76) + "\r\n";
        int body = octets - 3;
        string text = string.Concat(Enumerable.Repeat(line, body / line.Length));
        int rest = body - text.Length;
        if (rest > 1) text += new string('K', rest - 2) + "\r\n";
        else if (rest == 1) text = "K" + text;
        return text + ".\r\n";
    }
}
