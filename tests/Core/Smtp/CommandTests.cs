using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Smtp;
using Xunit;

namespace DeviceMailAgent.Core.Tests.Smtp;

/// <summary>Command lines as scanners write them. One row, one line; each is tried in every way of <see cref="LineFeeds"/>.</summary>
public class CommandTests
{
    private static readonly string Path254 = new string('a', 242) + "@contoso.com";

    [Theory]
    [InlineData("MAIL FROM:<a@b.c>", "a@b.c")]
    [InlineData("mail from:<a@b.c>", "a@b.c")]
    [InlineData("MAIL FROM: <a@b.c>", "a@b.c")]
    [InlineData("MAIL FROM : <a@b.c>", "a@b.c")]
    [InlineData("MAIL   FROM:\t<a@b.c>  ", "a@b.c")]
    [InlineData("  MAIL FROM:<a@b.c>", "a@b.c")]
    [InlineData("MAIL FROM:< a@b.c >", "a@b.c")]
    [InlineData("MAIL FROM:a@b.c", "a@b.c")]
    [InlineData("MAIL FROM: a@b.c", "a@b.c")]
    [InlineData("MAIL FROM:<>", "")]
    [InlineData("MAIL FROM:< >", "")]
    [InlineData("MAIL FROM:<@one.example,@two.example:a@b.c>", "a@b.c")]
    [InlineData("MAIL FROM:<@a@b.c>", "@a@b.c")]
    [InlineData("MAIL FROM:<\"a b\"@c>", "\"a b\"@c")]
    [InlineData("MAIL FROM:<\"a>b\"@c>", "\"a>b\"@c")]
    [InlineData("MAIL FROM:<\"a\\\"b\"@c>", "\"a\\\"b\"@c")]
    [InlineData("MAIL FROM:\"a b\"@c", "\"a b\"@c")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=1234", "a@b.c", 1234)]
    [InlineData("MAIL FROM:<a@b.c> size=0", "a@b.c", 0)]
    [InlineData("MAIL FROM:a@b.c SIZE=77", "a@b.c", 77)]
    [InlineData("MAIL FROM:<a@b.c>SIZE=5", "a@b.c", 5)]
    [InlineData("MAIL FROM:<a@b.c> SIZE=999999999999999999", "a@b.c", 999999999999999999)]
    [InlineData("MAIL FROM:<a@b.c> SIZE=1000000000000000000", "a@b.c", -1)]
    [InlineData("MAIL FROM:<a@b.c> SIZE=", "a@b.c", -1)]
    [InlineData("MAIL FROM:<a@b.c> SIZE=-1", "a@b.c", -1)]
    [InlineData("MAIL FROM:<a@b.c> SIZE=12k", "a@b.c", -1)]
    [InlineData("MAIL FROM:<a@b.c> BODY=8BITMIME", "a@b.c", -1, true)]
    [InlineData("MAIL FROM:<a@b.c> body=8bitmime SIZE=3", "a@b.c", 3, true)]
    [InlineData("MAIL FROM:<a@b.c> BODY=7BIT", "a@b.c")]
    [InlineData("MAIL FROM:<a@b.c> RET=HDRS ENVID=QQ AUTH=<> SIZE=4", "a@b.c", 4)]
    public void Reads_MAIL(string line, string path, long size = -1, bool eightBit = false)
    {
        LineFeeds.InEveryWay(line, (buffer, offset, count) =>
        {
            Command command = Parse(buffer, offset, count);
            Assert.Equal((Verb.Mail, CommandProblem.None), (command.Verb, command.Problem));
            Assert.Equal(path, Octets.Text(buffer, command.PathOffset, command.PathCount));
            Assert.Equal((size, eightBit), (command.Size, command.IsEightBitMime));
        });
    }

    [Theory]
    [InlineData("RCPT TO:<a@b.c>", "a@b.c")]
    [InlineData("rcpt to:<Postmaster>", "Postmaster")]
    [InlineData("RCPT TO: a@b.c", "a@b.c")]
    [InlineData("RCPT TO:<a@b.c> NOTIFY=NEVER", "a@b.c")]
    [InlineData("RCPT TO:<@relay.example:a@b.c>", "a@b.c")]
    public void Reads_RCPT(string line, string path)
    {
        LineFeeds.InEveryWay(line, (buffer, offset, count) =>
        {
            Command command = Parse(buffer, offset, count);
            Assert.Equal((Verb.Rcpt, CommandProblem.None), (command.Verb, command.Problem));
            Assert.Equal(path, Octets.Text(buffer, command.PathOffset, command.PathCount));
        });
    }

    [Theory]
    [InlineData("EHLO scanner", Verb.Ehlo, "scanner", "")]
    [InlineData("ehlo [192.168.7.21]", Verb.Ehlo, "[192.168.7.21]", "")]
    [InlineData("HELO ", Verb.Helo, "", "")]
    [InlineData("HELO", Verb.Helo, "", "")]
    [InlineData("HELO two words", Verb.Helo, "two", "words")]
    [InlineData("DATA", Verb.Data, "", "")]
    [InlineData("data  ", Verb.Data, "", "")]
    [InlineData("RSET", Verb.Rset, "", "")]
    [InlineData("NOOP anything", Verb.Noop, "anything", "")]
    [InlineData("QUIT", Verb.Quit, "", "")]
    [InlineData("quit\t", Verb.Quit, "", "")]
    [InlineData("VRFY a@b.c", Verb.Vrfy, "a@b.c", "")]
    [InlineData("HELP", Verb.Help, "", "")]
    [InlineData("STARTTLS", Verb.StartTls, "", "")]
    [InlineData("auth login", Verb.Auth, "login", "")]
    [InlineData("AUTH LOGIN c2Nhbm5lcg==", Verb.Auth, "LOGIN", "c2Nhbm5lcg==")]
    [InlineData("AUTH PLAIN  AGEAYg==", Verb.Auth, "PLAIN", "AGEAYg==")]
    [InlineData("AUTH", Verb.Auth, "", "")]
    [InlineData("", Verb.Unknown, "", "")]
    [InlineData("   ", Verb.Unknown, "", "")]
    [InlineData("HELOX", Verb.Unknown, "", "")]
    [InlineData("MAILFROM:<a@b.c>", Verb.Unknown, "", "")]
    [InlineData("EXPN list", Verb.Unknown, "list", "")]
    [InlineData("GET / HTTP/1.1", Verb.Unknown, "/", "HTTP/1.1")]
    public void Reads_the_other_verbs(string line, Verb verb, string argument, string rest)
    {
        LineFeeds.InEveryWay(line, (buffer, offset, count) =>
        {
            Command command = Parse(buffer, offset, count);
            Assert.Equal((verb, CommandProblem.None), (command.Verb, command.Problem));
            Assert.Equal(argument, Octets.Text(buffer, command.ArgumentOffset, command.ArgumentCount));
            Assert.Equal(rest, Octets.Text(buffer, command.RestOffset, command.RestCount));
        });
    }

    [Theory]
    [InlineData("MAIL", CommandProblem.Argument)]
    [InlineData("MAIL FROM", CommandProblem.Argument)]
    [InlineData("MAIL FROM:", CommandProblem.Argument)]
    [InlineData("MAIL FROM: ", CommandProblem.Argument)]
    [InlineData("MAIL TO:<a@b.c>", CommandProblem.Argument)]
    [InlineData("MAIL <a@b.c>", CommandProblem.Argument)]
    [InlineData("MAIL FROM <a@b.c>", CommandProblem.Argument)]
    [InlineData("MAIL FROM:<a@b.c", CommandProblem.Argument)]
    [InlineData("MAIL FROM:<a@<b.c>", CommandProblem.Argument)]
    [InlineData("MAIL FROM:a@b.c>", CommandProblem.Argument)]
    [InlineData("MAIL FROM:<\"a@b.c>", CommandProblem.Argument)]
    [InlineData("MAIL FROM:<\"a\\", CommandProblem.Argument)]
    [InlineData("MAIL FROM:\"a@b.c", CommandProblem.Argument)]
    [InlineData("RCPT TO:", CommandProblem.Argument)]
    [InlineData("RCPT TO:<>", CommandProblem.Argument)]
    [InlineData("RCPT TO:< >", CommandProblem.Argument)]
    [InlineData("RCPT TO:<@relay.example:>", CommandProblem.Argument)]
    [InlineData("RCPT FROM:<a@b.c>", CommandProblem.Argument)]
    [InlineData("MAIL FROM:<a\0@b.c>", CommandProblem.Octets)]
    [InlineData("MAIL FROM:<\xe4@b.c>", CommandProblem.Octets)]
    [InlineData("RCPT TO:<a@b\tc>", CommandProblem.Octets)]
    [InlineData("MAIL FROM:<a@b.c>\rRCPT TO:<d@e.f>", CommandProblem.Octets)]
    [InlineData("RCPT TO:<a@b.c\x7f>", CommandProblem.Octets)]
    [InlineData("EHLO sc\x1b[2Janner", CommandProblem.Octets)]
    [InlineData("NOOP \x80", CommandProblem.Octets)]
    public void Refuses(string line, CommandProblem problem)
    {
        LineFeeds.InEveryWay(line, (buffer, offset, count) => Assert.Equal(problem, Parse(buffer, offset, count).Problem));
    }

    [Fact]
    public void A_path_is_at_most_256_octets_with_its_brackets()
    {
        LineFeeds.InEveryWay("MAIL FROM:<" + Path254 + "> SIZE=1", (buffer, offset, count) =>
        {
            Command command = Parse(buffer, offset, count);
            Assert.Equal(CommandProblem.None, command.Problem);
            Assert.Equal(Path254, Octets.Text(buffer, command.PathOffset, command.PathCount));
        });
        foreach (string line in new[] { "MAIL FROM:<a" + Path254 + ">", "RCPT TO:a" + Path254 })
            LineFeeds.InEveryWay(line, (buffer, offset, count) => Assert.Equal(CommandProblem.PathTooLong, Parse(buffer, offset, count).Problem));
    }

    [Fact]
    public void Nothing_of_one_line_is_left_in_the_next()
    {
        var command = new Command();
        byte[] mail = Octets.Of("MAIL FROM:<a@b.c> SIZE=5 BODY=8BITMIME");
        command.Parse(mail, 0, mail.Length);
        command.Parse(Octets.Of("RSET"), 0, 4);
        Assert.Equal((Verb.Rset, 0, -1L, false), (command.Verb, command.PathCount, command.Size, command.IsEightBitMime));
    }

    private static Command Parse(byte[] buffer, int offset, int count)
    {
        var command = new Command();
        command.Parse(buffer, offset, count);
        return command;
    }
}
