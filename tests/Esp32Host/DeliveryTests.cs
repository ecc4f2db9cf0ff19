using System;
using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using Xunit;

[assembly: AssemblyFixture(typeof(Provider))]

namespace DeviceMailAgent.Esp32Host;

/// <summary>The ESP32 app carries scans to each provider that the sandbox plays, and to Dovecot, which we did not write.</summary>
public sealed class DeliveryTests(Provider provider)
{
    public static TheoryData<string, string> Ways()
    {
        var ways = new TheoryData<string, string>();
        foreach (ProviderProfile profile in ProviderProfile.All) ways.Add(profile.Name, "mailkit");
        ways.Add("exchange-online", "swaks");
        ways.Add("exchange-online", "curl");
        ways.Add("exchange-online", "smtplib");
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_scan_arrives_octet_for_octet(string profile, string scanner)
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { Profile = ProviderProfile.ByName(profile) });
        ScanMail mail = ScanMail.Make(400_000, 5);
        ScannerOutcome outcome = await Scanners.Send(scanner, "LOGIN", bench.Device.Port, mail);
        Assert.True(outcome.Delivered, outcome.Said + "\n" + await bench.Device.Story());
        bench.AssertArrived(mail);
    }

    [Theory]
    [InlineData("starttls", "xoauth2", 1000)]
    [InlineData("implicit", "oauthbearer", 5000)]
    public async Task Dovecot_takes_a_scan_with_a_long_token(string security, string mechanism, int tokenLength)
    {
        int port = security == "implicit" ? provider.Dovecot.ImplicitTlsPort : provider.Dovecot.Port;
        await using TokenEndpoint tokens = await TokenEndpoint.Start(provider.Authority, provider.Tokens);
        tokens.TokenLength = tokenLength;
        await using DeviceProcess device = await DeviceProcess.Start(AgentFile.Make(port, tokens.Url, security, mechanism), provider.Authority.Pem, tokens.RefreshTokens[0]);
        ScanMail mail = ScanMail.Make(1_000_000, 8);
        ScannerOutcome outcome = await Scanners.Send("mailkit", "PLAIN", device.Port, mail);
        Assert.True(outcome.Delivered, outcome.Said + "\n" + await device.Story());
        SunkMail sunk = Assert.Single(provider.Sink.For(mail.Recipient));
        Assert.Equal(ScanMail.Sender, sunk.ReversePath);
        SameOctets.Assert(mail.Octets, SameOctets.BehindTrace(sunk.Content));
    }

    [Fact]
    public async Task Mails_share_one_warm_link()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        for (int i = 0; i < 4; i++) await bench.AssertServes();
        Assert.Equal((1, 1), (bench.Sandbox.Counters.Connections, bench.Sandbox.Counters.TokenRequests));
    }

    [Fact]
    public async Task Two_scanners_send_at_once_over_the_one_link()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        ScanMail[] mails = [ScanMail.Make(300_000), ScanMail.Make(300_000)];
        HeardReply[] replies = await Task.WhenAll(mails.Select(bench.Send));
        Assert.All(replies, static reply => Assert.Equal(250, reply.Code));
        Assert.All(mails, bench.AssertArrived);
        Assert.Equal(1, bench.Sandbox.Counters.Connections);
    }

    [Fact]
    public async Task A_third_scanner_gets_the_place_of_one_that_is_silent()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        using Conversation first = await Conversation.Begin(bench.Device.Port);
        using Conversation second = await Conversation.Begin(bench.Device.Port);
        Assert.Equal(250, (await second.Ask($"MAIL FROM:<{ScanMail.Sender}>")).Code);
        using Conversation third = await Conversation.Begin(bench.Device.Port);
        Assert.Equal(220, third.Greeting.Code);
        Assert.Equal(421, (await first.Hear()).Code);
        // The one with a mail open keeps its place, and the link until it is done.
        Assert.Equal(250, (await second.Ask("RSET")).Code);
        ScanMail mail = ScanMail.Make();
        Assert.Equal(250, (await third.Send(mail)).Code);
        bench.AssertArrived(mail);
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_turned_away()
    {
        await using DeviceBench bench = await DeviceBench.Start(change: static file => file.At("listen[0]")["allow"] = new System.Text.Json.Nodes.JsonArray("192.168.7.0/24"));
        using Conversation scanner = await Conversation.Connect(bench.Device.Port);
        Assert.Equal((554, Status.Diagnosis.ScannerNotAllowed), (scanner.Greeting.Code, scanner.Greeting.Diagnosis));
    }
}
