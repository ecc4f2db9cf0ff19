using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>
/// The agent as a process, killed while it renews as fast as it can, against a provider that gives out a new refresh token each time. More kills with
/// DEVICEMAIL_TEST_LONG=1. What a power cut adds to a kill, that octets are lost which were not synced, is for PowerCutTests in tests/RaspberryPi.
/// </summary>
public sealed class KillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int Times
    {
        get { return Environment.GetEnvironmentVariable("DEVICEMAIL_TEST_LONG") == "1" ? 20 : 1; }
    }

    // Entra: a replaced refresh token stays good (providers.md 1.4), so that no kill can cost the account.
    [Fact]
    public async Task Killed_at_any_moment_of_its_renewals_the_account_works_where_replaced_tokens_stay_good()
    {
        await using Bench bench = await Start(reuseDetection: false);
        var random = new Random(1);
        var life = new Life();
        for (int kill = 0; kill < 20 * Times; kill++)
        {
            Assert.Equal(Diagnosis.None, await RenewUntilKilled(bench, random, life));
            await bench.Run();
            await using ControlClient device = await bench.Connect();
            ControlAnswer answer = await device.Ask(ControlVerb.Refresh, null, Patience);
            Assert.True(answer.IsOk, $"kill {kill}: {answer.Diagnosis}\n{string.Join('\n', bench.Log)}");
            life.Answered++;
        }
        Assert.Empty(Directory.GetFiles(bench.File("store"), "*.new"));
        Assert.InRange(life.Answered, 40 * Times, int.MaxValue);
        await bench.Scan();
        Assert.Single(bench.Sandbox.Mails);
    }

    // Reuse detection without leeway (RFC 9700 4.14.2): a kill between the provider's exchange and the agent's disk loses the sign-in, and nothing that a client can do helps. What can be shown: it
    // is lost by nothing else, the agent says so by name, and pairing again is enough.
    [Fact]
    public async Task With_reuse_detection_only_a_kill_within_the_exchange_costs_the_sign_in_and_pairing_again_cures_it()
    {
        await using Bench bench = await Start(reuseDetection: true);
        var random = new Random(2);
        var life = new Life();
        int lost = 0;
        for (int kill = 0; kill < 8 * Times; kill++)
        {
            // A busy provider may come to the killed agent's request after the next one's: then that ends the sign-in, a moment later.
            Diagnosis refused = await RenewUntilKilled(bench, random, life);
            await bench.Run();
            await using ControlClient device = await bench.Connect();
            if (refused == Diagnosis.None)
            {
                ControlAnswer answer = await device.Ask(ControlVerb.Refresh, null, Patience);
                refused = answer.Diagnosis;
                if (answer.IsOk) life.Answered++;
            }
            if (refused == Diagnosis.None) continue;
            Assert.Equal(Diagnosis.RefreshTokenRefused, refused);
            lost++;
            // The provider gave out a token that never arrived.
            long unanswered = bench.Sandbox.Counters.TokensIssued - life.Answered - life.Paired;
            Assert.True(lost <= unanswered, $"{lost} sign-ins lost, {unanswered} answers lost");
            await Pair(bench, device, life);
        }
        await bench.Scan();
        Assert.Single(bench.Sandbox.Mails);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_lost_on_its_way_is_as_good_as_a_kill_within_the_exchange(bool reuseDetection)
    {
        await using Bench bench = await Start(reuseDetection);
        await using ControlClient device = await bench.Connect();
        Assert.True((await device.Ask(ControlVerb.Refresh, null, Patience)).IsOk);
        bench.Sandbox.SetFault("token-answer-malformed", "truncated", 1);
        Assert.Equal(Diagnosis.TokenAnswerMalformed, (await device.Ask(ControlVerb.Refresh, null, Patience)).Diagnosis);
        ControlAnswer next = await device.Ask(ControlVerb.Refresh, null, Patience);
        Assert.Equal(reuseDetection ? Diagnosis.RefreshTokenRefused : Diagnosis.None, next.Diagnosis);
        if (reuseDetection) await Pair(bench, device, new Life());
        Assert.True((await device.Ask(ControlVerb.Refresh, null, Patience)).IsOk);
        await bench.Scan();
    }

    private sealed class Life
    {
        /// <summary>Renewals that the agent said are done.</summary>
        public int Answered { get; set; }

        public int Paired { get; set; }
    }

    private static Task<Bench> Start(bool reuseDetection)
    {
        return Bench.Start(
            (configuration, bench) => configuration["accounts"]![0]!["oauth"]!["deviceEndpoint"] = bench.Sandbox.DeviceEndpoint.ToString(),
            options: new SandboxOptions { Rotate = true, RefuseReplacedRefreshToken = reuseDetection, DeviceIntervalSeconds = 1, TokenLength = 512 });
    }

    // None, or why the first renewal was refused.
    private static async Task<Diagnosis> RenewUntilKilled(Bench bench, Random random, Life life)
    {
        var begun = new TaskCompletionSource<Diagnosis>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task renewing = Renew(bench, life, begun);
        Diagnosis first = await begun.Task.WaitAsync(Patience);
        // The moment of the kill is left to chance; nothing waits for it.
        await Task.Delay(random.Next(60));
        bench.Agent.Kill();
        await renewing.WaitAsync(Patience);
        return first;
    }

    private static async Task Renew(Bench bench, Life life, TaskCompletionSource<Diagnosis> begun)
    {
        try
        {
            await using ControlClient device = await bench.Connect();
            while (true)
            {
                ControlAnswer answer = await device.Ask(ControlVerb.Refresh, null, Patience);
                begun.TrySetResult(answer.Diagnosis);
                if (!answer.IsOk) return;
                life.Answered++;
            }
        }
        catch (Exception fault) when (fault is ControlException or IOException)
        {
            // Killed.
            begun.TrySetException(fault);
        }
    }

    private static async Task Pair(Bench bench, ControlClient device, Life life)
    {
        Task<bool>? approved = null;
        void Told(JsonObject line)
        {
            if (line.Text("type") == "code") approved = bench.Sandbox.AnswerDeviceCode(line.Text("userCode")!, approve: true);
        }
        ControlAnswer answer = await device.Ask(ControlVerb.Pair, null, TimeSpan.FromSeconds(90), Told);
        Assert.True(answer.IsOk, answer.ErrorWord);
        Assert.True(await approved!);
        life.Paired++;
    }
}
