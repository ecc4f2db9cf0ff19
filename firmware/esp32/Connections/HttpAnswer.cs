using System;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Connections;

/// <summary>Reads an HTTP/1.1 response (RFC 9112): status, Content-Length or chunks or to the connection's end, the body into a reader.</summary>
public sealed class HttpAnswer
{
    // A head with more lines is none that an OAuth server sends.
    private const int LinesMax = 64;
    private const long UntilClose = -1;
    private static readonly byte[] Version = Ascii.Bytes("HTTP/1.");
    private static readonly byte[] ContentLength = Ascii.Bytes("Content-Length:");
    private static readonly byte[] TransferEncoding = Ascii.Bytes("Transfer-Encoding:");
    private static readonly byte[] Chunked = Ascii.Bytes("chunked");

    private readonly LineBuffer _buffer;
    private bool _isChunked;
    private long _length;
    private long _endMs;
    private IClock? _clock;

    /// <summary>Allocates nothing.</summary>
    /// <param name="buffer">Nobody else's while a response is read; empty afterwards.</param>
    public HttpAnswer(LineBuffer buffer)
    {
        _buffer = buffer;
    }

    /// <summary>Reads one response.</summary>
    /// <param name="channel">From here.</param>
    /// <param name="answer">Gets the status and the body.</param>
    /// <param name="clock">The clock of <paramref name="endMs"/>.</param>
    /// <param name="endMs">When to give up.</param>
    /// <returns><see cref="Diagnosis.None"/> when it arrived whole.</returns>
    public Diagnosis Read(IProviderTransport channel, TokenReader answer, IClock clock, long endMs)
    {
        _buffer.Clear();
        _clock = clock;
        _endMs = endMs;
        Diagnosis diagnosis = Read(channel, answer);
        // It has held tokens.
        Array.Clear(_buffer.Octets, 0, _buffer.Octets.Length);
        _buffer.Clear();
        return diagnosis;
    }

    private Diagnosis Read(IProviderTransport channel, TokenReader answer)
    {
        int status = Head(channel);
        // RFC 9110 15.2: interim responses come before the real one.
        while (status >= 100 && status < 200) status = Head(channel);
        if (status < 0) return Diagnosis.TokenEndpointUnreachable;
        if (status == 0) return Diagnosis.TokenAnswerMalformed;
        answer.HttpStatus = status;
        bool whole = _isChunked ? Chunks(channel, answer) : Body(channel, answer, _length);
        return whole ? Diagnosis.None : Diagnosis.TokenEndpointUnreachable;
    }

    // The status; 0: this is not HTTP; below 0: it broke off.
    private int Head(IProviderTransport channel)
    {
        _isChunked = false;
        _length = UntilClose;
        int status = 0;
        for (int lines = 0; lines < LinesMax; lines++)
        {
            LineStatus found = Next(channel);
            if (found == LineStatus.Incomplete) return -1;
            if (lines == 0) status = found == LineStatus.Line ? StatusOf(_buffer.LineOffset, _buffer.LineCount) : 0;
            if (status == 0) return 0;
            if (found != LineStatus.Line || lines == 0) continue;
            if (_buffer.LineCount == 0) return status;
            Field();
        }
        return 0;
    }

    private int StatusOf(int offset, int count)
    {
        if (count < 12 || !Ascii.StartsWithIgnoreCase(_buffer.Octets, offset, count, Version)) return 0;
        int status = (int)Ascii.ParseDecimal(_buffer.Octets, offset + 9, 3);
        return status < 100 ? 0 : status;
    }

    private void Field()
    {
        int offset = _buffer.LineOffset;
        int count = _buffer.LineCount;
        if (Ascii.StartsWithIgnoreCase(_buffer.Octets, offset, count, TransferEncoding))
        {
            _isChunked = Ascii.ContainsIgnoreCase(_buffer.Octets, offset, count, Chunked);
        }
        else if (Ascii.StartsWithIgnoreCase(_buffer.Octets, offset, count, ContentLength))
        {
            int at = offset + ContentLength.Length;
            int end = offset + count;
            while (at < end && _buffer.Octets[at] == Ascii.SP) at++;
            while (end > at && _buffer.Octets[end - 1] == Ascii.SP) end--;
            _length = Ascii.ParseDecimal(_buffer.Octets, at, end - at);
        }
    }

    // RFC 9112 7.1. Extensions and trailers mean nothing here.
    private bool Chunks(IProviderTransport channel, TokenReader answer)
    {
        while (true)
        {
            if (Next(channel) != LineStatus.Line) return false;
            long size = Hexadecimal(_buffer.LineOffset, _buffer.LineCount);
            if (size <= 0) return size == 0;
            if (!Body(channel, answer, size) || Next(channel) != LineStatus.Line || _buffer.LineCount != 0) return false;
        }
    }

    private long Hexadecimal(int offset, int count)
    {
        long value = 0;
        int digits = 0;
        for (; digits < count && digits < 8; digits++)
        {
            int octet = Ascii.Upper(_buffer.Octets[offset + digits]);
            int digit = octet >= '0' && octet <= '9' ? octet - '0' : octet >= 'A' && octet <= 'F' ? octet - 'A' + 10 : -1;
            if (digit < 0) break;
            value = value * 16 + digit;
        }
        return digits == 0 ? -1 : value;
    }

    private bool Body(IProviderTransport channel, TokenReader answer, long length)
    {
        while (length != 0)
        {
            if (_buffer.Count == 0 && !Fill(channel, out bool closed)) return closed && length == UntilClose;
            int count = _buffer.Count;
            if (length > 0 && count > length) count = (int)length;
            answer.Feed(_buffer.Octets, _buffer.Start, count);
            _buffer.Consume(count);
            if (length > 0) length -= count;
        }
        return true;
    }

    private LineStatus Next(IProviderTransport channel)
    {
        while (true)
        {
            LineStatus found = _buffer.Next();
            if (found != LineStatus.Incomplete || !Fill(channel, out _)) return found;
        }
    }

    private bool Fill(IProviderTransport channel, out bool closed)
    {
        long left = _endMs - _clock!.NowMs;
        closed = false;
        if (left <= 0) return false;
        channel.ReadTimeoutMs = (int)left;
        int offset = _buffer.FillOffset();
        int received = channel.Read(_buffer.Octets, offset, _buffer.Octets.Length - offset);
        closed = received == 0;
        if (received <= 0) return false;
        _buffer.Filled(received);
        return true;
    }
}
