using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>The addresses that this computer can speak from.</summary>
internal static class OwnAddresses
{
    // Any of 127.0.0.0/8 is this computer (RFC 1122 3.2.1.3); these stand for it where a listener on it is to be asked as somebody else.
    private static readonly IPAddress[] Loopbacks = [IPAddress.Loopback, new([127, 0, 0, 2]), new([127, 77, 0, 1])];

    /// <summary>The addresses from which a device can be asked: first the one that the system would choose.</summary>
    public static IReadOnlyList<IPAddress> For(IPAddress device)
    {
        IPAddress[] own = All();
        bool isHere = IPAddress.IsLoopback(device) || own.Contains(device);
        var found = new List<IPAddress>();
        if (Chosen(device) is { } chosen) found.Add(chosen);
        bool isIpv4 = device.AddressFamily == AddressFamily.InterNetwork;
        if (isIpv4 && IPAddress.IsLoopback(device)) found.AddRange(Loopbacks);
        found.AddRange(own.Where(address => address.AddressFamily == device.AddressFamily));
        if (isIpv4 && isHere) found.AddRange(Loopbacks);
        return [.. found.Distinct()];
    }

    /// <summary>Where others on the network find this computer; null: it is on none.</summary>
    public static IPAddress? OnLan() => All().FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork);

    private static IPAddress[] All()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address)
                .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }

    // Connecting a datagram socket sends nothing; it only asks for the way.
    private static IPAddress? Chosen(IPAddress device)
    {
        try
        {
            using var probe = new Socket(device.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(new IPEndPoint(device, 9));
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
