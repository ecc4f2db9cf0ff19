using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>Peers that send anything, and too much of it, and too slowly, and never listen: each ends in an error line or a close, and mail goes on.</summary>
public sealed class HostilePeerTests
{
    private static readonly (string What, byte[] Octets, string Error)[] Inputs =
    [
        ("not JSON", Encoding.ASCII.GetBytes("status\n"), "not-json"),
        ("a browser", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: device\r\n\r\n"), "not-json"),
        ("deep", Encoding.ASCII.GetBytes("{\"x\":" + new string('[', 60_000) + "\n"), "not-json"),
        ("zeros", [.. new byte[3000], (byte)'\n'], "not-json"),
        ("a TLS ClientHello", [0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x0A], "not-json"),
        ("an id too large", Encoding.ASCII.GetBytes("{\"id\":99999999999999999999999,\"verb\":\"hello\"}\n"), ""),
        ("a negative id", Encoding.ASCII.GetBytes("{\"id\":-1,\"verb\":\"hello\"}\n"), ""),
        ("a megabyte without an end", [.. Enumerable.Repeat((byte)'a', 1_000_000)], "line-too-long"),
        ("a megabyte of JSON", Encoding.ASCII.GetBytes("{\"verb\":\"hello\",\"x\":\"" + new string('x', 1_000_000) + "\"}\n"), "line-too-long"),
    ];

    [Fact]
    public async Task Hostile_input_ends_in_an_error_line_or_a_close()
    {
        await using Bench bench = await Bench.Start();
        foreach ((string what, byte[] octets, string error) in Inputs)
        {
            // The places of the peers before may not be free yet.
            string answer = "busy";
            for (int tries = 0; tries < 100 && answer == "busy"; tries++)
            {
                if (tries > 0) await Task.Delay(50);
                await using RawPeer peer = await bench.Raw();
                await peer.Send(octets);
                string? line = await peer.Line();
                while (line is not null && RawPeer.Type(line) != "end") line = await peer.Line();
                answer = RawPeer.Error(line);
            }

            Assert.Equal((what, error), (what, answer));
        }

        await AssertWell(bench);
    }

    [Fact]
    public async Task Random_octets_never_end_the_agent()
    {
        await using Bench bench = await Bench.Start();
        var random = new Random(20261123);
        for (int i = 0; i < 200; i++)
        {
            await using RawPeer peer = await bench.Raw();
            byte[] octets = new byte[random.Next(1, 3000)];
            random.NextBytes(octets);
            // Half of them begin as a request does.
            if (i % 2 == 0) await peer.Send("{\"verb\":\"");
            await peer.Send(octets);
        }

        await AssertWell(bench);
    }

    [Fact]
    public async Task A_line_that_does_not_end_in_time_ends_the_connection()
    {
        await using Bench bench = await Bench.Start();
        await using RawPeer peer = await bench.Raw();
        await peer.Send("""{"id":1,"verb":"hello","x":" """.Trim());
        string? line = null;
        using var dripping = new CancellationTokenSource();
        Task drip = Task.Run(async () =>
        {
            while (!dripping.IsCancellationRequested)
            {
                await Task.Delay(500);
                await peer.Send("x");
            }
        });
        line = await peer.Line(40);
        await dripping.CancelAsync();
        await drip;
        Assert.Equal("too-slow", RawPeer.Error(line));
        await AssertWell(bench);
    }

    [Fact]
    public async Task A_fifth_connection_is_told_to_wait_and_a_place_that_comes_free_is_given()
    {
        await using Bench bench = await Bench.Start();
        var peers = new List<RawPeer>();
        for (int i = 0; i < 4; i++)
        {
            peers.Add(await bench.Raw());
            Assert.Equal("", await peers[i].Refusal("""{"verb":"hello"}"""));
        }

        await using (RawPeer fifth = await bench.Raw())
        {
            Assert.Equal("busy", RawPeer.Error(await fifth.Line()));
            Assert.Null(await fifth.Line());
        }

        (int code, string output, _) = await bench.Tool("status", "--device", "unix:" + bench.Socket, "--json", "--lang", "en");
        Assert.Equal((ExitCodes.Unavailable, true), (code, output.Contains("\"busy\"")));
        await bench.Scan();
        await peers[2].DisposeAsync();
        await AssertWell(bench);
        foreach (RawPeer peer in peers) await peer.DisposeAsync();
    }

    [Fact]
    public async Task Peers_that_never_read_their_answers_disturb_no_mail()
    {
        await using Bench bench = await Bench.Start();
        byte[] requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"verb\":\"config\"}\n{\"verb\":\"log\",\"last\":1000}\n{\"verb\":\"status\"}\n", 2000)));
        var floods = new List<Socket>();
        for (int i = 0; i < 3; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = 500 };
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(bench.Socket));
            socket.Blocking = false;
            try
            {
                for (int sent = 0; sent < requests.Length;) sent += socket.Send(requests.AsSpan(sent));
            }
            catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
            {
                // Both directions are full: that is what is tried.
            }

            floods.Add(socket);
        }

        for (int i = 0; i < 10; i++) await bench.Scan(200_000);
        Assert.Equal(10, bench.Sandbox.Mails.Count);
        // A peer that takes nothing is given up after ten seconds, and its place is free again.
        var peers = new List<RawPeer>();
        for (int i = 0; i < 4; i++) peers.Add(await Placed(bench));

        foreach (RawPeer peer in peers) await peer.DisposeAsync();
        foreach (Socket flood in floods) flood.Dispose();
    }

    [Fact]
    public async Task Mail_goes_on_while_the_channel_is_busy_and_its_memory_does_not_grow()
    {
        await using Bench bench = await Bench.Start();
        await using ControlClient device = await bench.Connect();
        await Ask(device, 1500);
        await bench.Scan(100_000);
        long before = Resident(bench.Agent.Id);
        Task asking = Ask(device, 3000);
        int mails = 0;
        while (!asking.IsCompleted)
        {
            await bench.Scan(100_000);
            mails++;
        }

        await asking;
        Assert.Equal(mails + 1, bench.Sandbox.Mails.Count);
        Assert.True(mails > 0);
        // The runtime's own caches move it by a few megabytes; a leak of an answer's buffer (65 KB) each time would be 196 MB.
        Assert.InRange(Resident(bench.Agent.Id) - before, -100_000_000, 30_000_000);
    }

    // A peer that has a place, as soon as there is one.
    private static async Task<RawPeer> Placed(Bench bench)
    {
        for (int tries = 0; ; tries++)
        {
            RawPeer peer = await bench.Raw();
            await peer.Send("""{"verb":"hello"}""" + "\n");
            string? line = await peer.Line();
            while (line is not null && RawPeer.Type(line) != "end") line = await peer.Line();
            if (RawPeer.Error(line).Length == 0) return peer;
            await peer.DisposeAsync();
            Assert.True(tries < 200, $"no place came free: {line}");
            await Task.Delay(200);
        }
    }

    private static async Task Ask(ControlClient device, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Assert.True((await device.Ask(i % 3 == 0 ? ControlVerb.Status : i % 3 == 1 ? ControlVerb.Log : ControlVerb.Config)).IsOk);
        }
    }

    private static long Resident(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }

    // Within a moment there is a place, the agent answers, and it relays.
    private static async Task AssertWell(Bench bench)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                await using ControlClient device = await bench.Connect();
                Assert.True((await device.Ask(ControlVerb.Status)).IsOk);
                break;
            }
            catch (ControlException fault) when (fault.Fault == ControlFault.Busy && tries < 100)
            {
                await Task.Delay(50);
            }
        }

        await bench.Scan();
        Assert.DoesNotContain(bench.Log, line => line.StartsWith("fault", StringComparison.Ordinal));
    }
}
