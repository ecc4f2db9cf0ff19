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

/// <summary>check on a board: each fault of the way shows at its own step with its own diagnosis, what comes before it passes, and the light stays.</summary>
public sealed class CheckTests
{
    private static readonly string[] Steps = ["name", "port", "greeting", "tls", "certificate", "clock", "token", "login", "sender", "size"];

    // Fault, argument, the step that fails, its diagnosis. A refused certificate has one number on a board (firmware/DESIGN.md).
    private static readonly (string Fault, string? Argument, string Step, Diagnosis Diagnosis)[] Faults =
    [
        ("busy", null, "greeting", Diagnosis.ProviderBusy),
        ("no-starttls", null, "tls", Diagnosis.StartTlsNotOffered),
        ("starttls-injected", null, "tls", Diagnosis.StartTlsInjected),
        ("wrong-name", "smtp", "certificate", Diagnosis.CertificateUntrusted),
        ("expired-certificate", "smtp", "certificate", Diagnosis.CertificateUntrusted),
        ("self-signed", "smtp", "certificate", Diagnosis.CertificateUntrusted),
        ("token-refused", null, "login", Diagnosis.LoginRefused),
        ("smtp-auth-disabled", "Tenant", "login", Diagnosis.SmtpAuthDisabled),
        ("policy-refused", null, "login", Diagnosis.PolicyRefused),
        ("sender-refused", null, "sender", Diagnosis.SenderBlocked),
    ];

    [Fact]
    public async Task A_sound_way_passes_every_step_sends_nothing_and_the_mail_goes_on()
    {
        await using DeviceBench bench = await DeviceBench.Start(change: Fitting);
        await using ControlClient device = await bench.Device.Connect();
        ControlAnswer answer = await Check(device);
        Assert.True(answer.IsOk, Told(answer));
        Assert.Equal(Steps, answer.Of("step").Select(static step => step.Text("step")));
        Assert.All(answer.Of("step"), static step => Assert.Equal("passed", step.Text("result")));
        // Both clocks are this computer's; a busy one may take its time between the two looks.
        Assert.InRange(answer.Of("step").Single(static step => step.Text("step") == "clock").Number("skewSeconds") ?? 999, -30, 30);
        Assert.Empty(bench.Sandbox.Mails);
        await bench.AssertServes();
    }

    [Fact]
    public async Task Each_fault_shows_at_its_step_and_the_light_stays()
    {
        await using DeviceBench bench = await DeviceBench.Start(change: Fitting);
        await bench.AssertServes();
        await using ControlClient device = await bench.Device.Connect();
        foreach ((string fault, string? argument, string step, Diagnosis diagnosis) in Faults)
        {
            bench.Sandbox.ClearFaults();
            bench.Sandbox.SetFault(fault, argument, 0);
            ControlAnswer answer = await Check(device);
            Assert.Equal((fault, ControlError.Failed, diagnosis), (fault, answer.Error, answer.Diagnosis));
            AssertFails(answer, step);
        }
        Assert.Equal("ready", (await device.Ask(ControlVerb.Status)).Of("account").Single().Text("state"));
        bench.Sandbox.ClearFaults();
        ControlAnswer sound = await Check(device);
        Assert.True(sound.IsOk, Told(sound));
    }

    [Fact]
    public async Task A_missing_token_hides_nothing_of_the_network()
    {
        await using DeviceBench bench = await DeviceBench.Start(paired: false);
        await using ControlClient device = await bench.Device.Connect();
        ControlAnswer answer = await Check(device);
        Assert.Equal(Diagnosis.NoRefreshToken, answer.Diagnosis);
        AssertFails(answer, "token");
    }

    [Theory]
    [InlineData("port", "refused", Diagnosis.ConnectionRefused)]
    // RFC 6761 6.4: nothing is ever called so.
    [InlineData("name", "smtp.provider.invalid", Diagnosis.NameNotResolved)]
    public async Task Where_the_provider_is_not_found_the_token_is_tried_all_the_same(string step, string host, Diagnosis diagnosis)
    {
        await using DeviceBench bench = await DeviceBench.Start(change: file =>
        {
            if (step == "name") file.At("accounts[0].smtp")["host"] = host;
            else file.At("accounts[0].smtp")["port"] = Loopback.FreePort();
        });
        await using ControlClient device = await bench.Device.Connect();
        ControlAnswer answer = await Check(device);
        Assert.Equal(diagnosis, answer.Diagnosis);
        AssertFails(answer, step);
    }

