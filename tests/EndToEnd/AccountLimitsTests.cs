using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>An account's limits hold for all scanners together: they wait for each other, and hear a 4yz when that takes too long.</summary>
public sealed class AccountLimitsTests
{
    [Fact]
    public async Task Eight_scanners_share_two_connections_and_all_deliver()
    {
        await using Bench bench = await Bench.Start(change: file => file.At("accounts[0].smtp")["connectionsMax"] = 2);
        ScanMail[] mails = Enumerable.Range(0, 8).Select(_ => ScanMail.Make(1_000_000)).ToArray();
        HeardReply[] replies = await Task.WhenAll(mails.Select(bench.Send));
        Assert.All(replies, reply => Assert.True(reply.Code == 250, reply.Text + "\n" + bench.Log));
        foreach (ScanMail mail in mails) bench.AssertArrived(mail);
        // Links are kept and lent again, so that no third one was ever opened.
        Assert.InRange(bench.Sandbox.Counters.Connections, 1, 2);
    }

    [Fact]
    public async Task Who_waits_longer_than_waitSecondsMax_is_told_to_try_again()
    {
        await using Bench bench = await Bench.Start(change: file =>
        {
            file.At("accounts[0].smtp")["connectionsMax"] = 1;
            file.At("accounts[0].smtp")["waitSecondsMax"] = 1;
        });
        using Conversation slow = await Conversation.Begin(bench.Agent.Port);
        // The one connection is being opened; a busy machine may take more than the one second for that.
        await bench.Agent.Logs("provider ready");
        ScanMail mail = ScanMail.Make();
        Assert.Equal(354, (await slow.Envelope(mail.Recipient)).Code);
        using Conversation waiting = await Conversation.Begin(bench.Agent.Port);
        HeardReply reply = await waiting.Ask($"MAIL FROM:<{ScanMail.Sender}>");
        Assert.Equal((451, Diagnosis.NoFreeConnection), (reply.Code, reply.Diagnosis));
        await slow.Say(Conversation.Stuffed(mail.Octets));
        Assert.Equal(250, (await slow.Ask(".")).Code);
        // The connection is free again, and the one that was refused may use it.
        ScanMail second = ScanMail.Make();
        Assert.Equal(250, (await waiting.Send(second)).Code);
        bench.AssertArrived(mail);
        bench.AssertArrived(second);
    }

    [Fact]
    public async Task The_minutes_number_of_mails_is_shared_and_the_next_is_told_to_try_again()
    {
        await using Bench bench = await Bench.Start(change: file =>
        {
            file.At("accounts[0].smtp")["perMinuteMax"] = 3;
            // Less than a minute: the first in the line knows that it would wait in vain, and need not.
            file.At("accounts[0].smtp")["waitSecondsMax"] = 20;
        });
        ScanMail[] mails = Enumerable.Range(0, 5).Select(_ => ScanMail.Make()).ToArray();
        HeardReply[] replies = await Task.WhenAll(mails.Select(bench.Send));
        Assert.Equal([250, 250, 250, 451, 451], replies.Select(reply => reply.Code).Order().ToArray());
        Assert.All(replies.Where(reply => reply.Code == 451), reply => Assert.Equal(Diagnosis.MailsPerMinuteReached, reply.Diagnosis));
        Assert.Equal(3, bench.Sandbox.Counters.Mails);
        Assert.Contains(bench.Agent.Log, line => line.Contains("mail refused") && line.Contains("diagnosis=D219"));
    }
}
