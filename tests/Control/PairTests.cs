using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>Pairing over the control channel, told line by line.</summary>
public sealed class PairTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const string Pending = """{"error":"authorization_pending"}""";

    [Fact]
    public async Task A_pairing_is_told_step_by_step_and_mail_goes_at_once()
    {
        await using IdentityProvider identity = await IdentityProvider.Start();
        await using Bench bench = await Bench.Start(identity.Use, paired: false);
        await using ControlClient device = await bench.Connect();
        identity.Refusals.Enqueue(Pending);
        identity.Refusals.Enqueue(Pending);
        int told = 0;
        ControlAnswer answer = await device.Ask(ControlVerb.Pair, null, Patience, _ => told++);
        Assert.True(answer.IsOk, answer.ErrorWord);
        JsonObject code = answer.Lines[0];
        Assert.Equal(("code", "BDWP-HQPK", "https://login.example/device"), (code.Text("type"), code.Text("userCode"), code.Text("verificationUri")));
        Assert.InRange(code.Number("seconds") ?? 0, 890, 900);
        Assert.Equal(2, answer.Of("waiting").Count());
        Assert.Equal(3, told);
        Assert.True((await device.Ask(ControlVerb.TestMail, new JsonObject { ["recipient"] = Bench.Recipient })).IsOk);
        await bench.Scan();
        Assert.Equal(2, bench.Sandbox.Mails.Count);
        ControlAnswer log = await device.Ask(ControlVerb.Log);
        Assert.Contains(log.Of("event"), record => record.Number("code") == (long)EventCode.Paired);
    }

    [Theory]
    [InlineData("""{"error":"authorization_declined"}""", Diagnosis.PairingDeclined)]
    [InlineData("""{"error":"access_denied"}""", Diagnosis.PairingDeclined)]
    [InlineData("""{"error":"expired_token"}""", Diagnosis.PairingExpired)]
    [InlineData("""{"error":"invalid_client","error_codes":[7000218]}""", Diagnosis.ClientSecretMissing)]
    public async Task A_refusal_comes_back_by_name(string refusal, Diagnosis diagnosis)
    {
        await using IdentityProvider identity = await IdentityProvider.Start();
        await using Bench bench = await Bench.Start(identity.Use, paired: false);
        await using ControlClient device = await bench.Connect();
        identity.Refusals.Enqueue(refusal);
        ControlAnswer answer = await device.Ask(ControlVerb.Pair, null, Patience);
        Assert.Equal((ControlError.Failed, diagnosis), (answer.Error, answer.Diagnosis));
        Assert.Equal(JsonNode.Parse(refusal)!["error"]!.GetValue<string>(), Assert.Single(answer.Of("refusal")).Text("oauthError"));
    }

    [Fact]
    public async Task The_client_can_cancel_a_pairing_and_ask_on_over_TLS_too()
    {
        await using IdentityProvider identity = await IdentityProvider.Start();
        int port = 0;
        await using Bench bench = await Bench.Start((configuration, bench) =>
        {
            identity.Use(configuration, bench);
            port = Tls.On(configuration);
        }, paired: false);
        DeviceTarget remote = await Tls.Provision(bench, port);
        foreach (DeviceTarget target in new[] { bench.Target, remote })
        {
            for (int i = 0; i < 100; i++) identity.Refusals.Enqueue(Pending);
            await using ControlClient device = await ControlClient.Connect(target, Bench.Limit());
            var shown = new TaskCompletionSource();
            Task<ControlAnswer> pairing = device.Ask(ControlVerb.Pair, null, Patience, _ => shown.TrySetResult());
            await shown.Task;
            await device.Cancel(Bench.Limit());
            Assert.Equal(ControlError.Cancelled, (await pairing).Error);
            Assert.True((await device.Ask(ControlVerb.Status)).IsOk);
        }
    }

    [Fact]
    public async Task A_pairing_ends_when_the_asker_says_cancel_or_leaves_and_only_one_runs_at_a_time()
    {
        await using IdentityProvider identity = await IdentityProvider.Start();
        await using Bench bench = await Bench.Start(identity.Use, paired: false);
        for (int i = 0; i < 100; i++) identity.Refusals.Enqueue(Pending);
        await using RawPeer first = await bench.Raw();
        await first.Send("""{"id":1,"verb":"pair"}""" + "\n");
        Assert.Equal("code", RawPeer.Type((await first.Line())!));
        await using RawPeer second = await bench.Raw();
        Assert.Equal("busy", await second.Refusal("""{"verb":"pair"}"""));

        // Mail, status and all else go on meanwhile; here mail is refused for want of a token, and that is told at once.
        Assert.Equal("", await second.Refusal("""{"verb":"status"}"""));
        await first.Send("""{"id":2,"verb":"cancel"}""" + "\n");
        string? line = await first.Line();
        while (line is not null && RawPeer.Type(line) == "waiting") line = await first.Line();
        Assert.Equal("cancelled", RawPeer.Error(line));
        Assert.Contains("\"id\":1", line);
        line = await first.Line();
        Assert.Equal("", RawPeer.Error(line));
        Assert.Contains("\"id\":2", line);

        await first.Send("""{"id":3,"verb":"pair"}""" + "\n");
        Assert.Equal("code", RawPeer.Type((await first.Line())!));
        await first.DisposeAsync();
        string error = "busy";
        for (int i = 0; i < 600 && error == "busy"; i++)
        {
            await Task.Delay(50);
            await using RawPeer third = await bench.Raw();
            await third.Send("""{"verb":"pair"}""" + "\n");
            error = RawPeer.Error(await third.Line());
        }

        Assert.Equal("", error);
        int polls = identity.Polls;
        await Task.Delay(2500);
        Assert.InRange(identity.Polls - polls, 0, 1);
    }
}