    [Fact]
    public async Task Without_the_time_the_clock_is_what_fails()
    {
        await using DeviceBench bench = await DeviceBench.Start(paired: false, environment: ("DMA_SNTP", "never"));
        await using ControlClient device = await bench.Device.Connect();
        ControlAnswer answer = await Check(device);
        Assert.Equal(Diagnosis.ClockNotSet, answer.Diagnosis);
        Assert.All(answer.Of("step"), static step => Assert.Equal(step.Text("step") == "clock" ? "failed" : "untried", step.Text("result")));
    }

    [Fact]
    public async Task A_mail_larger_than_the_provider_takes_shows_at_the_size()
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { SizeMax = 50_000_000 }, change: static file => file.At("accounts[0].smtp")["sizeMax"] = 900_000_000);
        await using ControlClient device = await bench.Device.Connect();
        ControlAnswer answer = await Check(device);
        Assert.Equal(Diagnosis.ProviderSizeRefused, answer.Diagnosis);
        AssertFails(answer, "size");
    }

    [Fact]
    public async Task Agent_json_is_told_as_it_was_understood_and_no_secret_with_it()
    {
        await using DeviceBench bench = await DeviceBench.Start(paired: false, change: static file =>
        {
            file["logins"] = JsonNode.Parse("""[ { "user": "scanner", "password": "hmac-sha256:c2FsdHNhbHQ=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "account": "scans" } ]""");
            file.At("listen[0]")["allow"] = JsonNode.Parse("""[ "127.0.0.0/8", "192.168.7.20" ]""");
            file.At("listen[0]")["login"] = "optional";
            file.At("accounts[0].oauth")["tokenEndpoint"] += "?key=fake-key";
        });
        await using ControlClient device = await bench.Device.Connect();
        ControlAnswer answer = await device.Ask(ControlVerb.Config);
        Assert.True(answer.IsOk, answer.ErrorWord);
        JsonObject listener = answer.Of("listener").Single();
        Assert.Equal(("127.0.0.0/8 192.168.7.20", "optional", "off", "scans"), (listener.Text("allow"), listener.Text("login"), listener.Text("tls"), listener.Text("account")));
        Assert.Equal(("scanner", "set"), (answer.Of("login").Single().Text("user"), answer.Of("login").Single().Text("password")));
        JsonObject account = answer.Of("account").Single();
        Assert.Equal(("xoauth2", "starttls", "device-code", "refresh-token"), (account.Text("mechanism"), account.Text("security"), account.Text("flow"), account.Text("secret")));
        Assert.Equal((1, 1, bench.Sandbox.SmtpPort), (account.Number("roots"), account.Number("connectionsMax"), account.Number("port")));
        Assert.Equal(bench.Sandbox.TokenEndpoint.ToString(), account.Text("tokenEndpoint"));
        string all = Told(answer);
        Assert.DoesNotContain("fake-key", all, StringComparison.Ordinal);
        Assert.DoesNotContain("c2FsdHNhbHQ", all, StringComparison.Ordinal);
    }

    // As much as the sandbox takes.
    private static void Fitting(JsonObject file) => file.At("accounts[0].smtp")["sizeMax"] = 30_000_000;

    private static string Told(ControlAnswer answer) => string.Join('\n', answer.Lines.Select(static line => line.ToJsonString()));

    private static Task<ControlAnswer> Check(ControlClient device) => device.Ask(ControlVerb.Check, null, ControlClient.LongPatience);

    // Everything before the step passed and everything behind it was not tried; token and clock stand for themselves.
    private static void AssertFails(ControlAnswer answer, string failed)
    {
        int at = Array.IndexOf(Steps, failed);
        foreach (JsonObject line in answer.Of("step"))
        {
            string step = line.Text("step");
            string expected = step == failed ? "failed" : step is "token" or "clock" || Array.IndexOf(Steps, step) < at ? "passed" : "untried";
            Assert.Equal((failed, step, expected), (failed, step, line.Text("result")));
        }
    }
}
