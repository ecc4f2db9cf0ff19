using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>The way to the provider: each fault gets its own diagnosis, and TLS is never weakened.</summary>
public class ProviderTransportTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    /// <summary>Certificates and what is to be made of them.</summary>
    public static TheoryData<string, Diagnosis> Certificates => new()
    {
        { "good", Diagnosis.None },
        { "several names", Diagnosis.None },
        { "other name", Diagnosis.CertificateNameMismatch },
        { "expired", Diagnosis.CertificateExpired },
        { "not yet valid", Diagnosis.CertificateExpired },
        { "strange root", Diagnosis.CertificateUntrusted },
        { "self-signed", Diagnosis.CertificateUntrusted },
        { "self-signed, other name, expired", Diagnosis.CertificateUntrusted },
        { "for clients", Diagnosis.CertificateUntrusted },
        { "expired, other name", Diagnosis.CertificateExpired },
    };

    [Theory]
    [MemberData(nameof(Certificates))]
    public void A_certificate_is_verified_by_name_chain_and_dates(string kind, Diagnosis expected)
    {
        using X509Certificate2 certificate = Make(kind);
        using var server = new LoopbackServer(stream => LoopbackServer.Say(LoopbackServer.Tls(stream, certificate), "220 hello\r\n"));
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, Security.Implicit, TestCertificates.Trusted));
        Assert.Equal(expected == Diagnosis.None, transport.Connect());
        Assert.Equal(expected, transport.Failure);
        if (expected == Diagnosis.None) Assert.Equal("220 hello", ReadLine(transport));
        transport.Close();
        transport.Close();
        Assert.False(transport.IsQuiet);
    }

    [Fact]
    public void An_address_is_verified_as_an_address()
    {
        using X509Certificate2 certificate = TestCertificates.Good("127.0.0.1");
        using var server = new LoopbackServer(stream => LoopbackServer.Tls(stream, certificate));
        var byAddress = new ProviderTransport(Accounts.For("127.0.0.1", server.Port, Security.Implicit, TestCertificates.Trusted));
        Assert.True(byAddress.Connect(), byAddress.Failure.ToString());
        var byName = new ProviderTransport(Accounts.For("localhost", server.Port, Security.Implicit, TestCertificates.Trusted));
        Assert.False(byName.Connect());
        Assert.Equal(Diagnosis.CertificateNameMismatch, byName.Failure);
        byAddress.Close();
    }

    [Fact]
    public void With_the_systems_roots_the_tests_root_is_unknown()
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var server = new LoopbackServer(stream => LoopbackServer.Tls(stream, certificate));
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, Security.Implicit, null));
        Assert.False(transport.Connect());
        Assert.Equal(Diagnosis.CertificateUntrusted, transport.Failure);
    }

    [Fact]
    public void Tls_below_1_2_is_refused()
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
#pragma warning disable SYSLIB0039 // The old version is what is being refused.
        using var server = new LoopbackServer(stream => LoopbackServer.Tls(stream, certificate, SslProtocols.Tls11));
