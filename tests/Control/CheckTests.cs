using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>check: each fault of the way shows at its own step with its own diagnosis, and what comes before it passes.</summary>
public sealed class CheckTests
{
    private static readonly string[] Steps = ["name", "port", "greeting", "tls", "certificate", "clock", "token", "login", "sender", "size"];

    // Fault, argument, the step that fails, its diagnosis, whether the token step is reached all the same.
    private static readonly (string Fault, string? Argument, string Step, Diagnosis Diagnosis)[] Faults =
    [
        ("busy", null, "greeting", Diagnosis.ProviderBusy),
        ("no-starttls", null, "tls", Diagnosis.StartTlsNotOffered),
        ("starttls-injected", null, "tls", Diagnosis.StartTlsInjected),
        ("wrong-name", "smtp", "certificate", Diagnosis.CertificateNameMismatch),
        ("expired-certificate", "smtp", "certificate", Diagnosis.CertificateExpired),
        ("self-signed", "smtp", "certificate", Diagnosis.CertificateUntrusted),
        ("token-refused", null, "login", Diagnosis.LoginRefused),
        ("smtp-auth-disabled", "Tenant", "login", Diagnosis.SmtpAuthDisabled),
        ("policy-refused", null, "login", Diagnosis.PolicyRefused),
        ("too-many-connections", "auth", "login", Diagnosis.TooManyConnections),
        ("sender-refused", null, "sender", Diagnosis.SenderBlocked),
    ];

    [Fact]
    public async Task A_sound_way_passes_every_step_and_sends_nothing()
    {
        await using Bench bench = await Bench.Start();
        await using ControlClient device = await bench.Connect();
        ControlAnswer answer = await Check(device);
        Assert.True(answer.IsOk, answer.ErrorWord);
        Assert.Equal(Steps, answer.Of("step").Select(step => step.Text("step")));
        Assert.All(answer.Of("step"), step => Assert.Equal("passed", step.Text("result")));
        Assert.InRange(answer.Of("step").Single(step => step.Text("step") == "clock").Number("skewSeconds") ?? 999, -5, 5);
        Assert.Empty(bench.Sandbox.Mails);
        await bench.Scan();
    }

    [Fact]
    public async Task Each_fault_shows_at_its_step()
    {
        await using Bench bench = await Bench.Start();
        await using ControlClient device = await bench.Connect();
        foreach ((string fault, string? argument, string step, Diagnosis diagnosis) in Faults)
        {
            bench.Sandbox.ClearFaults();
            bench.Sandbox.SetFault(fault, argument, 0);
            ControlAnswer answer = await Check(device);
            Assert.Equal((fault, ControlError.Failed, diagnosis), (fault, answer.Error, answer.Diagnosis));
            AssertFails(answer, step);
        }

        // What a check finds is told to the one who asked; the light stays.
        JsonObject account = (await device.Ask(ControlVerb.Status)).Of("account").Single();
        Assert.Equal("ready", account.Text("state"));
        bench.Sandbox.ClearFaults();
        Assert.True((await Check(device)).IsOk);
    }

    [Fact]
    public async Task A_missing_token_hides_nothing_of_the_network()
    {
        await using Bench bench = await Bench.Start(paired: false);
        await using ControlClient device = await bench.Connect();
        ControlAnswer answer = await Check(device);
        Assert.Equal(Diagnosis.NoRefreshToken, answer.Diagnosis);
        AssertFails(answer, "token");
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_and_a_name_that_nobody_has_are_told_apart()
    {
        await using Bench refused = await Bench.Start((configuration, _) => configuration["accounts"]![0]!["smtp"]!["port"] = Bench.FreePort());
        await using ControlClient device = await refused.Connect();
        ControlAnswer port = await Check(device);
        Assert.Equal(Diagnosis.ConnectionRefused, port.Diagnosis);
        Assert.Equal(("failed", "passed"), (Result(port, "port"), Result(port, "name")));

        // RFC 6761 6.4: nothing is ever called so.
        await using Bench unnamed = await Bench.Start((configuration, _) => configuration["accounts"]![0]!["smtp"]!["host"] = "smtp.provider.invalid");
        await using ControlClient other = await unnamed.Connect();
        ControlAnswer name = await Check(other);
        Assert.Equal(Diagnosis.NameNotResolved, name.Diagnosis);
        Assert.Equal(("failed", "untried", "passed"), (Result(name, "name"), Result(name, "port"), Result(name, "token")));
    }

    [Fact]
    public async Task A_mail_larger_than_the_provider_takes_shows_at_the_size()
    {
        await using Bench bench = await Bench.Start((configuration, _) => configuration["accounts"]![0]!["smtp"]!["sizeMax"] = 900_000_000, options: new SandboxOptions { SizeMax = 50_000_000 });
        await using ControlClient device = await bench.Connect();
        ControlAnswer answer = await Check(device);
        Assert.Equal(Diagnosis.ProviderSizeRefused, answer.Diagnosis);
        AssertFails(answer, "size");
    }

    private static Task<ControlAnswer> Check(ControlClient device) => device.Ask(ControlVerb.Check, null, ControlClient.LongPatience);

    private static string Result(ControlAnswer answer, string step) => answer.Of("step").Single(line => line.Text("step") == step).Text("result");

    // Everything before the step passed and everything behind it was not tried; token and clock stand for themselves.
    private static void AssertFails(ControlAnswer answer, string failed)
    {
        var before = new List<string>(Steps[..System.Array.IndexOf(Steps, failed)]);
        foreach (JsonObject line in answer.Of("step"))
        {
            string step = line.Text("step");
            string expected = step == failed ? "failed" : before.Contains(step) ? "passed" : "untried";
            if (step is "token" or "clock" && step != failed) expected = "passed";
            Assert.Equal((failed, step, expected), (failed, step, line.Text("result")));
        }
    }
}
