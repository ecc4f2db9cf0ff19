using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.RaspberryPi.Log;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>
/// Serves the status page: a fixed number of places, each with its thread and buffers, so that whatever happens here takes nothing from
/// the mail. Where all are taken, the connection that has had its place longest is ended for a newcomer: a request takes
/// milliseconds, so it is one that sends or takes its octets slowly.
/// </summary>
internal sealed class PageServer
{
    private readonly PageConfiguration _page;
    private readonly AgentLog _log;
    private readonly Socket _socket;
    private readonly PagePlace[] _places = new PagePlace[PageLimits.Connections];
    private readonly AutoResetEvent _freed = new AutoResetEvent(false);
    private volatile bool _stopping;

    /// <exception cref="ConfigurationException">The port cannot be had.</exception>
    public PageServer(AgentParts parts, MailFigures figures)
    {
        _page = parts.Configuration.Page!;
        _log = parts.Log;
        _socket = Bind(_page);
        var answers = new PageAnswers(parts, figures);
        for (int i = 0; i < _places.Length; i++) _places[i] = new PagePlace(answers, _freed, parts.Log.Faulted);
    }

    public void Start()
    {
        _socket.Listen(16);
        foreach (PagePlace place in _places) place.Start();
        new Thread(AcceptAll, PageLimits.ThreadStack) { IsBackground = true, Name = "page" }.Start();
        string host = _page.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "[" + _page.Address + "]" : _page.Address.ToString();
        _log.PageOpen(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{_page.Port}/"));
    }

    public void Stop()
    {
        _stopping = true;
        _socket.Dispose();
    }

    private static Socket Bind(PageConfiguration page)
    {
        var socket = new Socket(page.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (page.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(page.Address, page.Port));
            return socket;
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            string port = page.Port.ToString(CultureInfo.InvariantCulture);
            throw fault.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new ConfigurationException("page.port", port + " is in use by another program on " + page.Address + ". Stop that program (`ss -ltnp` shows it), or choose another port."),
                SocketError.AccessDenied => new ConfigurationException("page.port", port + " is for privileged programs. Choose a port above 1023, such as 8025, or give the service CAP_NET_BIND_SERVICE."),
                _ => new ConfigurationException("page.address", "cannot listen on " + page.Address + " port " + port + ": " + fault.SocketErrorCode + ". Write an address of this device (`ip address` shows them)."),
            };
        }
    }

    private void AcceptAll()
    {
        while (!_stopping)
        {
            try
            {
                Accept(_socket.Accept());
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                if (!_stopping) Thread.Sleep(100);
            }
            catch (Exception fault)
            {
                // A thread's outermost frame must not let anything out: it would end the process, and the mail with it.
                _log.Faulted(fault);
            }
        }
    }

    private void Accept(Socket socket)
    {
        IPAddress address = AddressRange.Unmapped(((IPEndPoint)socket.RemoteEndPoint!).Address);
        bool isAllowed = _page.Allows(address);
        PagePlace? place = Free();
        // Strangers are told so while there is room, and cost nobody a place.
        if (place == null && isAllowed) place = MakeRoom();
        if (place == null) socket.Dispose();
        else place.Assign(socket, isAllowed);
    }

    private PagePlace? Free()
    {
        return Array.Find(_places, place => place.IsFree);
    }

    private PagePlace? MakeRoom()
    {
        PagePlace oldest = _places[0];
        foreach (PagePlace place in _places) if (place.SinceMs < oldest.SinceMs) oldest = place;
        oldest.End();
        long endMs = Environment.TickCount64 + PageLimits.RoomMsMax;
        PagePlace? free = Free();
        while (free == null && Environment.TickCount64 < endMs)
        {
            _freed.WaitOne(PageLimits.RoomMsMax);
            free = Free();
        }
        return free;
    }
}
