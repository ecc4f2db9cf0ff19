using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Connections;

/// <summary>Takes the connections of one port: checks the address, finds a session. The library makes objects for each connection.</summary>
public sealed class Listener
{
    // Scanners wait at least 30 s for the greeting.
    private const int RoomMsMax = 5000;
    // How long one session is waited for that is being ended, before another one is; and how soon those between two waits are looked at again.
    private const int EndingMs = 1000;
    private const int LookMs = 20;
    private const int RetryMs = 5000;
    private const string NotAllowed = "554 5.7.1 D103 This address may not use this relay\r\n";
    private const string AllBusy = "421 4.3.2 D109 Every session of this relay is busy, try again\r\n";

    private readonly ListenerConfiguration _configuration;
    private readonly SessionSlot[] _slots;
    private readonly AutoResetEvent _freed;
    private readonly DeviceLog _log;

    /// <summary>A listener that does not listen yet.</summary>
    /// <param name="configuration">Its entry in agent.json.</param>
    /// <param name="slots">The sessions.</param>
    /// <param name="freed">Set whenever a session comes free.</param>
    /// <param name="log">Told whom it turned away.</param>
    public Listener(ListenerConfiguration configuration, SessionSlot[] slots, AutoResetEvent freed, DeviceLog log)
    {
        _configuration = configuration;
        _slots = slots;
        _freed = freed;
        _log = log;
    }

    /// <summary>True while it listens.</summary>
    public bool IsListening { get; private set; }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            Socket? port = null;
            try
            {
                port = Bind(_configuration.Address, _configuration.Port);
                IsListening = true;
                while (true) Receive(port.Accept());
            }
            catch (Exception)
            {
                // An address that the network has not given yet, or no socket left: later.
                _log.Faulted();
            }
            IsListening = false;
            if (port != null) port.Close();
            Thread.Sleep(RetryMs);
        }
    }

    /// <summary>A socket that listens.</summary>
    public static Socket Bind(string address, int port)
    {
        Socket socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        socket.Listen(2);
        return socket;
    }

    private void Receive(Socket socket)
    {
        try
        {
            uint address = AddressRange.FromOctets(((IPEndPoint)socket.RemoteEndPoint).Address.GetAddressBytes());
            socket.SendTimeout = 3 * 60 * 1000;
            if (!_configuration.Allows(address)) Dismiss(socket, NotAllowed, Diagnosis.ScannerNotAllowed);
            else if (!Place(socket, address)) Dismiss(socket, AllBusy, Diagnosis.TooManySessions);
        }
        catch (Exception)
        {
            // It left first.
            socket.Close();
        }
    }

    // A session that greets or closes has no mail, yet cannot be ended just now; in a moment it can, or is free.
    private bool Place(Socket socket, uint address)
    {
        if (TryAssign(socket, address)) return true;
        long end = Environment.TickCount64 + RoomMsMax;
        while (true)
        {
            bool isEnding = MakeRoom();
            if (!isEnding && IsAllInMail()) return false;
            if (Environment.TickCount64 >= end) return false;
            _freed.WaitOne(isEnding ? EndingMs : LookMs, false);
            if (TryAssign(socket, address)) return true;
        }
    }

    private bool IsAllInMail()
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (!_slots[i].IsInMail) return false;
        }
        return true;
    }

    private bool TryAssign(Socket socket, uint address)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].TryAssign(socket, _configuration.Settings, address)) return true;
        }
        return false;
    }

    // The one that was silent longest makes room.
    private bool MakeRoom()
    {
        int oldest = 0;
        for (int i = 1; i < _slots.Length; i++)
        {
            if (_slots[i].HeardMs < _slots[oldest].HeardMs) oldest = i;
        }
        if (_slots[oldest].TryEnd()) return true;
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].TryEnd()) return true;
        }
        return false;
    }

    private void Dismiss(Socket socket, string text, Diagnosis why)
    {
        _log.Add(EventCode.ScannerTurnedAway, -1, why, 0, 0, 0);
        byte[] reply = Ascii.Bytes(text);
        socket.Send(reply, 0, reply.Length, SocketFlags.None);
        socket.Close();
    }
}
