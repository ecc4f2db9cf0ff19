using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Network;

/// <summary>
/// The octets of a socket as <see cref="System.Net.Security.SslStream"/> wants them. It gathers the TLS records of one write
/// and sends them with one system call, and reads ahead. Both buffers are made once and serve one connection after another.
/// </summary>
internal sealed class TlsRecords : Stream
{
    private const int RecordHeader = 5;

    private readonly byte[] _received;
    private readonly byte[] _gathered;
    private readonly byte[] _beginning = new byte[ClientHello.Octets];
    private readonly bool _oneAtATime;
    private Socket? _socket;
    private int _receivedAt;
    private int _receivedCount;
    private int _gatheredCount;
    private int _recordLeft;
    private int _beginningCount;

    /// <param name="readAhead">Octets to read at once.</param>
    /// <param name="gather">Octets to send at once.</param>
    /// <param name="oneAtATime">
    /// Hand out no octet behind the record that is asked for, so that what has arrived unasked can still be seen: <see cref="IsEmpty"/>.
    /// </param>
    public TlsRecords(int readAhead, int gather, bool oneAtATime)
    {
        // Pinned: these live as long as the program, and the system calls need no pin of their own.
        _received = GC.AllocateArray<byte>(readAhead, pinned: true);
        _gathered = GC.AllocateArray<byte>(gather, pinned: true);
        _oneAtATime = oneAtATime;
    }

    /// <summary>Why the last read or write failed.</summary>
    public SocketError Failure { get; private set; }

    /// <summary>The first octet that the peer sent: 22 (handshake) or 21 (alert) if it speaks TLS; below 0: none yet.</summary>
    public int FirstOctet
    {
        get { return _beginningCount == 0 ? -1 : _beginning[0]; }
    }

    /// <summary>The version that the peer's ClientHello offers, as <see cref="ClientHello.Version"/> has it.</summary>
    public int OfferedVersion
    {
        get { return ClientHello.Version(_beginning, 0, _beginningCount); }
    }

    /// <summary>True when every octet received was handed out.</summary>
    public bool IsEmpty
    {
        get { return _receivedCount == 0; }
    }

    public override bool CanRead
    {
        get { return true; }
    }

    public override bool CanWrite
    {
        get { return true; }
    }

    public override bool CanSeek
    {
        get { return false; }
    }

    public override long Length
    {
        get { throw new NotSupportedException(); }
    }

    public override long Position
    {
        get { throw new NotSupportedException(); }
        set { throw new NotSupportedException(); }
    }

    /// <summary>Begins with a new connection, and with what was received before TLS took over.</summary>
    /// <returns>False if that is more than a hasty ClientHello can be.</returns>
    public bool Begin(Socket socket, byte[] early, int offset, int count)
    {
        _socket = socket;
        _receivedAt = 0;
        _receivedCount = 0;
        _gatheredCount = 0;
        _recordLeft = 0;
        _beginningCount = 0;
        Failure = SocketError.Success;
        if (count > _received.Length) return false;
        Buffer.BlockCopy(early, offset, _received, 0, count);
        _receivedCount = count;
        TakeBeginning(0, count);
        return true;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_gatheredCount > 0) Flush();
        int wanted = _oneAtATime && _recordLeft == 0 ? RecordHeader : 1;
        while (_receivedCount < wanted)
        {
            if (Receive() == 0) break;
        }
        if (_oneAtATime && _recordLeft == 0 && _receivedCount >= RecordHeader)
        {
            // RFC 8446 5.1: type, version, length.
            _recordLeft = RecordHeader + (_received[_receivedAt + 3] << 8) + _received[_receivedAt + 4];
        }
        int count = Math.Min(buffer.Length, _receivedCount);
        if (_oneAtATime && _recordLeft > 0) count = Math.Min(count, _recordLeft);
        _received.AsSpan(_receivedAt, count).CopyTo(buffer);
        _receivedAt += count;
        _receivedCount -= count;
        if (_oneAtATime) _recordLeft = Math.Max(0, _recordLeft - count);
        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _gathered.Length - _gatheredCount) Flush();
        if (buffer.Length > _gathered.Length)
        {
            Send(buffer);
            return;
        }
        buffer.CopyTo(_gathered.AsSpan(_gatheredCount));
        _gatheredCount += buffer.Length;
    }

    public override void Flush()
    {
        int count = _gatheredCount;
        _gatheredCount = 0;
        if (count > 0) Send(_gathered.AsSpan(0, count));
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        return Read(buffer.AsSpan(offset, count));
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Write(buffer.AsSpan(offset, count));
    }

    // SslStream's farewell (ShutdownAsync) exists only in this form; it is done when it returns.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return Task.CompletedTask;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        throw new NotSupportedException();
    }

    public override void SetLength(long value)
    {
        throw new NotSupportedException();
    }

    private int Receive()
    {
        if (_receivedCount == 0) _receivedAt = 0;
        if (_receivedAt + _receivedCount == _received.Length)
        {
            Buffer.BlockCopy(_received, _receivedAt, _received, 0, _receivedCount);
            _receivedAt = 0;
        }
        int end = _receivedAt + _receivedCount;
        int count = _socket!.Receive(_received.AsSpan(end), SocketFlags.None, out SocketError error);
        if (error != SocketError.Success) throw Failed(error);
        TakeBeginning(end, count);
        _receivedCount += count;
        return count;
    }

    private void TakeBeginning(int at, int count)
    {
        int taken = Math.Min(count, _beginning.Length - _beginningCount);
        if (taken <= 0) return;
        Buffer.BlockCopy(_received, at, _beginning, _beginningCount, taken);
        _beginningCount += taken;
    }

    private void Send(ReadOnlySpan<byte> octets)
    {
        int sent = _socket!.Send(octets, SocketFlags.None, out SocketError error);
        if (error != SocketError.Success || sent < octets.Length) throw Failed(error);
    }

    // SslStream knows failure only as an exception; TcpConnection catches it.
    private IOException Failed(SocketError error)
    {
        Failure = error;
        return new IOException();
    }
}
