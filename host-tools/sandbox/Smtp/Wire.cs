using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace DeviceMailAgent.Sandbox.Smtp;

internal enum LineStatus
{
    Line,
    TooLong,
    BareLineFeed,
    Closed,
}

/// <summary>One client's connection: an inbound buffer that serves lines and mail data alike, and replies that wait until the client does.</summary>
/// <remarks>All calls block, one thread has the connection. Replies are held back until the next read would wait, so that the replies
/// to pipelined commands leave together (RFC 2920 3.2).</remarks>
internal sealed class Wire : IDisposable
{
    // Four TLS records (RFC 8446 5.1), and still below the size at which .NET allocates on the large object heap.
    private const int InboundSize = 4 * 16384;

    // RFC 5321 4.5.3.2.7: a server waits at least 5 minutes for a command.
    private const int TimeoutMs = 300_000;

    private readonly Socket _socket;
    private readonly byte[] _inbound = new byte[InboundSize];
    private readonly MemoryStream _outbound = new(512);
    private Stream _stream;
    private int _start, _end;

    public Wire(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = TimeoutMs;
        _socket.SendTimeout = TimeoutMs;
        _stream = new NetworkStream(socket, ownsSocket: false);
        Peer = ((IPEndPoint)socket.RemoteEndPoint!).Address;
    }

    public IPAddress Peer { get; }

    public bool IsSecured { get; private set; }

    public bool IsReset { get; private set; }

    /// <summary>What was read and not used yet. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Unread => _inbound.AsSpan(_start, _end - _start);

    public void Use(int count) => _start += count;

    /// <summary>Sends what waits, then reads more behind what is unread, at most <paramref name="octetsMax"/>. False: the client closed.</summary>
    public bool Fill(int octetsMax = int.MaxValue)
    {
        Flush();
        if (_start > 0)
        {
            Unread.CopyTo(_inbound);
            _end -= _start;
            _start = 0;
        }

        int received = _stream.Read(_inbound, _end, Math.Min(octetsMax, _inbound.Length - _end));
        _end += received;
        return received > 0;
    }

    /// <summary>Reads a line up to CRLF. One longer than <paramref name="octetsMax"/> is read to its end and dropped.</summary>
    public LineStatus ReadLine(int octetsMax, out string line)
    {
        line = "";
        bool tooLong = false;
        int searched = 0;
        while (true)
        {
            int lineFeed = Unread[searched..].IndexOf((byte)'\n');
            if (lineFeed >= 0)
            {
                lineFeed += searched;
                bool hasReturn = lineFeed > 0 && Unread[lineFeed - 1] == '\r';
                tooLong |= lineFeed + 1 > octetsMax;
                if (!tooLong && hasReturn) line = Encoding.UTF8.GetString(Unread[..(lineFeed - 1)]);
                Use(lineFeed + 1);
                return tooLong ? LineStatus.TooLong : hasReturn ? LineStatus.Line : LineStatus.BareLineFeed;
            }

            searched = Unread.Length;
            if (searched > octetsMax)
            {
                // The last octet stays: it may be the CR before the LF to come.
                tooLong = true;
                Use(searched - 1);
                searched = 1;
            }

            if (!Fill()) return LineStatus.Closed;
        }
    }

    public void Send(string text) => _outbound.Write(Encoding.UTF8.GetBytes(text));

    public void Flush()
    {
        if (_outbound.Length == 0) return;
        _stream.Write(_outbound.GetBuffer(), 0, (int)_outbound.Length);
        _stream.Flush();
        _outbound.SetLength(0);
    }

    /// <summary>Sends at once, from a thread that does not own the connection, while its owner waits in a read.</summary>
    public void SendFromAside(string text) => _stream.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>TLS from here on. What the client sent in clear behind STARTTLS is forgotten (RFC 3207 4.2).</summary>
    public void Secure(SslStreamCertificateContext certificate)
    {
        Flush();
        _start = _end = 0;
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        tls.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        });
        IsSecured = true;
    }

    /// <summary>Ends the connection in order: what waits is sent, and TLS says that it ends (RFC 8446 6.1), without which OpenSSL's clients complain.</summary>
    public void Close()
    {
        Flush();
        if (_stream is SslStream tls) tls.ShutdownAsync().GetAwaiter().GetResult();
    }

    /// <summary>Ends the connection with RST, so that the client's next read or write fails.</summary>
    public void Reset()
    {
        IsReset = true;
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Ends the connection with FIN from any thread; a read that waits returns.</summary>
    public void Hangup()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client was faster.
        }
    }

    public void Dispose()
    {
        if (IsReset) return; // Closing the stream in order would have TLS write to a socket that is gone.
        _stream.Dispose();
        _socket.Dispose();
        _outbound.Dispose();
    }
}
