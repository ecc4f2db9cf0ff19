using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox.Faults;
using MailKit.Net.Smtp;
using MailKit.Security;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>Every fault of the table, as a client sees it. The last test compares the names tried here with the table.</summary>
public sealed class FaultTests
{
    // Fault with argument and count; the command that shows it; the reply.
    private static readonly (string Fault, string Command, string Reply)[] Replies =
    [
        ("smtp-auth-disabled", "AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled"),
        ("smtp-auth-disabled=mailbox", "AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."),
        ("basic-auth-disabled", "AUTH", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."),
        ("policy-refused", "AUTH", "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria"),
        ("security-defaults", "AUTH", "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy."),
        ("login-deferred", "AUTH", "454 4.7.0"),
        ("token-expires-soon", "AUTH", "501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon"),
        ("app-password-required", "AUTH", "534-5.7.9"),
        ("too-many-connections=auth", "AUTH", "432 4.3.2 Concurrent connections limit exceeded"),
        ("too-many-connections", "MAIL", "432 4.3.2 Concurrent connections limit exceeded"),
        ("too-many-connections=end", "END", "432 4.3.2 Concurrent connections limit exceeded"),
        ("sender-refused", "MAIL", "550 5.1.8 <scans@contoso.example>"),
        ("recipient-refused", "RCPT", "550 5.1.1 <archive@contoso.example>"),
        ("recipient-refused=archive", "RCPT", "550 5.1.1 <archive@contoso.example>"),
        ("recipient-refused=nobody", "RCPT", "250 2.1.5"),
        ("recipient-deferred", "RCPT", "450 4.2.1"),
        ("data-refused", "DATA", "554 5.3.0"),
        ("data-refused=451 4.3.0 Later", "DATA", "451 4.3.0 Later"),
        ("too-large=mail", "MAIL", "552 5.3.4"),
        ("too-large", "END", "552 5.3.4"),
        ("send-as-denied", "END", "554 5.2.252 SendAsDenied; scans@contoso.example not allowed to send as scans@contoso.example; STOREDRV.Submission"),
        ("mailbox-full", "END", "554 5.2.2 mailbox full"),
        ("quota", "END", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException"),
        ("daily-limit", "END", "550 5.4.5"),
    ];

    public static TheoryData<string, string, string> ReplyRows => [.. Replies.Select(row => new TheoryDataRow<string, string, string>(row.Fault, row.Command, row.Reply))];

    [Theory]
    [MemberData(nameof(ReplyRows))]
    public async Task A_reply_fault_shows_once_at_its_command_and_then_mail_goes_through(string fault, string command, string expected)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = [fault + ":1"] });
        using RawClient client = RawClient.Greeted(sandbox);
        string reply = client.Login(sandbox.IssueAccessToken());
        if (command == "AUTH")
        {
            Assert.StartsWith(expected, reply);
            Assert.Equal(1, sandbox.Counters.LoginsRefused);
            reply = client.Login(sandbox.IssueAccessToken());
        }

        Assert.StartsWith("235 2.7.0", reply);
        foreach ((string verb, string line) in Steps(sandbox).Where(_ => command != "AUTH"))
        {
            reply = client.Command(line);
            if (verb != command) continue;
            Assert.StartsWith(expected, reply);
            break;
        }

