using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DeviceMailAgent.Bench;

/// <summary>How to log in where the bench is the provider's own client: STARTTLS and XOAUTH2.</summary>
/// <param name="TlsHost">The name that the certificate has to carry.</param>
/// <param name="Roots">The only roots trusted.</param>
/// <param name="XOAuth2">The base64 line that goes out after 334, with CRLF.</param>
public sealed record ProviderLogin(string TlsHost, X509Certificate2Collection Roots, byte[] XOAuth2);

/// <summary>One of the two ways that are compared.</summary>
/// <param name="Name">"straight" or "agent".</param>
/// <param name="Server">Whom to connect to.</param>
/// <param name="Login">Null: plain SMTP without login, as the agent takes it.</param>
public sealed record MailPath(string Name, IPEndPoint Server, ProviderLogin? Login);

/// <summary>A reply other than the one that was due.</summary>
public sealed class UnexpectedReplyException(string message) : Exception(message);

/// <summary>
/// A lean SMTP client as scanners are: blocking, one command at a time, each reply waited for. The same code goes both ways;
/// only the stream differs. Its buffers are made once and serve one connection after another.
/// </summary>
public sealed class SmtpConnection : IDisposable
{
    private const int TimeoutMs = 120_000;

    private static readonly byte[] Ehlo = "EHLO scanner.bench.example\r\n"u8.ToArray();
    private static readonly byte[] StartTls = "STARTTLS\r\n"u8.ToArray();
    private static readonly byte[] AuthXOAuth2 = "AUTH XOAUTH2\r\n"u8.ToArray();
    private static readonly byte[] MailFrom = "MAIL FROM:<scanner@bench.example>\r\n"u8.ToArray();
    private static readonly byte[] RcptTo = "RCPT TO:<office@bench.example>\r\n"u8.ToArray();
    private static readonly byte[] Data = "DATA\r\n"u8.ToArray();
    private static readonly byte[] Quit = "QUIT\r\n"u8.ToArray();

    private readonly byte[] _inbound = new byte[4096];
    private Socket? _socket;
    private Stream? _stream;
    private int _start;
    private int _end;

    /// <summary>Connects and goes on to where MAIL may be said.</summary>
    /// <exception cref="UnexpectedReplyException">The server said something else.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public void Open(MailPath path)
    {
        _start = _end = 0;
        _socket = new Socket(path.Server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, ReceiveTimeout = TimeoutMs, SendTimeout = TimeoutMs,
        };
        _socket.Connect(path.Server);
        _stream = new NetworkStream(_socket, ownsSocket: false);
        Expect(220);
        Ask(Ehlo, 250);
        if (path.Login != null) LogIn(path.Login);
    }

    /// <summary>Sends a mail and waits until the server has taken it over.</summary>
    /// <exception cref="UnexpectedReplyException">The server said something else than 250.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public void Send(MailText mail)
    {
        Ask(MailFrom, 250);
        Ask(RcptTo, 250);
        Ask(Data, 354);
        Stream stream = _stream!;
        for (int i = 0; i < mail.Pieces.Count; i++)
        {
            byte[] piece = mail.Pieces[i];
            stream.Write(piece, 0, piece.Length);
        }
        Expect(250);
    }

    /// <summary>Says QUIT, waits for the answer, closes.</summary>
    public void Leave()
    {
        Ask(Quit, 221);
        Dispose();
    }

    /// <summary>Closes without a word.</summary>
    public void Dispose()
    {
        _stream?.Dispose();
        _socket?.Dispose();
        _stream = null;
        _socket = null;
    }

    private void LogIn(ProviderLogin login)
    {
        Ask(StartTls, 220);
        var tls = new SslStream(_stream!, leaveInnerStreamOpen: false);
        _stream = tls;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(login.Roots);
        tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = login.TlsHost, CertificateChainPolicy = policy });
        Ask(Ehlo, 250);
        Ask(AuthXOAuth2, 334);
        Ask(login.XOAuth2, 235);
    }

    private void Ask(byte[] command, int code)
    {
        _stream!.Write(command, 0, command.Length);
        Expect(code);
    }

    // RFC 5321 4.2.1: the reply's last line has a space behind its code.
    private void Expect(int code)
    {
        while (true)
        {
            int lineFeed = Array.IndexOf(_inbound, (byte)'\n', _start, _end - _start);
            if (lineFeed < 0)
            {
                Fill();
                continue;
            }
            int line = _start;
            _start = lineFeed + 1;
            if (lineFeed - line > 3 && _inbound[line + 3] == '-') continue;
            if (Code(line, lineFeed) == code) return;
            string said = Encoding.Latin1.GetString(_inbound, line, lineFeed - line).TrimEnd();
            throw new UnexpectedReplyException($"The server said \"{said}\" where {code} was due.");
        }
    }

    private int Code(int line, int lineFeed)
    {
        if (lineFeed - line < 3) return 0;
        return ((_inbound[line] - '0') * 100) + ((_inbound[line + 1] - '0') * 10) + (_inbound[line + 2] - '0');
    }

    private void Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _inbound.Length)
        {
            Buffer.BlockCopy(_inbound, _start, _inbound, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }
        int received = _stream!.Read(_inbound, _end, _inbound.Length - _end);
        if (received == 0) throw new IOException("The server closed the connection.");
        _end += received;
    }
}
