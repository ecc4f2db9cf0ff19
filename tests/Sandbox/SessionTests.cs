using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>The SMTP dialogue as a client that watches each octet sees it.</summary>
public sealed class SessionTests
{
    [Theory]
    [InlineData("exchange-online", "PIPELINING DSN ENHANCEDSTATUSCODES 8BITMIME BINARYMIME CHUNKING SMTPUTF8", "LOGIN XOAUTH2", "157286400")]
    [InlineData("outlook.com", "PIPELINING DSN ENHANCEDSTATUSCODES 8BITMIME BINARYMIME CHUNKING SMTPUTF8", "LOGIN XOAUTH2", "157286400")]
    [InlineData("gmail", "8BITMIME ENHANCEDSTATUSCODES PIPELINING CHUNKING SMTPUTF8", "LOGIN PLAIN XOAUTH2 OAUTHBEARER", "35882577")]
    public async Task EHLO_lists_AUTH_over_TLS_only_and_STARTTLS_in_clear_only(string profile, string extensions, string mechanisms, string size)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile) });
        using RawClient client = RawClient.Clear(sandbox);
        Assert.StartsWith("220 ", client.Reply());
        string[] always = [$"SIZE {size}", .. extensions.Split(' ')];
        Assert.Equal([.. always, "STARTTLS"], Keywords(client.Command("EHLO bench")));
        Assert.StartsWith("530 5.7.0", client.Command("AUTH XOAUTH2"));
        Assert.StartsWith("530 5.7", client.Command("MAIL FROM:<a@contoso.example>"));
        Assert.StartsWith("220 2.0.0", client.Command("STARTTLS"));
        client.Secure();
        Assert.StartsWith("503", client.Command("MAIL FROM:<a@contoso.example>")); // EHLO has to be said again.
        Assert.Equal([.. always, "AUTH " + mechanisms], Keywords(client.Command("EHLO bench")));
        Assert.StartsWith("530 5.7", client.Command("MAIL FROM:<a@contoso.example>"));
        Assert.StartsWith("504 5.7.4", client.Command("AUTH CRAM-MD5"));
        Assert.StartsWith("221 2.0.0", client.Command("QUIT"));
        Assert.Equal("", client.Reply());
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order_and_what_follows_a_mail_is_a_command()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        client.Write("MAIL FROM:<a@contoso.example>\r\nRCPT TO:<b@contoso.example>\r\nRCPT TO:<>\r\nDATA\r\n");
        Assert.Equal(["250 2.1.0", "250 2.1.5", "501 5.1.3", "354 Start"], Enumerable.Range(0, 4).Select(_ => client.Reply()[..9]));
        client.Write("one\r\n.\r\nMAIL FROM:<c@contoso.example>\r\nRCPT TO:<d@contoso.example>\r\nDATA\r\ntwo\r\n.\r\nNOOP\r\nQUIT\r\n");
        Assert.Equal(["250 2.0.0", "250 2.1.0", "250 2.1.5", "354 Start", "250 2.0.0", "250 2.0.0", "221 2.0.0"],
            Enumerable.Range(0, 7).Select(_ => client.Reply()[..9]));
        Assert.Equal(["a@contoso.example", "c@contoso.example"], sandbox.Mails.Select(mail => mail.Sender));
        Assert.Equal(["one\r\n", "two\r\n"], sandbox.Mails.Select(mail => File.ReadAllText(mail.File!)));
    }

    [Fact]
    public async Task A_command_pipelined_behind_STARTTLS_is_refused_and_never_obeyed()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.Clear(sandbox);
        client.Reply();
        client.Command("EHLO bench");
        client.Write("STARTTLS\r\nRSET\r\n");
        Assert.StartsWith("454 4.5.0", client.Reply());
        Assert.Equal("", client.Reply());
        Assert.DoesNotContain(sandbox.CommandLines, command => command.Line == "RSET");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_of_8_KB_fits_into_the_line_after_334_and_behind_AUTH(bool initial)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { TokenLength = 8192 });
        using RawClient client = RawClient.Greeted(sandbox);
        string token = sandbox.IssueAccessToken();
        string reply = initial ? client.Command("AUTH XOAUTH2 " + RawClient.XOAuth2(sandbox.User, token)) : client.Login(token);
        Assert.StartsWith("235 2.7.0", reply);
    }

    [Theory]
    [InlineData(12288, "501 5.5.2")]
    [InlineData(12289, "500 5.5.6")]
    [InlineData(200_000, "500 5.5.6")]
    public async Task A_response_may_have_12288_octets(int octets, string expected)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.Greeted(sandbox);
        Assert.Equal("334 ", client.Command("AUTH XOAUTH2"));
        Assert.StartsWith(expected, client.Command(new string('A', octets)));
        Assert.StartsWith("250", client.Command("NOOP"));
    }

    [Theory]
    [InlineData("*", "501 5.7.0")]
    [InlineData("not base64!", "501 5.5.2")]
    [InlineData("dXNlcj14", "501 5.5.2")]
    public async Task A_response_without_form_is_refused_by_its_own_code(string response, string expected)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.Greeted(sandbox);
        client.Command("AUTH XOAUTH2");
        Assert.StartsWith(expected, client.Command(response));
    }

    [Theory]
    [InlineData("MAIL FROM:<a@contoso.example> SIZE=157286401", "552 5.3.4")]
    [InlineData("MAIL FROM:<a@contoso.example> SIZE=157286400 BODY=8BITMIME SMTPUTF8", "250 2.1.0")]
    [InlineData("MAIL FROM:<\u00e9@contoso.example> SMTPUTF8", "250 2.1.0")]
    [InlineData("MAIL FROM:<\u00e9@contoso.example>", "553 5.6.7")]
    [InlineData("MAIL FROM:<>", "250 2.1.0")]
    [InlineData("MAIL FROM:<a@contoso.example> XYZ=1", "555 5.5.4")]
    [InlineData("MAIL FROM:<a@contoso.example> SIZE=x", "501 5.5.4")]
    [InlineData("MAIL FROM:a@contoso.example", "501 5.1.7")]
    [InlineData("RCPT TO:<a@contoso.example>", "503 5.5.1")]
    [InlineData("DATA", "503 5.5.1")]
    [InlineData("HELP", "500 5.5.1")]
    public async Task Each_command_has_its_reply(string command, string expected)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        Assert.StartsWith(expected, client.Command(command));
    }

    [Fact]
    public async Task Lines_that_are_too_long_or_end_with_LF_alone_are_refused_and_the_session_goes_on()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("500 5.5.2", client.Command("NOOP " + new string('x', 5000)));
        Assert.StartsWith("500 5.5.2", client.Command("NOOP " + new string('x', 100_000)));
        client.Write("NOOP\n");
        Assert.StartsWith("500 5.5.2", client.Reply());
        Assert.StartsWith("250", client.Command("NOOP"));
    }

    [Fact]
    public async Task BDAT_takes_binary_chunks_as_they_are()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        client.Command("MAIL FROM:<a@contoso.example> BODY=BINARYMIME");
        client.Command("RCPT TO:<b@contoso.example>");
        Assert.StartsWith("503", client.Command("DATA"));
        client.Write("BDAT 9\r\na: b\r\n\r\n.BDAT 5 LAST\r\n\r\n.\r\n");
        Assert.StartsWith("250 2.6.0", client.Reply());
        Assert.StartsWith("250 2.0.0 OK", client.Reply());
        Assert.Equal("a: b\r\n\r\n.\r\n.\r\n", await File.ReadAllTextAsync(Assert.Single(sandbox.Mails).File!));
    }

    [Fact]
    public async Task A_mail_above_the_limit_is_refused_at_its_end_and_not_kept()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { SizeMax = 1000 });
        using RawClient client = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("552 5.3.4", client.Mail(new string('x', 1001) + "\r\n"));
        Assert.StartsWith("250 2.0.0", client.Mail(new string('x', 990) + "\r\n"));
        Assert.Single(sandbox.Mails);
    }

    [Fact]
    public async Task A_sender_other_than_the_account_is_refused_after_the_data_where_that_is_asked_for()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { SenderMustMatch = true });
        using RawClient client = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("250 2.0.0", client.Mail());
        Assert.StartsWith("250 2.1.0", client.Command("MAIL FROM:<scanner@fabrikam.example>"));
        client.Command("RCPT TO:<b@contoso.example>");
        client.Command("DATA");
        Assert.StartsWith($"554 5.2.252 SendAsDenied; {sandbox.User} not allowed to send as scanner@fabrikam.example", client.Command("x\r\n."));
        Assert.Single(sandbox.Mails);
    }

    [Fact]
    public async Task Nothing_but_counters_moves_where_nothing_is_kept()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Keep = KeepMode.None });
        using RawClient client = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("250 2.0.0", client.Mail(new string('x', 100_000) + "\r\n"));
        Assert.Equal((1, 100_002), (sandbox.Counters.Mails, sandbox.Counters.MailOctets));
        Assert.Empty(sandbox.Mails);
        Assert.Equal(["ca.pem"], Directory.GetFiles(sandbox.MailFolder).Select(Path.GetFileName));
    }

    private static string[] Keywords(string reply) => reply.Split("\r\n").Skip(1).Select(line => line[4..]).ToArray();
}
