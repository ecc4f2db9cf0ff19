using System;
using DeviceMailAgent.Esp32Host.Machine;

namespace System.Net.NetworkInformation
{
    /// <summary>Stands in for nanoFramework.System.Net.</summary>
    public enum NetworkInterfaceType
    {
        Ethernet = 6,
        Wireless80211 = 71,
        WirelessAP = 72,
    }

    /// <summary>Stands in for nanoFramework.System.Net: station, access point and Ethernet are always there. DMA_NETWORK says which get an address.</summary>
    public sealed class NetworkInterface
    {
        private static readonly string Up = Environment.GetEnvironmentVariable("DMA_NETWORK") ?? "ethernet";

        private NetworkInterface(NetworkInterfaceType type, string address)
        {
            NetworkInterfaceType = type;
            IPv4Address = address;
        }

        internal static bool WifiIsUp { get; set; }

        public NetworkInterfaceType NetworkInterfaceType { get; }

        public string IPv4Address { get; }

        public uint SpecificConfigId => 0;

        public static NetworkInterface[] GetAllNetworkInterfaces()
        {
            Vm.Pass();
            return
            [
                new NetworkInterface(NetworkInterfaceType.Wireless80211, WifiIsUp ? "127.0.0.1" : "0.0.0.0"),
                new NetworkInterface(NetworkInterfaceType.WirelessAP, "192.168.4.1"),
                new NetworkInterface(NetworkInterfaceType.Ethernet, Up is "ethernet" or "both" ? "127.0.0.1" : "0.0.0.0"),
            ];
        }

        internal static bool HasWifi => Up is "wifi" or "both";
    }

    /// <summary>Stands in for nanoFramework.System.Net.</summary>
    public sealed class Wireless80211Configuration
    {
        public string Ssid => NetworkInterface.HasWifi ? "office" : "";

        public static Wireless80211Configuration[] GetAllWireless80211Configurations() => [new()];
    }
}

namespace nanoFramework.Networking
{
    using System.Net.NetworkInformation;

    /// <summary>Stands in for nanoFramework.System.Device.Wifi.</summary>
    public static class WifiNetworkHelper
    {
        public static bool Reconnect()
        {
            Vm.Pass();
            return NetworkInterface.WifiIsUp = NetworkInterface.HasWifi;
        }
    }
}
