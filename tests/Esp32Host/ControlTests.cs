using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>The board as the technician's own tool sees it, over TLS with the admin key.</summary>
public sealed class ControlTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_person_pairs_it_and_mail_goes_at_once()
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { DeviceIntervalSeconds = 1 }, paired: false);
        ScanMail early = ScanMail.Make();
        HeardReply refused = await bench.Send(early);
        Assert.Equal((454, Diagnosis.NoRefreshToken), (refused.Code, refused.Diagnosis));
        await using ControlClient device = await bench.Device.Connect();
        Task<bool>? person = null;
        ControlAnswer answer = await device.Ask(ControlVerb.Pair, null, Patience, line =>
        {
            if (line.Text("type") == "code") person = bench.Sandbox.AnswerDeviceCode(line.Text("userCode"), approve: true);
        });
        Assert.True(answer.IsOk, answer.ErrorWord + await Story(device));
        Assert.True(await person!);
        JsonObject code = answer.Lines[0];
        Assert.Equal(("code", bench.Sandbox.VerificationPage.ToString()), (code.Text("type"), code.Text("verificationUri")));
        Assert.True((await device.Ask(ControlVerb.TestMail, new JsonObject { ["recipient"] = "office@contoso.example" }, Patience)).IsOk);
        await bench.AssertServes();
        ControlAnswer log = await device.Ask(ControlVerb.Log);
        Assert.Contains(log.Of("event"), static record => record.Number("code") == (long)EventCode.Paired);
    }

    [Fact]
    public async Task A_person_who_declines_is_told_so_and_nothing_is_stored()
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { DeviceIntervalSeconds = 1 }, paired: false);
        await using ControlClient device = await bench.Device.Connect();
        Task<bool>? person = null;
        ControlAnswer answer = await device.Ask(ControlVerb.Pair, null, Patience, line =>
        {
            if (line.Text("type") == "code") person = bench.Sandbox.AnswerDeviceCode(line.Text("userCode"), approve: false);
        });
        Assert.True(await person!);
        Assert.Equal((ControlError.Failed, Diagnosis.PairingDeclined), (answer.Error, answer.Diagnosis));
        Assert.DoesNotContain(bench.Device.StoreFiles, static file => file.Contains(".token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pairing_ends_when_the_tool_says_so()
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { DeviceIntervalSeconds = 1 }, paired: false);
        await using ControlClient device = await bench.Device.Connect();
        Task? cancelling = null;
        ControlAnswer answer = await device.Ask(ControlVerb.Pair, null, Patience, line =>
        {
            if (line.Text("type") == "waiting") cancelling ??= device.Cancel(DeviceProcess.Limit());
        });
        await cancelling!;
        Assert.Equal(ControlError.Cancelled, answer.Error);
        Assert.True((await device.Ask(ControlVerb.Status)).IsOk);
    }

    [Fact]
    public async Task Status_tells_how_it_is()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        ScanMail mail = ScanMail.Make();
        Assert.Equal(250, (await bench.Send(mail)).Code);
        await using ControlClient device = await bench.Device.Connect();
        Assert.Equal(("esp32", "olimex-esp32-poe-iso", "agent.test"), (device.Device.Text("platform"), device.Device.Text("board"), device.Device.Text("name")));
        ControlAnswer answer = await device.Ask(ControlVerb.Status);
        Assert.Equal("ready", Assert.Single(answer.Of("device")).Text("state"));
        JsonObject account = Assert.Single(answer.Of("account"));
        Assert.Equal((1, 0, 250, "scans"), (account.Number("delivered"), account.Number("refused"), account.Number("lastReplyCode"), account.Text("account")));
        Assert.InRange(account.Number("lastOctets") ?? 0, mail.Octets.Length, mail.Octets.Length * 2);
        Assert.InRange(account.Number("tokenSeconds") ?? 0, 3000, 3600);
        DateTimeOffset time = DateTimeOffset.Parse(answer.Lines[0].Text("time"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(time, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(2));
        Assert.Equal("listening", Assert.Single(answer.Of("listener")).Text("state"));
    }

    [Theory]
    [InlineData(ControlVerb.Check, "account", "nobody", ControlError.UnknownAccount)]
    [InlineData(ControlVerb.Import, "kind", "mystery", ControlError.BadRequest)]
    [InlineData(ControlVerb.Import, "account", "nobody", ControlError.UnknownAccount)]
    [InlineData(ControlVerb.TestMail, "recipient", "nobody", ControlError.BadRecipient)]
    [InlineData(ControlVerb.Forget, null, null, ControlError.BadRequest)]
    public async Task What_cannot_be_done_is_refused_by_name(ControlVerb verb, string? member, string? value, ControlError error)
    {
        await using DeviceBench bench = await DeviceBench.Start(paired: false);
        await using ControlClient device = await bench.Device.Connect();
        JsonObject members = verb == ControlVerb.Import ? new JsonObject { ["kind"] = "refresh-token", ["secret"] = "fake-token" } : [];
        if (member is not null) members[member] = value;
        Assert.Equal(error, (await device.Ask(verb, members)).Error);
    }

    [Fact]
    public async Task Forgotten_means_forgotten()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        await bench.AssertServes();
        await using ControlClient device = await bench.Device.Connect();
        Assert.True((await device.Ask(ControlVerb.Refresh, null, Patience)).IsOk);
        Assert.True((await device.Ask(ControlVerb.Forget, new JsonObject { ["account"] = "scans" })).IsOk);
        Assert.Equal(Diagnosis.NoRefreshToken, (await bench.Send(ScanMail.Make())).Diagnosis);
        Assert.DoesNotContain(bench.Device.StoreFiles, static file => file.Contains(".token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_key_is_refused_and_the_right_one_still_opens()
    {
        await using DeviceBench bench = await DeviceBench.Start(paired: false);
        string other = bench.Device.FlashFile("other.key");
        AdminKeyFile.Make(other);
        ControlException refused = await Assert.ThrowsAsync<ControlException>(() => ControlClient.Connect(bench.Device.Target with { AdminKeyFile = other }, DeviceProcess.Limit()));
        Assert.Equal(ControlFault.KeyRefused, refused.Fault);
        await using ControlClient device = await bench.Device.Connect();
        ControlAnswer log = await device.Ask(ControlVerb.Log);
        Assert.Contains(log.Of("event"), static record => record.Number("code") == (long)EventCode.ControlRefused);
    }

    private static async Task<string> Story(ControlClient device) => string.Join('\n', (await device.Ask(ControlVerb.Log)).Of("event").Select(static record => record.ToJsonString()));
}
