using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>What a board has around it: no clock, a network that comes late, a handshake that stops everything, one light.</summary>
public sealed class SurroundingsTests
{
    [Fact]
    public async Task Without_the_time_nobody_is_trusted_and_the_scanner_hears_why()
    {
        await using DeviceBench bench = await DeviceBench.Start(environment: ("DMA_SNTP", "never"));
        HeardReply reply = await bench.Send(ScanMail.Make());
        Assert.Equal(Diagnosis.ClockNotSet, reply.Diagnosis);
        Assert.Equal(4, reply.Code / 100);
        Assert.Equal(0, bench.Sandbox.Counters.Connections);
    }

    [Fact]
    public async Task Once_the_time_is_known_mail_goes()
    {
        await using DeviceBench bench = await DeviceBench.Start(environment: ("DMA_SNTP", "3000"));
        await bench.AssertServesAgain();
    }

    [Theory]
    [InlineData("wifi")]
    [InlineData("both")]
    public async Task Any_network_will_do(string network)
    {
        await using DeviceBench bench = await DeviceBench.Start(environment: ("DMA_NETWORK", network));
        await bench.AssertServes();
    }

    [Fact]
    public async Task A_burst_of_connections_is_greeted_to_the_last()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        var burst = new TcpClient[3 * SmallBoardLimits.Sessions];
        for (int i = 0; i < burst.Length; i++) burst[i] = new TcpClient("127.0.0.1", bench.Device.Port) { ReceiveTimeout = 60_000 };
        foreach (TcpClient one in burst)
        {
            using var reader = new StreamReader(one.GetStream());
            Assert.StartsWith("220", reader.ReadLine(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_peer_that_stalls_in_a_handshake_stops_the_board_for_a_bounded_time_and_no_longer()
    {
        using var stalling = new TcpListener(IPAddress.Loopback, 0);
        stalling.Start();
        int port = ((IPEndPoint)stalling.LocalEndpoint).Port;
        await using DeviceBench bench = await DeviceBench.Start(change: file =>
        {
            file.At("accounts[0].smtp")["port"] = port;
            file.At("accounts[0].smtp")["security"] = "implicit";
        });
        using Conversation scanner = await Conversation.Begin(bench.Device.Port);
        using TcpClient stalled = await stalling.AcceptTcpClientAsync(DeviceProcess.Limit());
        await scanner.Say($"MAIL FROM:<{ScanMail.Sender}>\r\n");
        HeardReply reply = await scanner.Hear(60);
        Assert.Equal((451, Diagnosis.ProviderTlsFailed), (reply.Code, reply.Diagnosis));
    }

    [Fact]
    public async Task Who_connects_to_the_control_port_and_says_nothing_does_not_stop_the_mail()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, bench.Device.ControlPort);
        await bench.AssertServes();
    }

    [Theory]
    [InlineData(true, "ready", 0)]
    [InlineData(false, "needs-pairing", 5)]
    public async Task The_light_tells_the_state(bool paired, string state, int blinks)
    {
        string trace = Path.GetTempFileName();
        try
        {
            await using DeviceBench bench = await DeviceBench.Start(change: static file => file["pins"] = new JsonObject { ["light"] = new JsonObject { ["single"] = 4 } }, paired: paired, environment: ("DMA_GPIO", trace));
            await bench.Send(ScanMail.Make());
            // A group of blinks takes 2 s and a pause of 2 s: the first whole group behind the mail counts.
            int skip = Lines(trace).Length;
            int last = -1;
            await DeviceProcess.Until(() => (last = LastGroup(Lines(trace)[skip..])) == blinks, () => $"{state} is {blinks} blinks, the light made {last}: {string.Join(' ', Lines(trace)[skip..])}");
        }
        finally
        {
            File.Delete(trace);
        }
    }

    private static string[] Lines(string trace) => File.ReadAllText(trace).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // Blinks of the last group that is over; 0: it stays on; below 0: none is over yet.
    private static int LastGroup(IReadOnlyList<string> lines)
    {
        var groups = new List<int>();
        int inGroup = 0;
        long before = 0;
        foreach (string[] line in lines.Select(static line => line.Split(' ')))
        {
            long at = long.Parse(line[0], CultureInfo.InvariantCulture);
            if (before != 0 && at - before > 1200)
            {
                groups.Add(inGroup);
                inGroup = 0;
            }
            if (line[2] == "0") inGroup++;
            before = at;
        }
        return groups.Count == 0 ? -1 : groups[^1];
    }
}
