using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>One agent and one sandbox for one test.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private Bench(SandboxProvider sandbox, AgentProcess agent)
    {
        Sandbox = sandbox;
        Agent = agent;
    }

    public SandboxProvider Sandbox { get; }

    public AgentProcess Agent { get; }

    /// <summary>Everything the agent logged, for a failed assertion.</summary>
    public string Log => string.Join('\n', Agent.Log);

    /// <param name="options">How the sandbox behaves; null: as Exchange Online, without faults.</param>
    /// <param name="change">Changes agent.json before the agent reads it.</param>
    /// <param name="implicitTls">True: TLS from the first octet, false: STARTTLS.</param>
    public static async Task<Bench> Start(SandboxOptions? options = null, Action<JsonObject>? change = null, bool implicitTls = false)
    {
        SandboxProvider sandbox = SandboxProvider.Start((options ?? new SandboxOptions()) with { User = ScanMail.Sender });
        JsonObject configuration = implicitTls
            ? AgentFile.Make(sandbox.SmtpsPort, sandbox.TokenEndpoint.ToString(), "implicit")
            : AgentFile.Make(sandbox.SmtpPort, sandbox.TokenEndpoint.ToString());
        change?.Invoke(configuration);
        try
        {
            return new Bench(sandbox, await AgentProcess.Start(configuration, await File.ReadAllTextAsync(sandbox.CaFile), sandbox.RefreshToken));
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    /// <summary>One scanner: connects, says EHLO, sends the mail. The reply is the first refusal, or the one after the end of data.</summary>
    public async Task<HeardReply> Send(ScanMail mail)
    {
        using Conversation scanner = await Conversation.Begin(Agent.Port);
        HeardReply reply = await scanner.Send(mail);
        if (reply.Code != 0) await scanner.Ask("QUIT");
        return reply;
    }

    /// <summary>What arrived of this mail.</summary>
    public ReceivedMail[] Arrived(ScanMail mail) => Sandbox.Mails.Where(received => received.Recipients.Contains(mail.Recipient)).ToArray();

    /// <summary>The mail arrived, once, with every octet.</summary>
    public void AssertArrived(ScanMail mail)
    {
        ReceivedMail received = Assert.Single(Arrived(mail));
        Assert.Equal(ScanMail.Sender, received.Sender);
        SameOctets.Assert(mail.Octets, File.ReadAllBytes(received.File!));
    }

    /// <summary>
    /// Sends mails until .NET's first collection is over, which takes 1.4 MB for its own tables, once. It comes when a certain amount was allocated since the
    /// start, which connections do and mail data do not. To be called before memory is compared.
    /// </summary>
    public async Task WarmUp()
    {
        const int Mails = 50;
        for (int i = 0; i < Mails; i++)
        {
            HeardReply reply = await Send(ScanMail.Make(20_000));
            Assert.True(reply.Code == 250, reply.Text);
        }
    }

    /// <summary>The agent takes a scan and delivers it: whatever was done to it before, it goes on.</summary>
    public async Task AssertServes()
    {
        ScanMail mail = ScanMail.Make(20_000);
        HeardReply reply = await Send(mail);
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{Log}");
        AssertArrived(mail);
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}
