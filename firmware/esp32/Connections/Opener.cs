using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Connections;

/// <summary>
/// Opens connections to one server. The library makes objects for each (sockets, addresses, a TLS context), so this is not on the mail's path: a
/// link is opened once and then carries many mails.
/// </summary>
public sealed class Opener
{
    // MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, which SslStream hands on as the exception's code. It does not tell name, dates and root apart.
    private const int CertificateRefused = -0x2700;

    // How long a new connection waits for one of the board's few TLS places.
    private const int PlaceMsMax = 10 * 1000;

    private const int ClockMsMax = 8 * 1000;

    private readonly string _host;
    private readonly int _port;
    private readonly string? _roots;
    private readonly DeviceClock _time;

    /// <summary>Describes the server.</summary>
    /// <param name="host">Its name, which the certificate must have.</param>
    /// <param name="port">Its port.</param>
    /// <param name="roots">The file of the only roots trusted, as PEM; null: those that were deployed to the device.</param>
    /// <param name="isImplicit">True: TLS from the first octet.</param>
    /// <param name="usesTls">True: a TLS place is needed, now or later.</param>
    /// <param name="places">The board's places.</param>
    /// <param name="time">Says whether the time is known, without which no certificate can be judged.</param>
    public Opener(string host, int port, string? roots, bool isImplicit, bool usesTls, TlsPlaces places, DeviceClock time)
    {
        _host = host;
        _port = port;
        _roots = roots;
        IsImplicit = isImplicit;
        UsesTls = usesTls;
        Places = places;
        _time = time;
    }

    /// <summary>True: TLS from the first octet.</summary>
    public bool IsImplicit { get; }

    /// <summary>True: each connection has taken one of <see cref="Places"/>.</summary>
    public bool UsesTls { get; }

    /// <summary>The board's TLS places; whoever closes the connection gives its place back.</summary>
    public TlsPlaces Places { get; }

    /// <summary>Why the last attempt failed.</summary>
    public Diagnosis Failure { get; private set; }

    /// <summary>Resolves the name and connects; null: <see cref="Failure"/> says why not.</summary>
    public Socket? Connect()
    {
        Failure = Diagnosis.None;
        if (UsesTls && !_time.Wait(ClockMsMax)) return Fail(Diagnosis.ClockNotSet);
        IPAddress? address = Resolve();
        if (address == null) return Fail(Diagnosis.NameNotResolved);
        if (UsesTls && !Places.Take(PlaceMsMax)) return Fail(Diagnosis.NoFreeConnection);
        Socket? socket = ConnectTo(address);
        if (socket == null && UsesTls) Places.Give();
        return socket;
    }

    /// <summary>Runs the handshake and verifies the certificate; null: <see cref="Failure"/> says what was wrong.</summary>
    public SslStream? Secure(Socket socket)
    {
        Failure = Diagnosis.None;
        SslStream? tls = null;
        try
        {
            BoundHandshake(socket);
            tls = new SslStream(socket) { SslVerification = SslVerification.CertificateRequired };
            if (_roots == null) tls.AuthenticateAsClient(_host, SslProtocols.Tls12 | SslProtocols.Tls13);
            // None would mean TLS 1.3 alone.
            else tls.AuthenticateAsClient(_host, null, new X509Certificate(File.ReadAllText(_roots)), SslProtocols.Tls12 | SslProtocols.Tls13);
            return tls;
        }
        catch (SocketException fault)
        {
            Failure = fault.ErrorCode == CertificateRefused ? Diagnosis.CertificateUntrusted : Diagnosis.ProviderTlsFailed;
        }
        catch (Exception)
        {
            Failure = Diagnosis.ProviderTlsFailed;
        }
        return null;
    }

    /// <summary>
    /// nanoCLR runs a handshake to its end before any other thread goes on. Whoever stalls in it would stop the board, so each of its reads gets a
    /// time of its own in the network stack, where ReceiveTimeout does not reach.
    /// </summary>
    public static void BoundHandshake(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, SmallBoardLimits.HandshakeReadMsMax);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.SendTimeout, SmallBoardLimits.HandshakeReadMsMax);
    }

    private IPAddress? Resolve()
    {
        try
        {
            IPAddress[] addresses = Dns.GetHostEntry(_host).AddressList;
            // Only the one special firmware speaks IPv6.
            for (int i = 0; i < addresses.Length; i++)
            {
                if (addresses[i].AddressFamily == AddressFamily.InterNetwork) return addresses[i];
            }
        }
        catch (Exception)
        {
            return null;
        }
        return null;
    }

    private Socket? ConnectTo(IPAddress address)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.SendTimeout = 3 * 60 * 1000;
            socket.Connect(new IPEndPoint(address, _port));
            // Connect waits until the socket is writable, which a refused one is too.
            int error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error);
            if (error == 0) return socket;
            socket.Close();
            return Fail(Diagnosis.ProviderUnreachable);
        }
        catch (SocketException fault)
        {
            if (socket != null) socket.Close();
            return Fail(fault.ErrorCode == (int)SocketError.ConnectionRefused ? Diagnosis.ConnectionRefused : Diagnosis.ProviderUnreachable);
        }
        catch (Exception)
        {
            // There are 16 sockets in all.
            return Fail(Diagnosis.ProviderUnreachable);
        }
    }

    private Socket? Fail(Diagnosis why)
    {
        Failure = why;
        return null;
    }
}
