using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>TLS 1.0 and RSA key exchange: for the scanners of a listener that says so, and for nobody else.</summary>
public sealed class OldTlsTests
{
    // Debian's openssl is as strict as its library: without this it offers no TLS 1.0 at all.
    private const string Lenient = "-cipher DEFAULT@SECLEVEL=0";

    private static readonly string[] Old =
    [
        "-tls1 " + Lenient, "-tls1 -starttls smtp " + Lenient, "-tls1 -cipher AES128-SHA:@SECLEVEL=0",
        "-tls1_1 " + Lenient, "-tls1_1 -starttls smtp " + Lenient,
        "-tls1_2 -cipher kRSA", "-tls1_2 -starttls smtp -cipher kRSA", "-tls1_2 -cipher AES128-SHA", "-tls1_2 -cipher AES256-SHA256",
    ];

    private static readonly string[] New = ["-tls1_2", "-tls1_2 -starttls smtp", "-tls1_3", "-tls1_3 -starttls smtp"];

    [Fact]
    public async Task One_auto_port_serves_old_and_new_implicit_and_STARTTLS()
    {
        await using Bench bench = await Bench.Start(change: file => Listen(file, "1.0"));
        foreach (string options in Old.Concat(New))
        {
            ScanMail mail = ScanMail.Make(300_000);
            Assert.True(250 == await Deliver(bench.Agent.Port, options, mail), $"openssl s_client {options}\n{bench.Log}");
            bench.AssertArrived(mail);
        }
        // And in clear.
        await bench.AssertServes();
        Assert.DoesNotContain(bench.Agent.Log, line => line.Contains("scanner noted"));
    }

    [Fact]
    public async Task A_listener_that_does_not_say_so_refuses_the_old_ones_and_says_why()
    {
        await using Bench bench = await Bench.Start(change: file => Listen(file, "1.2"));
        foreach (string options in Old)
        {
            int before = Noted(bench);
            Assert.NotEqual(250, await Deliver(bench.Agent.Port, options, ScanMail.Make()));
            await Until(() => Noted(bench) > before, bench);
            string expected = options.StartsWith("-tls1_2") ? "diagnosis=D110 " : "diagnosis=D118 ";
            Assert.Contains(expected, bench.Agent.Log.Last(line => line.Contains("scanner noted")));
        }
        foreach (string options in New)
        {
            ScanMail mail = ScanMail.Make();
            Assert.True(250 == await Deliver(bench.Agent.Port, options, mail), $"openssl s_client {options}\n{bench.Log}");
            bench.AssertArrived(mail);
        }
        // One line for each that was refused, no connection test beside it.
        Assert.Equal(Old.Length, Noted(bench));
        Assert.Equal(New.Length, bench.Sandbox.Counters.Mails);
    }

    // An ECDSA certificate cannot do RSA key exchange; the agent's own RSA one stands beside it.
    [Fact]
    public async Task An_ECDSA_certificate_of_the_owners_does_not_shut_old_scanners_out()
    {
        using var authority = new CertificateAuthority();
        using var folder = new Folder("certificate");
        using X509Certificate2 certificate = authority.Issue("localhost");
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        string file = folder.Write("cert.pem", certificate.ExportCertificatePem() + "\n" + authority.Pem);
        string keyFile = folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        string ca = folder.Write("ca.pem", authority.Pem);
        await using Bench bench = await Bench.Start(change: configuration =>
        {
            Listen(configuration, "1.0");
            configuration.At("listen[0]")["certificate"] = file;
            configuration.At("listen[0]")["key"] = keyFile;
        });
        foreach (string options in new[] { "-tls1 -cipher kRSA:@SECLEVEL=0", "-tls1_2 -cipher kRSA" })
        {
            Assert.True(250 == await Deliver(bench.Agent.Port, options, ScanMail.Make()), $"openssl s_client {options}\n{bench.Log}");
        }
        // Who can gets the owner's, which his root vouches for.
        string verified = $"-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256 -CAfile {ca} -verify_return_error";
        Assert.True(250 == await Deliver(bench.Agent.Port, verified, ScanMail.Make()), bench.Log);
    }

    // There is no SSL 3.0 in any library of today, so that its first octets are written down here.
    [Theory]
    [InlineData("16 0300 002D 01 000029 0300 00000000000000000000000000000000000000000000000000000000000000000000 0002 000A 0100")]
    [InlineData("80 1C 01 0002 0003 0000 0010 0100800000000000000000000000000000000000")]
    public async Task Who_knows_SSL_only_is_told_so_in_one_line(string hello)
    {
        await using Bench bench = await Bench.Start(change: file => Listen(file, "1.0"));
        for (int times = 1; times <= 2; times++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", bench.Agent.Port);
            await client.GetStream().WriteAsync(Convert.FromHexString(hello.Replace(" ", "")));
            await Until(() => Noted(bench) == times, bench);
        }
        Assert.Equal(2, bench.Agent.Log.Count(line => line.StartsWith("scanner noted from=127.0.0.1 diagnosis=D117 text=\"The scanner knows SSL 3.0 or older only")));
    }

