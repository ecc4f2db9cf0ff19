using System;
using System.IO;
using System.Security.Authentication;

namespace DeviceMailAgent.RaspberryPi.Network;

/// <summary>
/// The server's end of a TLS connection with an <see cref="OldTlsContext"/>, in the place of SslStream: over the same
/// <see cref="TlsRecords"/>, blocking, failing with the same exceptions. A read or write allocates nothing.
/// </summary>
internal sealed unsafe class OldTlsStream : Stream
{
    private readonly TlsRecords _records;
    private readonly byte[] _scratch;
    // OpenSSL reads what we put into the first and writes into the second; both are emptied at once, so that they stay small.
    private readonly nint _arrived;
    private readonly nint _toSend;
    private nint _connection;

    /// <param name="context">The listener's settings.</param>
    /// <param name="records">The octets of the socket.</param>
    /// <param name="scratch">Lent for as long as the stream lives: a TLS record on its way to OpenSSL or from it.</param>
    public OldTlsStream(OldTlsContext context, TlsRecords records, byte[] scratch)
    {
        _records = records;
        _scratch = scratch;
        _connection = context.NewConnection();
        _arrived = LibSsl.BIO_new(LibSsl.BIO_s_mem());
        _toSend = LibSsl.BIO_new(LibSsl.BIO_s_mem());
        // The connection owns both from here on.
        LibSsl.SSL_set_bio(_connection, _arrived, _toSend);
    }

    ~OldTlsStream()
    {
        Free();
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

    /// <summary>Runs the handshake.</summary>
    /// <exception cref="AuthenticationException">The two have nothing in common, or the client does not speak TLS.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public void Accept()
    {
        while (true)
        {
            LibSsl.ERR_clear_error();
            int result = LibSsl.SSL_accept(_connection);
            int error = result == 1 ? 0 : LibSsl.SSL_get_error(_connection, result);
            // Also an alert that says why not.
            SendPending();
            if (result == 1) return;
            if (error != LibSsl.WantRead)
            {
                _records.Flush();
                throw new AuthenticationException();
            }
            if (!TakeArrived()) throw new IOException();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            LibSsl.ERR_clear_error();
            int count;
            fixed (byte* octets = buffer) count = LibSsl.SSL_read(_connection, octets, buffer.Length);
            if (count > 0) return count;
            int error = LibSsl.SSL_get_error(_connection, count);
            SendPending();
            // RFC 5246 7.2.1: close_notify. Old devices leave without it; then the socket's end says the same.
            if (error == LibSsl.ZeroReturn) return 0;
            if (error != LibSsl.WantRead) throw new IOException();
            if (!TakeArrived()) return 0;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length == 0) return;
        LibSsl.ERR_clear_error();
        int count;
        // Into memory, so that it takes all or fails.
        fixed (byte* octets = buffer) count = LibSsl.SSL_write(_connection, octets, buffer.Length);
        if (count != buffer.Length) throw new IOException();
        SendPending();
    }

    public override void Flush()
    {
        _records.Flush();
    }

    /// <summary>Tells the client that no more will come (RFC 5246 7.2.1).</summary>
    public void SayFarewell()
    {
        LibSsl.ERR_clear_error();
        LibSsl.SSL_shutdown(_connection);
        SendPending();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        return Read(buffer.AsSpan(offset, count));
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Write(buffer.AsSpan(offset, count));
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        throw new NotSupportedException();
    }

    public override void SetLength(long value)
    {
        throw new NotSupportedException();
    }

    protected override void Dispose(bool disposing)
    {
        Free();
        GC.SuppressFinalize(this);
        base.Dispose(disposing);
    }

    private void Free()
    {
        if (_connection != 0) LibSsl.SSL_free(_connection);
        _connection = 0;
    }

    private bool TakeArrived()
    {
        int count = _records.Read(_scratch);
        if (count <= 0) return false;
        fixed (byte* octets = _scratch)
        {
            if (LibSsl.BIO_write(_arrived, octets, count) == count) return true;
        }
        throw new IOException();
    }

    private void SendPending()
    {
        while (true)
        {
            int count;
            fixed (byte* octets = _scratch) count = LibSsl.BIO_read(_toSend, octets, _scratch.Length);
            if (count <= 0) return;
            _records.Write(_scratch.AsSpan(0, count));
        }
    }
}
