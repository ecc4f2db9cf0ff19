using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;

namespace DeviceMailAgent;

/// <summary>Ports for programs that must be told theirs before they listen. What a test itself listens on takes port 0.</summary>
internal static class LoopbackPort
{
    private static readonly HashSet<int> Given = [];

    /// <summary>
    /// A port that nobody uses just now, and none that was given out before by this process. It is below those that the kernel lends to outgoing connections (ip(7)): one of
    /// them could take it before the program that is told it listens, or while that is started again.
    /// </summary>
    public static int Free()
    {
        int lent = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ')[0], CultureInfo.InvariantCulture);
        while (true)
        {
            int port = Random.Shared.Next(10_000, Math.Max(lent, 20_000));
            lock (Given)
            {
                if (IsFree(port) && Given.Add(port)) return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
