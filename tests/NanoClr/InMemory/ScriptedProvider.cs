using System;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.NanoClr.InMemory;

/// <summary>
/// A provider that answers each line by its first letters, takes mail data up to CRLF.CRLF and counts it. It allocates nothing
/// once made. The trace has one letter for each line that it heard: E S A t (the token) M R D e (the end of data) X (reset) Q ? (unknown).
/// </summary>
public sealed class ScriptedProvider : IProviderTransport
{
    private readonly byte[] _greeting = Octets.From("220 smtp.example ESMTP\\r\\n");
    private readonly byte[] _ehloPlain = Octets.From("250-smtp.example\\r\\n250 STARTTLS\\r\\n");
    private readonly byte[] _ehlo = Octets.From("250-smtp.example\\r\\n250-SIZE 99999999\\r\\n250-8BITMIME\\r\\n250 AUTH LOGIN XOAUTH2\\r\\n");
    private readonly byte[] _ready = Octets.From("220 2.0.0 Ready\\r\\n");
    private readonly byte[] _challenge = Octets.From("334 \\r\\n");
    private readonly byte[] _accepted = Octets.From("235 2.7.0 Accepted\\r\\n");
    private readonly byte[] _ok = Octets.From("250 2.1.0 OK\\r\\n");
    private readonly byte[] _goAhead = Octets.From("354 Go ahead\\r\\n");
    private readonly byte[] _queued = Octets.From("250 2.0.0 Queued\\r\\n");
    private readonly byte[] _bye = Octets.From("221 2.0.0 Bye\\r\\n");
    private readonly byte[] _unknown = Octets.From("500 5.5.2 Unknown\\r\\n");
    private readonly byte[] _line = new byte[1024];
    private readonly byte[] _pending = new byte[512];
    private readonly byte[] _last = new byte[5];
    private int _lineCount;
    private int _pendingCount;
    private bool _isOpen;
    private bool _isSecure;
    private bool _awaitsToken;
    private bool _takesData;

    /// <summary>What it answers to a recipient.</summary>
    public byte[] RecipientReply { get; set; } = Octets.From("250 2.1.5 OK\\r\\n");

    /// <summary>The letters of what it heard; the first <see cref="TraceCount"/> octets.</summary>
    public byte[] Trace { get; } = new byte[256];

    /// <summary>Length of the trace.</summary>
    public int TraceCount { get; private set; }

    /// <summary>Octets of mail data, with CRLF.CRLF.</summary>
    public long DataOctets { get; private set; }

    /// <summary>The sum of all octets of mail data: tells whether they came unchanged.</summary>
    public long DataSum { get; private set; }

    /// <inheritdoc/>
    public int ReadTimeoutMs { get; set; }

    /// <inheritdoc/>
    public Diagnosis Failure
    {
        get { return Diagnosis.ProviderUnreachable; }
    }

    /// <inheritdoc/>
    public bool IsQuiet
    {
        get { return _isOpen && _pendingCount == 0; }
    }

    /// <summary>False for a provider that cannot be reached.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>Forgets what it heard.</summary>
    public void Forget()
    {
        TraceCount = 0;
        DataOctets = 0;
        DataSum = 0;
    }

    /// <inheritdoc/>
    public bool Connect()
    {
        if (!IsReachable) return false;
        _isOpen = true;
        _isSecure = false;
        _awaitsToken = false;
        _takesData = false;
        _lineCount = 0;
        _pendingCount = 0;
        Answer(_greeting);
        return true;
    }

    /// <inheritdoc/>
    public bool StartTls()
    {
        _isSecure = true;
        return true;
    }

    /// <inheritdoc/>
    public void Close()
    {
        _isOpen = false;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        if (!_isOpen) return -1;
        int given = _pendingCount < count ? _pendingCount : count;
        Array.Copy(_pending, 0, buffer, offset, given);
        Array.Copy(_pending, given, _pending, 0, _pendingCount - given);
        _pendingCount -= given;
        return given;
    }

    /// <inheritdoc/>
    public bool Write(byte[] buffer, int offset, int count)
    {
        if (!_isOpen) return false;
        if (_takesData)
        {
            TakeData(buffer, offset, count);
            return true;
        }
        for (int i = 0; i < count; i++)
        {
            byte octet = buffer[offset + i];
            // A token may be longer than the room for a line; its beginning is enough.
            if (_lineCount < _line.Length) _line[_lineCount++] = octet;
            if (octet == Ascii.LF) Obey();
        }
        return true;
    }

    private void TakeData(byte[] buffer, int offset, int count)
    {
        DataOctets += count;
        for (int i = 0; i < count; i++) DataSum += buffer[offset + i];
        int kept = count < 5 ? count : 5;
        Array.Copy(_last, kept, _last, 0, 5 - kept);
        Array.Copy(buffer, offset + count - kept, _last, 5 - kept, kept);
        if (_last[0] != 13 || _last[1] != 10 || _last[2] != (byte)'.' || _last[3] != 13 || _last[4] != 10) return;
        _takesData = false;
        Note('e');
        Answer(_queued);
    }

    private void Obey()
    {
        byte first = Ascii.Upper(_line[0]);
        _lineCount = 0;
        if (_awaitsToken)
        {
            _awaitsToken = false;
            Note('t');
            Answer(_accepted);
            return;
        }
        switch ((char)first)
        {
            case 'E': Note('E'); Answer(_isSecure ? _ehlo : _ehloPlain); break;
            case 'S': Note('S'); Answer(_ready); break;
            case 'A': Note('A'); _awaitsToken = true; Answer(_challenge); break;
            case 'M': Note('M'); Answer(_ok); break;
            case 'R': Obey(_line[1]); break;
            case 'D': BeginData(); break;
            case 'Q': Note('Q'); Answer(_bye); break;
            default: Note('?'); Answer(_unknown); break;
        }
    }

    // RSET and RCPT.
    private void Obey(byte second)
    {
        bool isReset = Ascii.Upper(second) == (byte)'S';
        Note(isReset ? 'X' : 'R');
        Answer(isReset ? _ok : RecipientReply);
    }

    private void BeginData()
    {
        Note('D');
        Array.Clear(_last, 0, _last.Length);
        _takesData = true;
        Answer(_goAhead);
    }

    private void Note(char letter)
    {
        if (TraceCount < Trace.Length) Trace[TraceCount++] = (byte)letter;
    }

    private void Answer(byte[] reply)
    {
        _pendingCount = Ascii.Append(_pending, _pendingCount, reply);
    }
}
