using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>One board and one sandbox for one test.</summary>
internal sealed class DeviceBench : IAsyncDisposable
{
    private DeviceBench(SandboxProvider sandbox, DeviceProcess device)
    {
        Sandbox = sandbox;
        Device = device;
    }

    public SandboxProvider Sandbox { get; }

    public DeviceProcess Device { get; }

    /// <param name="options">How the sandbox behaves; null: as Exchange Online, without faults.</param>
    /// <param name="change">Changes agent.json before it is deployed.</param>
    /// <param name="implicitTls">True: TLS from the first octet, false: STARTTLS.</param>
    /// <param name="paired">False: the device has no refresh token.</param>
    /// <param name="files">What else is deployed.</param>
    /// <param name="environment">How the device's surroundings are.</param>
    public static async Task<DeviceBench> Start(SandboxOptions? options = null, Action<JsonObject>? change = null, bool implicitTls = false, bool paired = true,
        IReadOnlyDictionary<string, string>? files = null, params (string Name, string Value)[] environment)
    {
        SandboxProvider sandbox = SandboxProvider.Start((options ?? new SandboxOptions()) with { User = ScanMail.Sender });
        JsonObject configuration = implicitTls
            ? AgentFile.Make(sandbox.SmtpsPort, sandbox.TokenEndpoint.ToString(), "implicit")
            : AgentFile.Make(sandbox.SmtpPort, sandbox.TokenEndpoint.ToString());
        configuration.At("accounts[0].oauth").AsObject()["deviceEndpoint"] = sandbox.DeviceEndpoint.ToString();
        change?.Invoke(configuration);
        try
        {
            return new DeviceBench(sandbox, await DeviceProcess.Start(configuration, await File.ReadAllTextAsync(sandbox.CaFile), paired ? sandbox.RefreshToken : null, files, environment));
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
        using Conversation scanner = await Conversation.Begin(Device.Port);
        HeardReply reply = await scanner.Send(mail);
        if (reply.Code != 0) await scanner.Ask("QUIT");
        return reply;
    }

    public ReceivedMail[] Arrived(ScanMail mail) => Sandbox.Mails.Where(received => received.Recipients.Contains(mail.Recipient)).ToArray();

    /// <summary>The mail arrived, once, with every octet.</summary>
    public void AssertArrived(ScanMail mail)
    {
        ReceivedMail received = Assert.Single(Arrived(mail));
        Assert.Equal(ScanMail.Sender, received.Sender);
        SameOctets.Assert(mail.Octets, File.ReadAllBytes(received.File!));
    }

    /// <summary>The device takes a scan and delivers it.</summary>
    public async Task AssertServes()
    {
        ScanMail mail = ScanMail.Make(20_000);
        HeardReply reply = await Send(mail);
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{await Device.Story()}");
        AssertArrived(mail);
    }

    /// <summary>The device delivers again, as soon as it stops leaving the provider alone after the failure: a scanner would try again, too.</summary>
    public async Task AssertServesAgain()
    {
        long end = Environment.TickCount64 + 60_000;
        while (true)
        {
            ScanMail mail = ScanMail.Make(20_000);
            HeardReply reply = await Send(mail);
            if (reply.Code == 250)
            {
                AssertArrived(mail);
                return;
            }
            Assert.True(Environment.TickCount64 < end, $"'{reply.Text}'\n{await Device.Story()}");
            await Task.Delay(500);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Device.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}
