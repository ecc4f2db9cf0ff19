using System.Net.Sockets;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>One scanner's connection after another, for one session.</summary>
internal sealed class ScannerConnection : IScannerConnection
{
    private const long Ended = -1;

    private readonly TcpConnection _connection;
    private readonly IClock _clock;
    private readonly byte[] _scratch = new byte[4096];
    private readonly Lock _ending = new Lock();
    private Socket? _socket;
    private bool _heardAnything;
    private ListenerCertificate? _certificate;
    // Odd while the owner waits for the scanner, even while it works, -1 once another thread has ended it. It only counts up, so
    // that a look at it shows later whether anything happened since.
    private long _turn;
    private long _heardMs;

    /// <param name="usesTls">False: no listener has TLS, so that its buffers need not be there.</param>
    /// <param name="clock">For how long a scanner has been idle.</param>
    public ScannerConnection(bool usesTls, IClock clock)
    {
        int readAhead = usesTls ? 2 * PlatformLimits.TlsRecord : 0;
        int gather = usesTls ? PlatformLimits.TlsRecord : 0;
        _connection = new TcpConnection(readAhead, gather, oneAtATime: false);
        _clock = clock;
    }

    public bool IsSecure
    {
        get { return _connection.IsSecure; }
    }

    /// <summary>True if the scanner began with TLS where the agent had greeted it in clear.</summary>
    public bool BeganTlsUnasked { get; private set; }

    public Diagnosis TlsFailure { get; private set; }

    /// <summary>When the scanner was last heard.</summary>
    public long HeardMs
    {
        get { return Volatile.Read(ref _heardMs); }
    }

    public int ReadTimeoutMs
    {
        set { _connection.ReadTimeoutMs = value; }
    }

    /// <summary>Takes over a connected socket; without a certificate the listener has no TLS.</summary>
    public void Begin(Socket socket, ListenerCertificate? certificate)
    {
        lock (_ending)
        {
            _connection.Open(socket);
            _socket = socket;
            _certificate = certificate;
            BeganTlsUnasked = false;
            _heardAnything = false;
            TlsFailure = Diagnosis.None;
            _heardMs = _clock.NowMs;
            _turn = 0;
        }
    }

    /// <summary>Waits a moment for a client that begins with TLS.</summary>
    public bool BeginsTls(int waitMs)
    {
        return ClientHello.MayBeginWith(_connection.PeekOctet(_scratch, waitMs));
    }

    public bool StartTls(byte[] early, int offset, int count)
    {
        if (_certificate == null || !BeginWaiting(out long turn)) return false;
        bool secure = _connection.HandshakeAsServer(_certificate, early, offset, count);
        TlsFailure = secure ? Diagnosis.None : WhyNoTls(_certificate);
        return EndWaiting(turn) && secure;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        if (!BeginWaiting(out long turn)) return 0;
        int received = _connection.Read(buffer, offset, count);
        if (!EndWaiting(turn)) return 0;
        if (received <= 0) return received;
        Volatile.Write(ref _heardMs, _clock.NowMs);
        if (!_heardAnything)
        {
            _heardAnything = true;
            BeganTlsUnasked = !IsSecure && ClientHello.MayBeginWith(buffer[offset]);
        }
        return received;
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        return _connection.Write(buffer, offset, count);
    }

    /// <summary>
    /// From any thread: ends the connection if its session just waits for a command with no mail open. The session then says 421.
    /// </summary>
    public bool TryEnd(RelaySession session)
    {
        lock (_ending)
        {
            long turn = Volatile.Read(ref _turn);
            if (_socket == null || turn < 0 || (turn & 1) == 0 || session.IsInMail) return false;
            // Only if it is still the same wait that we looked at: a MAIL may have come meanwhile.
            if (Interlocked.CompareExchange(ref _turn, Ended, turn) != turn) return false;
            session.Leave();
            try
            {
                _socket.Shutdown(SocketShutdown.Receive);
            }
            catch (SocketException)
            {
                // It ended by itself at this moment.
            }
            return true;
        }
    }

    public void Close()
    {
        // Whom we sent away is not waited for.
        int waitMs = Volatile.Read(ref _turn) == Ended ? 0 : PlatformLimits.LingerMsMax;
        _connection.CloseGently(_scratch, waitMs);
        lock (_ending)
        {
            _connection.Close();
            _socket = null;
        }
    }

    private Diagnosis WhyNoTls(ListenerCertificate certificate)
    {
        int offered = _connection.OfferedTls;
        if (offered == 0) return Diagnosis.ScannerTlsFailed;
        if (offered < ClientHello.Tls10) return Diagnosis.ScannerSslOnly;
        bool isTooOld = !certificate.ServesOldTls && offered < ClientHello.Tls12;
        return isTooOld ? Diagnosis.ScannerTlsTooOld : Diagnosis.ScannerTlsFailed;
    }

    private bool BeginWaiting(out long turn)
    {
        turn = Volatile.Read(ref _turn);
        if (turn < 0) return false;
        if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) != turn) return false;
        turn++;
        return true;
    }

    private bool EndWaiting(long turn)
    {
        return Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;
    }
}
