using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Control;

/// <summary>A unix socket of this computer.</summary>
internal sealed class UnixTransport(DeviceAddress address) : IControlTransport
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public bool IsNoisy => false;

    public byte[]? CertificateHash => null;

    public async Task<Stream> Open(CancellationToken cancellation)
    {
        try
        {
            await _socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Place), cancellation);
            return new NetworkStream(_socket, ownsSocket: true);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new ControlException(ControlFault.NotPermitted, address.ToString(), fault);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.WouldBlock)
        {
            // unix(7): so many wait to be let in that there is no room in the queue.
            throw new ControlException(ControlFault.Busy, address.ToString(), fault);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            throw new ControlException(ControlFault.NotReachable, address.ToString(), fault);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
