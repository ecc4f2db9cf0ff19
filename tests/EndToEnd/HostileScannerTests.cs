using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>What scanners, port scanners and attackers send: the agent answers or closes within its limits and goes on serving.</summary>
public sealed class HostileScannerTests
{
    private const string Smuggled = "MAIL FROM:<a@example.test>\r\nRCPT TO:<smuggled@example.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nhello\r\n.\r\n";

    public static TheoryData<string> BadCommands() => new()
    {
        "NOOP " + new string('x', Limits.CommandLine),
        "EHLO " + new string('x', 60_000),
        new string('x', 2000),
        "NOOP sc\u00e4nner.test",
        "MAIL FROM:<s\u00e9an@example.test>",
        "MAIL FROM:<a\0b@example.test>",
        "NO\0OP",
        "\0\0\0\0",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "GET / HTTP/1.1",
        "MAIL FROM:<a@example.test>\rRCPT TO:<b@example.test>",
        "",
    };

    // RFC 5321 4.1.1.4 knows one end of data. The others end it for some servers, or hide a second mail (CVE-2023-51764 to 51766).
    public static TheoryData<string> SmugglingSequences() => new()
    {
        "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\r\n.\r\r\n", "\n.\r", "\r.\n", "\n\n.\r\n", "\r\r.\r\n", "\n.\r\r\n",
    };

    [Theory]
    [MemberData(nameof(BadCommands))]
    public async Task A_bad_command_is_refused_and_a_good_one_taken(string line)
    {
        await using Bench bench = await Bench.Start();
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        HeardReply reply = await scanner.Ask(line);
        Assert.InRange(reply.Code, 500, 555);
        ScanMail mail = ScanMail.Make();
        reply = await scanner.Send(mail);
        Assert.True(reply.Code == 250, reply.Text);
        bench.AssertArrived(mail);
    }

    [Fact]
    public async Task A_megabyte_without_a_line_end_is_not_kept()
    {
        await using Bench bench = await Bench.Start();
        await bench.WarmUp();
        long before = bench.Agent.PeakRss();
        using (Conversation scanner = await Conversation.Connect(bench.Agent.Port))
        {
            await scanner.Say(new string('x', 1024 * 1024));
            HeardReply reply = await scanner.Hear();
            // Closed with octets of ours unread, the refusal may be lost in a reset.
            Assert.True(reply.Code is 500 or 0, reply.Text);
            Assert.Equal(HeardReply.Closed, await scanner.Hear());
        }
        Assert.InRange(bench.Agent.PeakRss() - before, 0, 1024 * 1024);
        await bench.AssertServes();
    }

    [Fact]
    public async Task Unoffered_pipelining_is_answered_in_order()
    {
        await using Bench bench = await Bench.Start();
        using Conversation scanner = await Conversation.Connect(bench.Agent.Port);
        ScanMail mail = ScanMail.Make();
        await scanner.Say($"EHLO scanner.test\r\nMAIL FROM:<{ScanMail.Sender}>\r\nRCPT TO:<{mail.Recipient}>\r\nDATA\r\n");
        var codes = new List<int>();
        for (int i = 0; i < 4; i++) codes.Add((await scanner.Hear()).Code);
        Assert.Equal([250, 250, 250, 354], codes);
        await scanner.Say("Subject: hasty\r\n\r\n.\r\n");
        Assert.Equal(250, (await scanner.Hear()).Code);
        Assert.Single(bench.Arrived(mail));
    }

    [Fact]
    public async Task What_stands_behind_DATA_is_mail_and_what_stands_behind_its_end_is_commands()
    {
        await using Bench bench = await Bench.Start(change: file => file.At("listen[0]")["header"] = "pass");
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        ScanMail first = ScanMail.Make();
        ScanMail second = ScanMail.Make();
        string Whole(ScanMail mail) =>
            $"MAIL FROM:<{ScanMail.Sender}>\r\nRCPT TO:<{mail.Recipient}>\r\nDATA\r\nSubject: hasty\r\n\r\nRSET\r\nQUIT\r\n.\r\n";
        await scanner.Say(Whole(first) + Whole(second) + "QUIT\r\n");
        var codes = new List<int>();
        for (int i = 0; i < 9; i++) codes.Add((await scanner.Hear()).Code);
        Assert.Equal([250, 250, 354, 250, 250, 250, 354, 250, 221], codes);
        foreach (ScanMail mail in new[] { first, second })
        {
            byte[] content = await System.IO.File.ReadAllBytesAsync(Assert.Single(bench.Arrived(mail)).File!);
            Assert.Equal("Subject: hasty\r\n\r\nRSET\r\nQUIT\r\n", Encoding.ASCII.GetString(content));
        }
    }

    [Theory]
    [MemberData(nameof(SmugglingSequences))]
    public async Task A_smuggled_mail_is_refused_and_never_sent(string sequence)
    {
        await using Bench bench = await Bench.Start();
        foreach (bool inOneWrite in new[] { true, false })
        {
            using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
            Assert.Equal(354, (await scanner.Envelope("outer@example.test")).Code);
            string[] parts = ["Subject: outer\r\n\r\nhello", sequence, Smuggled, "\r\n.\r\n"];
            if (inOneWrite) await scanner.Say(string.Concat(parts));
            else foreach (string part in parts) { await scanner.Say(part); await Task.Delay(50); }
            HeardReply reply = await scanner.Hear();
            // Closed while more of ours is on its way, the refusal may be lost in a reset.
            Assert.True(reply is { Code: 554, Diagnosis: Diagnosis.SmugglingRefused } or { Code: 0 }, reply.Text);
            Assert.Equal(HeardReply.Closed, await scanner.Hear());
            await bench.Agent.Logs("diagnosis=D107");
        }
        await bench.AssertServes();
        Assert.Single(bench.Sandbox.Mails);
    }

