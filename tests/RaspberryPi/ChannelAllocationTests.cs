using System;
using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.RaspberryPi.Network;
using Xunit;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>Promise 2: a read or write of mail data allocates nothing, in clear or under TLS.</summary>
[Collection(nameof(Alone))]
public class ChannelAllocationTests
{
    private const int Chunk = 64 * 1024;

    [Theory]
    [InlineData(SslProtocols.None)]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public void Steady_state_reads_and_writes_allocate_nothing(SslProtocols protocol)
    {
        using X509Certificate2 certificate = TestCertificates.Good("localhost");
        using var server = new LoopbackServer(stream => Echo(protocol == SslProtocols.None ? stream : LoopbackServer.Tls(stream, certificate, protocol)));
        Security security = protocol == SslProtocols.None ? Security.None : Security.Implicit;
        var transport = new ProviderTransport(Accounts.For("localhost", server.Port, security, TestCertificates.Trusted));
        Assert.True(transport.Connect(), transport.Failure.ToString());
        byte[] chunk = new byte[Chunk];
        for (int i = 0; i < 20; i++) RoundTrip(transport, chunk);
        // The runtime itself may allocate once in a while; what a read or write allocates shows in every row of a hundred.
        long least = long.MaxValue;
        for (int row = 0; row < 3; row++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) RoundTrip(transport, chunk);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        transport.Close();
        Assert.Equal(0, least);
    }

    // A write of a whole chunk, then slow reads, so that reads also have to wait in the system call.
    private static void RoundTrip(ProviderTransport transport, byte[] chunk)
    {
        transport.ReadTimeoutMs = 30_000;
        if (!transport.Write(chunk, 0, chunk.Length)) throw new IOException();
        int read = 0;
        while (read < chunk.Length)
        {
            int count = transport.Read(chunk, read, chunk.Length - read);
            if (count <= 0) throw new IOException();
            read += count;
        }
        if (!transport.IsQuiet) throw new IOException("quiet");
    }

    private static void Echo(Stream stream)
    {
        byte[] chunk = new byte[Chunk];
        int waits = 0;
        while (true)
        {
            stream.ReadExactly(chunk);
            if (waits++ < 40) Thread.Sleep(2);
            stream.Write(chunk, 0, Chunk / 2);
            stream.Write(chunk, Chunk / 2, Chunk / 2);
        }
    }
}
