using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace DeviceMailAgent.EndToEnd;

/// <summary>Ports of this machine. Nothing in these tests listens or connects anywhere else.</summary>
internal static class Loopback
{
    /// <summary>
    /// A port that nobody uses just now. It is below those that the kernel lends to outgoing connections (ip(7)): one of them could take it before the program that is told it
    /// listens, or while that is started again.
    /// </summary>
    public static int FreePort()
    {
        int lent = int.Parse(System.IO.File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        while (true)
        {
            int port = Random.Shared.Next(10_000, Math.Max(lent, 20_000));
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's: another one.
            }
        }
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
