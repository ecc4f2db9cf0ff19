using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Sandbox.Scenarios;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Examination;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>
/// Each bad day that the sandbox can play ends in its number twice: in the reply that the scanner's panel shows, and in the doctor's report, where
/// the cure stands. One agent and one sandbox for each provider serve them all, one after the other.
/// </summary>
public sealed class ScenarioTests(ITestOutputHelper output)
{
    // Those in which the device is not paired when the day begins.
    private static readonly string[] Pairing = ["sign-in-declined", "code-expired", "device-code-blocked", "admin-consent", "code-mistyped", "device-too-eager", "gmail-no-device-code"];
    // Waits for GreetingMsMax, which is most of a minute's budget; it has an agent of its own beside the others.
    private const string Slow = "smtp-silent";

    private static readonly TimeSpan PairingPatience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Every_scenario_ends_in_its_number_at_the_scanner_and_in_the_doctor()
    {
        var slow = Task.Run(SilentServer);
        var paired = Task.Run(() => Paired(ProviderProfile.ExchangeOnline, ScenarioTable.All.Where(row => row.Provider != ProviderProfile.Gmail && row.Name != Slow && !Pairing.Contains(row.Name))));
        var gmail = Task.Run(() => Paired(ProviderProfile.Gmail, ScenarioTable.All.Where(row => row.Provider == ProviderProfile.Gmail && !Pairing.Contains(row.Name))));
        var pairing = Task.Run(Unpaired);
        string[] tried = [.. await slow, .. await paired, .. await gmail, .. await pairing];
        Assert.Equal(ScenarioTable.All.Select(row => row.Name).Order(), tried.Order());
        Assert.True(tried.Length >= 50);
    }

    private async Task<List<string>> Paired(ProviderProfile profile, IEnumerable<Scenario> scenarios)
    {
        var tried = new List<string>();
        await using Bench bench = await Start(profile, new SandboxOptions { Profile = profile });
        await using ControlClient device = await bench.Connect();
        foreach (Scenario scenario in scenarios)
        {
            long began = Stopwatch.GetTimestamp();
            bench.Sandbox.ClearFaults();
            // Nothing is left of the day before: token, links, and what they failed with.
            Assert.True((await device.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "refresh-token", ["secret"] = bench.Sandbox.RefreshToken })).IsOk);
            foreach (string fault in scenario.Faults) bench.Sandbox.SetFault(fault);
            Diagnosis heard = await bench.Panel();
            DoctorReport report = await Examine(bench, device);
            output.WriteLine($"{scenario.Name}: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
            AssertNumber(scenario, heard, report);
            tried.Add(scenario.Name);
        }

        return tried;
    }

    // Where nobody may use the code, it lives for seconds, and not for a quarter of an hour.
    private async Task<List<string>> Unpaired()
    {
        var tried = new List<string>();
        foreach ((ProviderProfile profile, int seconds, string[] names) in new[]
        {
            (ProviderProfile.ExchangeOnline, 3, new[] { "device-code-blocked", "admin-consent" }),
            (ProviderProfile.ExchangeOnline, 120, ["sign-in-declined", "code-expired", "code-mistyped", "device-too-eager"]),
            (ProviderProfile.Gmail, 120, ["gmail-no-device-code"]),
        })
        {
            await using Bench bench = await Start(profile, new SandboxOptions { Profile = profile, DeviceCodeLifetimeSeconds = seconds, DeviceIntervalSeconds = 1 });
            await using ControlClient device = await bench.Connect();
            foreach (Scenario scenario in names.Select(ScenarioTable.ByName))
            {
                long began = Stopwatch.GetTimestamp();
                bench.Sandbox.ClearFaults();
                Assert.True((await device.Ask(ControlVerb.Forget, new JsonObject { ["account"] = Bench.Account })).IsOk);
                foreach (string fault in scenario.Faults) bench.Sandbox.SetFault(fault);
                Task? person = null;
                ControlAnswer answer = await device.Ask(ControlVerb.Pair, null, PairingPatience, line =>
                {
                    if (line.Text("type") == "code") person = bench.Sandbox.AnswerDeviceCode(line.Text("userCode"), approve: true);
                });
                if (person is not null) await person;
                Assert.Equal((scenario.Name, (Diagnosis)scenario.Diagnosis), (scenario.Name, answer.Diagnosis));
                AssertNumber(scenario, await bench.Panel(), await Examine(bench, device));
                output.WriteLine($"{scenario.Name}: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
                tried.Add(scenario.Name);
            }
        }

        return tried;
    }

    private static async Task<List<string>> SilentServer()
    {
        Scenario scenario = ScenarioTable.ByName(Slow);
        await using Bench bench = await Start(ProviderProfile.ExchangeOnline, new SandboxOptions { Scenario = Slow });
        await using ControlClient device = await bench.Connect();
        Task<Diagnosis> heard = bench.Panel();
        DoctorReport report = await Examine(bench, device);
        AssertNumber(scenario, await heard, report);
        return [Slow];
    }

    private static Task<Bench> Start(ProviderProfile profile, SandboxOptions options) => Bench.Start((configuration, bench) =>
    {
        JsonNode oauth = configuration["accounts"]![0]!["oauth"]!;
        oauth["deviceEndpoint"] = bench.Sandbox.DeviceEndpoint.ToString();
        oauth["scope"] = profile.Scope;
    }, options: options);

    private static async Task<DoctorReport> Examine(Bench bench, ControlClient device)
    {
        var report = new DoctorReport();
        // The listener is the same on every day, and a look at it would begin connections that outlast this one.
        var wishes = new DoctorWishes(SendTo: Bench.Recipient, ScannerSide: false);
        Assert.Equal(ControlError.None, await new DoctorRun(device, bench.Target, report, wishes).Run(Bench.Limit(120)));
        return report;
    }

    private static void AssertNumber(Scenario scenario, Diagnosis heard, DoctorReport report)
    {
        var wanted = (Diagnosis)scenario.Diagnosis;
        DoctorCheck[] failed = [.. report.Checks.Where(check => check.Result == CheckResult.Failed)];
        string all = string.Join("\n", report.Checks);
        Assert.True(wanted == heard, $"{scenario.Name}: the panel shows {heard}, not {wanted}");
        if (wanted == Diagnosis.None)
        {
            Assert.True(failed.Length == 0, $"{scenario.Name}: {all}");
            return;
        }

        // One failure and no other: what follows from it is not tried.
        Assert.True(failed.Length == 1 && failed[0].Diagnosis == wanted, $"{scenario.Name}: {all}");
        Assert.NotEmpty(Catalogue.Of(wanted).Steps);
    }
}
