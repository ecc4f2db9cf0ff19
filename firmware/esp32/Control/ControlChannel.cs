using System;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>The device's end of one TLS connection with `devicemail`.</summary>
public sealed class ControlChannel : IByteChannel
{
    private const int HelloMsMax = 5000;
    private const int SendMsMax = 10 * 1000;
    private const int RecordHead = 5;
    private const int HelloMax = 4096;

    private readonly byte[] _head = new byte[RecordHead];
    private Socket? _socket;
    private SslStream? _tls;

    /// <summary>How long a read waits.</summary>
    public int ReadTimeoutMs
    {
        set { if (_socket != null) _socket.ReceiveTimeout = value; }
    }

    /// <summary>
    /// Takes over a socket and runs the handshake. It stops everything else on the board, so it begins only when the peer's ClientHello is there as
    /// a whole: who connects and says nothing costs nothing.
    /// </summary>
    public bool Begin(Socket socket, X509Certificate2 certificate)
    {
        _socket = socket;
        try
        {
            socket.SendTimeout = SendMsMax;
            if (!HelloIsThere(socket)) return false;
            Opener.BoundHandshake(socket);
            _tls = new SslStream(socket);
            _tls.AuthenticateAsServer(certificate, false, SslProtocols.Tls12 | SslProtocols.Tls13);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        if (_tls == null) return 0;
        try
        {
            return _tls.Read(buffer, offset, count);
        }
        catch (Exception)
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    public bool Write(byte[] buffer, int offset, int count)
    {
        if (_tls == null) return false;
        try
        {
            _tls.Write(buffer, offset, count);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>Waits for octets or the peer's end. True: one of both came.</summary>
    public bool HasInput(int waitMs)
    {
        try
        {
            return _socket == null || _tls == null || _tls.DataAvailable || _socket.Poll(waitMs * 1000, SelectMode.SelectRead);
        }
        catch (Exception)
        {
            return true;
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Close()
    {
        try
        {
            if (_tls != null) _tls.Dispose();
            else if (_socket != null) _socket.Close();
        }
        catch (Exception)
        {
            // The peer closed it first.
        }
        _tls = null;
        _socket = null;
    }

    // RFC 8446 5.1: a record's head is its type, version and length.
    private bool HelloIsThere(Socket socket)
    {
        long end = Environment.TickCount64 + HelloMsMax;
        while (Environment.TickCount64 < end)
        {
            if (!socket.Poll(250 * 1000, SelectMode.SelectRead)) continue;
            int available = socket.Available;
            if (available == 0) return false;
            if (available >= RecordHead && socket.Receive(_head, 0, RecordHead, SocketFlags.Peek) == RecordHead)
            {
                int length = _head[3] << 8 | _head[4];
                if (_head[0] != 22 || length > HelloMax) return false;
                if (available >= RecordHead + length) return true;
            }
            Thread.Sleep(20);
        }
        return false;
    }
}
