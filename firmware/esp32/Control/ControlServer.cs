using System;
using System.Net.Sockets;
using System.Threading;
using DeviceMailAgent.Esp32.Connections;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>
/// The control channel over TLS, one connection at a time on a thread of its own. Its buffers, 7 KB, are made for each connection and left to the
/// collector after it: a person connects now and then, and mail must never wait for room that only they need.
/// </summary>
public sealed class ControlServer
{
    private const int RetryMs = 5000;
    private const int PlaceMsMax = 5000;

    private readonly DeviceParts _parts;
    private readonly ControlCertificate _certificate;
    private readonly ControlChannel _channel = new ControlChannel();
    private readonly TlsPlaces _places;

    /// <summary>Serves these parts.</summary>
    public ControlServer(DeviceParts parts, ControlCertificate certificate, TlsPlaces places)
    {
        AdminProof.TakeIn(parts.Configuration.Store, parts.Key);
        _parts = parts;
        _certificate = certificate;
        _places = places;
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            Socket? port = null;
            try
            {
                port = Listener.Bind(_parts.Configuration.ControlAddress, _parts.Configuration.ControlPort);
                while (true) Serve(port.Accept());
            }
            catch (Exception)
            {
                _parts.Log.Faulted();
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
            if (_channel.Begin(socket, _certificate.Certificate)) new ControlSession(_parts, _certificate.Hash).Run(_channel);
        }
        catch (Exception)
        {
            _parts.Log.Faulted();
        }
        finally
        {
            _channel.Close();
            _places.Give();
        }
    }
}
