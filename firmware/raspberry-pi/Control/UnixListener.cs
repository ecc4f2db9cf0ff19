using System;
using System.IO;
using System.Net.Sockets;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>
/// The unix socket. Who may open the file may ask: owner and group of the agent (0660). In the store it is for the owner alone, like all
/// that is there; only the owner could come to it anyway.
/// </summary>
internal sealed class UnixListener
{
    private const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForGroup = ForOwner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly string _path;
    private readonly UnixFileMode _mode;
    private readonly AgentLog _log;
    private readonly Socket? _socket;
    private readonly string? _fault;

    /// <exception cref="ConfigurationException">agent.json names the path and it cannot be had.</exception>
    public UnixListener(ControlConfiguration control, string store, AgentLog log)
    {
        _path = control.Socket;
        _mode = Path.GetDirectoryName(_path) == Path.TrimEndingDirectorySeparator(store) ? ForOwner : ForGroup;
        _log = log;
        _socket = Bind(out _fault);
        if (_fault != null && control.SocketIsNamed) throw new ConfigurationException("control.socket", _fault);
    }

    /// <summary>Opens the door. False: there is none; the log has been told why.</summary>
    public bool Listen()
    {
        _log.Control("unix", _path, _fault);
        if (_socket == null) return false;
        // Before anybody can connect: connect(2) fails until listen(2).
        File.SetUnixFileMode(_path, _mode);
        // Some more than there are places, so that those in excess are told so.
        _socket.Listen(4 * ControlLimits.Connections);
        return true;
    }

    /// <summary>Waits for a connection; null: none could be had this time.</summary>
    public Socket? Accept()
    {
        try
        {
            return _socket!.Accept();
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    public void Stop()
    {
        if (_socket == null) return;
        _socket.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next start clears it away.
        }
    }

    private Socket? Bind(out string? fault)
    {
        fault = null;
        Socket? socket = null;
        try
        {
            if (File.Exists(_path)) fault = ClearAway();
            if (fault != null) return null;
            socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(_path));
            return socket;
        }
        catch (Exception problem) when (problem is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket?.Dispose();
            fault = "the socket " + _path + " cannot be made: its folder must exist and belong to user " + Environment.UserName + ", and the path must not be longer than 107 octets. Choose another path.";
            return null;
        }
    }

    // What a power cut left behind answers nobody. Anything that does, or that is no socket, is not ours to delete.
    private string? ClearAway()
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(_path));
            return "another agent answers at " + _path + ". Stop it (`systemctl stop devicemail-agent`), or choose another path.";
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.ConnectionRefused)
        {
            if ((File.GetAttributes(_path) & FileAttributes.Directory) != 0 || new FileInfo(_path).Length > 0) return _path + " is a file, not a socket. Choose another path.";
            File.Delete(_path);
            return null;
        }
    }
}
