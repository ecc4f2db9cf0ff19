using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>What an agent does to the mails of old scanners when it is told to put them right, and what a strict one refuses.</summary>
public sealed class RepairTests
{
    private const string Mail = "From: mfp@lan <mfp@lan>\r\nTo: a@example.test\r\nBcc: hidden@example.test\r\nSubject: scan\r\nSubject: scan\r\n"
        + "Content-Type: text/plain\r\n\r\none\ntwo\r\n.\r\n";

    [Fact]
    public async Task A_mail_is_put_right()
    {
        using var sink = new MailSink();
        JsonObject file = AgentFile.MakePlain(sink.Port).WithRepair();
        file.At("accounts[0]")["sender"] = new JsonObject { ["address"] = "scans@example.test", ["rewrite"] = "if-different" };
        await using AgentProcess agent = await AgentProcess.Start(file, "", refreshToken: null);
        using Conversation scanner = await Conversation.Connect(agent.Port);
        Assert.Equal(250, (await scanner.Ask("HELO ")).Code);
        Assert.Equal(250, (await scanner.Ask("mail from: mfp@lan SIZE=")).Code);
        Assert.Equal(250, (await scanner.Ask("RCPT TO:a@example.test")).Code);
        Assert.Equal(354, (await scanner.Ask("DATA")).Code);
        await scanner.Say(Mail);
        Assert.Equal(250, (await scanner.Hear()).Code);
        SunkMail sunk = Assert.Single(sink.For("a@example.test"));
        Assert.Equal("scans@example.test", sunk.ReversePath);
        string content = Encoding.Latin1.GetString(sunk.Content);
        Assert.Matches("^Received: from \\[127\\.0\\.0\\.1\\] \\(\\[127\\.0\\.0\\.1\\]\\)\r\n by agent\\.test \\(DeviceMailAgent\\) with SMTP;\r\n [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9:]{8} \\+0000\r\n"
            + "From: \"mfp@lan\" <scans@example\\.test>\r\nTo: a@example\\.test\r\nSubject: scan\r\nContent-Type: text/plain\r\nDate: [^\r]+ \\+0000\r\n"
            + "Reply-To: <mfp@lan>\r\nMessage-ID: <[0-9.]+@example\\.test>\r\nMIME-Version: 1\\.0\r\n\r\none\r\ntwo\r\n$", content);
        Assert.StartsWith("scanner noted", await agent.Logs("D113"), System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_strict_listener_that_refuses_bare_line_feeds_says_so()
    {
        using var sink = new MailSink();
        JsonObject file = AgentFile.MakePlain(sink.Port);
        file.At("listen[0]")["strict"] = true;
        file.At("listen[0]")["lines"] = "refuse";
        await using AgentProcess agent = await AgentProcess.Start(file, "", refreshToken: null);
        using Conversation scanner = await Conversation.Connect(agent.Port);
        Assert.Equal(501, (await scanner.Ask("HELO ")).Code);
        Assert.Equal(503, (await scanner.Ask("MAIL FROM:<mfp@lan>")).Code);
        Assert.Equal(250, (await scanner.Ask("EHLO mfp")).Code);
        Assert.Equal(501, (await scanner.Ask("MAIL FROM: mfp@lan")).Code);
        Assert.Equal(354, (await scanner.Envelope("a@example.test", "mfp@lan")).Code);
        await scanner.Say(Mail);
        HeardReply reply = await scanner.Hear();
        Assert.Equal((554, Status.Diagnosis.ScannerBareLineFeeds), (reply.Code, reply.Diagnosis));
        Assert.Empty(sink.For("a@example.test"));
        Assert.Equal(250, (await scanner.Ask("NOOP")).Code);
    }
}
