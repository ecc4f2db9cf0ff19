using System;
using System.Net.Sockets;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Service;

/// <summary>
/// What the agent tells systemd about itself: datagrams of <c>KEY=value</c> lines to the socket in $NOTIFY_SOCKET (sd_notify(3)). Without the
/// variable nobody asked, and nothing is sent. A manager that does not listen stops no mail.
/// </summary>
internal sealed class ServiceSocket
{
    /// <summary>The listeners are up: <c>systemctl start</c> returns, and what is ordered after the agent begins.</summary>
    public const string Ready = "READY=1";

    /// <summary>The agent is well. Without one in WatchdogSec= it is ended and started again.</summary>
    public const string Watchdog = "WATCHDOG=1";

    /// <summary>A signal came, and mails under way are being ended.</summary>
    public const string Stopping = "STOPPING=1";

    // The manager empties its socket in milliseconds; a watchdog that waits for long would be none.
    private const int SendMsMax = 1000;

    private readonly Lock _gate = new Lock();
    private readonly byte[] _octets = new byte[1024];
    private readonly Socket? _socket;

    /// <param name="path">The value of $NOTIFY_SOCKET: a path, or @ and an abstract name (unix(7)); null or empty: none.</param>
    public ServiceSocket(string? path)
    {
        if (string.IsNullOrEmpty(path)) return;
        // sd_notify(3): vsock is for whole virtual machines, which the agent is not.
        if (path[0] != '/' && path[0] != '@') return;
        string address = path[0] == '@' ? "\0" + path[1..] : path;
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = SendMsMax };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address));
            _socket = socket;
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            socket.Dispose();
        }
    }

    /// <summary>True if somebody listens.</summary>
    public bool IsOpen
    {
        get { return _socket != null; }
    }

    /// <summary>The socket of this process's environment.</summary>
    public static ServiceSocket FromEnvironment()
    {
        return new ServiceSocket(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));
    }

    /// <summary>The longest time between two <see cref="Watchdog"/>, in milliseconds; 0: nobody watches (sd_watchdog_enabled(3)).</summary>
    /// <param name="microseconds">The value of $WATCHDOG_USEC, or null.</param>
    /// <param name="process">The value of $WATCHDOG_PID, or null: any process.</param>
    /// <param name="own">This process.</param>
    public static int WatchdogMs(string? microseconds, string? process, int own)
    {
        if (!string.IsNullOrEmpty(process) && (!int.TryParse(process, out int meant) || meant != own)) return 0;
        if (!ulong.TryParse(microseconds, out ulong value) || value == 0) return 0;
        return (int)Math.Clamp(value / 1000, 1, int.MaxValue);
    }

    /// <summary>Sends one datagram.</summary>
    /// <param name="parts">What makes up its lines: assignments such as <see cref="Ready"/>, with line feeds between them.</param>
    /// <returns>False if there is nobody, or it could not be sent.</returns>
    public bool Send(params ReadOnlySpan<string> parts)
    {
        if (_socket == null) return false;
        lock (_gate)
        {
            int count = 0;
            foreach (string text in parts)
            {
                // A text that is too long ends early.
                count += Ascii7(text, _octets.AsSpan(count));
            }
            try
            {
                _socket.Send(_octets, 0, count, SocketFlags.None);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    // Our own texts are ASCII; without an encoder, nothing is allocated for each mail that changes the state.
    private static int Ascii7(string text, Span<byte> octets)
    {
        int count = Math.Min(text.Length, octets.Length);
        for (int i = 0; i < count; i++) octets[i] = text[i] < 128 ? (byte)text[i] : (byte)'?';
        return count;
    }
}
