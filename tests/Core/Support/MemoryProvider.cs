using System;
using System.Collections.Generic;
using System.Text;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>
/// A provider that plays by the RFCs until a test says otherwise: STARTTLS, XOAUTH2, and an end of data at CRLF.CRLF alone.
/// </summary>
public sealed class MemoryProvider(FakeClock clock, Seams seams) : MemoryChannel("provider", clock, seams), IProviderTransport
{
    private readonly Dictionary<string, Queue<string>> _answers = [];
    private readonly StringBuilder _input = new();
    private bool _isSecure;
    private bool _inData;
    private bool _tokenOwed;
    private bool _talks;

    /// <summary>Every line that arrived, STARTTLS and data's end included; mail data is in <see cref="Data"/>.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The data of every mail that ended with CRLF.CRLF, with it.</summary>
    public List<string> Mails { get; } = [];

    /// <summary>Mails that were answered with a 2yz.</summary>
    public int Accepted { get; private set; }

    /// <summary>Data of the mail that has not ended yet.</summary>
    public string Data
    {
        get { return _inData ? _input.ToString() : ""; }
    }

    /// <summary>Tokens that were sent, decoded from the XOAUTH2 responses.</summary>
    public List<string> Tokens { get; } = [];

    public int Connections { get; private set; }

    /// <summary>What the next connections fail with.</summary>
    public Queue<Diagnosis> ConnectFailures { get; } = new();

    /// <summary>What the TLS handshake fails with.</summary>
    public Diagnosis TlsFailure { get; set; }

    /// <summary>True if the connection dies without anybody seeing it: writes seem to work, reads do not.</summary>
    public bool DiesUnseen { get; set; }

    /// <summary>The connection breaks when so many octets of a mail's data have arrived.</summary>
    public int BreaksBehindDataOctets { get; set; } = int.MaxValue;

    /// <summary>What the provider says before it hangs up there, so that it can still be read; empty: nothing, the connection just breaks.</summary>
    public string LastWords { get; set; } = "";

    /// <summary>The verb to which the provider begins a reply that has no end.</summary>
    public string TalksForEver { get; set; } = "";

    public string Extensions { get; set; } = "250-SIZE 157286400\r\n250-PIPELINING\r\n250-8BITMIME\r\n";

    public Diagnosis Failure { get; private set; }

    public bool IsQuiet
    {
        get { return !Seams.Fails("provider.IsQuiet") && !IsBroken && !IsClosed && !IsCut && Waiting == 0 && (!HasEnded || DiesUnseen); }
    }

    /// <summary>
    /// Sets what the provider says instead, once, to a verb; to "greeting", to "token" or to "." for the end of data. Lines are parted with a bar.
    /// "close" hangs up, also behind a reply; "silence" says nothing.
    /// </summary>
    public MemoryProvider Answers(string verb, string reply)
    {
        if (!_answers.TryGetValue(verb, out Queue<string>? queue)) _answers.Add(verb, queue = new Queue<string>());
        queue.Enqueue(reply);
        return this;
    }

    /// <summary>Says something that nobody asked for, or hangs up.</summary>
    public void SaysUnasked(string reply)
    {
        Reply("unasked", reply);
    }

    public bool Connect()
    {
        Failure = Diagnosis.ConnectionRefused;
        if (Seams.Fails("provider.Connect") || IsCut) return false;
        if (ConnectFailures.Count > 0)
        {
            Failure = ConnectFailures.Dequeue();
            if (Failure != Diagnosis.None) return false;
        }
        Reopen();
        Connections++;
        _input.Clear();
        _isSecure = false;
        _inData = false;
        _tokenOwed = false;
        DiesUnseen = false;
        _talks = false;
        Reply("greeting", "220 provider ESMTP");
        return true;
    }

