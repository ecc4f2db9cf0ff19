using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Record;

/// <summary>A real scanner's connection, which remembers what was said in it.</summary>
internal sealed class RecordedConnection : IScannerConnection, IDisposable
{
    /// <summary>More than this of one connection is not kept: a scan of one page shows the same.</summary>
    public const int OctetsMax = 256 * 1024 * 1024;

    private const int EarlyMsMax = 500;

    private readonly Socket _socket;
    private readonly X509Certificate2? _certificate;
    private readonly int _patienceMs;
    private Stream _stream;
    private byte[] _early = [];
    private long _octets;

    /// <param name="socket">The connection; it is the recording's from now on.</param>
    /// <param name="certificate">What is shown to a scanner that wants TLS; null: none is offered.</param>
    /// <param name="patienceMs">How long a silent scanner is waited for, in milliseconds.</param>
    public RecordedConnection(Socket socket, X509Certificate2? certificate, int patienceMs)
    {
        _socket = socket;
        _certificate = certificate;
        _patienceMs = patienceMs;
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = patienceMs;
        _socket.SendTimeout = patienceMs;
        _stream = new NetworkStream(socket);
    }

    /// <summary>What was said, in order.</summary>
    public List<Turn> Turns { get; } = [];

    /// <summary>What the scanner offered with TLS; null: it began none.</summary>
    public ClientHello? Hello { get; private set; }

    /// <summary>True if the scanner's first octets were a ClientHello.</summary>
    public bool OpensWithHello { get; private set; }

    /// <summary>True if the connection began with TLS, and was served so.</summary>
    public bool BeganWithTls { get; private set; }

    /// <summary>True if the scanner spoke before it was greeted.</summary>
    public bool SpokeFirst { get; private set; }

    /// <summary>True if there was more than <see cref="OctetsMax"/>.</summary>
    public bool IsTooLarge => _octets > OctetsMax;

    public bool IsSecure { get; private set; }

    // The relay's own time-outs are for scanners that nobody watches.
    public int ReadTimeoutMs
    {
        set { }
    }

    /// <summary>Looks whether the scanner speaks by itself, and serves TLS where it begins with that.</summary>
    /// <returns>False: a handshake failed, and there is nothing to talk in.</returns>
    /// <param name="servesTls">False: a ClientHello is answered as the command that it is not, as a listener without TLS does.</param>
    public bool Begin(bool servesTls)
    {
        if (!_socket.Poll(EarlyMsMax * 1000, SelectMode.SelectRead)) return true;
        byte[] first = new byte[4096];
        int count;
        try
        {
            count = _stream.Read(first);
        }
        catch (IOException)
        {
            return true;
        }
        _early = first[..count];
        if (count == 0) return true;
        OpensWithHello = ClientHello.Begins(first[0]);
        SpokeFirst = !OpensWithHello;
        if (OpensWithHello) Hello = ClientHello.Read(_early);
        BeganWithTls = OpensWithHello && servesTls;
        if (!BeganWithTls) return true;
        byte[] hello = _early;
        _early = [];
        return StartTls(hello, 0, hello.Length);
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int received;
        if (_early.Length > 0)
        {
            received = Math.Min(count, _early.Length);
            _early.AsSpan(0, received).CopyTo(buffer.AsSpan(offset));
            _early = _early[received..];
        }
        else
        {
            try
            {
                received = _stream.Read(buffer, offset, count);
            }
            catch (IOException failure)
            {
                bool isSilent = failure.GetBaseException() is SocketException { SocketErrorCode: SocketError.TimedOut };
                if (isSilent) Turns.Add(new Turn(TurnKind.Silent, []));
                return isSilent ? -1 : 0;
            }
        }
        _octets += received;
        if (IsTooLarge) return 0;
        if (received > 0) Turns.Add(new Turn(TurnKind.Scanner, buffer[offset..(offset + received)]));
        return received;
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        Turns.Add(new Turn(TurnKind.Agent, buffer[offset..(offset + count)]));
        try
        {
            _stream.Write(buffer, offset, count);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public Diagnosis TlsFailure => Diagnosis.ScannerTlsFailed;

    public bool StartTls(byte[] early, int offset, int count)
    {
        var wire = new HelloStream(_socket, early[offset..(offset + count)]);
        var tls = new SslStream(wire);
        try
        {
            tls.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificate = _certificate });
            IsSecure = true;
            _stream = tls;
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            tls.Dispose();
        }
        Hello = ClientHello.Read(wire.First);
        if (!BeganWithTls) Turns.Add(new Turn(IsSecure ? TurnKind.Tls : TurnKind.TlsFailed, []));
        return IsSecure;
    }

    public void Close() => _socket.Close();

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    // The socket's octets with what was read before TLS in front of them; the first ones are kept, for the ClientHello is among them.
    private sealed class HelloStream(Socket socket, byte[] early) : NetworkStream(socket, ownsSocket: false)
    {
        private byte[] _early = early;

        public byte[] First { get; private set; } = [];

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = Math.Min(count, _early.Length);
            // SslStream also reads no octet at all, to wait for one: there is no need to while some are left.
            if (_early.Length == 0) given = base.Read(buffer, offset, count);
            else _early.AsSpan(0, given).CopyTo(buffer.AsSpan(offset));
            if (_early.Length > 0) _early = _early[given..];
            if (First.Length < 4096) First = [.. First, .. buffer[offset..(offset + given)]];
            return given;
        }

        // NetworkStream hands this one to the other where a class derives from it; said here so that nobody has to know.
        public override int Read(Span<byte> buffer)
        {
            byte[] octets = new byte[buffer.Length];
            int given = Read(octets, 0, octets.Length);
            octets.AsSpan(0, given).CopyTo(buffer);
            return given;
        }
    }
}
