using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace DeviceMailAgent.Bench;

/// <summary>A slow uplink: a TCP forwarder that lets so many octets a second through to the server, and everything back.</summary>
public sealed class ThrottledLink : IDisposable
{
    // Small, so that what the kernel keeps here does not hide the slowness from the sender.
    private const int SocketBuffer = 65536;
    private const int PieceOctets = 16384;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly double _octetsPerSecond;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">Where everything goes.</param>
    /// <param name="octetsPerSecond">For each connection, towards the server.</param>
    public ThrottledLink(IPEndPoint server, double octetsPerSecond)
    {
        _server = server;
        _octetsPerSecond = octetsPerSecond;
        _listener.Server.ReceiveBufferSize = SocketBuffer;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>Where to connect to.</summary>
    public IPEndPoint EndPoint
    {
        get { return (IPEndPoint)_listener.LocalEndpoint; }
    }

    /// <summary>Takes no more connections. Those that stand end with their peers.</summary>
    public void Dispose()
    {
        _listener.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket client = _listener.AcceptSocket();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = SocketBuffer };
                server.Connect(_server);
                client.NoDelay = true;
                new Thread(() => Carry(client, server, _octetsPerSecond)) { IsBackground = true }.Start();
                new Thread(() => Carry(server, client, double.PositiveInfinity)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Dispose ends the wait like this.
        }
    }

    private static void Carry(Socket from, Socket to, double octetsPerSecond)
    {
        byte[] piece = new byte[PieceOctets];
        double due = Stopwatch.GetTimestamp();
        try
        {
            int received;
            while ((received = from.Receive(piece)) > 0)
            {
                to.Send(piece, received, SocketFlags.None);
                // Quiet times earn no credit.
                due = Math.Max(due, Stopwatch.GetTimestamp()) + (received / octetsPerSecond * Stopwatch.Frequency);
                double waitMs = (due - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency;
                if (waitMs >= 1) Thread.Sleep((int)waitMs);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or IOException)
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
