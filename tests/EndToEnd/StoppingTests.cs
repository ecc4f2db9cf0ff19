using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>SIGTERM, as systemd sends it: a mail in flight ends, everyone else is told, and the exit code is 0.</summary>
public sealed class StoppingTests
{
    [Fact]
    public async Task A_mail_in_flight_completes()
    {
        await using Bench bench = await Bench.Start();
        ScanMail mail = ScanMail.Make(500_000);
        using Conversation idle = await Conversation.Begin(bench.Agent.Port);
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        Assert.Equal(354, (await scanner.Envelope(mail.Recipient)).Code);
        int half = mail.Octets.AsSpan(0, mail.Octets.Length / 2).LastIndexOf((byte)'\n') + 1;
        await scanner.Say(Conversation.Stuffed(mail.Octets.AsSpan(0, half)));
        bench.Agent.Terminate();
        // Who has no mail open is sent away at once; that it was shows that the signal has been seen.
        Assert.Equal(421, (await idle.Hear()).Code);
        await Assert.ThrowsAsync<SocketException>(() => Conversation.Connect(bench.Agent.Port));
        await scanner.Say(Conversation.Stuffed(mail.Octets.AsSpan(half)));
        HeardReply reply = await scanner.Ask(".");
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{bench.Log}");
        Assert.Equal(0, await bench.Agent.Exit(TimeSpan.FromSeconds(20)));
        bench.AssertArrived(mail);
    }

    [Fact]
    public async Task An_idle_agent_stops_at_once()
    {
        await using Bench bench = await Bench.Start();
        await bench.AssertServes();
        bench.Agent.Terminate();
        Assert.Equal(0, await bench.Agent.Exit(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_scanner_that_never_ends_its_mail_does_not_keep_the_agent()
    {
        await using Bench bench = await Bench.Start();
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        Assert.Equal(354, (await scanner.Envelope("nobody@example.test")).Code);
        bench.Agent.Terminate();
        // 30 s are a mail's to end; systemd would kill at 90.
        Assert.Equal(0, await bench.Agent.Exit(TimeSpan.FromSeconds(35)));
        Assert.Empty(bench.Sandbox.Mails);
    }
}
