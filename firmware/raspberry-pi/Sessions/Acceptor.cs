using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>Takes the connections of one port: checks the address, finds a session.</summary>
internal sealed class Acceptor
{
    private static readonly byte[] NotAllowed = Ascii.Bytes("554 5.7.1 D103 This address may not use this relay\r\n");
    private static readonly byte[] AllBusy = Ascii.Bytes("421 4.3.2 D109 Every session of this relay is busy, try again\r\n");

    private readonly ListenerPort _port;
    private readonly SessionSlots _slots;
    private readonly AgentLog _log;
    private readonly Thread _thread;
    private volatile bool _stopping;

    public Acceptor(ListenerPort port, SessionSlots slots, AgentLog log)
    {
        _port = port;
        _slots = slots;
        _log = log;
        _thread = new Thread(Run, PlatformLimits.ThreadStack) { IsBackground = true, Name = "listener" };
    }

    /// <summary>True as long as connections are taken, or <see cref="Stop"/> was called.</summary>
    public bool IsWell
    {
        get { return _stopping || _thread.IsAlive; }
    }

    public void Start()
    {
        _thread.Start();
    }

    public void Stop()
    {
        _stopping = true;
        _port.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                Socket? socket = _port.Accept();
                if (socket != null) Receive(socket);
                // Out of descriptors, most likely: sessions that end will free some.
                else if (!_stopping) Thread.Sleep(100);
            }
            catch (Exception fault)
            {
                _log.Faulted(fault);
            }
        }
    }

    private void Receive(Socket socket)
    {
        IPAddress address;
        try
        {
            address = AddressRange.Unmapped(((IPEndPoint)socket.RemoteEndPoint!).Address);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return;
        }
        if (!_port.Configuration.Allows(address))
        {
            _log.ScannerTurnedAway(address, Diagnosis.ScannerNotAllowed);
            Dismiss(socket, NotAllowed);
        }
        else if (!_slots.Place(socket, address, _port))
        {
            _log.ScannerTurnedAway(address, Diagnosis.TooManySessions);
            Dismiss(socket, AllBusy);
        }
    }

    // A fresh connection's send buffer is empty, so that this cannot block.
    private static void Dismiss(Socket socket, byte[] reply)
    {
        using (socket)
        {
            try
            {
                socket.Send(reply, 0, reply.Length, SocketFlags.None, out _);
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // It left first.
            }
        }
    }
}