        client.Command("RSET");
        Assert.StartsWith("250 2.0.0 OK", client.Mail());
        Assert.Single(sandbox.Mails);
        Assert.Equal(expected.StartsWith("250") ? 1 : 0, sandbox.Faults.Count);
    }

    [Fact]
    public async Task Busy_is_said_in_place_of_the_greeting_and_the_connection_ends()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["busy"] });
        using RawClient client = RawClient.Clear(sandbox);
        Assert.StartsWith("421 4.3.2", client.Reply());
        Assert.Equal("", client.Reply());
    }

    [Fact]
    public async Task Silent_says_nothing()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["silent"] });
        using var socket = new TcpClient("127.0.0.1", sandbox.SmtpPort) { ReceiveTimeout = 400 };
        IOException late = Assert.Throws<IOException>(() => socket.GetStream().ReadByte());
        Assert.Contains(Assert.IsType<SocketException>(late.InnerException).SocketErrorCode, new[] { SocketError.TimedOut, SocketError.WouldBlock });
    }

    [Fact]
    public async Task No_starttls_is_neither_offered_nor_accepted()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["no-starttls"] });
        using SmtpClient client = Clients.MailKit(sandbox);
        await Assert.ThrowsAsync<NotSupportedException>(() => client.ConnectAsync("localhost", sandbox.SmtpPort, SecureSocketOptions.StartTls));
        using RawClient raw = RawClient.Clear(sandbox);
        raw.Reply();
        raw.Command("EHLO bench");
        Assert.StartsWith("500", raw.Command("STARTTLS"));
    }

    [Fact]
    public async Task Starttls_injected_comes_in_the_write_of_the_220()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["starttls-injected"] });
        using var tcp = new TcpClient("127.0.0.1", sandbox.SmtpPort) { ReceiveTimeout = Clients.TimeoutMs };
        byte[] buffer = new byte[4096];
        string Next() => System.Text.Encoding.ASCII.GetString(buffer, 0, tcp.GetStream().Read(buffer));
        Next();
        tcp.GetStream().Write("EHLO bench\r\n"u8);
        Next();
        tcp.GetStream().Write("STARTTLS\r\n"u8);
        Assert.Equal("220 2.0.0 SMTP server ready\r\n250 AUTH PLAIN\r\n", Next());
    }

    [Theory]
    [InlineData("wrong-name")]
    [InlineData("expired-certificate")]
    [InlineData("self-signed")]
    public async Task A_bad_certificate_is_refused_by_a_client_that_validates_and_the_next_one_is_good(string fault)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = [fault + ":1"] });
        using SmtpClient client = Clients.MailKit(sandbox);
        await Assert.ThrowsAsync<SslHandshakeException>(() => client.ConnectAsync("localhost", sandbox.SmtpPort, SecureSocketOptions.StartTls));
        await client.ConnectAsync("localhost", sandbox.SmtpPort, SecureSocketOptions.StartTls);

        sandbox.SetFault(fault, "oauth", 1);
        await Assert.ThrowsAsync<System.Net.Http.HttpRequestException>(() => Clients.Refresh(sandbox));
        Assert.Equal(200, (await Clients.Refresh(sandbox)).Status);
    }

    [Fact]
    public async Task Token_refused_once_is_cured_by_a_new_token_only()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["token-refused-once"] });
        using RawClient client = RawClient.Greeted(sandbox);
        string token = sandbox.IssueAccessToken();
        Assert.Matches(@"^535 5\.7\.3 Authentication unsuccessful \[.* 20.*Z [0-9A-F]{16}\]$", client.Login(token));
        Assert.StartsWith("535 5.7.3", client.Login(token));
        Assert.StartsWith("235 2.7.0", client.Login(sandbox.IssueAccessToken()));
    }

    [Fact]
    public async Task Token_refused_is_for_every_token_until_cleared()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["token-refused"] });
        using RawClient client = RawClient.Greeted(sandbox);
        for (int i = 0; i < 3; i++) Assert.StartsWith("535 5.7.3", client.Login(sandbox.IssueAccessToken()));
        sandbox.ClearFaults();
        Assert.StartsWith("235 2.7.0", client.Login(sandbox.IssueAccessToken()));
    }

    [Theory]
    [InlineData("XOAUTH2", "", "eyJzdGF0dXMiOiI0MDAi")]
    [InlineData("OAUTHBEARER", "AQ==", "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIi")]
    public async Task Gmail_refuses_a_token_with_a_challenge_then_535(string mechanism, string answer, string challenge)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Profile = ProviderProfile.Gmail });
        using RawClient client = RawClient.Greeted(sandbox);
        Assert.Equal("334 ", client.Command("AUTH " + mechanism));
        string response = mechanism == "XOAUTH2"
            ? RawClient.XOAuth2(sandbox.User, "ya29.stale")
            : Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"n,a={sandbox.User},\u0001host=localhost\u0001port=1\u0001auth=Bearer ya29.stale\u0001\u0001"));
        Assert.StartsWith("334 " + challenge, client.Command(response));
        Assert.StartsWith("535-5.7.8 Username and Password not accepted", client.Command(answer));
        Assert.Contains(sandbox.CommandLines, command => command.Line == answer);
    }

    [Fact]
    public async Task Reset_mid_data_is_an_RST_and_the_mail_is_not_kept()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["reset-mid-data=100000:1"] });
        using RawClient client = RawClient.LoggedIn(sandbox);
        client.StartMail();
        client.Write(new byte[100_000]);
        IOException lost = Assert.ThrowsAny<IOException>(() => client.Reply());
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(lost.InnerException).SocketErrorCode);
        Assert.Empty(sandbox.Mails);
    }

    [Fact]
    public async Task Reset_after_dot_keeps_the_mail_and_says_nothing()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Faults = ["reset-after-dot:1"] });
        using RawClient client = RawClient.LoggedIn(sandbox);
        IOException lost = Assert.ThrowsAny<IOException>(() => client.Mail());
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(lost.InnerException).SocketErrorCode);
        Assert.True(File.Exists(Assert.Single(sandbox.Mails).File));
    }

    [Theory]
    [InlineData("slow-reply=300:1", 300, 299)]
    [InlineData("slow-reply=300@end", 300, 299)]
    [InlineData("slow-reply=300@rcpt", 300, 299)]
    [InlineData("slow-reply=60000@greeting", 0, 0)]
    [InlineData("slow-read=400000", 450, 100_000)]
    public async Task A_slow_fault_takes_its_time(string fault, int atLeastMs, int octets)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        sandbox.SetFault(fault);
        var clock = Stopwatch.StartNew();
        if (fault.StartsWith("slow-read")) octets *= 2;
        Assert.StartsWith("250 2.0.0", client.Mail(new string('x', octets) + "\r\n"));
        Assert.InRange(clock.ElapsedMilliseconds, atLeastMs, 30_000);
    }

    [Fact]
    public async Task Close_idle_says_421_to_a_connection_that_waits_and_closes_it()
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("250 2.0.0", client.Mail());
        sandbox.SetFault("close-idle", "1", 1);
        var clock = Stopwatch.StartNew();
        Assert.StartsWith("421 4.4.1", client.Reply());
        Assert.Equal("", client.Reply());
        Assert.InRange(clock.ElapsedMilliseconds, 500, 30_000);
        Assert.Empty(sandbox.Faults);
    }

    [Theory]
    [InlineData("drop-idle-now")]
    [InlineData("drop-idle-now=rst")]
    public async Task Drop_idle_now_closes_connections_that_wait_without_a_word(string fault)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        using RawClient client = RawClient.LoggedIn(sandbox);
        sandbox.SetFault(fault);
        if (fault.EndsWith("rst")) Assert.ThrowsAny<IOException>(() => client.Reply());
        else Assert.Equal("", client.Reply());
        Assert.Empty(sandbox.Faults);
        using RawClient next = RawClient.LoggedIn(sandbox);
        Assert.StartsWith("250 2.0.0", next.Mail());
    }

    [Fact]
    public void Every_fault_of_the_table_is_tried()
    {
        IEnumerable<string> tried = Replies.Select(row => row.Fault.Split('=')[0]).Concat(
        [
            "busy", "silent", "no-starttls", "starttls-injected", "wrong-name", "expired-certificate", "self-signed", "token-refused-once", "token-refused",
            "reset-mid-data", "reset-after-dot", "slow-reply", "slow-read", "close-idle", "drop-idle-now",
            .. TokenEndpointTests.FaultsTried, .. DeviceFaultTests.FaultsTried,
        ]);
        Assert.Equal(FaultTable.All.Select(fault => fault.Name).Order(), tried.Distinct().Order());
    }

    [Theory]
    [InlineData("busy", "busy", "", 0)]
    [InlineData("busy:3", "busy", "", 3)]
    [InlineData("slow-reply=500@end:2", "slow-reply", "500@end", 2)]
    [InlineData("token-refused-once", "token-refused-once", "", 1)]
    [InlineData("starttls-injected=250 a:b", "starttls-injected", "250 a:b", 0)]
    public void A_fault_is_written_as_name_argument_count(string text, string name, string argument, int count) =>
        Assert.Equal(new SetFault(name, argument, count), FaultTable.Parse(text));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("slow-read=x")]
    [InlineData("reset-mid-data=0")]
    [InlineData("wrong-name=imap")]
    [InlineData("drop-idle-now=now")]
    [InlineData("too-many-connections=often")]
    [InlineData("slow-reply=100@lunch")]
    [InlineData("invalid-grant=AADSTS70000")]
    [InlineData("device-code-blocked=yes")]
    [InlineData("authorization-declined=no")]
    public async Task What_is_no_fault_is_refused(string text)
    {
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions());
        Assert.Throws<ArgumentException>(() => sandbox.SetFault(text));
        Assert.Throws<ArgumentException>(() => SandboxProvider.Start(new SandboxOptions { Faults = [text] }));
    }

    private static (string Verb, string Line)[] Steps(SandboxProvider sandbox) =>
    [
        ("MAIL", $"MAIL FROM:<{sandbox.User}>"), ("RCPT", "RCPT TO:<archive@contoso.example>"), ("DATA", "DATA"), ("END", "Subject: x\r\n\r\nx\r\n."),
    ];
}