    public bool StartTls()
    {
        Failure = TlsFailure == Diagnosis.None ? Diagnosis.ProviderTlsFailed : TlsFailure;
        if (Seams.Fails("provider.StartTls") || IsBroken || IsClosed || IsCut || TlsFailure != Diagnosis.None) return false;
        _isSecure = true;
        return true;
    }

    protected override void Wanted()
    {
        if (_talks) Say(Octets.Of("250-and another thing\r\n"));
    }

    protected override void Took(byte[] buffer, int offset, int count)
    {
        if (HasEnded) return;
        _input.Append(Octets.Text(buffer, offset, count));
        if (_inData && _input.Length >= BreaksBehindDataOctets)
        {
            BreaksBehindDataOctets = int.MaxValue;
            IsBroken = LastWords.Length == 0;
            RefusesWrites = true;
            Reply("last words", LastWords + "|close");
            return;
        }
        // Only a line feed can end a line, and so the data.
        if (Array.IndexOf(buffer, (byte)'\n', offset, count) < 0) return;
        while (!HasEnded && (_inData ? TakeData() : TakeLine()))
        {
        }
        // What stands behind the command at which it hung up is lost with the connection.
        if (HasEnded) _input.Clear();
    }

    private bool TakeData()
    {
        byte[] data = Octets.Of(_input.ToString());
        int end = EndOfDataReference.End(data, data.Length);
        if (end < 0) return false;
        Mails.Add(Octets.Text(data, 0, end));
        Lines.Add(".");
        _input.Remove(0, end);
        _inData = false;
        Reply(".", "250 2.0.0 OK <1@provider>");
        return true;
    }

    private bool TakeLine()
    {
        string text = _input.ToString();
        int end = text.IndexOf("\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        string line = text[..end];
        _input.Remove(0, end + 2);
        if (_tokenOwed) TakeToken(line);
        else Obey(line);
        return true;
    }

    private void TakeToken(string line)
    {
        _tokenOwed = false;
        Lines.Add("(response)");
        // A challenge to a command that asked for none may find the next command of a group where a response should be.
        byte[] response = new byte[line.Length];
        if (Convert.TryFromBase64String(line, response, out int count) && count > 0) Tokens.Add(Octets.Text(response[..count]).Split("Bearer ")[^1].TrimEnd('\x01'));
        Reply("token", "235 2.7.0 Authentication successful");
    }

    private void Obey(string line)
    {
        Lines.Add(line);
        string verb = line.Split(' ', ':')[0].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO": Reply(verb, "250-provider\r\n" + Extensions + (_isSecure ? "250 AUTH LOGIN XOAUTH2" : "250 STARTTLS")); break;
            case "STARTTLS": Reply(verb, "220 2.0.0 Ready"); break;
            case "AUTH": Reply(verb, "334 "); break;
            case "MAIL": Reply(verb, "250 2.1.0 Sender OK"); break;
            case "RCPT": Reply(verb, "250 2.1.5 Recipient OK"); break;
            case "DATA": Reply(verb, "354 Start mail input"); break;
            case "RSET": Reply(verb, "250 2.0.0 Resetting"); break;
            case "QUIT": Reply(verb, "221 2.0.0 Bye|close"); break;
            default: Reply(verb, "500 5.5.1 Unrecognized command"); break;
        }
    }

    private void Reply(string to, string reply)
    {
        _talks = to == TalksForEver;
        if (_talks) return;
        if (_answers.TryGetValue(to, out Queue<string>? queue) && queue.Count > 0) reply = queue.Dequeue();
        foreach (string part in reply.Split('|'))
        {
            if (part == "close")
            {
                HasEnded = true;
                return;
            }
            if (part == "silence") return;
            if (part.StartsWith("334", StringComparison.Ordinal)) _tokenOwed = true;
            if (part.StartsWith("354", StringComparison.Ordinal)) _inData = true;
            if (to == "." && part.StartsWith('2')) Accepted++;
            Say(Octets.Of(part + "\r\n"));
        }
    }
}
