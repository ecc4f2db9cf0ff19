using System;
using System.Diagnostics;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>A scanner's end, in clear or under TLS.</summary>
internal sealed class Scanner : IDisposable
{
    private readonly TcpClient _client;
    private readonly TlsCipherSuite? _suite;
    private Stream _stream;

    /// <param name="port">The agent's.</param>
    /// <param name="implicitTls">TLS from the first octet.</param>
    /// <param name="suite">The only cipher suite that it knows, with TLS 1.2; null: what is usual.</param>
    public Scanner(int port, bool implicitTls = false, TlsCipherSuite? suite = null)
    {
        _suite = suite;
        var clock = Stopwatch.StartNew();
        _client = new TcpClient("127.0.0.1", port) { NoDelay = true };
        _stream = _client.GetStream();
        _stream.ReadTimeout = 30_000;
        if (implicitTls) StartTls();
        Greeting = ReadReply();
        GreetedAfterMs = clock.ElapsedMilliseconds;
    }

    public string Greeting { get; }

    public long GreetedAfterMs { get; }

    /// <summary>Sends a line.</summary>
    /// <returns>The reply's last line; empty when the agent closed.</returns>
    public string Say(string line)
    {
        Send(line + "\r\n");
        return ReadReply();
    }

    public void Send(string text)
    {
        _stream.Write(Encoding.ASCII.GetBytes(text));
        _stream.Flush();
    }

    public string ReadReply()
    {
        string line;
        do
        {
            line = LoopbackServer.ReadLine(_stream);
        }
        while (line.Length > 3 && line[3] == '-');
        return line;
    }

    public void StartTls()
    {
        // A scanner checks no certificate; that is what the agent's own is for.
        var tls = new SslStream(_stream, false, (_, _, _, _) => true);
        var options = new SslClientAuthenticationOptions { TargetHost = "bridge-test" };
        if (_suite is { } suite)
        {
            options.EnabledSslProtocols = SslProtocols.Tls12;
            options.CipherSuitesPolicy = new CipherSuitesPolicy([suite]);
        }
        tls.AuthenticateAsClient(options);
        _stream = tls;
    }

    /// <summary>Sends a mail.</summary>
    /// <returns>The last reply.</returns>
    public string Mail(string text)
    {
        string reply = OpenMail();
        if (!reply.StartsWith("354", StringComparison.Ordinal)) return reply;
        Send(text + "\r\n.\r\n");
        return ReadReply();
    }

    /// <summary>MAIL, RCPT and DATA.</summary>
    public string OpenMail()
    {
        string reply = Say("MAIL FROM:<mfp@contoso.example>");
        if (reply.StartsWith("250", StringComparison.Ordinal)) reply = Say("RCPT TO:<office@contoso.example>");
        return reply.StartsWith("250", StringComparison.Ordinal) ? Say("DATA") : reply;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
