using System;
using System.Net.Sockets;
using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>A thread with its relay session and buffers, made at start; it serves one scanner after another.</summary>
public sealed class SessionSlot
{
    private readonly AutoResetEvent _assigned = new AutoResetEvent(false);
    private readonly AutoResetEvent _freed;
    private readonly RelaySession _session;
    private readonly SocketChannel _channel;
    private readonly DeviceLog _log;
    // IPv4 alone.
    private readonly byte[] _address = new byte[15];
    private readonly int _index;
    private ServerSettings _settings;
    private Socket? _socket;
    private int _addressCount;
    private int _serial;
    private bool _isBusy;

    /// <summary>A free slot.</summary>
    /// <param name="index">Its place among the slots.</param>
    /// <param name="session">Its session.</param>
    /// <param name="channel">Its end of a scanner's connection.</param>
    /// <param name="settings">Any listener's settings, to begin with.</param>
    /// <param name="freed">Set whenever a slot comes free.</param>
    /// <param name="log">Told of a fault of our own.</param>
    public SessionSlot(int index, RelaySession session, SocketChannel channel, ServerSettings settings, AutoResetEvent freed, DeviceLog log)
    {
        _index = index;
        _session = session;
        _channel = channel;
        _settings = settings;
        _freed = freed;
        _log = log;
    }

    /// <summary>True while a scanner has it.</summary>
    public bool IsBusy
    {
        get { lock (_assigned) return _isBusy; }
    }

    /// <summary>True while its scanner has a mail open.</summary>
    public bool IsInMail
    {
        get { return _session.IsInMail; }
    }

    /// <summary>When the scanner was last heard.</summary>
    public long HeardMs
    {
        get { return _channel.HeardMs; }
    }

    /// <summary>Hands a scanner to the slot. False: it has one.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="settings">Its listener's settings.</param>
    /// <param name="address">The scanner's address, IPv4.</param>
    public bool TryAssign(Socket socket, ServerSettings settings, uint address)
    {
        lock (_assigned)
        {
            if (_isBusy) return false;
            _isBusy = true;
        }
        _socket = socket;
        _settings = settings;
        int count = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            count = Ascii.AppendDecimal(_address, count, address >> shift & 255);
            if (shift > 0) _address[count++] = (byte)'.';
        }
        _addressCount = count;
        _assigned.Set();
        return true;
    }

    /// <summary>Ends the connection if its scanner is silent and no mail is open. True: the slot will be free in a moment.</summary>
    public bool TryEnd()
    {
        if (!_channel.IsWaiting || _session.IsInMail) return false;
        _session.Leave();
        _channel.Leave();
        return true;
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            _assigned.WaitOne();
            try
            {
                if (_socket != null) Serve(_socket);
            }
            catch (Exception)
            {
                _log.Faulted();
            }
            _channel.Close();
            _socket = null;
            lock (_assigned) _isBusy = false;
            _freed.Set();
        }
    }

    private void Serve(Socket socket)
    {
        _serial = (_serial + 1) & 0x3FFFFFF;
        _channel.Begin(socket);
        _session.Run(_channel, _settings, 0, _serial * SmallBoardLimits.Sessions + _index, _address, _addressCount);
    }
}
