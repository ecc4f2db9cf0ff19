using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Network;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>A bound port and what its sessions need to know.</summary>
internal sealed class ListenerPort : IDisposable
{
    private readonly Socket _socket;

    private ListenerPort(ListenerConfiguration configuration, ServerSettings[] settings, ListenerCertificate? certificate, Socket socket)
    {
        Configuration = configuration;
        Settings = settings;
        Certificate = certificate;
        _socket = socket;
    }

    public ListenerConfiguration Configuration { get; }

    /// <summary>What the listener says, for each account whose limit may have to be announced.</summary>
    public ServerSettings[] Settings { get; }

    /// <summary>Null where the listener has no TLS.</summary>
    public ListenerCertificate? Certificate { get; }

    public ClientHabits Habits { get; } = new ClientHabits();

    /// <summary>Takes the port. Nobody can connect before <see cref="Listen"/>.</summary>
    /// <exception cref="ConfigurationException">The port or the address cannot be had.</exception>
    public static ListenerPort Bind(ListenerConfiguration configuration, int index, ServerSettings[] settings, ListenerCertificate? certificate)
    {
        var socket = new Socket(configuration.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (configuration.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            // On Linux: a port of connections that are still closing may be taken, one that another program listens on may not.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(configuration.Address, configuration.Port));
            return new ListenerPort(configuration, settings, certificate, socket);
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw Refused(configuration, index, fault.SocketErrorCode);
        }
    }

    /// <summary>Opens the door.</summary>
    /// <exception cref="ConfigurationException">Another program took the port meanwhile.</exception>
    public void Listen(int index)
    {
        try
        {
            _socket.Listen(128);
        }
        catch (SocketException fault)
        {
            throw Refused(Configuration, index, fault.SocketErrorCode);
        }
    }

    /// <summary>Waits for a connection.</summary>
    /// <returns>Null if none could be had this time.</returns>
    public Socket? Accept()
    {
        try
        {
            return _socket.Accept();
        }
        catch (SocketException)
        {
            return null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
    }

    private static ConfigurationException Refused(ListenerConfiguration configuration, int index, SocketError error)
    {
        string at = string.Create(CultureInfo.InvariantCulture, $"listen[{index}].");
        string port = configuration.Port.ToString(CultureInfo.InvariantCulture);
        switch (error)
        {
            case SocketError.AddressAlreadyInUse:
                return new ConfigurationException(at + "port", port + " is in use by another program on " + configuration.Address + ". Stop that program (`ss -ltnp` shows it), or choose another port.");
            case SocketError.AccessDenied:
                return new ConfigurationException(at + "port", port + " is below 1024, which user " + Environment.UserName + " may not take. Choose 2525, or give the service AmbientCapabilities=CAP_NET_BIND_SERVICE.");
            case SocketError.AddressNotAvailable:
                return new ConfigurationException(at + "address", configuration.Address + " is not an address of this device. Write one that is (`ip address` shows them), or \"0.0.0.0\" for all.");
            default:
                return new ConfigurationException(at + "address", "cannot listen on " + configuration.Address + " port " + port + ": " + error + ". Choose another address.");
        }
    }
}
