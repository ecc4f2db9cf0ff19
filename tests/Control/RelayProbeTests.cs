using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Examination;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>The open-relay probe against the real agent, and against servers that each have one of the holes that it looks for.</summary>
public sealed class RelayProbeTests
{
    private static readonly IPAddress Inside = IPAddress.Loopback;
    // Another address of this computer (RFC 1122 3.2.1.3), which allow does not have.
    private static readonly IPAddress Outside = new([127, 0, 0, 2]);

    [Fact]
    public async Task Nobody_gets_through_the_agent_but_who_may()
    {
        var ports = new Dictionary<(string Login, string Tls), int>();
        await using Bench bench = await Bench.Start((configuration, _) =>
        {
            var listeners = new JsonArray();
            foreach (string login in (string[])["optional", "ignored", "required"])
            {
                foreach (string tls in (string[])["auto", "implicit", "off"])
                {
                    ports[(login, tls)] = Bench.FreePort();
                    listeners.Add(new JsonObject { ["address"] = "127.0.0.1", ["port"] = ports[(login, tls)], ["tls"] = tls, ["allow"] = new JsonArray("127.0.0.1"), ["login"] = login });
                }
            }

            // At most eight listeners: nine but for the least telling.
            listeners.RemoveAt(5);
            ports.Remove(("ignored", "off"));
            configuration["listen"] = listeners;
            configuration["logins"] = new JsonArray(new JsonObject { ["user"] = "scanner", ["password"] = "any", ["account"] = Bench.Account });
        });
        foreach (((string login, string tls), int port) in ports)
        {
            RelayResult stranger = await Probe(bench, port, Outside, tls);
            Assert.True(stranger is { Verdict: RelayVerdict.Closed, AtTheDoor: true, Tries: > 0 }, $"{login} {tls}: {stranger}");
            RelayResult insider = await Probe(bench, port, Inside, tls);
            if (login == "required") Assert.True(insider is { Verdict: RelayVerdict.Closed, AtTheDoor: false, Tries: >= 20 }, $"{login} {tls}: {insider}");
            // What allow lets in may send: the probe sees that it can.
            else Assert.True(insider is { Verdict: RelayVerdict.Open, Tries: 1 }, $"{login} {tls}: {insider}");
        }

        Assert.Empty(bench.Sandbox.Mails);
        Assert.DoesNotContain(bench.Log, line => line.Contains("mail delivered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_at_all_is_told_apart_from_a_refusal()
    {
        RelayResult result = await new RelayProbe(new IPEndPoint(Inside, Bench.FreePort()), null, "contoso.example", "scans@contoso.example", null).Run(Bench.Limit());
        Assert.Equal((RelayVerdict.Unreachable, 0), (result.Verdict, result.Tries));
    }

    // Relays with these holes exist on the internet and not in this repository, so a server of a few lines stands in for each.
    [Theory]
    [InlineData("percent hack", "RCPT TO:<relay-probe%example.net@contoso.example>")]
    [InlineData("percent hack, address literal", "RCPT TO:<relay-probe%example.net@[127.0.0.1]>")]
    [InlineData("source route", "RCPT TO:<@contoso.example:relay-probe@example.net>")]
    [InlineData("quoted local part", "RCPT TO:<\"relay-probe@example.net\"@contoso.example>")]
    [InlineData("two at signs", "RCPT TO:<relay-probe@example.net@contoso.example>")]
    [InlineData("bang path", "RCPT TO:<example.net!relay-probe>")]
    [InlineData("empty sender", "RCPT TO:<relay-probe@example.net>", "MAIL FROM:<>")]
    [InlineData("the mailbox as sender", "RCPT TO:<relay-probe@example.net>", "MAIL FROM:<scans@contoso.example>")]
    [InlineData("without EHLO", "RCPT TO:<relay-probe@example.net>", null, "EHLO")]
    [InlineData("AUTH= of another", "RCPT TO:<relay-probe@example.net>", "MAIL FROM:<relay-probe@example.org> AUTH=scans@contoso.example")]
    [InlineData("no brackets", "RCPT TO:relay-probe@example.net")]
    [InlineData("XCLIENT", "RCPT TO:<relay-probe@example.net>", null, null, "XCLIENT ADDR=127.0.0.1")]
    [InlineData("PROXY header", "RCPT TO:<relay-probe@example.net>", null, null, "PROXY TCP4 127.0.0.1")]
    public async Task Each_hole_is_found(string way, string recipient, string? sender = null, string? never = null, string? before = null)
    {
        using var server = new HoledServer(said => said[^1] == recipient && (sender is null || said.LastOrDefault(line => line.StartsWith("MAIL", StringComparison.Ordinal)) == sender)
            && (never is null || !said.Any(line => line.StartsWith(never, StringComparison.Ordinal))) && (before is null || said.Any(line => line.StartsWith(before, StringComparison.Ordinal))));
        RelayResult result = await new RelayProbe(server.End, null, "contoso.example", "scans@contoso.example", IPAddress.Loopback).Run(Bench.Limit());
        Assert.Equal((RelayVerdict.Open, way), (result.Verdict, result.Way));
        Assert.StartsWith("250 2.1.5", result.Reply, StringComparison.Ordinal);
        Assert.DoesNotContain("DATA", server.Said);
    }

    [Fact]
    public async Task A_server_that_forgets_its_refusal_is_open()
    {
        using var server = new HoledServer(said => said[^1].StartsWith("RCPT", StringComparison.Ordinal), greeting: "554 5.7.1 Go away");
        RelayResult result = await new RelayProbe(server.End, null, "contoso.example", "scans@contoso.example", null).Run(Bench.Limit());
        Assert.Equal((RelayVerdict.Open, "going on after the refusal"), (result.Verdict, result.Way));
    }

    [Fact]
    public async Task A_server_without_a_hole_is_closed_even_if_it_hangs_up_often()
    {
        using var server = new HoledServer(_ => false, linesMax: 7);
        RelayResult result = await new RelayProbe(server.End, null, "contoso.example", "scans@contoso.example", null).Run(Bench.Limit());
        Assert.True(result is { Verdict: RelayVerdict.Closed, Tries: >= 20 }, result.ToString());
    }

    private static Task<RelayResult> Probe(Bench bench, int port, IPAddress from, string tls) =>
        new RelayProbe(new IPEndPoint(IPAddress.Loopback, port), from, "contoso.example", bench.Sandbox.User, Inside, tls == "implicit").Run(Bench.Limit());

    /// <summary>An SMTP server that accepts every MAIL, and a RCPT only through its hole.</summary>
    private sealed class HoledServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Func<IReadOnlyList<string>, bool> _hole;
        private readonly string _greeting;
        private readonly int _linesMax;
        private readonly List<string> _said = [];

        public HoledServer(Func<IReadOnlyList<string>, bool> hole, string greeting = "220 holed.example ESMTP", int linesMax = 1000)
        {
            _hole = hole;
            _greeting = greeting;
            _linesMax = linesMax;
            _listener.Start();
            _ = Serve();
        }

        public IPEndPoint End => (IPEndPoint)_listener.LocalEndpoint;

        public string[] Said
        {
            get { lock (_said) return [.. _said]; }
        }

        public void Dispose() => _listener.Dispose();

        private async Task Serve()
        {
            while (true)
            {
                Socket socket;
                try
                {
                    socket = await _listener.AcceptSocketAsync();
                }
                catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
                {
                    return;
                }

                _ = Task.Run(() => Talk(socket));
            }
        }

        private async Task Talk(Socket socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket, ownsSocket: true);
                using var reader = new StreamReader(stream, Encoding.ASCII);
                var said = new List<string>();
                await Write(stream, _greeting);
                while (said.Count < _linesMax && await reader.ReadLineAsync() is { } line)
                {
                    said.Add(line);
                    lock (_said) _said.Add(line);
                    string verb = line.Split(' ')[0];
                    if (verb == "PROXY") continue;
                    await Write(stream, verb switch
                    {
                        "RCPT" => _hole(said) ? "250 2.1.5 Come in" : "550 5.7.1 No relaying",
                        "QUIT" => "221 Bye",
                        "STARTTLS" => "502 No",
                        _ => "250 OK",
                    });
                }
            }
            catch (IOException)
            {
                // The probe has left.
            }
        }

        private static async Task Write(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
    }
}
