using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>One SMTP port: a thread that accepts, and a thread for each connection. Blocking throughout, which is the fastest there is for few connections.</summary>
internal sealed class SmtpListener : IDisposable
{
    private readonly Provider _provider;
    private readonly bool _implicitTls;
    private readonly Socket _socket;
    private readonly Thread _thread;
    private readonly ConcurrentDictionary<int, (SmtpSession Session, Wire Wire)> _connections = new();

    public SmtpListener(Provider provider, int port, bool implicitTls)
    {
        _provider = provider;
        _implicitTls = implicitTls;
        _socket = Listen(provider.Options.Address, port);
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        _thread = new Thread(Accept) { IsBackground = true, Name = implicitTls ? "smtps" : "smtp" };
        _thread.Start();
    }

    public int Port { get; }

    /// <summary>Closes the connections that have waited so long for a command, as long as <paramref name="mayClose"/> says yes. Returns how many.</summary>
    public int CloseIdle(int waitedMs, string manner, Func<bool> mayClose)
    {
        int closed = 0;
        foreach ((SmtpSession session, _) in _connections.Values)
        {
            if (session.IsIdle(waitedMs) && mayClose() && session.CloseIdle(manner)) closed++;
        }

        return closed;
    }

    /// <summary>Whether anybody is connected.</summary>
    public bool HasConnections => !_connections.IsEmpty;

    public void Dispose()
    {
        _socket.Dispose();
        foreach ((_, Wire wire) in _connections.Values) wire.Hangup();
        _thread.Join(TimeSpan.FromSeconds(2));
        SpinWait.SpinUntil(() => _connections.IsEmpty, TimeSpan.FromSeconds(2));
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(512);
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new InvalidOperationException($"Port {port} on {address} cannot be used: {refused.Message}. Choose another, or 0 for any free one.", refused);
        }
    }

    private void Accept()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = _socket.Accept();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                if (_provider.Stopping.IsCancellationRequested) return;
                continue; // A client that was gone before it was accepted is no reason to stop.
            }

            int number = _provider.Journal.Connected();
            try
            {
                Serve(client, number);
            }
            catch (SocketException)
            {
                client.Dispose(); // Reset between accept and the first look at it.
            }
        }
    }

    private void Serve(Socket client, int number)
    {
        var wire = new Wire(client);
        var session = new SmtpSession(_provider, wire, number);
        _connections[number] = (session, wire);
        _provider.Journal.Note("connection", $"#{number} from {wire.Peer}{(_implicitTls ? " over implicit TLS" : "")}");
        var thread = new Thread(() =>
        {
            session.Run(_implicitTls);
            _connections.TryRemove(number, out _);
        }) { IsBackground = true, Name = $"smtp #{number}" };
        thread.Start();
    }
}
