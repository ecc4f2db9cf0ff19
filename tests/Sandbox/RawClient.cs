using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace DeviceMailAgent.Sandbox.Tests;

/// <summary>A client that says exactly what a test wants, in exactly the writes that it wants.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly SandboxProvider _sandbox;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = Clients.TimeoutMs, SendTimeout = Clients.TimeoutMs };
    private readonly byte[] _buffer = new byte[65536];
    private Stream _stream;
    private int _start, _end;

    private RawClient(SandboxProvider sandbox, int port)
    {
        _sandbox = sandbox;
        _socket.Connect("127.0.0.1", port);
        _stream = new NetworkStream(_socket);
    }

    /// <summary>Connected in clear text; nothing is read yet.</summary>
    public static RawClient Clear(SandboxProvider sandbox) => new(sandbox, sandbox.SmtpPort);

    /// <summary>Connected over TLS, greeted, EHLO said.</summary>
    public static RawClient Greeted(SandboxProvider sandbox)
    {
        var client = new RawClient(sandbox, sandbox.SmtpsPort);
        client.Secure();
        client.Reply();
        client.Command("EHLO bench");
        return client;
    }

    /// <summary>Greeted and logged in by XOAUTH2 with a good token.</summary>
    public static RawClient LoggedIn(SandboxProvider sandbox)
    {
        RawClient client = Greeted(sandbox);
        string reply = client.Login(sandbox.IssueAccessToken());
        return reply.StartsWith("235") ? client : throw new InvalidOperationException(reply);
    }

    public static string XOAuth2(string user, string token) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"user={user}\u0001auth=Bearer {token}\u0001\u0001"));

    public void Secure()
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = Clients.Pinned(_sandbox) });
    }

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public void Write(byte[] octets) => _stream.Write(octets);

    /// <summary>Sends a line, reads a reply.</summary>
    public string Command(string line)
    {
        Write(line + "\r\n");
        return Reply();
    }

    /// <summary>Bare AUTH XOAUTH2, then the response. The reply behind it, whatever it is.</summary>
    public string Login(string token)
    {
        string challenge = Command("AUTH XOAUTH2");
        return challenge == "334 " ? Command(XOAuth2(_sandbox.User, token)) : throw new InvalidOperationException(challenge);
    }

    /// <summary>MAIL, RCPT and DATA, up to 354.</summary>
    public string StartMail()
    {
        Command($"MAIL FROM:<{_sandbox.User}>");
        Command("RCPT TO:<archive@contoso.example>");
        return Command("DATA");
    }

    /// <summary>A whole small mail. The last reply.</summary>
    public string Mail(string text = "Subject: x\r\n\r\nbody\r\n")
    {
        string reply = StartMail();
        return reply.StartsWith("354") ? Command(text + ".") : reply;
    }

    /// <summary>Reads one reply, all of its lines, without the last CRLF. An empty one: the server closed.</summary>
    public string Reply()
    {
        var reply = new StringBuilder();
        while (true)
        {
            string line = Line();
            if (line.Length == 0) return reply.ToString();
            reply.Append(line);
            if (line.Length < 4 || line[3] != '-') return reply.ToString();
            reply.Append("\r\n");
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private string Line()
    {
        while (true)
        {
            int end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                string line = Encoding.UTF8.GetString(_buffer, _start, end);
                _start += end + 2;
                return line;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            int received = _stream.Read(_buffer, _end, _buffer.Length - _end);
            if (received == 0) return "";
            _end += received;
        }
    }
}
