using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>A thread with its buffers that serves one connection after another: one request, one answer, close.</summary>
internal sealed class PagePlace
{
    private readonly byte[] _head = new byte[PageLimits.Head];
    private readonly PageBuffer _body = new PageBuffer(PageLimits.Body);
    private readonly AutoResetEvent _assigned = new AutoResetEvent(false);
    private readonly PageAnswers _answers;
    private readonly AutoResetEvent _freed;
    private readonly Action<Exception> _faulted;
    private readonly Lock _gate = new Lock();
    private Socket? _socket;
    private bool _isAllowed;

    /// <param name="answers">What is said.</param>
    /// <param name="freed">Set when the place is free again.</param>
    /// <param name="faulted">Told of a fault of our own.</param>
    public PagePlace(PageAnswers answers, AutoResetEvent freed, Action<Exception> faulted)
    {
        _answers = answers;
        _freed = freed;
        _faulted = faulted;
    }

    public bool IsFree
    {
        get { lock (_gate) return _socket == null; }
    }

    /// <summary>When its connection came.</summary>
    public long SinceMs { get; private set; }

    public void Start()
    {
        new Thread(Run, PageLimits.ThreadStack) { IsBackground = true, Name = "page peer" }.Start();
    }

    /// <summary>Hands a connection to the place, which must be free.</summary>
    public void Assign(Socket socket, bool isAllowed)
    {
        SinceMs = Environment.TickCount64;
        _isAllowed = isAllowed;
        lock (_gate) _socket = socket;
        _assigned.Set();
    }

    /// <summary>Ends its connection from another thread.</summary>
    public void End()
    {
        lock (_gate)
        {
            try
            {
                // Closing would wait for the poll that is under way; this ends it.
                _socket?.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // It has gone by itself.
            }
        }
    }

    private void Run()
    {
        while (true)
        {
            _assigned.WaitOne();
            try
            {
                Serve(_socket!);
            }
            catch (SocketException)
            {
                // The peer is gone.
            }
            catch (Exception fault)
            {
                _faulted(fault);
            }
            finally
            {
                lock (_gate)
                {
                    _socket!.Dispose();
                    _socket = null;
                }
                _freed.Set();
            }
        }
    }

    private void Serve(Socket socket)
    {
        socket.Blocking = false;
        int count = ReadHead(socket);
        if (count < 0) return;
        var answer = new PageAnswer(_body);
        string own = AddressRange.Unmapped(((IPEndPoint)socket.LocalEndPoint!).Address).ToString();
        if (count == 0) answer.Refuse(431);
        else _answers.Write(_head.AsSpan(0, count), own, _isAllowed, answer);
        int head = Encoding.ASCII.GetBytes(answer.Head(), _head);
        long endMs = Environment.TickCount64 + PageLimits.SendMsMax;
        if (!Send(socket, _head.AsSpan(0, head), endMs)) return;
        if (!answer.IsHead && !Send(socket, _body.Octets.AsSpan(0, _body.Count), endMs)) return;
        Linger(socket);
    }

    // The head's length with its empty line; 0: it is too long; below 0: the peer is gone or was too slow.
    private int ReadHead(Socket socket)
    {
        long endMs = SinceMs + PageLimits.HeadMsMax;
        int count = 0;
        while (count < _head.Length)
        {
            int received = Receive(socket, _head.AsSpan(count), endMs);
            if (received <= 0) return -1;
            // The empty line may have begun in the octets before.
            int from = Math.Max(0, count - 3);
            count += received;
            int end = _head.AsSpan(from, count - from).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return from + end + 4;
        }
        return 0;
    }

    private static int Receive(Socket socket, Span<byte> into, long endMs)
    {
        while (true)
        {
            if (!Wait(socket, SelectMode.SelectRead, endMs)) return -1;
            int received = socket.Receive(into, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success) return received;
            if (error != SocketError.WouldBlock) return -1;
        }
    }

    private static bool Send(Socket socket, ReadOnlySpan<byte> octets, long endMs)
    {
        while (octets.Length > 0)
        {
            int sent = socket.Send(octets, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success) octets = octets[sent..];
            else if (error != SocketError.WouldBlock || !Wait(socket, SelectMode.SelectWrite, endMs)) return false;
            if (Environment.TickCount64 > endMs) return false;
        }
        return true;
    }

    private void Linger(Socket socket)
    {
        socket.Shutdown(SocketShutdown.Send);
        long endMs = Environment.TickCount64 + PageLimits.LingerMsMax;
        while (Receive(socket, _head, endMs) > 0)
        {
            // What still comes is of no interest.
        }
    }

    private static bool Wait(Socket socket, SelectMode mode, long endMs)
    {
        long leftMs = endMs - Environment.TickCount64;
        return leftMs > 0 && socket.Poll((int)leftMs * 1000, mode);
    }
}
