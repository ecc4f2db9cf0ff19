using System;
using System.IO;
using System.IO.Ports;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Control;

/// <summary>A serial line: 115,200 bit/s, 8 data bits, no parity, one stop bit, no flow control.</summary>
internal sealed class SerialTransport(DeviceAddress address) : IControlTransport
{
    private const int BitsPerSecond = 115_200;
    private SerialPort? _port;

    public bool IsNoisy => true;

    public byte[]? CertificateHash => null;

    public Task<Stream> Open(CancellationToken cancellation)
    {
        try
        {
            _port = new SerialPort(address.Place, BitsPerSecond, Parity.None, 8, StopBits.One) { Handshake = Handshake.None };
            _port.Open();
            _port.DiscardInBuffer();
            return Task.FromResult(_port.BaseStream);
        }
        catch (UnauthorizedAccessException fault) when (OperatingSystem.IsWindows() || fault.InnerException is UnauthorizedAccessException)
        {
            // Elsewhere than on Windows every failure is of this type, and the one within tells what it is.
            throw new ControlException(ControlFault.NotPermitted, address.ToString(), fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            throw new ControlException(ControlFault.NotReachable, address.ToString(), fault);
        }
    }

    public ValueTask DisposeAsync()
    {
        _port?.Dispose();
        return ValueTask.CompletedTask;
    }
}
