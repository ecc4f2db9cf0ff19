using System.Text;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>Replies of servers. One row, one line.</summary>
public class ReplyTests
{
    [Theory]
    [InlineData("250", 250, "", "")]
    [InlineData("250 ", 250, "", "")]
    [InlineData("250 OK", 250, "", "OK")]
    [InlineData("220 AM0PR01CA0001.outlook.office365.com Microsoft ESMTP", 220, "", "AM0PR01CA0001.outlook.office365.com Microsoft ESMTP")]
    [InlineData("250 2.1.0 Sender OK", 250, "2.1.0", "Sender OK")]
    [InlineData("250 2.1.0", 250, "2.1.0", "")]
    [InlineData("535 5.7.139 Authentication unsuccessful, x", 535, "5.7.139", "Authentication unsuccessful, x")]
    [InlineData("554 5.2.252 SendAsDenied", 554, "5.2.252", "SendAsDenied")]
    [InlineData("432 4.3.2 Concurrent connections limit exceeded", 432, "4.3.2", "Concurrent connections limit exceeded")]
    [InlineData("550 2.1.0 classes differ", 550, "", "2.1.0 classes differ")]
    [InlineData("550 5.1 two numbers", 550, "", "5.1 two numbers")]
    [InlineData("550 5.1.1000 four digits", 550, "", "5.1.1000 four digits")]
    [InlineData("550 5..1 no digits", 550, "", "5..1 no digits")]
    [InlineData("550 5.1.", 550, "", "5.1.")]
    [InlineData("550 5.1.1x", 550, "", "5.1.1x")]
    [InlineData("354 End data with <CR><LF>.<CR><LF>", 354, "", "End data with <CR><LF>.<CR><LF>")]
    [InlineData("334 eyJzdGF0dXMiOiI0MDAifQ==", 334, "", "eyJzdGF0dXMiOiI0MDAifQ==")]
    [InlineData("250 a\x1b[2J\xe4\0", 250, "", "a?[2J??")]
    [InlineData("599 5.9.9 x", 599, "5.9.9", "x")]
    public void Reads_a_reply_of_one_line(string line, int code, string enhanced, string text)
    {
        LineFeeds.InEveryWay(line, (buffer, offset, count) =>
        {
            var reply = new Reply();
            Assert.Equal(ReplyStatus.Complete, reply.Line(buffer, offset, count));
            Assert.Equal((code, enhanced, text), (reply.Code, Enhanced(reply), Octets.Text(reply.Text, 0, reply.TextCount)));
        });
    }

    [Theory]
    [InlineData("250-one|250 two", 250, "", "one two")]
    [InlineData("250-one|250-two|250", 250, "", "one two")]
    [InlineData("250-|250 two", 250, "", "two")]
    [InlineData("535-5.7.8 Username and Password not accepted.|535 5.7.8  https://support.google.com/mail gsmtp", 535, "5.7.8",
        "Username and Password not accepted.  https://support.google.com/mail gsmtp")]
    [InlineData("550-5.1.1 no such user|550 5.2.2 another number", 550, "5.1.1", "no such user another number")]
    public void Joins_the_lines_of_a_long_reply(string lines, int code, string enhanced, string text)
    {
        var reply = new Reply();
        string[] each = lines.Split('|');
        for (int i = 0; i < each.Length; i++)
        {
            byte[] line = Octets.Of(each[i]);
            Assert.Equal(i + 1 < each.Length ? ReplyStatus.More : ReplyStatus.Complete, reply.Line(line, 0, line.Length));
        }
        Assert.Equal((code, enhanced, text), (reply.Code, Enhanced(reply), Octets.Text(reply.Text, 0, reply.TextCount)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("25")]
    [InlineData("25x OK")]
    [InlineData("150 OK")]
    [InlineData("650 OK")]
    [InlineData("2500 OK")]
    [InlineData("250OK")]
    [InlineData("250\tOK")]
    [InlineData(" 250 OK")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    [InlineData("\x16\x03\x01")]
    public void Refuses(string line)
    {
        LineFeeds.InEveryWay(line, (buffer, offset, count) => Assert.Equal(ReplyStatus.Malformed, new Reply().Line(buffer, offset, count)));
    }

    [Fact]
    public void Another_code_in_the_middle_of_a_reply_is_malformed()
    {
        var reply = new Reply();
        Assert.Equal(ReplyStatus.More, reply.Line(Octets.Of("250-one"), 0, 7));
        Assert.Equal(ReplyStatus.Malformed, reply.Line(Octets.Of("251 two"), 0, 7));
    }

    [Fact]
    public void A_new_reply_begins_empty()
    {
        var reply = new Reply();
        reply.Line(Octets.Of("535 5.7.3 no"), 0, 12);
        reply.Line(Octets.Of("250"), 0, 3);
        Assert.Equal((250, "", 0), (reply.Code, Enhanced(reply), reply.TextCount));
    }

    [Fact]
    public void Keeps_the_beginning_of_a_text_without_end()
    {
        var reply = new Reply();
        byte[] line = Octets.Of("250-" + new string('x', 100));
        for (int i = 0; i < 1000; i++) Assert.Equal(ReplyStatus.More, reply.Line(line, 0, line.Length));
        Assert.Equal(Limits.ReplyText, reply.TextCount);
        byte[] room = new byte[Limits.ReplyText + 32];
        Assert.InRange(reply.AppendTo(room, 0, 999), 1, room.Length);
    }

    [Theory]
    [InlineData("554 5.2.252 SendAsDenied", 501, "554 5.2.252 D501 SendAsDenied\r\n")]
    [InlineData("250 2.0.0 OK <1@x>", 0, "250 2.0.0 OK <1@x>\r\n")]
    [InlineData("550 no", 503, "550 D503 no\r\n")]
    [InlineData("550", 503, "550 D503 \r\n")]
    [InlineData("550 5.1.1 forged\r250 OK", 503, "550 5.1.1 D503 forged?250 OK\r\n")]
    public void Goes_on_to_the_scanner_as_one_line(string line, int diagnosis, string passedOn)
    {
        var reply = new Reply();
        byte[] octets = Octets.Of(line);
        reply.Line(octets, 0, octets.Length);
        var copy = new Reply();
        copy.CopyFrom(reply);
        byte[] room = new byte[Limits.ReplyText + 64];
        Assert.Equal(passedOn, Octets.Text(room, 7, copy.AppendTo(room, 7, diagnosis) - 7));
    }

    private static string Enhanced(Reply reply)
    {
        if (reply.EnhancedClass == 0) return "";
        byte[] room = new byte[9];
        return Encoding.ASCII.GetString(room, 0, reply.AppendEnhanced(room, 0));
    }
}
