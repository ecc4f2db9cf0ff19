using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>
/// The sandbox's fault table, as tests/EndToEnd has it for the Raspberry Pi, against the board: the same reply to the scanner, the same mails at the
/// provider, and it goes on serving. <see cref="Otherwise"/> is what is another way on a board, with its reason.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const string OneNumber = "SslStream hands on one number for a certificate that is refused; System.Net 1.11 does not tell name, dates and root apart";

    // Fault and argument (empty: all of its rows); the diagnosis on a board; why.
    private static readonly (string Fault, string Argument, Diagnosis Diagnosis, string Why)[] Otherwise =
    [
        ("wrong-name", "", Diagnosis.CertificateUntrusted, OneNumber),
        ("expired-certificate", "", Diagnosis.CertificateUntrusted, OneNumber),
    ];

    // Faults that this table cannot have, and why.
    private static readonly (string Fault, string Why)[] NotHere =
    [
        ("slow-read", "tests/EndToEnd measures how a slow provider slows the scanner down; here the same pump runs, and the board's send buffer is lwIP's, which this machine has not"),
    ];

    public static TheoryData<string, string, int, string, Diagnosis, int> Rows()
    {
        var rows = new TheoryData<string, string, int, string, Diagnosis, int>();
        foreach (var row in SandboxFaultTests.Rows().Select(static row => row.Data))
        {
            Diagnosis diagnosis = Otherwise.Where(other => other.Fault == row.Item1 && (other.Argument.Length == 0 || other.Argument == row.Item2))
                .Select(static other => other.Diagnosis).DefaultIfEmpty(row.Item5).First();
            rows.Add(row.Item1, row.Item2, row.Item3, row.Item4, diagnosis, row.Item6);
        }
        return rows;
    }

    public static TheoryData<string, string> Harmless()
    {
        var rows = new TheoryData<string, string>();
        foreach (var row in SandboxFaultTests.Harmless().Select(static row => row.Data).Where(static row => NotHere.All(not => not.Fault != row.Item1))) rows.Add(row.Item1, row.Item2);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_scanner_hears_what_is_wrong(string fault, string argument, int code, string enhanced, Diagnosis diagnosis, int received)
    {
        await using DeviceBench bench = await DeviceBench.Start();
        bench.Sandbox.SetFault(fault, argument.Length > 0 ? argument : null);
        // Far more than the sockets' buffers hold: a mail that has left the agent whole has an unknown outcome.
        ScanMail mail = fault == "reset-mid-data" ? ScanMail.Filler(30_000_000) : ScanMail.Make();
        HeardReply reply = await bench.Send(mail);
        Assert.True((code, enhanced, diagnosis) == (reply.Code, reply.Enhanced, reply.Diagnosis), $"'{reply.Text}'\n{await bench.Device.Story()}");
        Assert.Contains(await bench.Device.Log(), record => record["diagnosis"]?.GetValue<int>() == (int)diagnosis);
        bench.Sandbox.ClearFaults();
        await bench.AssertServesAgain();
        // Asked last: a second copy would have come meanwhile.
        Assert.Equal(received, bench.Arrived(mail).Length);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task The_scanner_hears_nothing_of_it(string fault, string argument)
    {
        await using DeviceBench bench = await DeviceBench.Start();
        await bench.AssertServes();
        // Whatever the fault needs, it finds: a link that waits for its next command, and one that will be opened.
        if (fault == "token-refused-once") bench.Sandbox.SetFault("drop-idle-now");
        bench.Sandbox.SetFault(fault, argument.Length > 0 ? argument : null);
        await Task.Delay(fault == "close-idle" ? 2500 : 100);
        ScanMail mail = ScanMail.Make();
        HeardReply reply = await bench.Send(mail);
        Assert.True(reply.Code == 250, $"'{reply.Text}'\n{await bench.Device.Story()}");
        bench.AssertArrived(mail);
    }

    [Fact]
    public void What_is_another_way_on_a_board_is_told()
    {
        foreach ((string fault, string argument, Diagnosis diagnosis, string why) in Otherwise) output.WriteLine($"{fault} {argument}: D{(int)diagnosis}, because {why}.");
        foreach ((string fault, string why) in NotHere) output.WriteLine($"{fault}: not here, because {why}.");
        var known = SandboxFaultTests.Rows().Select(static row => row.Data.Item1).Concat(SandboxFaultTests.Harmless().Select(static row => row.Data.Item1)).ToHashSet();
        // What no longer exists needs no excuse; what is as on the Raspberry Pi by now needs none either.
        Assert.All(Otherwise, other => Assert.Contains(SandboxFaultTests.Rows(), row => row.Data.Item1 == other.Fault && row.Data.Item5 != other.Diagnosis));
        Assert.All(NotHere, not => Assert.Contains(not.Fault, known));
    }

    [Fact]
    public async Task A_provider_that_says_nothing_costs_its_time_limit_and_no_more()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        bench.Sandbox.SetFault("silent");
        using Conversation scanner = await Conversation.Begin(bench.Device.Port);
        await scanner.Say($"MAIL FROM:<{ScanMail.Sender}>\r\n");
        HeardReply reply = await scanner.Hear(Limits.GreetingMsMax / 1000 + 20);
        Assert.Equal((451, Diagnosis.ProviderSilent), (reply.Code, reply.Diagnosis));
        bench.Sandbox.ClearFaults();
        await bench.AssertServesAgain();
    }

    [Theory]
    [InlineData("exchange-online")]
    [InlineData("gmail")]
    public async Task A_token_that_stays_refused_is_tried_twice_and_no_more(string profile)
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile), Faults = ["token-refused"] });
        HeardReply reply = await bench.Send(ScanMail.Make());
        Assert.Equal((454, Diagnosis.LoginRefused), (reply.Code, reply.Diagnosis));
        Assert.Equal((2, 2), (bench.Sandbox.Counters.LoginsRefused, bench.Sandbox.Counters.TokenRequests));
    }

    [Theory]
    [InlineData("exchange-online")]
    [InlineData("gmail")]
    public async Task A_revoked_token_is_renewed_once_and_the_mail_goes_out(string profile)
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile) });
        await bench.AssertServes();
        bench.Sandbox.RevokeAccessTokens();
        bench.Sandbox.SetFault("drop-idle-now");
        long requests = bench.Sandbox.Counters.TokenRequests;
        await bench.AssertServes();
        Assert.Equal((1, requests + 1), (bench.Sandbox.Counters.LoginsRefused, bench.Sandbox.Counters.TokenRequests));
    }
}