    // A ClientHello of TLS 1.0 that ends at every octet, and one that turns into noise there: each connection ends, none takes another with it.
    [Fact]
    public async Task A_broken_ClientHello_harms_nobody()
    {
        byte[] hello = Convert.FromHexString("160301002D010000290301" + new string('0', 64) + "00" + "0002002F0100");
        await using Bench bench = await Bench.Start(change: file => Listen(file, "1.0"));
        for (int cut = 1; cut <= hello.Length; cut++)
        {
            foreach (bool goesOn in new[] { false, true })
            {
                byte[] noise = goesOn ? [.. Enumerable.Repeat((byte)0xA5, 400)] : [];
                await Send(bench.Agent.Port, [.. hello[..cut], .. noise]);
            }
        }
        ScanMail mail = ScanMail.Make();
        Assert.True(250 == await Deliver(bench.Agent.Port, Old[0], mail), bench.Log);
        bench.AssertArrived(mail);
        Assert.DoesNotContain(bench.Agent.Log, line => line.StartsWith("fault"));
    }

    [Theory]
    [InlineData("-tls1 -cipher DEFAULT:@SECLEVEL=0", "-tls1 -cipher DEFAULT:@SECLEVEL=0")]
    [InlineData("-tls1_1 -cipher DEFAULT:@SECLEVEL=0", "-tls1_1 -cipher DEFAULT:@SECLEVEL=0")]
    [InlineData("-tls1_2 -cipher kRSA", "-tls1_2")]
    public async Task The_provider_is_refused_what_the_scanner_may(string server, string client)
    {
        using var folder = new Folder("provider");
        using RSA key = RSA.Create(2048);
        string certificate = SelfSigned(key);
        using OpenSsl provider = OpenSsl.Server(folder.Write("cert.pem", certificate), folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem()), server);
        int port = await provider.ServerPort();
        // The server is there and serves a client of its own kind.
        using (OpenSsl other = OpenSsl.Client(port, client + " -CAfile " + folder.File("cert.pem") + " -verify_return_error"))
        {
            await other.Say("Q\n"u8.ToArray());
            Assert.Equal("Q", await OfServer(provider, "Q"));
        }
        JsonObject file = AgentFile.MakePlain(port);
        file.At("accounts[0].smtp")["security"] = "implicit";
        file.At("accounts[0]")["ca"] = "ca.pem";
        Listen(file, "1.0");
        await using AgentProcess agent = await AgentProcess.Start(file, certificate, null);
        using OpenSsl scanner = OpenSsl.Client(agent.Port, "-tls1 " + Lenient);
        Assert.Equal(220, (await scanner.Hear()).Code);
        Assert.Equal(250, (await scanner.Ask("EHLO scanner.test")).Code);
        HeardReply reply = await scanner.Ask("MAIL FROM:<a@example.test>");
        Assert.True((451, Diagnosis.ProviderTlsFailed) == (reply.Code, reply.Diagnosis), reply.Text + "\n" + string.Join('\n', agent.Log));
    }

    // Until the agent has closed, politely or with a reset: then its session is free for the next one.
    private static async Task Send(int port, byte[] octets)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        byte[] rest = new byte[4096];
        try
        {
            await socket.SendAsync(octets);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(rest).WaitAsync(TimeSpan.FromSeconds(30)) > 0)
            {
            }
        }
        catch (SocketException)
        {
            return;
        }
    }

    private static async Task<string> OfServer(OpenSsl server, string wanted)
    {
        while (await server.Line() is { } line)
        {
            if (line == wanted) return line;
        }
        return "the server ended: " + await server.End();
    }

    private static string SelfSigned(RSA key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20));
        return certificate.ExportCertificatePem();
    }

    private static void Listen(JsonObject file, string tlsMin)
    {
        file.At("listen[0]")["tls"] = "auto";
        file.At("listen[0]")["tlsMin"] = tlsMin;
    }

    private static int Noted(Bench bench) => bench.Agent.Log.Count(line => line.Contains("scanner noted"));

    private static async Task Until(Func<bool> holds, Bench bench)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(30);
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < end, "the agent did not log it:\n" + bench.Log);
            await Task.Delay(10);
        }
    }

    // The code of the last reply: the one to the mail, the first refusal, or 0 where there was no connection.
    private static async Task<int> Deliver(int port, string options, ScanMail mail)
    {
        using OpenSsl scanner = OpenSsl.Client(port, options);
        // With STARTTLS openssl itself hears the greeting and says the first EHLO.
        HeardReply reply = HeardReply.Closed;
        if (!options.Contains("-starttls"))
        {
            reply = await scanner.Hear();
            if (reply.Code != 220) return reply.Code;
        }
        foreach (string line in new[] { "EHLO scanner.test", $"MAIL FROM:<{ScanMail.Sender}>", $"RCPT TO:<{mail.Recipient}>", "DATA" })
        {
            reply = await scanner.Ask(line);
            if (reply.Code is not (250 or 354)) return reply.Code;
        }
        await scanner.Say(Conversation.Stuffed(mail.Octets));
        reply = await scanner.Ask(".");
        await scanner.Ask("QUIT");
        return reply.Code;
    }
}
