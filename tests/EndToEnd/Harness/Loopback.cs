using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Ports of this machine. Nothing in these tests listens or connects anywhere else.</summary>
internal static class Loopback
{
    /// <summary>A port that was free a moment ago, for programs that must be told one in their configuration.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

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
