using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Page.Tests;

/// <summary>HTTP as nobody should speak it, and peers that only want to be in the way.</summary>
public sealed class HostileClientTests
{
    private static readonly (string Request, int Status)[] Requests =
    [
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 200),
        ("GET / HTTP/1.0\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: bridge-test.local\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nhOsT:BRIDGE-TEST:8025\r\n\r\n", 200),
        ("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        ("GET http://127.0.0.1/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 200),
        // DNS rebinding: a foreign name that leads here.
        ("GET /status.json HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\nHost: bridge-test.evil.example\r\n\r\n", 421),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n", 400),
        ("GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        ("GET /../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        ("GET /%2e%2e/%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        ("GET //metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        ("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n", 405),
        ("DELETE /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 405),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello", 400),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: 127.0.0.1\r\n\r\n", 505),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("GET /\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\nHost: 127.0.0.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\rX: y\r\n\r\n", 400),
        ("GET /\0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        ("\r\n\r\n", 400),
        ("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n", 400),
    ];

    private static readonly string[] Fields =
    [
        "Cache-Control", "Connection", "Content-Language", "Content-Length", "Content-Security-Policy", "Content-Type", "Cross-Origin-Resource-Policy", "Referrer-Policy", "Vary", "X-Content-Type-Options",
    ];

    [Fact]
    public async Task Each_request_has_its_status_and_no_answer_has_a_field_of_the_peers_making()
    {
        await using PageBench bench = await PageBench.Start();
        foreach ((string request, int status) in Requests)
        {
            string answer = await bench.Say(request);
            Assert.True(answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), request + "\n->\n" + answer);
            Assert.Equal(answer.StartsWith("HTTP/1.1 405", StringComparison.Ordinal), answer.Contains("\r\nAllow: GET, HEAD\r\n", StringComparison.Ordinal));
        }

        string tried = await bench.Say("GET /?lang=ja%0d%0aSet-Cookie:%20a=b&lang=ja\u00e9 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: ja;q=1e309,en;q=x,\u3042\r\nAccept: text/html\tX: y\r\n\r\n");
        (string head, string body) = Split(tried);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.Equal(Fields, head.Split("\r\n").Skip(1).Select(line => line[..line.IndexOf(':')]).Order(StringComparer.Ordinal));
        Assert.Contains("Cache-Control: no-store", head, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy: default-src 'none'; style-src 'sha256-", head, StringComparison.Ordinal);
        Assert.Equal($"Content-Length: {Encoding.UTF8.GetByteCount(body)}", head.Split("\r\n").Single(line => line.StartsWith("Content-Length", StringComparison.Ordinal)));
        Assert.EndsWith("</html>\n", body, StringComparison.Ordinal);
        // HEAD: the length and no body.
        (head, body) = Split(await bench.Say("HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        Assert.Matches("Content-Length: [1-9]", head);
        Assert.Empty(body);
        // A head that does not end.
        Assert.StartsWith("HTTP/1.1 431 ", await bench.Say("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + new string('x', 8192)), StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Log, line => line.Contains("fault", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("de, ja;q=0.9, en;q=0.8", "ja")]
    [InlineData("en-US,en;q=0.9,ja;q=0.8", "en")]
    [InlineData("fr", "en")]
    [InlineData("ja-JP", "ja")]
    [InlineData("ja;q=0", "en")]
    public async Task The_language_is_the_one_that_the_browser_likes_best(string accepted, string language)
    {
        await using PageBench bench = await PageBench.Start(paired: false);
        string answer = await bench.Say($"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: {accepted}\r\n\r\n");
        Assert.Contains($"\r\nContent-Language: {language}\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peers_that_send_and_take_slowly_keep_out_neither_the_page_nor_the_mail()
    {
        await using PageBench bench = await PageBench.Start();
        var held = new List<Socket>();
        try
        {
            for (int i = 0; i < 24; i++)
            {
                Socket slow = await bench.Connect();
                held.Add(slow);
                // Half of them never end their request, the others take nothing of an answer.
                await slow.SendAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " : "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            }
            for (int i = 0; i < 5; i++)
            {
                Assert.Contains("\"state\"", await bench.Get("status.json"), StringComparison.Ordinal);
                Assert.True(await bench.Scan());
            }
            // The first ones have been ended for the later ones; their ends are heard without a time-out of ours.
            Assert.DoesNotContain("200 OK", await PageBench.ReadAll(held[0]), StringComparison.Ordinal);
        }
        finally
        {
            foreach (Socket slow in held) slow.Dispose();
        }
        Assert.DoesNotContain(bench.Log, line => line.Contains("fault", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_does_not_end_is_given_up_by_itself()
    {
        await using PageBench bench = await PageBench.Start(paired: false);
        using Socket slow = await bench.Connect();
        await slow.SendAsync("GET / HTTP"u8.ToArray());
        // 10 s; a close is what is waited for, however long it takes on a busy machine.
        Assert.Empty(await PageBench.ReadAll(slow));
    }

    [Fact]
    public async Task Only_the_allowed_addresses_read_anything()
    {
        await using PageBench bench = await PageBench.Start(file => file["page"]!["allow"] = new JsonArray("127.0.0.2"), paired: false);
        const string Request = "GET /status.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        string refused = await bench.Say(Request, "127.0.0.3");
        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("bridge-test", refused, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"bridge-test\"", await bench.Say(Request, "127.0.0.2"), StringComparison.Ordinal);
    }

    private static (string Head, string Body) Split(string answer)
    {
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (answer[..end], answer[(end + 4)..]);
    }
}
