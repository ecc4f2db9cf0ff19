using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Sandbox.Scenarios;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>Each scenario shows what its row promises: the product's own judgement of the sandbox's answer is the row's number.</summary>
public sealed class ScenarioTests
{
    // Those whose number the agent's TLS, sockets or clock give, not an answer; tests/EndToEnd has them with the agent.
    private static readonly string[] WithoutAnswer =
    [
        "sign-in-server-unreachable", "smtp-silent", "starttls-missing", "starttls-injected", "certificate-name", "certificate-expired", "certificate-untrusted", "connection-lost-at-end",
    ];

    public static TheoryData<string> Rows => [.. ScenarioTable.All.Select(row => row.Name).Except(WithoutAnswer)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_answer_is_judged_as_the_table_says(string name)
    {
        Scenario scenario = ScenarioTable.ByName(name);
        await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Scenario = name, DeviceIntervalSeconds = 1, DeviceCodeLifetimeSeconds = name == "device-too-eager" ? 60 : 4 });
        Assert.Equal(scenario.Provider ?? ProviderProfile.ExchangeOnline, sandbox.Profile);
        using HttpClient https = Clients.Https(sandbox);
        Diagnosis found = await Pair(sandbox, https);
        if (found == Diagnosis.None) found = await Refresh(sandbox, https);
        if (found == Diagnosis.None) found = Send(sandbox);
        Assert.Equal((Diagnosis)scenario.Diagnosis, found);
    }

    [Fact]
    public void Every_number_is_the_catalogue_s_and_every_name_is_one()
    {
        Assert.All(ScenarioTable.All, row => Assert.True(Enum.IsDefined((Diagnosis)row.Diagnosis), row.Name));
        Assert.Equal(ScenarioTable.All.Count, ScenarioTable.All.Select(row => row.Name).Distinct().Count());
        Assert.All(WithoutAnswer, name => Assert.NotEqual(0, ScenarioTable.ByName(name).Diagnosis));
        Assert.Throws<ArgumentException>(() => SandboxProvider.Start(new SandboxOptions { Scenario = "nonsense" }));
    }

    [Fact]
    public async Task Every_scenario_starts_and_more_faults_may_be_set()
    {
        foreach (Scenario scenario in ScenarioTable.All)
        {
            await using SandboxProvider sandbox = SandboxProvider.Start(new SandboxOptions { Scenario = scenario.Name, Faults = ["slow-reply=1"] });
            Assert.Equal(scenario.Faults.Count + 1, sandbox.Faults.Count);
        }
    }

    // A device with a person who always approves. Gmail's mail scope has no device flow; the other Gmail scenarios pair in the browser.
    private static async Task<Diagnosis> Pair(SandboxProvider sandbox, HttpClient https)
    {
        if (sandbox.Profile == ProviderProfile.Gmail && sandbox.Faults.Count > 0) return Diagnosis.None;
        TokenReader device = await Post(https, sandbox.DeviceEndpoint, $"client_id=sandbox-client&scope={Uri.EscapeDataString(sandbox.Profile.Scope)}");
        if (device.HttpStatus != 200) return OAuthError.Diagnose(device);
        string deviceCode = Text(device.DeviceCode);
        using (var decision = new StringContent($"user_code={Text(device.UserCode)}&decision=approve", Encoding.ASCII, "application/x-www-form-urlencoded"))
            await https.PostAsync(sandbox.VerificationPage, decision);
        while (true)
        {
            TokenReader answer = await Post(https, sandbox.TokenEndpoint,
                $"grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=sandbox-client&device_code={deviceCode}");
            Diagnosis diagnosis = OAuthError.Diagnose(answer);
            if (diagnosis != Diagnosis.DeviceCodePending) return diagnosis;
            await Task.Delay(sandbox.Faults.Count == 0 ? 6000 : 1100);
        }
    }

    private static async Task<Diagnosis> Refresh(SandboxProvider sandbox, HttpClient https) => OAuthError.Diagnose(await Post(https, sandbox.TokenEndpoint,
        $"grant_type=refresh_token&client_id=sandbox-client&refresh_token={Uri.EscapeDataString(sandbox.RefreshToken)}"));

    private static Diagnosis Send(SandboxProvider sandbox)
    {
        using RawClient client = RawClient.Clear(sandbox);
        Reply greeting = Read(client.Reply());
        if (greeting.Code != 220) return Refusal.OfOpening(greeting, Diagnosis.ProviderNotSmtp);
        using RawClient session = RawClient.Greeted(sandbox);
        string login = session.Login(sandbox.IssueAccessToken());
        if (login.StartsWith("334 ", StringComparison.Ordinal)) login = session.Command("");
        if (!login.StartsWith("235", StringComparison.Ordinal)) return Refusal.OfLogin(Read(login));
        Reply sender = Read(session.Command($"MAIL FROM:<{sandbox.User}>"));
        if (sender.Code != 250) return Refusal.OfSender(sender);
        Reply recipient = Read(session.Command("RCPT TO:<archive@contoso.example>"));
        if (recipient.Code != 250) return Refusal.OfRecipient(recipient);
        session.Command("DATA");
        Reply end = Read(session.Command("Subject: x\r\n\r\nx\r\n."));
        return end.Code == 250 ? Diagnosis.None : Refusal.OfMail(end);
    }

    private static string Text(TokenMember member) => Encoding.ASCII.GetString(member.Octets, 0, member.Count);

    private static Reply Read(string text)
    {
        var reply = new Reply();
        foreach (string line in text.Split("\r\n"))
        {
            byte[] one = Encoding.ASCII.GetBytes(line);
            reply.Line(one, 0, one.Length);
        }

        return reply;
    }

    private static async Task<TokenReader> Post(HttpClient https, Uri endpoint, string form)
    {
        using var content = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded");
        using HttpResponseMessage answer = await https.PostAsync(endpoint, content);
        byte[] octets = await answer.Content.ReadAsByteArrayAsync();
        var reader = new TokenReader { HttpStatus = (int)answer.StatusCode };
        reader.Feed(octets, 0, octets.Length);
        reader.Complete();
        return reader;
    }
}
