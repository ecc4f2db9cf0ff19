using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>
/// A provider with just enough SMTP for tests of the platform (connections, threads, signals). It is not a judge of protocol: for
/// that there are servers that we did not write (tests/EndToEnd).
/// </summary>
internal sealed class SmtpStandIn : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly X509Certificate2? _certificate;
    private int _quits;
    private int _mails;

    /// <param name="certificate">With one, TLS from the first octet.</param>
    public SmtpStandIn(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _server = new LoopbackServer(Serve);
    }

    public int Port
    {
        get { return _server.Port; }
    }

    public int Connections
    {
        get { return _server.Connections; }
    }

    /// <summary>Connections that were ended politely.</summary>
    public int Quits
    {
        get { return Volatile.Read(ref _quits); }
    }

    public int Mails
    {
        get { return Volatile.Read(ref _mails); }
    }

    /// <summary>The greeting; another code than 220 refuses.</summary>
    public string Greeting { get; set; } = "220 stand-in ESMTP";

    /// <summary>Greets only while it is set, as it is from the start.</summary>
    public ManualResetEventSlim Greets { get; } = new ManualResetEventSlim(true);

    /// <summary>Set: every connection is closed after its next command.</summary>
    public bool HangsUp { get; set; }

    /// <summary>The last mail's data without its terminator.</summary>
    public string LastMail { get; private set; } = "";

    public void Dispose()
    {
        _server.Dispose();
    }

    private void Serve(NetworkStream socket)
    {
        Stream stream = _certificate == null ? socket : LoopbackServer.Tls(socket, _certificate);
        socket.ReadTimeout = 60_000;
        Greets.Wait(60_000);
        LoopbackServer.Say(stream, Greeting + "\r\n");
        while (true)
        {
            string command = LoopbackServer.ReadLine(stream);
            if (command.Length == 0) return;
            string verb = command.Split(' ')[0].ToUpperInvariant();
            if (verb == "QUIT") Interlocked.Increment(ref _quits);
            bool isLast = verb == "QUIT" || HangsUp;
            LoopbackServer.Say(stream, Reply(verb));
            if (isLast) return;
            if (verb == "DATA") ReadMail(stream);
        }
    }

    private static string Reply(string verb)
    {
        switch (verb)
        {
            case "EHLO": return "250-stand-in\r\n250-8BITMIME\r\n250 SIZE 100000000\r\n";
            case "DATA": return "354 go on\r\n";
            case "QUIT": return "221 2.0.0 bye\r\n";
            default: return "250 2.0.0 OK\r\n";
        }
    }

    private void ReadMail(Stream stream)
    {
        var mail = new StringBuilder();
        string line;
        while ((line = LoopbackServer.ReadLine(stream)) != ".") mail.Append(line).Append("\r\n");
        LastMail = mail.ToString();
        Interlocked.Increment(ref _mails);
        LoopbackServer.Say(stream, "250 2.6.0 Queued as \"1\"\r\n");
    }
}