#pragma warning restore SYSLIB0039
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, Security.Implicit, TestCertificates.Trusted));
        Assert.False(transport.Connect());
        Assert.Equal(Diagnosis.ProviderTlsFailed, transport.Failure);
    }

    [Fact]
    public void Plain_smtp_on_a_port_for_tls_is_a_tls_failure()
    {
        using var server = new LoopbackServer(stream => LoopbackServer.Say(stream, "220 plain.example ESMTP\r\n"));
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, Security.Implicit, TestCertificates.Trusted));
        Assert.False(transport.Connect());
        Assert.Equal(Diagnosis.ProviderTlsFailed, transport.Failure);
    }

    [Fact]
    public void StartTls_upgrades_and_then_works_both_ways()
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var server = new LoopbackServer(stream =>
        {
            LoopbackServer.Say(stream, "220 clear\r\n");
            SslStream tls = LoopbackServer.Tls(stream, certificate);
            LoopbackServer.Say(tls, LoopbackServer.ReadLine(tls) + " heard\r\n");
            LoopbackServer.ReadLine(tls);
        });
        ProviderTransport transport = StartTlsTransport(server.Port);
        Assert.True(transport.Connect());
        Assert.Equal("220 clear", ReadLine(transport));
        Assert.True(transport.IsQuiet);
        Assert.True(transport.StartTls(), transport.Failure.ToString());
        byte[] line = Encoding.ASCII.GetBytes("EHLO x\r\n");
        Assert.True(transport.Write(line, 0, line.Length));
        Assert.Equal("EHLO x heard", ReadLine(transport));
        transport.Close();
    }

    [Fact]
    public void Clear_text_behind_the_answer_to_StartTls_is_an_injection()
    {
        using var server = new LoopbackServer(stream =>
        {
            LoopbackServer.Say(stream, "220 go ahead\r\n");
            Thread.Sleep(50);
            LoopbackServer.Say(stream, "250 injected\r\n");
            LoopbackServer.ReadLine(stream);
        });
        ProviderTransport transport = StartTlsTransport(server.Port);
        Assert.True(transport.Connect());
        Assert.Equal("220 go ahead", ReadLine(transport));
        Wait.Until(() => !transport.IsQuiet, "something arrived");
        Assert.False(transport.StartTls());
        Assert.Equal(Diagnosis.StartTlsInjected, transport.Failure);
    }

    [Fact]
    public void Clear_text_that_comes_only_after_the_ClientHello_is_one_too()
    {
        using var server = new LoopbackServer(stream =>
        {
            LoopbackServer.Say(stream, "220 go ahead\r\n");
            stream.ReadByte();
            LoopbackServer.Say(stream, "250 injected\r\n");
            // A close with the rest unread would be a reset, which may overtake the line.
            while (stream.ReadByte() >= 0)
            {
            }
        });
        ProviderTransport transport = StartTlsTransport(server.Port);
        Assert.True(transport.Connect());
        Assert.Equal("220 go ahead", ReadLine(transport));
        Assert.False(transport.StartTls());
        Assert.Equal(Diagnosis.StartTlsInjected, transport.Failure);
    }

    [Fact]
    public void What_arrives_unasked_shows_even_when_it_came_with_something_asked()
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var server = new LoopbackServer(stream =>
        {
            // Both records leave in one segment, as a server's last reply and its farewell do.
            using var both = new MemoryStream();
            using var joined = new JoinedWrites(stream, both);
            SslStream tls = LoopbackServer.Tls(joined, certificate, SslProtocols.Tls12);
            joined.Hold = true;
            LoopbackServer.Say(tls, "250 answer\r\n");
            LoopbackServer.Say(tls, "421 and goodbye\r\n");
            joined.Release();
            LoopbackServer.ReadLine(tls);
        });
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, Security.Implicit, TestCertificates.Trusted));
        Assert.True(transport.Connect(), transport.Failure.ToString());
        byte[] buffer = new byte[1000];
        int count = transport.Read(buffer, 0, buffer.Length);
        Assert.Equal("250 answer\r\n", Encoding.ASCII.GetString(buffer, 0, count));
        Assert.False(transport.IsQuiet);
        transport.Close();
    }

    [Fact]
    public void A_closed_port_refuses()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var transport = new ProviderTransport(Accounts.For("localhost", port, Security.None, null));
        Assert.False(transport.Connect());
        Assert.Equal(Diagnosis.ConnectionRefused, transport.Failure);
    }

    [Fact]
    public void A_name_without_address_is_not_resolved()
    {
        // RFC 6761 6.4: names below invalid never exist.
        var transport = new ProviderTransport(Accounts.For("smtp.invalid", 25, Security.None, null));
        Assert.False(transport.Connect());
        Assert.Equal(Diagnosis.NameNotResolved, transport.Failure);
    }

    [Fact]
    public void A_server_that_is_full_is_unreachable_within_the_limit()
    {
        // A listener whose queue is full drops further SYNs: loopback's picture of an address that does not answer.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var fillers = new Socket[4];
        for (int i = 0; i < fillers.Length; i++)
        {
            fillers[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _ = fillers[i].ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask();
        }
        Thread.Sleep(100);
        var transport = new ProviderTransport(Accounts.For("127.0.0.1", port, Security.None, null));
        var clock = Stopwatch.StartNew();
        Assert.False(transport.Connect());
        Assert.Equal(Diagnosis.ProviderUnreachable, transport.Failure);
        Assert.InRange(clock.ElapsedMilliseconds, 5_000, 40_000);
        foreach (Socket filler in fillers) filler.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_read_gives_up_after_its_time_and_the_connection_still_works(bool tls)
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var late = new ManualResetEventSlim();
        using var server = new LoopbackServer(stream =>
        {
            Stream channel = tls ? LoopbackServer.Tls(stream, certificate) : stream;
            late.Wait(30_000);
            LoopbackServer.Say(channel, "250 late\r\n");
            LoopbackServer.ReadLine(channel);
        });
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, tls ? Security.Implicit : Security.None, TestCertificates.Trusted));
        Assert.True(transport.Connect(), transport.Failure.ToString());
        transport.ReadTimeoutMs = 200;
        byte[] buffer = new byte[100];
        var clock = Stopwatch.StartNew();
        Assert.True(transport.Read(buffer, 0, buffer.Length) < 0);
        Assert.InRange(clock.ElapsedMilliseconds, 150, 30_000);
        Assert.True(transport.IsQuiet);
        late.Set();
        transport.ReadTimeoutMs = 5000;
        Assert.Equal("250 late", ReadLine(transport));
        transport.Close();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_close_by_the_provider_is_seen_while_idle_and_when_reading(bool tls)
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var server = new LoopbackServer(stream =>
        {
            if (tls) LoopbackServer.Tls(stream, certificate).Dispose();
        });
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, tls ? Security.Implicit : Security.None, TestCertificates.Trusted));
        Assert.True(transport.Connect(), transport.Failure.ToString());
        Wait.Until(() => !transport.IsQuiet, "something arrived");
        Assert.True(transport.Read(new byte[10], 0, 10) <= 0);
    }

    [Fact]
    public void A_transport_connects_again_and_again()
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var server = new LoopbackServer(stream =>
        {
            SslStream tls = LoopbackServer.Tls(stream, certificate);
            LoopbackServer.Say(tls, "220 hello\r\n");
            LoopbackServer.ReadLine(tls);
        });
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, Security.Implicit, TestCertificates.Trusted));
        for (int i = 0; i < 5; i++)
        {
            Assert.True(transport.Connect(), transport.Failure.ToString());
            Assert.Equal("220 hello", ReadLine(transport));
        }
        transport.Close();
        Assert.Equal(5, server.Connections);
    }

    private static ProviderTransport StartTlsTransport(int port)
    {
        return new ProviderTransport(Accounts.For("localhost", port, Security.StartTls, TestCertificates.Trusted));
    }

    private static X509Certificate2 Make(string kind)
    {
        switch (kind)
        {
            case "good": return TestCertificates.Good("localhost");
            case "several names": return TestCertificates.Server(TestCertificates.Root, ["smtp.example.org", "localhost"], Now.AddDays(-1), Now.AddDays(1));
            case "other name": return TestCertificates.Good("smtp.example.org");
            case "expired": return TestCertificates.Server(TestCertificates.Root, "localhost", Now.AddDays(-30), Now.AddDays(-1));
            case "not yet valid": return TestCertificates.Server(TestCertificates.Root, "localhost", Now.AddDays(1), Now.AddDays(30));
            case "strange root": return TestCertificates.Server(TestCertificates.StrangeRoot, "localhost", Now.AddDays(-1), Now.AddDays(30));
            case "self-signed": return TestCertificates.Server(null, "localhost", Now.AddDays(-1), Now.AddDays(30));
            case "self-signed, other name, expired": return TestCertificates.Server(null, "smtp.example.org", Now.AddDays(-30), Now.AddDays(-1));
            case "for clients": return TestCertificates.Server(TestCertificates.Root, "localhost", Now.AddDays(-1), Now.AddDays(30), forServers: false);
            default: return TestCertificates.Server(TestCertificates.Root, "smtp.example.org", Now.AddDays(-30), Now.AddDays(-1));
        }
    }

    private static string ReadLine(ProviderTransport transport)
    {
        byte[] octet = new byte[1];
        var line = new StringBuilder();
        transport.ReadTimeoutMs = 30_000;
        while (transport.Read(octet, 0, 1) == 1 && octet[0] != '\n') line.Append((char)octet[0]);
        return line.ToString().TrimEnd('\r');
    }

    /// <summary>Keeps writes back and sends them as one.</summary>
    private sealed class JoinedWrites(Stream inner, MemoryStream held) : Stream
    {
        public bool Hold { get; set; }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Release()
        {
            Hold = false;
            inner.Write(held.ToArray());
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => (Hold ? held : inner).Write(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
