using System;
using System.Net.Sockets;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>One scanner's connection after another, in clear. It waits with Poll, which costs no exception when the time is over.</summary>
public sealed class SocketChannel : IScannerConnection
{
    // How soon a session notices that it is to leave.
    private const int LookMs = 250;

    private readonly IClock _clock;
    private Socket? _socket;
    private int _timeoutMs;
    private bool _mayLeave;

    /// <summary>A channel without a connection.</summary>
    public SocketChannel(IClock clock)
    {
        _clock = clock;
    }

    /// <inheritdoc/>
    public int ReadTimeoutMs
    {
        set { _timeoutMs = value; }
    }

    /// <inheritdoc/>
    public bool IsSecure
    {
        get { return false; }
    }

    /// <inheritdoc/>
    public Diagnosis TlsFailure
    {
        get { return Diagnosis.ScannerTlsFailed; }
    }

    /// <summary>When the scanner was last heard.</summary>
    public long HeardMs { get; private set; }

    /// <summary>True while the session waits for the scanner.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Takes over a connected socket.</summary>
    public void Begin(Socket socket)
    {
        _socket = socket;
        _mayLeave = false;
        IsWaiting = false;
        HeardMs = _clock.NowMs;
    }

    /// <summary>From any thread: ends the wait for a command, if there is one.</summary>
    public void Leave()
    {
        _mayLeave = true;
    }

    /// <inheritdoc/>
    public bool StartTls(byte[] early, int offset, int count)
    {
        // No listener of this platform offers it.
        return false;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        Socket? socket = _socket;
        if (socket == null) return 0;
        try
        {
            if (!Wait(socket)) return -1;
            int received = socket.Receive(buffer, offset, count, SocketFlags.None);
            HeardMs = _clock.NowMs;
            return received;
        }
        catch (Exception)
        {
            return -1;
        }
        finally
        {
            IsWaiting = false;
        }
    }

    /// <inheritdoc/>
    public bool Write(byte[] buffer, int offset, int count)
    {
        if (_socket == null) return false;
        try
        {
            return count == 0 || _socket.Send(buffer, offset, count, SocketFlags.None) == count;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        Socket? socket = _socket;
        _socket = null;
        if (socket == null) return;
        try
        {
            socket.Close();
        }
        catch (Exception)
        {
            // It was closed by the network first.
        }
    }

    private bool Wait(Socket socket)
    {
        long end = _clock.NowMs + _timeoutMs;
        IsWaiting = true;
        while (!socket.Poll(LookMs * 1000, SelectMode.SelectRead))
        {
            if (_mayLeave || _clock.NowMs >= end) return false;
        }
        return true;
    }
}
