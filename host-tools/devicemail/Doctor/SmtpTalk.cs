using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>A whole reply.</summary>
/// <param name="Code">Three digits; 0: the peer hung up, said nothing in time, or said what is no reply.</param>
/// <param name="Text">Its lines, joined with LF, codes included. What came instead where the code is 0.</param>
internal sealed record SmtpAnswer(int Code, string Text)
{
    public static readonly SmtpAnswer Nothing = new(0, "");

    /// <summary>The agent's number in the reply (D103); 0: none.</summary>
    public int Number
    {
        get
        {
            int at = Text.IndexOf(" D", StringComparison.Ordinal);
            return at >= 0 && at + 5 <= Text.Length && int.TryParse(Text.AsSpan(at + 2, 3), out int number) ? number : 0;
        }
    }

    /// <summary>The first line, short enough for a screen.</summary>
    public string FirstLine
    {
        get
        {
            string line = Text.Split('\n')[0];
            return line.Length <= 120 ? line : line[..120];
        }
    }
}

/// <summary>
/// Talks SMTP to a device as a scanner would, one command at a time, and says what no scanner should. It never sends mail: there is no way to
/// write behind a 354 but to hang up. Whatever the peer does is an answer, not an exception.
/// </summary>
internal sealed class SmtpTalk : IDisposable
{
    // A reply to RCPT may have to wait for a provider.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(8);
    private const int LineMax = 4096;
    private const int LinesMax = 64;

    private readonly Socket _socket;
    private readonly byte[] _octet = new byte[1];
    private Stream _stream;
    // After a handshake that failed there is no way to say anything more.
    private bool _isLost;

    private SmtpTalk(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The address that this computer speaks from.</summary>
    public IPAddress From => ((IPEndPoint)_socket.LocalEndPoint!).Address;

    /// <summary>The certificate that the device showed; null without TLS.</summary>
    public X509Certificate2? Certificate { get; private set; }

    /// <summary>Such as Tls13; None without TLS.</summary>
    public SslProtocols Protocol => _stream is SslStream { IsAuthenticated: true } tls ? tls.SslProtocol : SslProtocols.None;

    /// <summary>Connects.</summary>
    /// <param name="device">Where.</param>
    /// <param name="from">The address of this computer to speak from; null: the system chooses.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The connection, before its greeting; or why there is none.</returns>
    public static async Task<(SmtpTalk? Talk, SocketError Error)> Connect(IPEndPoint device, IPAddress? from, CancellationToken cancellation)
    {
        var socket = new Socket(device.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ConnectPatience);
        try
        {
            if (from is not null) socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(device, limit.Token);
            return (new SmtpTalk(socket), SocketError.Success);
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            return (null, fault.SocketErrorCode);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            return (null, SocketError.TimedOut);
        }
    }

    /// <summary>Writes one line, or several at once, and waits for one reply.</summary>
    public async Task<SmtpAnswer> Ask(string line, CancellationToken cancellation)
    {
        if (!await Say(line + "\r\n", cancellation)) return SmtpAnswer.Nothing;
        return await Hear(cancellation);
    }

    /// <summary>Writes as it is. False: the peer is gone.</summary>
    public async Task<bool> Say(string text, CancellationToken cancellation)
    {
        if (_isLost) return false;
        try
        {
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellation);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits for one whole reply.</summary>
    public async Task<SmtpAnswer> Hear(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var text = new StringBuilder();
        if (_isLost) return SmtpAnswer.Nothing;
        try
        {
            for (int lines = 0; lines < LinesMax; lines++)
            {
                string? line = await Line(limit.Token);
                if (line is null) break;
                text.Append(lines > 0 ? "\n" : "").Append(line);
                bool isReply = line.Length >= 3 && int.TryParse(line.AsSpan(0, 3), out int code) && code is >= 200 and < 600;
                if (!isReply) return new SmtpAnswer(0, text.ToString());
                if (line.Length == 3 || line[3] != '-') return new SmtpAnswer(int.Parse(line.AsSpan(0, 3)), text.ToString());
            }
        }
        catch (Exception fault) when (fault is IOException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Gone, or silent: what there is of the reply is none.
        }

        return new SmtpAnswer(0, text.ToString());
    }

    /// <summary>
    /// Begins TLS. Any certificate is taken, since scanners take any, and the agent's own is signed by nobody; what it is can be looked at
    /// afterwards.
    /// </summary>
    public async Task<bool> BeginTls(string host, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = host,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    if (certificate is not null) Certificate = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                    return true;
                },
            }, limit.Token);
            return true;
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            _isLost = true;
            return false;
        }
    }

    public void Dispose()
    {
        Certificate?.Dispose();
        _stream.Dispose();
        _socket.Dispose();
    }

    private async Task<string?> Line(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (line.Length < LineMax)
        {
            if (await _stream.ReadAsync(_octet, cancellation) == 0) return null;
            if (_octet[0] == '\n') return line.ToString().TrimEnd('\r');
            // Foreign text: what would move the cursor must not reach the terminal.
            line.Append(_octet[0] is >= 32 and < 127 or (byte)'\r' ? (char)_octet[0] : '?');
        }

        return null;
    }
}
