using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>A server on a real loopback socket; each connection is handled by the test's own code on a thread of its own.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Action<NetworkStream> _serve;
    private volatile bool _stopped;
    private int _connections;

    public LoopbackServer(Action<NetworkStream> serve, IPAddress? address = null)
    {
        _serve = serve;
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port
    {
        get { return ((IPEndPoint)_listener.LocalEndpoint).Port; }
    }

    public int Connections
    {
        get { return Volatile.Read(ref _connections); }
    }

    /// <summary>TLS as server over <paramref name="stream"/>.</summary>
    public static SslStream Tls(Stream stream, X509Certificate2 certificate, SslProtocols protocols = SslProtocols.Tls12 | SslProtocols.Tls13)
    {
        var tls = new SslStream(stream);
        tls.AuthenticateAsServer(certificate, false, protocols, false);
        return tls;
    }

    /// <summary>Reads one line up to LF, octet by octet, so that nothing behind it is taken.</summary>
    public static string ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        int octet;
        while ((octet = stream.ReadByte()) >= 0 && octet != '\n') line.Append((char)octet);
        return line.ToString().TrimEnd('\r');
    }

    public static void Say(Stream stream, string text)
    {
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush();
    }

    public void Dispose()
    {
        _stopped = true;
        _listener.Dispose();
    }

    private void Accept()
    {
        while (!_stopped)
        {
            Socket socket;
            try
            {
                socket = _listener.AcceptSocket();
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            Interlocked.Increment(ref _connections);
            new Thread(() => Serve(socket)) { IsBackground = true }.Start();
        }
    }

    private void Serve(Socket socket)
    {
        socket.NoDelay = true;
        using var stream = new NetworkStream(socket, ownsSocket: true);
        stream.ReadTimeout = 20_000;
        try
        {
            _serve(stream);
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException or ObjectDisposedException)
        {
            // The client hung up, which many tests want.
        }
    }
}
