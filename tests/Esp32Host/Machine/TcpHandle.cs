using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace DeviceMailAgent.Esp32Host.Machine;

/// <summary>A native socket. There are 16 of them; a TLS context counts as one.</summary>
public sealed class TcpHandle
{
    private const int SocketsMax = 16;
    private static int _open;

    private readonly Socket _socket;
    private int _closed;

    public TcpHandle()
        : this(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
    {
    }

    private TcpHandle(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        try
        {
            TakePlace();
        }
        catch (NativeFault)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>SO_RCVTIMEO: bounds the reads of a handshake, which ReceiveTimeout does not; 0: none.</summary>
    public int NativeReceiveMs { get; set; }

    internal Socket Socket => _socket;

    internal TlsHandle? Tls { get; set; }

    public int Available => Natively(() => _socket.Available);

    /// <summary>The peer's IPv4 address and port.</summary>
    public (byte[] Address, int Port) Remote => Natively(() => Of((IPEndPoint)_socket.RemoteEndPoint!));

    public static void TakePlace()
    {
        if (Interlocked.Increment(ref _open) <= SocketsMax) return;
        Interlocked.Decrement(ref _open);
        throw new NativeFault(NativeFault.TooManyOpenSockets);
    }

    public static void GivePlace() => Interlocked.Decrement(ref _open);

    public void Bind(byte[] address, int port)
    {
        Vm.Pass();
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        Natively(() => { _socket.Bind(new IPEndPoint(new IPAddress(address), port)); return 0; });
    }

    public void Listen(int backlog)
    {
        Vm.Pass();
        Natively(() => { _socket.Listen(backlog); return 0; });
    }

    public TcpHandle Accept()
    {
        Vm.Pass();
        Socket accepted = Natively(_socket.Accept);
        Vm.Pass();
        return new TcpHandle(accepted);
    }

    public void Connect(byte[] address, int port)
    {
        Vm.Pass();
        Natively(() => { _socket.Connect(new IPEndPoint(new IPAddress(address), port)); return 0; });
        Vm.Pass();
    }

    public int Receive(byte[] buffer, int offset, int count, bool peek, int timeoutMs)
    {
        Vm.Pass();
        if (!_socket.Poll(timeoutMs <= 0 ? -1 : Math.Min(timeoutMs, int.MaxValue / 1000) * 1000, SelectMode.SelectRead)) throw new NativeFault(NativeFault.TimedOut);
        int received = Natively(() => _socket.Receive(buffer, offset, count, peek ? SocketFlags.Peek : SocketFlags.None));
        Vm.Pass();
        return received;
    }

    /// <summary>All of it, as nanoCLR does.</summary>
    public int Send(byte[] buffer, int offset, int count, int timeoutMs)
    {
        Vm.Pass();
        int sent = 0;
        while (sent < count)
        {
            if (!_socket.Poll(timeoutMs <= 0 ? -1 : Math.Min(timeoutMs, int.MaxValue / 1000) * 1000, SelectMode.SelectWrite)) throw new NativeFault(NativeFault.TimedOut);
            int at = sent;
            sent += Natively(() => _socket.Send(buffer, offset + at, count - at, SocketFlags.None));
        }
        Vm.Pass();
        return sent;
    }

    public bool Poll(int microseconds, bool write)
    {
        Vm.Pass();
        bool ready = Tls is { } tls && !write ? tls.Poll(microseconds) : Natively(() => _socket.Poll(microseconds, write ? SelectMode.SelectWrite : SelectMode.SelectRead));
        Vm.Pass();
        return ready;
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        _socket.Dispose();
        GivePlace();
    }

    private static (byte[] Address, int Port) Of(IPEndPoint point) => (point.Address.MapToIPv4().GetAddressBytes(), point.Port);

    private static T Natively<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SocketException fault)
        {
            throw new NativeFault((int)fault.SocketErrorCode);
        }
        catch (ObjectDisposedException)
        {
            throw new NativeFault(NativeFault.NotConnected);
        }
    }
}
