using System;
using System.Net;
using DeviceMailAgent.Esp32Host.Machine;

namespace System.Net.Sockets;

/// <summary>Stands in for nanoFramework.System.Net: what fails throws with a Winsock number.</summary>
public class SocketException : Exception
{
    internal SocketException(NativeFault fault)
    {
        ErrorCode = fault.Code;
    }

    public int ErrorCode { get; }
}

/// <summary>Stands in for nanoFramework.System.Net; only what the app uses.</summary>
public sealed class Socket : IDisposable
{
    private int _receiveMs = -1;
    private int _sendMs = -1;

    public Socket(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        if (family != AddressFamily.InterNetwork || type != SocketType.Stream || protocol != ProtocolType.Tcp) throw new NotSupportedException();
        Handle = Natively(() => new TcpHandle());
    }

    private Socket(TcpHandle handle)
    {
        Handle = handle;
    }

    internal TcpHandle Handle { get; }

    public int ReceiveTimeout
    {
        get => _receiveMs;
        set => _receiveMs = value == 0 ? -1 : value < -1 ? throw new ArgumentOutOfRangeException(nameof(value)) : value;
    }

    public int SendTimeout
    {
        get => _sendMs;
        set => _sendMs = value == 0 ? -1 : value < -1 ? throw new ArgumentOutOfRangeException(nameof(value)) : value;
    }

    public int Available => Natively(() => Handle.Available);

    public EndPoint RemoteEndPoint
    {
        get
        {
            (byte[] address, int port) = Natively(() => Handle.Remote);
            return new IPEndPoint(new IPAddress(address), port);
        }
    }

    public void Bind(EndPoint local)
    {
        var point = (IPEndPoint)local;
        Natively(() => Handle.Bind(point.Address.GetAddressBytes(), point.Port));
    }

    public void Listen(int backlog) => Natively(() => Handle.Listen(backlog));

    public Socket Accept() => new(Natively(Handle.Accept));

    public void Connect(EndPoint remote)
    {
        var point = (IPEndPoint)remote;
        Natively(() => Handle.Connect(point.Address.GetAddressBytes(), point.Port));
    }

    public int Receive(byte[] buffer, int offset, int size, SocketFlags flags) =>
        Natively(() => Handle.Receive(buffer, offset, size, flags == SocketFlags.Peek, _receiveMs));

    public int Send(byte[] buffer, int offset, int size, SocketFlags flags) => Natively(() => Handle.Send(buffer, offset, size, _sendMs));

    public bool Poll(int microSeconds, SelectMode mode) => Natively(() => Handle.Poll(microSeconds, mode == SelectMode.SelectWrite));

    public void SetSocketOption(SocketOptionLevel level, SocketOptionName name, int value)
    {
        Vm.Pass();
        if (name == SocketOptionName.ReceiveTimeout) Handle.NativeReceiveMs = _receiveMs = value;
        if (name == SocketOptionName.SendTimeout) _sendMs = value;
    }

    public void SetSocketOption(SocketOptionLevel level, SocketOptionName name, bool value) => SetSocketOption(level, name, value ? 1 : 0);

    public object GetSocketOption(SocketOptionLevel level, SocketOptionName name) => name == SocketOptionName.Error ? 0 : throw new NotSupportedException();

    public void Close() => Handle.Close();

    void IDisposable.Dispose() => Handle.Close();

    internal static T Natively<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (NativeFault fault)
        {
            throw new SocketException(fault);
        }
    }

    internal static void Natively(Action work) => Natively(() => { work(); return 0; });
}
