using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>
/// The control channel's ways in: the unix socket, TLS where agent.json asks for it, a serial line. It has threads and buffers of its own, a fixed
/// number of each, so that whatever happens here takes nothing from the mail.
/// </summary>
internal sealed class ControlServer
{
    private readonly AgentParts _parts;
    private readonly ControlPlaces _places;
    private readonly UnixListener _unix;
    private readonly Socket? _tcp;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly byte[] _certificateHash = [];
    private readonly WrongProofs _wrong;
    private readonly SerialServer? _serial;
    private volatile bool _stopping;

    /// <exception cref="ConfigurationException">A way that agent.json asks for cannot be opened.</exception>
    public ControlServer(AgentParts parts, ControlVerbsOfAgent verbs)
    {
        _parts = parts;
        ControlConfiguration control = parts.Configuration.Control;
        _places = new ControlPlaces(() => new ControlSession(verbs, parts.Clock, parts.Log.Faulted));
        _wrong = new WrongProofs(parts.Clock);
        _unix = new UnixListener(control, parts.Configuration.Store, parts.Log);
        if (control.Serial != null) _serial = new SerialServer(control.Serial, _places.Take(isTls: false)!, parts.Log);
        if (control.Address == null) return;
        _tcp = Bind(control);
        X509Certificate2 certificate = ControlCertificate.Get(parts.Configuration.Name, parts.Store);
        _tls = ControlCertificate.Options(certificate);
        _certificateHash = SHA256.HashData(certificate.RawData);
        parts.Fingerprint = Convert.ToHexStringLower(_certificateHash);
    }

    public void Start()
    {
        if (_unix.Listen()) StartThread("control", AcceptUnix);
        if (_tcp != null)
        {
            _tcp.Listen(4);
            StartThread("control tls", AcceptTls);
            _parts.Log.Control("tls", _tcp.LocalEndPoint!.ToString()!, null);
            _parts.Log.Control("certificate", _parts.Fingerprint!, null);
        }
        if (_serial != null) StartThread("control serial", _serial.Run);
    }

    public void Stop()
    {
        _stopping = true;
        _unix.Stop();
        _tcp?.Dispose();
        _serial?.Stop();
    }

    private static Socket Bind(ControlConfiguration control)
    {
        var socket = new Socket(control.Address!.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (control.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(control.Address, control.Port));
            return socket;
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            bool isTaken = fault.SocketErrorCode == SocketError.AddressAlreadyInUse;
            throw isTaken
                ? new ConfigurationException("control.listen.port", control.Port + " is in use by another program on " + control.Address + ". Stop that program (`ss -ltnp` shows it), or choose another port.")
                : new ConfigurationException("control.listen.address", "cannot listen on " + control.Address + " port " + control.Port + ": " + fault.SocketErrorCode + ". Write an address of this device (`ip address` shows them) and a port above 1023.");
        }
    }

    private void AcceptUnix()
    {
        while (!_stopping)
        {
            Socket? socket = _unix.Accept();
            if (socket == null)
            {
                if (!_stopping) Thread.Sleep(100);
                continue;
            }
            var channel = new SocketChannel(socket);
            ControlSession? session = _places.Take(isTls: false);
            if (session == null) TurnAway(channel);
            else StartThread("control peer", () => Serve(session, channel, null, isTls: false));
        }
    }

    private void AcceptTls()
    {
        while (!_stopping)
        {
            try
            {
                Socket socket = _tcp!.Accept();
                IPAddress address = AddressRange.Unmapped(((IPEndPoint)socket.RemoteEndPoint!).Address);
                // No word to those turned away here: a handshake is what they are not to cost.
                ControlSession? session = _wrong.AreTooMany(address) ? null : _places.Take(isTls: true);
                if (session == null)
                {
                    socket.Dispose();
                    continue;
                }
                socket.NoDelay = true;
                var channel = new SocketChannel(socket);
                StartThread("control peer", () => Serve(session, channel, address, isTls: true));
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                if (!_stopping) Thread.Sleep(100);
            }
        }
    }

    private void Serve(ControlSession session, SocketChannel channel, IPAddress? address, bool isTls)
    {
        try
        {
            if (isTls) ServeTls(session, channel, address!);
            else session.Run(channel, null, ControlLimits.IdleMsMax);
        }
        finally
        {
            channel.Close();
            _places.Give(session, isTls);
        }
    }

    private void ServeTls(ControlSession session, SocketChannel channel, IPAddress address)
    {
        var admin = new AdminProof(_parts.Store, _certificateHash, _wrong, _parts.Log.Events, address);
        // A read's time-out starts anew with each octet; this one does not.
        using var deadline = new Timer(_ =>
        {
            if (!admin.IsGiven) channel.Close();
        });
        deadline.Change(ControlLimits.ProofMsMax, Timeout.Infinite);
        channel.ReadTimeoutMs = ControlLimits.ProofMsMax;
        if (channel.StartTls(_tls!)) session.Run(channel, admin, ControlLimits.IdleMsMax);
    }

    private static void TurnAway(SocketChannel channel)
    {
        var answer = new Answer();
        answer.Attach(channel);
        answer.End(Outcome.Refused(ControlError.Busy));
        channel.Close();
    }

    // A thread's outermost frame must not let anything out: it would end the process, and the mail with it.
    private void StartThread(string name, Action story)
    {
        new Thread(Guarded, PlatformLimits.ThreadStack) { IsBackground = true, Name = name }.Start();

        void Guarded()
        {
            try
            {
                story();
            }
            catch (Exception fault)
            {
                _parts.Log.Faulted(fault);
            }
        }
    }
}
