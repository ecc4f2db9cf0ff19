using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Transcripts;

/// <summary>
/// The provider of a transcript: says its lines when the C: lines before them have arrived. What the agent says off the
/// script, which it may when a replay was cut short, is answered as any server would.
/// </summary>
public sealed class ScriptedProvider : MemoryChannel, IProviderTransport
{
    private readonly Line[] _lines;
    private readonly Tape _tape;
    private readonly List<byte> _input = [];
    private int _at;
    private int _arrivedOfLine;
    private bool _isOffScript;
    private bool _inData;
    private bool _dataEnded;

    public ScriptedProvider(Transcript transcript, Tape tape, FakeClock clock, Seams seams)
        : base("provider", clock, seams)
    {
        _tape = tape;
        _lines = transcript.Lines.Where(line => line.Speaker is Speaker.Provider or Speaker.AgentToProvider).ToArray();
        IsClosed = true;
    }

    /// <summary>Mails that have arrived with their CRLF.CRLF.</summary>
    public int Ended { get; private set; }

    /// <summary>Mails that were answered with a 2yz.</summary>
    public int Accepted { get; private set; }

    public Diagnosis Failure { get; private set; }

    public bool IsQuiet
    {
        get { return !Seams.Fails("provider.IsQuiet") && !IsBroken && !IsClosed && !IsCut && Waiting == 0 && !HasEnded; }
    }

    public bool Connect()
    {
        Failure = Diagnosis.ProviderUnreachable;
        if (Seams.Fails("provider.Connect") || IsCut || !Comes("connect")) return false;
        if (Fails()) return false;
        Reopen();
        _input.Clear();
        _inData = false;
        _dataEnded = false;
        Speak();
        return true;
    }

    public bool StartTls()
    {
        Failure = Diagnosis.ProviderTlsFailed;
        if (Seams.Fails("provider.StartTls") || IsBroken || IsClosed || IsCut || !Comes("tls")) return false;
        if (Fails()) return false;
        Speak();
        return true;
    }

    public override void Close()
    {
        if (IsClosed) return;
        base.Close();
        if (_at < _lines.Length && _lines[_at].Event == "silent") _at++;
        if (_at < _lines.Length && _lines[_at].Event == "closed") _at++;
        _tape.Note(Speaker.AgentToProvider, "{closed}");
    }

    protected override void Wanted()
    {
    }

    protected override void Gave(byte[] buffer, int offset, int count)
    {
        _tape.Octets(Speaker.Provider, buffer, offset, count);
    }

    protected override void Took(byte[] buffer, int offset, int count)
    {
        _tape.Octets(Speaker.AgentToProvider, buffer, offset, count);
        for (int i = offset; i < offset + count; i++)
        {
            if (HasEnded) return;
            _input.Add(buffer[i]);
            Watch();
            if (!_isOffScript) Follow(buffer[i]);
            else if (buffer[i] == '\n' && !_inData) Improvise();
        }
    }

    private void Follow(byte octet)
    {
        bool expected = _at < _lines.Length && _lines[_at].Speaker == Speaker.AgentToProvider && _lines[_at].Event.Length == 0
            && _lines[_at].Octets[_arrivedOfLine] == octet;
        if (!expected)
        {
            _isOffScript = true;
            return;
        }
        if (++_arrivedOfLine < _lines[_at].Octets.Length) return;
        _arrivedOfLine = 0;
        _at++;
        Speak();
    }

    // RFC 5321 4.1.1.4, whatever the script says: only CRLF.CRLF ends data.
    private void Watch()
    {
        if (!_inData) return;
        byte[] data = [.. _input];
        if (data[^1] != '\n' || EndOfDataReference.End(data, data.Length) < 0) return;
        _inData = false;
        _dataEnded = true;
        _input.Clear();
        Ended++;
    }

    private void Speak()
    {
        for (; _at < _lines.Length && _lines[_at].Speaker == Speaker.Provider; _at++)
        {
            string happens = _lines[_at].Event;
            if (happens == "silent") return;
            if (happens is "closes" or "resets") HasEnded = true;
            if (happens == "resets") IsBroken = true;
            if (happens.Length == 0) Utter(_lines[_at].Octets);
        }
    }

    private void Utter(byte[] reply)
    {
        Say(reply);
        if (reply.Length < 4 || reply[3] == '-') return;
        if (_dataEnded && reply[0] == '2') Accepted++;
        _dataEnded = false;
        _inData = reply[0] == '3' && reply[1] == '5';
        _input.Clear();
    }

    private void Improvise()
    {
        string line = Octets.Text([.. _input]);
        _input.Clear();
        if (_dataEnded || line.StartsWith("RSET", StringComparison.Ordinal)) Utter(Octets.Of("250 2.0.0 OK\r\n"));
        else if (line.StartsWith("QUIT", StringComparison.Ordinal)) Utter(Octets.Of("221 2.0.0 Bye\r\n"));
        else HasEnded = true;
    }

    private bool Comes(string happens)
    {
        if (_isOffScript || _at == _lines.Length || _lines[_at].Event != happens) return false;
        _at++;
        _tape.Note(Speaker.AgentToProvider, "{" + happens + "}");
        return true;
    }

    private bool Fails()
    {
        if (_at == _lines.Length || !_lines[_at].Event.StartsWith("fails D", StringComparison.Ordinal)) return false;
        Failure = (Diagnosis)int.Parse(_lines[_at++].Event[7..], System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }
}
