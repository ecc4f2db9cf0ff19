using System;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Nothing grows: a scan of 150 MB needs the memory of one of 1 MB.</summary>
public sealed class MemoryTests
{
    private const long MB = 1_000_000;
    private const long MiB = 1024 * 1024;

    private readonly ITestOutputHelper _output;

    public MemoryTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("slow-read=60000000")]
    public async Task A_mail_of_150_MB_needs_the_memory_of_one_of_1_MB(string fault)
    {
        Assert.SkipWhen(AgentBinary.NotNative is not null, AgentBinary.NotNative ?? "");
        await using Bench bench = await Bench.Start(new SandboxOptions { Keep = KeepMode.Digests });
        await bench.WarmUp();
        await Deliver(bench, 1 * MB);
        long small = bench.Agent.PeakRss();
        if (fault != "none") bench.Sandbox.SetFault(fault);
        await Deliver(bench, 150 * MB);
        long large = bench.Agent.PeakRss();
        _output.WriteLine($"peak RSS: {small / 1024} KiB with 1 MB, {large / 1024} KiB with 150 MB");
        Assert.InRange(large - small, 0, 1 * MiB);
        Assert.InRange(large, 0, 32 * MiB);
    }

    // The mail is never whole in memory here either: a million octets at a time.
    private static async Task Deliver(Bench bench, long octets)
    {
        using Conversation scanner = await Conversation.Begin(bench.Agent.Port);
        Assert.Equal(354, (await scanner.Envelope("large@example.test")).Code);
        byte[] chunk = ScanMail.Filler((int)MB).Octets;
        for (long sent = 0; sent < octets; sent += chunk.Length) await scanner.Say(chunk);
        await scanner.Say(".\r\n");
        HeardReply reply = await scanner.Hear(60);
        Assert.True(reply.Code == 250, reply.Text);
        Assert.Equal(octets, bench.Sandbox.Mails[^1].Octets);
    }
}
