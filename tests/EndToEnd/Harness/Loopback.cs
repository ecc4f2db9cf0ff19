using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Ports of this machine. Nothing in these tests listens or connects anywhere else.</summary>
internal static class Loopback
{
    /// <inheritdoc cref="LoopbackPort.Free"/>
    public static int FreePort() => LoopbackPort.Free();

    /// <summary>Waits until something accepts connections at the port.</summary>
    /// <param name="alive">Asked in between; false ends the waiting early.</param>
    public static async Task<bool> Answers(int port, Func<bool> alive, TimeSpan wait)
    {
        DateTime end = DateTime.UtcNow + wait;
        while (DateTime.UtcNow < end && alive())
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }
        return false;
    }
}