    [Fact]
    public async Task A_hundred_idle_connections_do_not_keep_a_scanner_out()
    {
        await using Bench bench = await Bench.Start();
        var idle = new List<Conversation>();
        try
        {
            for (int i = 0; i < 100; i++) idle.Add(await Conversation.Connect(bench.Agent.Port));
            ScanMail mail = ScanMail.Make();
            HeardReply reply = await bench.Send(mail).WaitAsync(TimeSpan.FromSeconds(40));
            Assert.True(reply.Code == 250, $"'{reply.Text}'\n{bench.Log}");
            bench.AssertArrived(mail);
            Assert.InRange(bench.Sandbox.Counters.Connections, 1, 3);
        }
        finally
        {
            foreach (Conversation conversation in idle) conversation.Dispose();
        }
        await bench.AssertServes();
    }

    [Fact]
    public async Task One_octet_a_second_is_heard_out_and_holds_nobody_up()
    {
        await using Bench bench = await Bench.Start();
        using Conversation slow = await Conversation.Connect(bench.Agent.Port);
        Task<HeardReply> answer = slow.Hear();
        foreach (char c in "NOOP\r\n")
        {
            await slow.Say(c.ToString());
            await Task.Delay(1000);
        }
        await bench.AssertServes();
        Assert.Equal(250, (await answer).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_scanner_gone_in_mid_data_delivers_nothing(bool byReset)
    {
        await using Bench bench = await Bench.Start();
        ScanMail mail = ScanMail.Make(500_000);
        using (Conversation scanner = await Conversation.Begin(bench.Agent.Port))
        {
            Assert.Equal(354, (await scanner.Envelope(mail.Recipient)).Code);
            await scanner.Say(Conversation.Stuffed(mail.Octets.AsSpan(0, mail.Octets.Length / 2)));
            await Task.Delay(200);
            if (byReset) scanner.Reset();
        }
        await bench.Agent.Logs("diagnosis=D101");
        await bench.AssertServes();
        Assert.Empty(bench.Arrived(mail));
    }

    [Theory]
    [InlineData("MAIL FROM:<scans@example.test> SIZE=100001")]
    [InlineData("MAIL FROM:<scans@example.test>")]
    public async Task A_mail_over_the_limit_is_refused(string command)
    {
        await using Bench bench = await Bench.Start(change: file => file.At("accounts[0].smtp")["sizeMax"] = 100_000);
        ScanMail mail = ScanMail.Make(150_000);
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        HeardReply reply = await scanner.Ask(command);
        if (reply.Code == 250)
        {
            await scanner.Ask($"RCPT TO:<{mail.Recipient}>");
            await scanner.Ask("DATA");
            await scanner.Say(Conversation.Stuffed(mail.Octets));
            reply = await scanner.Ask(".");
        }
        Assert.Equal((552, "5.3.4", Diagnosis.MessageTooLarge), (reply.Code, reply.Enhanced, reply.Diagnosis));
        await bench.AssertServes();
        Assert.Empty(bench.Arrived(mail));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_the_right_one_taken()
    {
        await using Bench bench = await Bench.Start(change: file => file.At("listen[0]")["login"] = "required");
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        HeardReply reply = await scanner.Ask($"MAIL FROM:<{ScanMail.Sender}>");
        Assert.Equal((530, Diagnosis.ScannerLoginMissing), (reply.Code, reply.Diagnosis));
        string Plain(string password) => "AUTH PLAIN " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{Scanners.User}\0{password}"));
        reply = await scanner.Ask(Plain("wrong"));
        Assert.Equal((535, Diagnosis.ScannerLoginRefused), (reply.Code, reply.Diagnosis));
        Assert.Equal(235, (await scanner.Ask(Plain(Scanners.Password))).Code);
        Assert.Equal(250, (await scanner.Send(ScanMail.Make())).Code);
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_gets_no_session()
    {
        await using Bench bench = await Bench.Start(change: file => file.At("listen[0]")["allow"] = new JsonArray("192.168.7.0/24"));
        using Conversation scanner = await Conversation.Connect(bench.Agent.Port);
        Assert.True(scanner.Greeting.Code is 554 or 421 or 0, scanner.Greeting.Text);
        await bench.Agent.Logs("diagnosis=D103");
        Assert.Equal(0, bench.Sandbox.Counters.Connections);
    }

    [Fact]
    public async Task Wrong_commands_without_end_are_ended()
    {
        await using Bench bench = await Bench.Start();
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        HeardReply reply = HeardReply.Closed;
        for (int i = 0; i <= Limits.WrongCommandsMax && reply.Code != 421; i++) reply = await scanner.Ask("XYZZY");
        Assert.Equal((421, Diagnosis.ScannerNotSmtp), (reply.Code, reply.Diagnosis));
        Assert.Equal(HeardReply.Closed, await scanner.Hear());
        await bench.AssertServes();
    }
}
