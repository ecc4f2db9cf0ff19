using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Network;

/// <summary>The way to one account's provider over TCP and TLS.</summary>
internal sealed class ProviderTransport : IProviderTransport
{
    private const int TcpLevel = 6;
    // tcp(7), TCP_USER_TIMEOUT: how long sent data, a SYN included, may stay unacknowledged. It bounds connect(2) without
    // putting the socket into the non-blocking mode, in which .NET's reads and writes would allocate.
    private const int TcpUserTimeout = 18;

    private readonly AccountConfiguration _account;
    private readonly ProviderCertificate _certificate;
    private readonly TcpConnection _connection = new TcpConnection(PlatformLimits.ProviderReadAhead, PlatformLimits.TlsGather, oneAtATime: true);
    private IPAddress? _lastGood;

    public ProviderTransport(AccountConfiguration account)
    {
        _account = account;
        _certificate = new ProviderCertificate(account.Roots);
    }

    public int ReadTimeoutMs
    {
        set { _connection.ReadTimeoutMs = value; }
    }

    public Diagnosis Failure { get; private set; }

    public bool IsQuiet
    {
        get { return _connection.IsQuiet; }
    }

    public bool Connect()
    {
        Close();
        Failure = Diagnosis.None;
        IPAddress[]? addresses = Resolve();
        if (addresses == null) return Fail(Diagnosis.NameNotResolved);
        for (int i = 0; i < addresses.Length; i++)
        {
            int waitMs = i == addresses.Length - 1 ? PlatformLimits.ConnectMsMax : PlatformLimits.ConnectFirstMsMax;
            if (!ConnectTo(addresses[i], waitMs)) continue;
            _lastGood = addresses[i];
            return _account.Security != Security.Implicit || Handshake();
        }
        return false;
    }

    public bool StartTls()
    {
        // RFC 3207 5: whatever is here already was sent in clear by someone who wants it to count as protected. A ClientHello
        // has to go first, so an honest server is silent now.
        if (!_connection.IsQuiet) return Fail(Diagnosis.StartTlsInjected);
        return Handshake();
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        return _connection.Read(buffer, offset, count);
    }

    public bool Write(byte[] buffer, int offset, int count)
    {
        return _connection.Write(buffer, offset, count);
    }

    public void Close()
    {
        _connection.SayFarewell();
        _connection.Close();
    }

    // The resolver's order is kept: it puts IPv6 first where there is a way for it (RFC 6724). An address that worked goes to
    // the front, so that a network whose IPv6 leads nowhere costs its time-out only once.
    private IPAddress[]? Resolve()
    {
        if (IPAddress.TryParse(_account.Host, out IPAddress? literal)) return [literal];
        IPAddress[] addresses;
        try
        {
            addresses = Dns.GetHostAddresses(_account.Host);
        }
        catch (SocketException)
        {
            return null;
        }
        int known = _lastGood == null ? -1 : Array.IndexOf(addresses, _lastGood);
        if (known > 0) (addresses[0], addresses[known]) = (addresses[known], addresses[0]);
        return addresses.Length == 0 ? null : addresses;
    }

    private bool ConnectTo(IPAddress address, int waitMs)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            SetUserTimeout(socket, waitMs);
            socket.Connect(new IPEndPoint(address, _account.Port));
            SetUserTimeout(socket, PlatformLimits.SendMsMax);
            _connection.Open(socket);
            return true;
        }
        catch (SocketException fault)
        {
            socket?.Dispose();
            // If one address refuses and another is out of reach, the refusal tells more.
            bool refused = fault.SocketErrorCode == SocketError.ConnectionRefused || Failure == Diagnosis.ConnectionRefused;
            return Fail(refused ? Diagnosis.ConnectionRefused : Diagnosis.ProviderUnreachable);
        }
    }

    private static void SetUserTimeout(Socket socket, int milliseconds)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(value, milliseconds);
        socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, value);
    }

    private bool Handshake()
    {
        if (_connection.HandshakeAsClient(_certificate.Options(_account.Host)))
        {
            Failure = Diagnosis.None;
            return true;
        }
        const int Alert = 21;
        const int HandshakeRecord = 22;
        Diagnosis why = Diagnosis.ProviderTlsFailed;
        int first = _connection.FirstTlsOctet;
        if (_certificate.Fault != Diagnosis.None) why = _certificate.Fault;
        else if (_connection.Failure == SocketError.TimedOut) why = Diagnosis.ProviderSilent;
        // The same injection, but slower than our look at the socket. It went to the TLS layer and was never obeyed.
        else if (_account.Security == Security.StartTls && first >= 0 && first != HandshakeRecord && first != Alert) why = Diagnosis.StartTlsInjected;
        return Fail(why);
    }

    private bool Fail(Diagnosis why)
    {
        _connection.Close();
        Failure = why;
        return false;
    }
}
