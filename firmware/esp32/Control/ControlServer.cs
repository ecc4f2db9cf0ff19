using System;
using System.Net.Sockets;
using System.Threading;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Esp32.Mail;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>The control channel over TLS, one connection at a time on a thread of its own.</summary>
public sealed class ControlServer
{
    private const int RetryMs = 5000;
    private const int PlaceMsMax = 5000;

    private readonly AgentConfiguration _configuration;
    private readonly ControlCertificate _certificate;
    private readonly ControlSession _session;
    private readonly ControlChannel _channel = new ControlChannel();
    private readonly TlsPlaces _places;
    private readonly DeviceLog _log;

    /// <summary>Makes everything that connections will need.</summary>
    public ControlServer(DeviceParts parts, ControlCertificate certificate, TlsPlaces places)
    {
        _configuration = parts.Configuration;
        _certificate = certificate;
        _session = new ControlSession(parts, certificate.Hash);
        _places = places;
        _log = parts.Log;
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            Socket? port = null;
            try
            {
                port = Listener.Bind(_configuration.ControlAddress, _configuration.ControlPort);
                while (true) Serve(port.Accept());
            }
            catch (Exception)
            {
                _log.Faulted();
            }
            if (port != null) port.Close();
            Thread.Sleep(RetryMs);
        }
    }

    private void Serve(Socket socket)
    {
        if (!_places.Take(PlaceMsMax))
        {
            socket.Close();
            return;
        }
        try
        {
            if (_channel.Begin(socket, _certificate.Certificate)) _session.Run(_channel);
        }
        catch (Exception)
        {
            _log.Faulted();
        }
        finally
        {
            _channel.Close();
            _places.Give();
        }
    }
}
