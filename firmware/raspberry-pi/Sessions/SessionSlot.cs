using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>A thread with its relay session and buffers, made at start; it serves one scanner after another.</summary>
internal sealed class SessionSlot
{
    private static readonly byte[] Nothing = [];

    private readonly int _index;
    private readonly RelaySession _session;
    private readonly ScannerConnection _connection;
    private readonly SessionSlots _slots;
    private readonly ScannerAccess _access;
    private readonly IEventLog _log;
    private readonly AutoResetEvent _assigned = new AutoResetEvent(false);
    private Socket? _socket;
    private IPAddress? _address;
    private ListenerPort? _port;
    private int _serial;

    /// <param name="index">Its place among the slots.</param>
    /// <param name="session">Its session.</param>
    /// <param name="connection">Its end of a scanner's connection.</param>
    /// <param name="access">Whether its logins count, and where its mails go.</param>
    /// <param name="slots">Told when the slot is free again.</param>
    /// <param name="log">For what happens before the session begins.</param>
    public SessionSlot(int index, RelaySession session, ScannerConnection connection, ScannerAccess access, SessionSlots slots, IEventLog log)
    {
        _index = index;
        _session = session;
        _connection = connection;
        _access = access;
        _slots = slots;
        _log = log;
    }

    /// <summary>The scanner's address as text in UTF-8; the first <see cref="AddressCount"/> octets.</summary>
    public byte[] Address { get; } = new byte[64];

    public int AddressCount { get; private set; }

    /// <summary>When the scanner was last heard.</summary>
    public long HeardMs
    {
        get { return _connection.HeardMs; }
    }

    /// <summary>True while its scanner has a mail open.</summary>
    public bool IsInMail
    {
        get { return _session.IsInMail; }
    }

    /// <summary>Which slot a session's number belongs to.</summary>
    public static int IndexOf(int number)
    {
        return number % PlatformLimits.Sessions;
    }

    /// <summary>Hands a scanner to the slot, which must be free.</summary>
    public void Assign(Socket socket, IPAddress address, ListenerPort port)
    {
        _socket = socket;
        _address = address;
        _port = port;
        address.TryFormat(Address, out int count);
        AddressCount = count;
        _assigned.Set();
    }

    /// <summary>Ends the connection unless a mail is open. True: the slot will be free in a moment.</summary>
    public bool TryEnd()
    {
        return _connection.TryEnd(_session);
    }

    /// <summary>Lets the session end with 421 after the mail that is open, if one is.</summary>
    public void Leave()
    {
        _session.Leave();
        TryEnd();
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            _assigned.WaitOne();
            try
            {
                Serve(_socket!, _address!, _port!);
                _connection.Close();
            }
            catch (Exception fault)
            {
                _slots.Faulted(fault);
                _socket!.Dispose();
            }
            _slots.Free(this);
        }
    }

    private void Serve(Socket socket, IPAddress address, ListenerPort port)
    {
        _serial = (_serial + 1) & 0x3FFFFFF;
        int number = _serial * PlatformLimits.Sessions + _index;
        _connection.Begin(socket, port.Certificate);
        if (WantsTls(port, address) && !_connection.StartTls(Nothing, 0, 0))
        {
            _log.ScannerNoted(number, _connection.TlsFailure);
            return;
        }
        _access.Begin(port.Configuration, address);
        int account = _access.AccountOf(LoginCheck.Refused, Nothing, 0, 0);
        _session.Run(_connection, port.Settings[_access.LargestAccount()], account, number, Address, AddressCount);
        if (_connection.BeganTlsUnasked) port.Habits.Note(address, beganTls: true);
    }

    private bool WantsTls(ListenerPort port, IPAddress address)
    {
        if (port.Configuration.Tls == Configuration.ListenerTls.Implicit) return true;
        if (port.Configuration.Tls != Configuration.ListenerTls.Auto) return false;
        bool beginsTls = _connection.BeginsTls(port.Habits.PatienceMs(address));
        port.Habits.Note(address, beginsTls);
        return beginsTls;
    }
}
