using System;
using System.Net.Security;
using System.Net.Sockets;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>
/// The way to one server, in clear and then under TLS. What opens it allocates and stands in <see cref="Opener"/>; reading and writing do not.
/// </summary>
public sealed class TlsChannel : IProviderTransport
{
    private readonly Opener _opener;
    private readonly byte[] _held = new byte[1];
    private Socket? _socket;
    private SslStream? _tls;
    private bool _holds;
    private int _timeoutMs = Limits.GreetingMsMax;

    /// <summary>A channel that is not open yet.</summary>
    public TlsChannel(Opener opener)
    {
        _opener = opener;
    }

    /// <inheritdoc/>
    public int ReadTimeoutMs
    {
        set
        {
            _timeoutMs = value;
            if (_socket != null) _socket.ReceiveTimeout = value;
        }
    }

    /// <inheritdoc/>
    public Diagnosis Failure
    {
        get { return _opener.Failure; }
    }

    /// <inheritdoc/>
    public bool IsQuiet
    {
        get
        {
            if (_socket == null || _holds) return false;
            try
            {
                if (_tls == null) return !_socket.Poll(0, SelectMode.SelectRead);
                if (_tls.DataAvailable) return false;
                return !_socket.Poll(0, SelectMode.SelectRead) || IsTlsOwn();
            }
            catch (Exception)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public bool Connect()
    {
        Close();
        _socket = _opener.Connect();
        if (_socket == null) return false;
        _socket.ReceiveTimeout = _timeoutMs;
        return !_opener.IsImplicit || StartTls();
    }

    /// <inheritdoc/>
    public bool StartTls()
    {
        if (_socket == null) return false;
        _tls = _opener.Secure(_socket);
        if (_tls == null)
        {
            Close();
            return false;
        }
        _socket.ReceiveTimeout = _timeoutMs;
        return true;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        if (_socket == null || count == 0) return 0;
        if (_holds)
        {
            _holds = false;
            buffer[offset] = _held[0];
            return 1;
        }
        try
        {
            return _tls != null ? _tls.Read(buffer, offset, count) : _socket.Receive(buffer, offset, count, SocketFlags.None);
        }
        catch (Exception)
        {
            return -1;
        }
    }

    /// <summary>
    /// Sends all of it, in pieces that fit into the board's send buffer: nanoCLR waits for room before a write and lets other threads run meanwhile, but
    /// within one write mbedTLS loops until all of it is out, and then nothing else runs.
    /// </summary>
    public bool Write(byte[] buffer, int offset, int count)
    {
        if (_socket == null) return false;
        try
        {
            for (int end = offset + count; offset < end;)
            {
                int piece = end - offset < SmallBoardLimits.Segment ? end - offset : SmallBoardLimits.Segment;
                if (_tls != null) _tls.Write(buffer, offset, piece);
                else if (_socket.Send(buffer, offset, piece, SocketFlags.None) != piece) return false;
                offset += piece;
            }
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        Socket? socket = _socket;
        SslStream? tls = _tls;
        _socket = null;
        _tls = null;
        _holds = false;
        if (socket == null) return;
        try
        {
            // Closes the socket too.
            if (tls != null) tls.Dispose();
            else socket.Close();
        }
        catch (Exception)
        {
            // It was closed by the network first.
        }
        if (_opener.UsesTls) _opener.Places.Give();
    }

    // TLS 1.3 sends session tickets behind the handshake, and the library tells them from data only by reading. What is no ticket is kept.
    private bool IsTlsOwn()
    {
        if (_socket == null || _tls == null) return false;
        _socket.ReceiveTimeout = 1;
        try
        {
            _holds = _tls.Read(_held, 0, 1) == 1;
            return false;
        }
        catch (SocketException fault)
        {
            return fault.ErrorCode == (int)SocketError.TimedOut;
        }
        finally
        {
            if (_socket != null) _socket.ReceiveTimeout = _timeoutMs;
        }
    }
}
