using System;
using System.Collections.Generic;
using System.Text;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;
using DeviceMailAgent.Transcripts;

namespace DeviceMailAgent.Tool.Record;

/// <summary>A provider in memory that takes every mail and throws it away.</summary>
internal sealed class PretendedProvider(Tape tape) : IProviderTransport
{
    private readonly Queue<byte> _waiting = new();
    private readonly StringBuilder _line = new();
    private bool _isOpen;
    private bool _inData;

    public int ReadTimeoutMs
    {
        set { }
    }

    public Diagnosis Failure => Diagnosis.None;

    public bool IsQuiet => _isOpen && _waiting.Count == 0;

    public bool Connect()
    {
        tape.Note(Speaker.AgentToProvider, "{connect}");
        _isOpen = true;
        _inData = false;
        _line.Clear();
        _waiting.Clear();
        Say("220 mail.provider.example ESMTP");
        return true;
    }

    // The pretended account has no TLS, and the relay does not ask for any.
    public bool StartTls() => throw new NotSupportedException();

    public int Read(byte[] buffer, int offset, int count)
    {
        int given = 0;
        while (given < count && _waiting.TryDequeue(out byte octet)) buffer[offset + given++] = octet;
        tape.Octets(Speaker.Provider, buffer, offset, given);
        return given;
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        if (!_isOpen) return false;
        tape.Octets(Speaker.AgentToProvider, buffer, offset, count);
        for (int i = offset; i < offset + count; i++) Take((char)buffer[i]);
        return true;
    }

    public void Close()
    {
        if (_isOpen) tape.Note(Speaker.AgentToProvider, "{closed}");
        _isOpen = false;
    }

    private void Take(char octet)
    {
        _line.Append(octet);
        if (octet != '\n') return;
        string line = _line.ToString();
        if (_inData)
        {
            // RFC 5321 4.1.1.4. Of a mail only the last octets matter.
            if (line == ".\r\n") Say("250 2.0.0 OK");
            _inData = line != ".\r\n";
            _line.Clear();
            return;
        }
        _line.Clear();
        string verb = line[..Math.Min(4, line.Length)].ToUpperInvariant();
        _inData = verb == "DATA";
        Say(verb switch
        {
            "EHLO" => "250-mail.provider.example\r\n250-SIZE 157286400\r\n250-8BITMIME\r\n250 PIPELINING",
            "MAIL" => "250 2.1.0 Sender OK",
            "RCPT" => "250 2.1.5 Recipient OK",
            "DATA" => "354 Start mail input; end with <CRLF>.<CRLF>",
            "QUIT" => "221 2.0.0 Bye",
            _ => "250 2.0.0 OK",
        });
    }

    private void Say(string reply)
    {
        foreach (byte octet in Encoding.ASCII.GetBytes(reply + "\r\n")) _waiting.Enqueue(octet);
    }
}
