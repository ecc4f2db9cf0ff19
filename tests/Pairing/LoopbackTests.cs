using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Buffers.Text;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool;
using DeviceMailAgent.Tool.Pairing;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>The redirect's end on loopback, and what RFC 7636, 8252 and 9207 ask of the request, against raw connections.</summary>
public sealed class LoopbackTests
{
    private static readonly Uri Endpoint = new("https://login.example/tenant/authorize?prompt=consent");

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Theory]
    [InlineData("GET /?code=c&state={state} HTTP/1.1\r\nHost: {host}", "200", true)]
    [InlineData("GET /?state={state}&error=access_denied HTTP/1.1\r\nhost: {host}", "200", true)]
    [InlineData("GET /?code=c&state=other HTTP/1.1\r\nHost: {host}", "400", false)]
    [InlineData("GET /?code=c HTTP/1.1\r\nHost: {host}", "400", false)]
    [InlineData("GET /?state={state} HTTP/1.1\r\nHost: {host}", "400", false)]
    [InlineData("GET /?code=c&error=e&state={state} HTTP/1.1\r\nHost: {host}", "400", false)]
    [InlineData("GET /?code=c&state={state}&state=other HTTP/1.1\r\nHost: {host}", "400", false)]
    [InlineData("GET /?code=c&code=d&state={state} HTTP/1.1\r\nHost: {host}", "400", false)]
    [InlineData("GET /?code=c&state={state} HTTP/1.1\r\nHost: attacker.example", "400", false)]
    [InlineData("GET /?code=c&state={state} HTTP/1.1", "400", false)]
    [InlineData("POST /?code=c&state={state} HTTP/1.1\r\nHost: {host}", "405", false)]
    [InlineData("GET /favicon.ico HTTP/1.1\r\nHost: {host}", "404", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: {host}", "404", false)]
    [InlineData("\u0016\u0003\u0001", "400", false)]
    public async Task Only_the_answer_to_the_own_request_is_taken(string head, string status, bool isTaken)
    {
        await using var loopback = new LoopbackRedirect("127.0.0.1", Language.English);
        AuthorizationRequest request = Request(loopback);
        loopback.Open(request);
        string said = await Say(loopback, head.Replace("{state}", request.State).Replace("{host}", $"127.0.0.1:{loopback.Port}") + "\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 " + status, said);
        Assert.Contains("Cache-Control: no-store\r\n", said);
        Task<AuthorizationAnswer> answer = loopback.Answer(Limit);
        if (isTaken) await answer;
        else Assert.False(answer.IsCompleted);

        // Whatever came before, the right one is still heard.
        await Say(loopback, $"GET /?code=good&state={request.State} HTTP/1.1\r\nHost: 127.0.0.1:{loopback.Port}\r\n\r\n");
        AuthorizationAnswer heard = await answer;
        Assert.Equal(!isTaken || head.Contains("code=c"), heard.Code is not null);
    }

    [Fact]
    public async Task Connections_that_say_nothing_or_too_much_keep_nobody_waiting()
    {
        await using var loopback = new LoopbackRedirect("127.0.0.1", Language.Japanese);
        AuthorizationRequest request = Request(loopback);
        loopback.Open(request);
        var silent = new List<TcpClient>();
        for (int i = 0; i < 20; i++) silent.Add(await Connect(loopback));
        using TcpClient endless = await Connect(loopback);
        await endless.GetStream().WriteAsync(new byte[16 * 1024], Limit);
        string said = await Say(loopback, $"GET /?code=a%2Bb&state={request.State}&iss=https%3A%2F%2Flogin.example HTTP/1.1\r\nHost: 127.0.0.1:{loopback.Port}\r\n\r\n");
        Assert.Contains("サインインを受け取りました", said);
        AuthorizationAnswer answer = await loopback.Answer(Limit);
        Assert.Equal(("a+b", "https://login.example"), (answer.Code, answer.Issuer));
        foreach (TcpClient client in silent) client.Dispose();
    }

    [Fact]
    public async Task The_short_address_leads_to_the_provider_with_all_that_a_native_app_sends()
    {
        await using var loopback = new LoopbackRedirect("localhost", Language.English);
        AuthorizationRequest request = Request(loopback);
        loopback.Open(request);
        string said = await Say(loopback, $"GET /start HTTP/1.1\r\nHost: localhost:{loopback.Port}\r\n\r\n");
        string location = said.Split("\r\n").Single(line => line.StartsWith("Location: ", StringComparison.Ordinal))["Location: ".Length..];
        Assert.StartsWith(Endpoint + "&", location);
        Dictionary<string, string> query = new Uri(location).Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Assert.Equal(("code", "app", "mail offline_access", "S256", "scans@contoso.example"), (query["response_type"], query["client_id"], query["scope"], query["code_challenge_method"], query["login_hint"]));
        Assert.Equal($"http://localhost:{loopback.Port}/", query["redirect_uri"]);

        // RFC 7636 4.1, 4.2: the verifier does not go with it, only its hash.
        Assert.InRange(request.Verifier.Length, 43, 128);
        Assert.DoesNotContain(request.Verifier, location);
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(request.Verifier))), query["code_challenge"]);
        Assert.Equal(request.Verifier, request.Exchange("c", null).Single(pair => pair.Key == "code_verifier").Value);
        Assert.NotEqual((request.State, request.Verifier), (Request(loopback).State, Request(loopback).Verifier));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://login.example", true)]
    [InlineData("https://login.example/tenant/v2.0", true)]
    [InlineData("https://login.example:444", false)]
    [InlineData("http://login.example", false)]
    [InlineData("https://login.example.attacker.example", false)]
    [InlineData("login.example", false)]
    [InlineData("", false)]
    public void An_answer_of_another_issuer_is_not_taken(string? issuer, bool isTaken) =>
        Assert.Equal(isTaken, new AuthorizationRequest(Endpoint, "app", "mail", "http://localhost:1/").IsFromIssuer(issuer));

    [Theory]
    [InlineData("access_denied", null, Diagnosis.ConsentDeclined)]
    [InlineData("access_denied", "AADSTS65004: User declined to consent.", Diagnosis.ConsentDeclined)]
    [InlineData("invalid_scope", "AADSTS70011: The provided value is not valid.", Diagnosis.ScopeRefused)]
    [InlineData("unauthorized_client", "AADSTS700016: Application was not found.", Diagnosis.ClientUnknown)]
    [InlineData("\"}{", "", Diagnosis.TokenRequestRefused)]
    public void An_error_of_the_page_has_its_number(string error, string? description, Diagnosis diagnosis) => Assert.Equal(diagnosis, TokenExchange.Judge(error, description).Diagnosis);

    [Theory]
    [InlineData("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/authorize")]
    [InlineData("https://login.microsoftonline.us/contoso.us/oauth2/v2.0/token", "https://login.microsoftonline.us/contoso.us/oauth2/v2.0/authorize")]
    [InlineData("https://oauth2.googleapis.com/token", "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent")]
    [InlineData("https://api.fastmail.com/oauth/refresh", "https://api.fastmail.com/oauth/authorize")]
    [InlineData("https://localhost:5/any/oauth2/v2.0/token", "https://localhost:5/any/oauth2/v2.0/authorize")]
    [InlineData("https://login.contoso.com/token", null)]
    public void Where_a_browser_begins_is_known_from_the_token_endpoint(string token, string? authorization) => Assert.Equal(authorization, PairFlow.AuthorizationEndpoint(token)?.ToString());

    private static AuthorizationRequest Request(LoopbackRedirect loopback) => new(Endpoint, "app", "mail offline_access", loopback.RedirectUri) { LoginHint = "scans@contoso.example" };

    private static async Task<TcpClient> Connect(LoopbackRedirect loopback)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", loopback.Port, Limit);
        return client;
    }

    private static async Task<string> Say(LoopbackRedirect loopback, string text)
    {
        using TcpClient client = await Connect(loopback);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), Limit);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Limit);
    }
}
