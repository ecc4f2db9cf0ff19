using System;
using System.IO;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Log;

/// <summary>One line of the log, put together in a fixed buffer and written with one system call. Not thread-safe.</summary>
internal sealed class LogLine
{
    private readonly byte[] _octets = new byte[2048];
    private readonly Stream _output;
    private int _count;

    /// <param name="output">Where lines go.</param>
    /// <param name="hasPriority">True: lines begin with the priority that journald reads (sd-daemon(3)), such as &lt;6&gt;.</param>
    public LogLine(Stream output, bool hasPriority)
    {
        _output = output;
        HasPriority = hasPriority;
    }

    /// <summary>True if lines begin with their priority.</summary>
    public bool HasPriority { get; }

    /// <summary>
    /// Standard error. The priority is written only where journald reads it: systemd names the journal's socket in JOURNAL_STREAM, and
    /// the variable is inherited by programs whose output goes elsewhere, so the socket's number is compared.
    /// </summary>
    public static LogLine OnStandardError()
    {
        string? journal = Environment.GetEnvironmentVariable("JOURNAL_STREAM");
        string target = "";
        try
        {
            target = File.ResolveLinkTarget("/proc/self/fd/2", returnFinalTarget: false)?.Name ?? "";
        }
        catch (IOException)
        {
            // No /proc: then no journal either.
        }
        int colon = journal == null ? -1 : journal.IndexOf(':', StringComparison.Ordinal);
        bool isJournal = colon >= 0 && target == "socket:[" + journal![(colon + 1)..] + "]";
        return new LogLine(new StandardError(), isJournal);
    }

    /// <summary>Begins a line.</summary>
    /// <param name="priority">syslog(3): 3 error, 4 warning, 5 notice, 6 information.</param>
    /// <param name="what">The event in a word or two.</param>
    public LogLine Begin(int priority, string what)
    {
        _count = 0;
        if (HasPriority)
        {
            Put((byte)'<');
            Put((byte)('0' + priority));
            Put((byte)'>');
        }
        Text(what);
        return this;
    }

    /// <summary>Adds <c> key=value</c>; the value is one of ours and has no spaces.</summary>
    public LogLine Field(string key, string value)
    {
        return Key(key).Text(value);
    }

    public LogLine Field(string key, long value)
    {
        Key(key);
        if (_count + 20 > _octets.Length) return this;
        if (value < 0) Put((byte)'-');
        _count = Ascii.AppendDecimal(_octets, _count, Math.Abs(value));
        return this;
    }

    public LogLine Field(string key, byte[] value, int count)
    {
        Key(key);
        for (int i = 0; i < count; i++) Put(value[i]);
        return this;
    }

    /// <summary>Adds <c> key="value"</c>; a quote or backslash in it gets a backslash, a control octet becomes a question mark.</summary>
    public LogLine Quoted(string key, string value)
    {
        Key(key);
        Put((byte)'"');
        foreach (char c in value) PutQuoted(c < 128 ? (byte)c : (byte)'?');
        Put((byte)'"');
        return this;
    }

    /// <summary>Adds a provider's reply as it came: code, enhanced code, text. Nothing if there is none.</summary>
    public LogLine Reply(Reply reply)
    {
        if (reply.Code == 0) return this;
        Key("reply");
        Put((byte)'"');
        if (_count + 20 <= _octets.Length)
        {
            _count = Ascii.AppendDecimal(_octets, _count, reply.Code);
            if (reply.EnhancedClass != 0)
            {
                Put((byte)' ');
                _count = reply.AppendEnhanced(_octets, _count);
            }
        }
        if (reply.TextCount > 0) Put((byte)' ');
        for (int i = 0; i < reply.TextCount; i++) PutQuoted(reply.Text[i]);
        Put((byte)'"');
        return this;
    }

    public LogLine Text(string text)
    {
        foreach (char c in text) Put(c < 128 ? (byte)c : (byte)'?');
        return this;
    }

    /// <summary>Writes the line. A log that cannot be written stops no mail.</summary>
    public void End()
    {
        _octets[_count++] = (byte)'\n';
        try
        {
            _output.Write(_octets, 0, _count);
        }
        catch (IOException)
        {
            _count = 0;
        }
    }

    private LogLine Key(string key)
    {
        Put((byte)' ');
        Text(key);
        Put((byte)'=');
        return this;
    }

    private void PutQuoted(byte octet)
    {
        if (octet is (byte)'"' or (byte)'\\') Put((byte)'\\');
        Put(octet is < 32 or 127 ? (byte)'?' : octet);
    }

    // A line that is too long ends early; there is always room for its line feed.
    private void Put(byte octet)
    {
        if (_count < _octets.Length - 1) _octets[_count++] = octet;
    }
}
