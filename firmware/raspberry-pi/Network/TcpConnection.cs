using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Network;

/// <summary>
/// One TCP connection after another, in clear or under TLS, blocking. A read or write allocates nothing
/// (tests/RaspberryPi measures it). It belongs to one thread.
/// </summary>
internal sealed class TcpConnection : IByteChannel
{
    private static readonly byte[] Nothing = [];

    private readonly TlsRecords _records;
    private Socket? _socket;
    private Stream? _tls;
    private byte[]? _oldTlsScratch;
    private int _readTimeoutMs;

    /// <inheritdoc cref="TlsRecords(int, int, bool)"/>
    public TcpConnection(int readAhead, int gather, bool oneAtATime)
    {
        _records = new TlsRecords(readAhead, gather, oneAtATime);
    }

    /// <summary>True once TLS protects the connection.</summary>
    public bool IsSecure
    {
        get { return _tls != null; }
    }

    public bool IsOpen
    {
        get { return _socket != null; }
    }

    /// <summary>Why the last read, write or handshake failed, as the system says it.</summary>
    public SocketError Failure { get; private set; }

    /// <summary>The first octet that arrived after <see cref="HandshakeAsClient"/> or <see cref="HandshakeAsServer"/> began.</summary>
    public int FirstTlsOctet
    {
        get { return _records.FirstOctet; }
    }

    /// <summary>The version of TLS that the client offered, as <see cref="Smtp.ClientHello.Version"/> has it.</summary>
    public int OfferedTls
    {
        get { return _records.OfferedVersion; }
    }

    /// <summary>How long a read waits for its first octet, in milliseconds.</summary>
    public int ReadTimeoutMs
    {
        set
        {
            if (value == _readTimeoutMs || _socket == null) return;
            _readTimeoutMs = value;
            try
            {
                _socket.ReceiveTimeout = value;
            }
            catch (SocketException)
            {
                // The peer has reset the connection; the next read says so.
            }
        }
    }

