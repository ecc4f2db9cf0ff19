using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace DeviceMailAgent.Sandbox;

/// <summary>The addresses under which a client reaches the sandbox.</summary>
internal static class OwnAddresses
{
    /// <summary>Loopback's two, and the others that <paramref name="listening"/> stands for: itself, or this computer's where it is 0.0.0.0 or ::.</summary>
    public static IPAddress[] Of(IPAddress listening)
    {
        IPAddress[] loopback = [IPAddress.Loopback, IPAddress.IPv6Loopback];
        if (IPAddress.IsLoopback(listening)) return loopback;
        bool isAny = listening.Equals(IPAddress.Any) || listening.Equals(IPAddress.IPv6Any);
        return [.. loopback, .. isAny ? OfThisComputer() : [listening]];
    }

    /// <summary>What a client is told to connect to.</summary>
    public static string Host(IPAddress listening)
    {
        IPAddress? outside = Of(listening).Where(address => !IPAddress.IsLoopback(address)).OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault();
        return outside?.ToString() ?? "localhost";
    }

    private static IPAddress[] OfThisComputer() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)
        .ToArray();
}
