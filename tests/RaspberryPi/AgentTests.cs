using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The agent as a process: listening, TLS with scanners, room for newcomers, the end.</summary>
public class AgentTests
{
    [Fact]
    public void A_mail_goes_through_and_is_logged_in_one_line()
    {
        using var bench = new Bench();
        using var scanner = new Scanner(bench.Port);
        Assert.StartsWith("220 bridge-test ", scanner.Greeting, StringComparison.Ordinal);
        Assert.StartsWith("250", scanner.Say("EHLO mfp"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.6.0 Queued", scanner.Mail("Subject: scan\r\n\r\n..dot"), StringComparison.Ordinal);
        Assert.StartsWith("221", scanner.Say("QUIT"), StringComparison.Ordinal);
        Assert.Equal("Subject: scan\r\n\r\n..dot\r\n", bench.Provider.LastMail);
        string line = bench.Agent.WaitForLine("mail ");
        Assert.Matches("^mail delivered from=127\\.0\\.0\\.1 account=scans recipients=1 octets=27 ms=[0-9]+ reply=\"250 2\\.6\\.0 Queued as \\\\\"1\\\\\"\"$", line);
        bench.Agent.WaitForLine("status sending");
        Wait.Until(() => bench.Agent.Log[^1] == "status ready", "the state went back to ready");
    }

    [Fact]
    public void The_provider_is_reached_while_the_scanner_is_greeted()
    {
        using var bench = new Bench();
        bench.Provider.GreetingMs = 700;
        using var scanner = new Scanner(bench.Port);
        Assert.InRange(scanner.GreetedAfterMs, 0, 500);
        Wait.Until(() => bench.Provider.Connections == 1, "the provider was called before any command");
    }

    [Fact]
    public void An_address_that_is_not_allowed_gets_554_and_nothing_else()
    {
        using var bench = new Bench(allow: "192.0.2.0/24");
        using var scanner = new Scanner(bench.Port);
        Assert.Equal("554 5.7.1 D103 This address may not use this relay", scanner.Greeting);
        Assert.Equal("", scanner.ReadReply());
        Assert.StartsWith("scanner turned away from=127.0.0.1 diagnosis=D103 text=", bench.Agent.WaitForLine("scanner turned away"), StringComparison.Ordinal);
        Assert.Equal(0, bench.Provider.Connections);
    }

    [Theory]
    [InlineData("starttls", false)]
    [InlineData("auto", false)]
    [InlineData("auto", true)]
    [InlineData("implicit", true)]
    public void A_scanner_may_use_tls_as_the_listener_offers_it(string tls, bool fromTheStart)
    {
        using var bench = new Bench(tls);
        using var scanner = new Scanner(bench.Port, fromTheStart);
        if (!fromTheStart)
        {
            Assert.StartsWith("250", scanner.Say("EHLO mfp"), StringComparison.Ordinal);
            Assert.StartsWith("220", scanner.Say("STARTTLS"), StringComparison.Ordinal);
            scanner.StartTls();
        }
        Assert.StartsWith("250", scanner.Say("EHLO mfp"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.6.0", scanner.Mail("Subject: secret scan\r\n\r\n" + new string('x', 200_000).Replace("xxxxxxxxxx", "xxxxxxxx\r\n", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("221", scanner.Say("QUIT"), StringComparison.Ordinal);
        Assert.StartsWith("Subject: secret scan", bench.Provider.LastMail, StringComparison.Ordinal);
        Assert.True(File.Exists(bench.Folder["store/listener.certificate.sealed"]));
    }

    [Fact]
    public void An_auto_listener_keeps_a_known_plain_scanner_waiting_no_second_time()
    {
        using var bench = new Bench("auto");
        using (var first = new Scanner(bench.Port)) Assert.InRange(first.GreetedAfterMs, 90, 5000);
        long best = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            using var next = new Scanner(bench.Port);
            best = Math.Min(best, next.GreetedAfterMs);
        }
        Assert.InRange(best, 0, 80);
        // Now one that speaks TLS comes from the same address: it is greeted in clear once, and served the next time.
        using (var client = new TcpClient("127.0.0.1", bench.Port))
        {
            client.GetStream().Write([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]);
            Assert.StartsWith("scanner noted from=127.0.0.1 diagnosis=D110", bench.Agent.WaitForLine("scanner noted from=127.0.0.1 diagnosis=D110"), StringComparison.Ordinal);
        }
        using var tls = new Scanner(bench.Port, implicitTls: true);
        Assert.StartsWith("220", tls.Greeting, StringComparison.Ordinal);
    }

    [Fact]
    public void The_agents_certificate_stays_the_same()
    {
        using var folder = new TestFolder();
        using var provider = new SmtpStandIn();
        string configuration = folder.Write("agent.json", AgentJson.For(AgentProcess.FreePort(), "127.0.0.1", provider.Port, "store", "implicit"));
        using (var first = new AgentProcess(configuration)) UseTls(configuration);
        byte[] made = File.ReadAllBytes(folder["store/listener.certificate.sealed"]);
        using (var second = new AgentProcess(configuration)) UseTls(configuration);
        Assert.Equal(made, File.ReadAllBytes(folder["store/listener.certificate.sealed"]));
        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(folder["store/listener.certificate.sealed"]) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead));
    }

    private static void UseTls(string configuration)
    {
        int port = (int)System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(configuration))!["listen"]![0]!["port"]!;
        using var scanner = new Scanner(port, implicitTls: true);
        Assert.StartsWith("220", scanner.Greeting, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_idle_connections_do_not_stop_a_mail()
    {
        using var bench = new Bench();
        var idle = new Scanner[100];
        for (int i = 0; i < idle.Length; i++)
        {
            idle[i] = new Scanner(bench.Port);
            Assert.StartsWith("220", idle[i].Greeting, StringComparison.Ordinal);
        }
        using var scanner = new Scanner(bench.Port);
        scanner.Say("EHLO mfp");
        Assert.StartsWith("250 2.6.0", scanner.Mail("Subject: scan\r\n\r\n"), StringComparison.Ordinal);
        // The first was idle longest, so it had to go; the last is still there.
        Assert.StartsWith("421 4.3.2", idle[0].ReadReply(), StringComparison.Ordinal);
        Assert.StartsWith("250", idle[^1].Say("NOOP"), StringComparison.Ordinal);
        foreach (Scanner one in idle) one.Dispose();
    }

    // Nobody waits for a greeting, so that the sessions have not come to wait for a command when the next newcomer needs a place: under way, yet without a mail.
    [Fact]
    public void A_burst_of_connections_is_greeted_to_the_last()
    {
        using var bench = new Bench();
        var burst = new TcpClient[3 * PlatformLimits.Sessions];
        for (int i = 0; i < burst.Length; i++) burst[i] = new TcpClient("127.0.0.1", bench.Port);
        foreach (TcpClient one in burst)
        {
            one.ReceiveTimeout = 30_000;
            Assert.StartsWith("220", LoopbackServer.ReadLine(one.GetStream()), StringComparison.Ordinal);
        }
        foreach (TcpClient one in burst) one.Dispose();
    }

    [Fact]
    public void Only_when_every_session_has_a_mail_is_a_newcomer_sent_away()
    {
        using var bench = new Bench(connectionsMax: PlatformLimits.Sessions);
        var busy = new Scanner[PlatformLimits.Sessions];
        for (int i = 0; i < busy.Length; i++)
        {
            busy[i] = new Scanner(bench.Port);
            busy[i].Say("EHLO mfp");
            Assert.StartsWith("250", busy[i].Say("MAIL FROM:<mfp@contoso.example>"), StringComparison.Ordinal);
        }
        using (var newcomer = new Scanner(bench.Port)) Assert.StartsWith("421 4.3.2 D109", newcomer.Greeting, StringComparison.Ordinal);
        Assert.StartsWith("250", busy[0].Say("RSET"), StringComparison.Ordinal);
        using (var newcomer = new Scanner(bench.Port)) Assert.StartsWith("220", newcomer.Greeting, StringComparison.Ordinal);
        Assert.StartsWith("421 4.3.2", busy[0].ReadReply(), StringComparison.Ordinal);
        Assert.StartsWith("250", busy[1].Say("RCPT TO:<office@contoso.example>"), StringComparison.Ordinal);
        foreach (Scanner one in busy) one.Dispose();
    }

    [Fact]
    public void Told_to_stop_it_lets_the_mail_in_flight_end()
    {
        using var bench = new Bench();
        using var idle = new Scanner(bench.Port);
        using var scanner = new Scanner(bench.Port);
        scanner.Say("EHLO mfp");
        Assert.StartsWith("354", scanner.OpenMail(), StringComparison.Ordinal);
        scanner.Send("Subject: scan\r\n\r\nhalf of it");
        bench.Agent.Terminate();
        bench.Agent.WaitForLine("stopping sessions=2");
        Assert.StartsWith("421 4.3.2", idle.ReadReply(), StringComparison.Ordinal);
        Assert.ThrowsAny<SocketException>(() => new Scanner(bench.Port));
        scanner.Send(" and the rest\r\n.\r\n");
        Assert.StartsWith("250 2.6.0", scanner.ReadReply(), StringComparison.Ordinal);
        Assert.StartsWith("421 4.3.2", scanner.ReadReply(), StringComparison.Ordinal);
        Assert.Equal(0, bench.Agent.WaitForExit(10_000));
        Assert.Equal("Subject: scan\r\n\r\nhalf of it and the rest\r\n", bench.Provider.LastMail);
        Wait.Until(() => bench.Provider.Quits == 1, "the idle link said QUIT");
        Assert.Equal("stopped", bench.Agent.Log[^1]);
    }

    [Fact]
    public void A_second_signal_ends_it_at_once_and_delivers_nothing()
    {
        using var bench = new Bench();
        using var scanner = new Scanner(bench.Port);
        scanner.Say("EHLO mfp");
        Assert.StartsWith("354", scanner.OpenMail(), StringComparison.Ordinal);
        scanner.Send("Subject: scan\r\n\r\nhalf of it");
        bench.Agent.Terminate();
        bench.Agent.WaitForLine("stopping sessions=1");
        var clock = Stopwatch.StartNew();
        bench.Agent.Terminate();
        Assert.Equal(1, bench.Agent.WaitForExit(10_000));
        Assert.InRange(clock.ElapsedMilliseconds, 0, 5000);
        Assert.Equal(0, bench.Provider.Mails);
    }

    [Fact]
    public void A_dead_provider_is_said_with_its_number_and_the_agent_recovers()
    {
        int port = AgentProcess.FreePort();
        using var folder = new TestFolder();
        int providerPort = AgentProcess.FreePort();
        using var agent = new AgentProcess(folder.Write("agent.json", AgentJson.For(port, "127.0.0.1", providerPort, "store")));
        using var scanner = new Scanner(port);
        scanner.Say("EHLO mfp");
        Assert.StartsWith("451 4.4.1 D202 ", scanner.Say("MAIL FROM:<mfp@contoso.example>"), StringComparison.Ordinal);
        Assert.StartsWith("provider failed account=scans diagnosis=D202 text=\"The provider's port refused", agent.WaitForLine("provider failed"), StringComparison.Ordinal);
        Assert.Equal("status provider-unreachable D202", agent.WaitForLine("status provider-unreachable"));
    }

    /// <summary>An agent before a stand-in provider.</summary>
    private sealed class Bench : IDisposable
    {
        public Bench(string tls = "off", string allow = "127.0.0.0/8", int connectionsMax = 3)
        {
            Port = AgentProcess.FreePort();
            string json = AgentJson.For(Port, "127.0.0.1", Provider.Port, "store", tls, allow: allow, connectionsMax: connectionsMax);
            Agent = new AgentProcess(Folder.Write("agent.json", json));
        }

        public TestFolder Folder { get; } = new TestFolder();

        public SmtpStandIn Provider { get; } = new SmtpStandIn();

        public int Port { get; }

        public AgentProcess Agent { get; }

        public void Dispose()
        {
            Agent.Dispose();
            Provider.Dispose();
            Folder.Dispose();
        }
    }
}
