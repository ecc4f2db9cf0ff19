using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary><c>devicemail pair --json</c> as a script runs it: lines, ends and exit codes.</summary>
public sealed class PairLinesTests
{
    [Theory]
    [InlineData("authorization-declined", Diagnosis.PairingDeclined, "authorization_declined")]
    [InlineData("expired-token", Diagnosis.PairingExpired, "expired_token")]
    [InlineData("bad-verification-code", Diagnosis.DeviceCodeWrong, "bad_verification_code")]
    [InlineData("invalid-client=7000218", Diagnosis.ClientSecretMissing, "invalid_client")]
    public async Task A_refusal_ends_in_its_number(string fault, Diagnosis diagnosis, string error)
    {
        await using Desk desk = await Desk.Start(new SandboxOptions { Faults = [fault] });
        (int code, string said) = await desk.Tool("pair", "--json");
        JsonObject[] lines = Desk.Lines(said);
        Assert.Equal(1, code);
        JsonObject failed = Assert.Single(lines, line => line.Text("type") == "failed");
        Assert.Equal(((long)diagnosis, error), (failed.Number("diagnosis"), failed.Text("oauthError")));
        Assert.Equal((false, false), (lines[^1].Flag("ok"), lines[^1].Flag("paired")));
    }

    [Fact]
    public async Task A_code_that_a_policy_blocks_is_smelt_before_it_expires()
    {
        await using Desk desk = await Desk.Start(new SandboxOptions { Faults = ["device-code-blocked"], DeviceCodeLifetimeSeconds = 6 });
        (int code, string said) = await desk.Tool("pair", "--json");
        JsonObject[] lines = Desk.Lines(said);
        Assert.Equal(1, code);
        Assert.Equal("device-code", lines[0].Text("flow"));
        JsonObject hint = Assert.Single(lines, line => line.Text("type") == "hint");
        Assert.Equal(("maybe-blocked", "devicemail pair --flow authorization-code"), (hint.Text("hint"), hint.Text("next")));
        JsonObject failed = Assert.Single(lines, line => line.Text("type") == "failed");
        Assert.Equal((long)Diagnosis.PairingExpired, failed.Number("diagnosis"));
        Assert.True(Array.IndexOf(lines, hint) < Array.IndexOf(lines, failed));
    }

    [Fact]
    public async Task Slower_questions_and_a_silent_server_are_told_and_overcome()
    {
        await using Desk desk = await Desk.Start(new SandboxOptions { Faults = ["slow-down:1"] });
        ChildProcess tool = desk.StartTool("pair", "--json", "--no-test-mail");
        string userCode = Desk.Lines(await tool.Says("\"code\""))[0].Text("userCode");

        // RFC 8628 3.5: five seconds more, from the one that the sandbox asked for.
        await tool.Says("\"interval\":6");
        desk.Sandbox.SetFault("token-endpoint-unreachable", null, 0);
        string unanswered = await tool.Says("\"unanswered\"");
        Assert.Equal((long)Diagnosis.TokenEndpointUnreachable, Desk.Lines(unanswered)[0].Number("diagnosis"));
        desk.Sandbox.ClearFaults();
        Assert.True(await desk.Sandbox.AnswerDeviceCode(userCode, approve: true));
        Assert.Equal(0, await tool.Ends());
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_at_all_is_named_at_once()
    {
        await using Desk desk = await Desk.Start(new SandboxOptions { Faults = ["token-endpoint-unreachable"] });
        (int code, string said) = await desk.Tool("pair", "--json");
        Assert.Equal(1, code);
        JsonObject failed = Assert.Single(Desk.Lines(said), line => line.Text("type") == "failed");
        Assert.Equal((long)Diagnosis.TokenEndpointUnreachable, failed.Number("diagnosis"));
    }

    [Fact]
    public async Task Paired_is_not_enough_if_the_test_mail_is_refused()
    {
        await using Desk desk = await Desk.Start(new SandboxOptions { Faults = ["smtp-auth-disabled=Mailbox"] });
        ChildProcess tool = desk.StartTool("pair", "--json", "--send-to", "office@contoso.example");
        string userCode = Desk.Lines(await tool.Says("\"code\""))[0].Text("userCode");
        Assert.True(await desk.Sandbox.AnswerDeviceCode(userCode, approve: true));
        Assert.Equal(1, await tool.Ends());
        JsonObject[] lines = Desk.Lines(tool.Said);
        JsonObject mail = Assert.Single(lines, line => line.Text("type") == "mail");
        Assert.Equal(("office@contoso.example", (long)Diagnosis.SmtpAuthDisabled), (mail.Text("recipient"), mail.Number("diagnosis")));
        Assert.Equal((false, true), (lines[^1].Flag("ok"), lines[^1].Flag("paired")));
        Assert.Empty(desk.Sandbox.Mails);
    }

    [Fact]
    public async Task A_password_comes_by_standard_input_and_is_seen_nowhere()
    {
        const string Password = "planted app password 7c1e";
        await using Desk desk = Desk.Empty(new SandboxOptions { Profile = ProviderProfile.Gmail, Password = Password });
        string[] provision = [.. desk.Provision("device-code").Where(word => word is not ("--flow" or "device-code" or "--client-id" or "test-client")), "--mechanism", "plain"];
        (int code, string said) = await desk.Tool(provision);
        Assert.True(code == 0, said);
        await desk.StartAgent();
        (code, said) = await desk.Tool(["pair", "--json"], Password + "\n");
        Assert.True(code == 0, said);
        Assert.Equal("password", Desk.Lines(said)[0].Text("flow"));
        Assert.Single(desk.Sandbox.Mails);
        Assert.DoesNotContain(Password, said + desk.Agent.Said);

        (code, said) = await desk.Tool(["pair", "--json"], "");
        Assert.Equal(1, code);
        Assert.Contains("\"no-secret\"", said);
    }

    [Fact]
    public async Task A_device_that_cannot_be_asked_ends_in_the_codes_of_the_other_commands()
    {
        await using Desk desk = Desk.Empty();
        (int code, string said) = await desk.Tool("pair", "--json", "--device", "unix:/nowhere/control.sock");
        Assert.Equal((69, "not-reachable"), (code, Desk.Lines(said)[0].Text("error")));
        (code, said) = await desk.Tool("pair", "--json", "--device", "nobody");
        Assert.Equal((64, "bad-address"), (code, Desk.Lines(said)[0].Text("error")));
    }

    [Fact]
    public async Task An_account_that_is_not_there_and_an_unknown_sign_in_page_are_named()
    {
        await using Desk desk = await Desk.Start(new SandboxOptions { Profile = ProviderProfile.Gmail });
        (int code, string said) = await desk.Tool("pair", "--json", "--account", "other");
        Assert.Equal((1, "unknown-account"), (code, Desk.Lines(said)[0].Text("error")));

        // Google's scope in a device code's account: the browser it is, and why.
        (code, said) = await desk.Tool("pair", "--json", "--lang", "en");
        JsonObject[] lines = Desk.Lines(said);
        Assert.Equal((1, "authorization-code", "no-authorization-endpoint"), (code, lines[0].Text("flow"), lines[1].Text("error")));
        Assert.Contains("do not include sending mail", lines[0].Text("why"));
    }
}
