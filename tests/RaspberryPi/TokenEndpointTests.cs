using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The token endpoint over real HTTPS on loopback.</summary>
public class TokenEndpointTests
{
    private const string Answer = "{\"access_token\": \"fake-token\", \"token_type\": \"Bearer\", \"expires_in\": 3599}";

    [Fact]
    public void A_form_goes_out_and_the_answer_comes_in()
    {
        List<string> heard = [];
        using var server = Https("localhost", Response("200 OK", Answer), heard);
        TokenReader answer = Post(server, TestCertificates.Trusted, Diagnosis.None);
        Assert.Equal(200, answer.HttpStatus);
        Assert.Equal("fake-token", Encoding.ASCII.GetString(answer.AccessToken.Octets, 0, answer.AccessToken.Count));
        Assert.Equal("POST /token HTTP/1.1", heard[0]);
        Assert.Contains("Content-Type: application/x-www-form-urlencoded", heard);
        Assert.Contains("Accept: application/json", heard);
        Assert.Equal("a=b&c=d", heard[^1]);
    }

    [Theory]
    [InlineData("400 Bad Request", 400)]
    [InlineData("503 Service Unavailable", 503)]
    [InlineData("302 Found", 302)]
    public void Any_status_arrives_with_its_body_and_no_redirect_is_followed(string status, int code)
    {
        using var elsewhere = Https("localhost", Response("200 OK", Answer), []);
        string location = "Location: https://localhost:" + elsewhere.Port + "/token\r\n";
        using var server = Https("localhost", Response(status, "{\"error\": \"invalid_grant\"}", location), []);
        TokenReader answer = Post(server, TestCertificates.Trusted, Diagnosis.None);
        Assert.Equal(code, answer.HttpStatus);
        Assert.Equal("invalid_grant", Encoding.ASCII.GetString(answer.Error.Octets, 0, answer.Error.Count));
        Assert.Equal(0, elsewhere.Connections);
    }

    [Fact]
    public void Its_certificate_is_verified_like_the_providers()
    {
        using var stranger = Https("localhost", Response("200 OK", Answer), []);
        Post(stranger, null, Diagnosis.CertificateUntrusted);
        using var other = Https("login.example.org", Response("200 OK", Answer), []);
        Post(other, TestCertificates.Trusted, Diagnosis.CertificateNameMismatch);
    }

    [Fact]
    public void What_is_no_answer_is_told_apart()
    {
        using var large = Https("localhost", Response("200 OK", "{\"x\": \"" + new string('x', Limits.TokenAnswer) + "\"}"), []);
        Post(large, TestCertificates.Trusted, Diagnosis.TokenAnswerMalformed);
        using var noise = Https("localhost", Encoding.ASCII.GetBytes("220 smtp.example.org ESMTP\r\n"), []);
        Post(noise, TestCertificates.Trusted, Diagnosis.TokenAnswerMalformed);
        using var hangsUp = new LoopbackServer(stream => stream.ReadByte());
        Post(hangsUp, TestCertificates.Trusted, Diagnosis.TokenEndpointUnreachable);
        using var cutShort = Https("localhost", Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\""), []);
        Post(cutShort, TestCertificates.Trusted, Diagnosis.TokenEndpointUnreachable);
        int closed = AgentProcess.FreePort();
        Post(closed, TestCertificates.Trusted, Diagnosis.TokenEndpointUnreachable);
    }

    [Fact]
    public void A_chain_policy_does_not_grow_with_each_handshake()
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var server = new LoopbackServer(stream => LoopbackServer.Tls(stream, certificate));
        SslClientAuthenticationOptions options = new ProviderCertificate(TestCertificates.Trusted).Options("localhost");
        for (int i = 0; i < 3; i++)
        {
            using var client = new TcpClient("127.0.0.1", server.Port);
            using var tls = new SslStream(client.GetStream());
            tls.AuthenticateAsClient(options);
        }
        Assert.Empty(options.CertificateChainPolicy!.ExtraStore);
        Assert.Single(options.CertificateChainPolicy.CustomTrustStore);
    }

    private static TokenReader Post(LoopbackServer server, byte[][]? roots, Diagnosis expected)
    {
        return Post(server.Port, roots, expected);
    }

    private static TokenReader Post(int port, byte[][]? roots, Diagnosis expected)
    {
        var oauth = new OAuthConfiguration { Flow = "device-code", ClientId = "c", Scope = "s", TokenEndpoint = "https://localhost:" + port + "/token", RefreshMarginSeconds = 600 };
        using var endpoint = new HttpTokenEndpoint(Accounts.For("localhost", 25, Security.None, roots), oauth);
        var answer = new TokenReader();
        answer.Reset();
        byte[] form = Encoding.ASCII.GetBytes("..a=b&c=d..");
        Assert.Equal(expected, endpoint.Post(form, 2, form.Length - 4, answer));
        return answer;
    }

    private static byte[] Response(string status, string body, string more = "")
    {
        return Encoding.ASCII.GetBytes("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + more + "Content-Length: " + body.Length + "\r\n\r\n" + body);
    }

    // Hears one request and answers it.
    private static LoopbackServer Https(string name, byte[] response, List<string> heard)
    {
        X509Certificate2 certificate = TestCertificates.Good(name);
        return new LoopbackServer(stream =>
        {
            SslStream tls = LoopbackServer.Tls(stream, certificate);
            int length = 0;
            string line;
            while ((line = LoopbackServer.ReadLine(tls)).Length > 0)
            {
                heard.Add(line);
                if (line.StartsWith("Content-Length: ", StringComparison.Ordinal)) length = int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture);
            }
            byte[] body = new byte[length];
            tls.ReadExactly(body);
            heard.Add(Encoding.ASCII.GetString(body));
            tls.Write(response);
            tls.Flush();
            tls.ShutdownAsync().GetAwaiter().GetResult();
        });
    }
}
