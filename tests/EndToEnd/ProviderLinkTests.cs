using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>The connection to the provider: opened while the scanner still speaks, kept for the next mail, found dead in time.</summary>
public sealed class ProviderLinkTests
{
    [Fact]
    public async Task The_next_mail_uses_the_same_connection()
    {
        await using Bench bench = await Bench.Start();
        using (Conversation scanner = await Conversation.Begin(bench.Agent.Port))
        {
            for (int i = 0; i < 3; i++) await Deliver(bench, scanner);
        }
        await bench.AssertServes();
        await bench.AssertServes();
        Assert.Equal((1, 1, 1), (bench.Sandbox.Counters.Connections, bench.Sandbox.Counters.Logins, bench.Sandbox.Counters.TokenRequests));
    }

    [Fact]
    public async Task The_scanner_is_greeted_while_the_provider_is_still_slow()
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { Faults = ["slow-reply=60000@greeting"] });
        var watch = Stopwatch.StartNew();
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        Assert.Equal(220, scanner.Greeting.Code);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 30_000);
    }

    [Fact]
    public async Task The_connection_is_open_before_the_scanner_says_MAIL()
    {
        await using Bench bench = await Bench.Start();
        using Conversation scanner = await Conversation.Connect(bench.Agent.Port);
        var watch = Stopwatch.StartNew();
        while (bench.Sandbox.Counters.Logins == 0 && watch.Elapsed < TimeSpan.FromSeconds(30)) await Task.Delay(10);
        Assert.Equal(1, bench.Sandbox.Counters.Logins);
    }

    [Theory]
    [InlineData("fin", 0)]
    [InlineData("rst", 0)]
    [InlineData("fin", 2500)]
    [InlineData("rst", 2500)]
    public async Task A_dead_kept_connection_is_noticed_before_MAIL_is_answered(string how, int idleMs)
    {
        await using Bench bench = await Bench.Start();
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        await Deliver(bench, scanner);
        // Short of Limits.LinkFreshMs the agent does not ask the provider before it answers; beyond it does.
        await Task.Delay(idleMs);
        bench.Sandbox.SetFault("drop-idle-now", how);
        await Deliver(bench, scanner);
        Assert.Equal(2, bench.Sandbox.Counters.Connections);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2500)]
    public async Task A_connection_lost_at_MAIL_is_opened_again(int idleMs)
    {
        using var sink = new MailSink();
        await using AgentProcess agent = await AgentProcess.Start(AgentFile.MakePlain(sink.Port), "", refreshToken: null);
        using Conversation scanner = await Conversation.Begin(agent.Port);
        Assert.Equal(250, (await scanner.Send(ScanMail.Make())).Code);
        await Task.Delay(idleMs);
        int drops = 1;
        sink.Drops = line => line.StartsWith("MAIL", StringComparison.Ordinal) && drops-- > 0;
        // Nothing of the mail has been sent yet, so nothing can be sent twice, and the scanner need not know.
        ScanMail mail = ScanMail.Make();
        HeardReply reply = await scanner.Send(mail);
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{string.Join('\n', agent.Log)}");
        Assert.InRange(drops, int.MinValue, 0);
        SameOctets.Assert(mail.Octets, Assert.Single(sink.For(mail.Recipient)).Content);
    }

    [Fact]
    public async Task A_token_near_its_end_is_renewed_before_it_is_used_again()
    {
        await using Bench bench = await Bench.Start(new SandboxOptions { TokenLifetimeSeconds = 12 }, file => file.At("accounts[0].oauth")["refreshMarginSeconds"] = 6);
        var watch = Stopwatch.StartNew();
        await bench.AssertServes();
        await Task.Delay(TimeSpan.FromSeconds(7));
        bench.Sandbox.SetFault("drop-idle-now");
        await bench.AssertServes();
        Assert.Equal(0, bench.Sandbox.Counters.LoginsRefused);
        Assert.InRange(bench.Sandbox.Counters.TokenRequests, 2, 2 + (int)(watch.Elapsed.TotalSeconds / 6));
    }

    [Fact]
    public async Task A_token_far_from_its_end_is_used_again()
    {
        await using Bench bench = await Bench.Start();
        await bench.AssertServes();
        bench.Sandbox.SetFault("drop-idle-now");
        await bench.AssertServes();
        Assert.Equal((2, 1), (bench.Sandbox.Counters.Logins, bench.Sandbox.Counters.TokenRequests));
    }

    [Fact]
    public async Task More_scanners_than_connections_wait_their_turn()
    {
        await using Bench bench = await Bench.Start(change: file => file.At("accounts[0].smtp")["connectionsMax"] = 2);
        ScanMail[] mails = Enumerable.Range(0, 12).Select(_ => ScanMail.Make(200_000)).ToArray();
        HeardReply[] replies = await Task.WhenAll(mails.Select(bench.Send));
        Assert.All(replies, reply => Assert.Equal(250, reply.Code));
        Assert.All(mails, bench.AssertArrived);
        Assert.InRange(bench.Sandbox.Counters.Connections, 1, 2);
    }

    [Theory]
    [InlineData("localhost", 0, Diagnosis.ConnectionRefused)]
    [InlineData("no-such-host.invalid", 587, Diagnosis.NameNotResolved)]
    public async Task A_provider_that_is_not_there_is_a_451(string host, int port, Diagnosis diagnosis)
    {
        await using Bench bench = await Bench.Start(change: file =>
        {
            file.At("accounts[0].smtp")["host"] = host;
            file.At("accounts[0].smtp")["port"] = port == 0 ? Loopback.FreePort() : port;
        });
        HeardReply reply = await bench.Send(ScanMail.Make());
        Assert.Equal((451, "4.4.1", diagnosis), (reply.Code, reply.Enhanced, reply.Diagnosis));
    }

    private static async Task Deliver(Bench bench, Conversation scanner)
    {
        ScanMail mail = ScanMail.Make();
        HeardReply reply = await scanner.Send(mail);
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{bench.Log}");
        bench.AssertArrived(mail);
    }
}
