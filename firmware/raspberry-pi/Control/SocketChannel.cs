using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>A control connection over a socket, in clear (unix) or under TLS.</summary>
internal sealed class SocketChannel : IControlChannel
{
    private readonly Socket _socket;
    private readonly NetworkStream _network;
    private SslStream? _tls;
    private Stream _stream;

    public SocketChannel(Socket socket)
    {
        _socket = socket;
        _socket.SendTimeout = ControlLimits.SendMsMax;
        _network = new NetworkStream(socket, ownsSocket: true);
        _stream = _network;
    }

    public int ReadTimeoutMs
    {
        set { _network.ReadTimeout = value < 0 ? System.Threading.Timeout.Infinite : value; }
    }

    /// <summary>Runs the TLS handshake as server.</summary>
    public bool StartTls(SslServerAuthenticationOptions options)
    {
        _tls = new SslStream(_network, leaveInnerStreamOpen: false);
        _stream = _tls;
        try
        {
            _tls.AuthenticateAsServer(options);
            return true;
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            return false;
        }
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return _stream.Read(buffer, offset, count);
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            return -1;
        }
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        try
        {
            _stream.Write(buffer, offset, count);
            return true;
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            return false;
        }
    }

    public bool HasInput(int waitMs)
    {
        try
        {
            return _socket.Poll(waitMs * 1000, SelectMode.SelectRead);
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            return true;
        }
    }

    public void Close()
    {
        // Closing the socket first: SslStream would wait for a peer that takes nothing.
        _socket.Dispose();
        _tls?.Dispose();
        _network.Dispose();
    }

    // What a peer can cause, and what happens to a read while another thread closes the socket.
    private static bool IsConnectionFault(Exception fault)
    {
        return fault is IOException or AuthenticationException or SocketException or InvalidOperationException or System.ComponentModel.Win32Exception;
    }
}