    /// <summary>True while the connection is open and nothing has arrived that nobody asked for.</summary>
    public bool IsQuiet
    {
        get
        {
            if (_socket == null || (_tls != null && !_records.IsEmpty)) return false;
            try
            {
                return !_socket.Poll(0, SelectMode.SelectRead);
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <summary>Takes over a connected socket.</summary>
    public void Open(Socket socket)
    {
        Close();
        _socket = socket;
        _readTimeoutMs = -1;
        Failure = SocketError.Success;
        socket.NoDelay = true;
        socket.SendTimeout = PlatformLimits.SendMsMax;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        if (_tls != null) return ReadTls(buffer, offset, count);
        if (_socket == null) return -1;
        int received = _socket.Receive(buffer, offset, count, SocketFlags.None, out SocketError error);
        if (error == SocketError.Success) return received;
        Failure = error;
        return -1;
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        if (_tls != null) return WriteTls(buffer, offset, count);
        if (_socket == null) return false;
        int sent = _socket.Send(buffer, offset, count, SocketFlags.None, out SocketError error);
        if (error == SocketError.Success && sent == count) return true;
        Failure = error;
        return false;
    }

    /// <summary>Looks at the first octet without taking it.</summary>
    /// <returns>The octet; below 0: none came within <paramref name="waitMs"/>, or the connection is closed.</returns>
    public int PeekOctet(byte[] scratch, int waitMs)
    {
        if (_socket == null) return -1;
        if (waitMs == 0 && _socket.Available == 0) return -1;
        ReadTimeoutMs = Math.Max(1, waitMs);
        int count = _socket.Receive(scratch, 0, 1, SocketFlags.Peek, out SocketError error);
        return error == SocketError.Success && count == 1 ? scratch[0] : -1;
    }

    /// <summary>Runs the TLS handshake as client.</summary>
    public bool HandshakeAsClient(SslClientAuthenticationOptions options)
    {
        if (!BeginTls(Nothing, 0, 0)) return false;
        var tls = new SslStream(_records, leaveInnerStreamOpen: true);
        try
        {
            tls.AuthenticateAsClient(options);
            return EndHandshake(tls);
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            return HandshakeFailed(tls);
        }
    }

    /// <summary>Runs the TLS handshake as server; <paramref name="early"/> came before TLS took over.</summary>
    public bool HandshakeAsServer(ListenerCertificate certificate, byte[] early, int offset, int count)
    {
        if (!BeginTls(early, offset, count)) return false;
        Stream tls = certificate.ServesOldTls ? OldTls(certificate.OldContext) : new SslStream(_records, leaveInnerStreamOpen: true);
        try
        {
            if (tls is OldTlsStream old) old.Accept();
            else ((SslStream)tls).AuthenticateAsServer(certificate.Options);
            return EndHandshake(tls);
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            return HandshakeFailed(tls);
        }
    }

    /// <summary>
    /// Ends our side, then takes what the peer still sends, so that a reset does not overtake our last reply (RFC 1122 4.2.2.13).
    /// </summary>
    public void CloseGently(byte[] scratch, int waitMs)
    {
        if (_socket == null) return;
        SayFarewell();
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            long end = Environment.TickCount64 + waitMs;
            for (long left = waitMs; left > 0; left = end - Environment.TickCount64)
            {
                ReadTimeoutMs = (int)left;
                if (_socket.Receive(scratch, 0, scratch.Length, SocketFlags.None, out SocketError error) == 0 || error != SocketError.Success) break;
            }
        }
        catch (SocketException)
        {
            // The peer was faster.
        }
        Close();
    }

    public void Close()
    {
        DisposeTls(_tls);
        _tls = null;
        _socket?.Dispose();
        _socket = null;
    }

    /// <summary>Tells the peer that no more will come (RFC 8446 6.1), if TLS is on.</summary>
    public void SayFarewell()
    {
        if (_tls == null || _socket == null) return;
        try
        {
            // A peer that takes nothing more is left without a word; waiting for it would be worse.
            if (!_socket.Poll(0, SelectMode.SelectWrite)) return;
            if (_tls is OldTlsStream old) old.SayFarewell();
            else ((SslStream)_tls).ShutdownAsync().GetAwaiter().GetResult();
            _records.Flush();
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            Failure = _records.Failure;
        }
    }

    private bool BeginTls(byte[] early, int offset, int count)
    {
        if (_socket == null || _tls != null || !_records.Begin(_socket, early, offset, count)) return false;
        ReadTimeoutMs = PlatformLimits.HandshakeMsMax;
        return true;
    }

    // The record's buffer comes with the first such handshake and serves all that follow.
    private OldTlsStream OldTls(OldTlsContext context)
    {
        _oldTlsScratch ??= GC.AllocateArray<byte>(PlatformLimits.TlsRecord, pinned: true);
        return new OldTlsStream(context, _records, _oldTlsScratch);
    }

    private bool EndHandshake(Stream tls)
    {
        _records.Flush();
        _tls = tls;
        return true;
    }

    private bool HandshakeFailed(Stream tls)
    {
        Failure = _records.Failure;
        // The alert that tells the peer why may still wait in the records; this sends it.
        DisposeTls(tls);
        return false;
    }

    private static void DisposeTls(Stream? tls)
    {
        try
        {
            tls?.Dispose();
        }
        catch (IOException)
        {
            // It flushes on the way out; a peer that is gone already does not matter any more.
        }
    }

    private int ReadTls(byte[] buffer, int offset, int count)
    {
        try
        {
            return _tls!.Read(buffer, offset, count);
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            Failure = _records.Failure;
            return -1;
        }
    }

    private bool WriteTls(byte[] buffer, int offset, int count)
    {
        try
        {
            _tls!.Write(buffer, offset, count);
            _records.Flush();
            return true;
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            Failure = _records.Failure;
            return false;
        }
    }

    // What a peer can cause. InvalidOperationException: a write after the peer's fault has torn the TLS session down.
    private static bool IsConnectionFault(Exception fault)
    {
        return fault is IOException or AuthenticationException or SocketException or InvalidOperationException or System.ComponentModel.Win32Exception;
    }
}
