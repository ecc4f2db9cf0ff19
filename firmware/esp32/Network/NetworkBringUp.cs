using System;
using System.Net.NetworkInformation;
using System.Threading;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Status;
using nanoFramework.Networking;

namespace DeviceMailAgent.Esp32.Network;

/// <summary>
/// Brings the interfaces up and sets the clock, and goes on looking after both. What they are called and how they get their addresses was deployed
/// with the network configuration: Ethernet, Wi-Fi, or scanners on the one and the internet on the other.
/// </summary>
public sealed class NetworkBringUp
{
    private const int LookMs = 1000;
    private const int BackOffFirstMs = 1000;
    private const int BackOffLastMs = 60 * 1000;
    private const int ClockMsMax = 30 * 1000;
    private const string NoAddress = "0.0.0.0";

    private readonly DeviceClock _time;
    private readonly DeviceLog _log;
    private bool _clockStarted;

    /// <summary>Nothing is up yet.</summary>
    public NetworkBringUp(DeviceClock time, DeviceLog log)
    {
        _time = time;
        _log = log;
    }

    /// <summary>True while an interface has an address.</summary>
    public bool IsUp { get; private set; }

    /// <summary>The thread's story. The first time that an interface is up, listeners may begin.</summary>
    /// <param name="up">Set once an interface is up.</param>
    public void Run(ManualResetEvent up)
    {
        int waitMs = BackOffFirstMs;
        while (true)
        {
            try
            {
                bool isUp = HasAddress();
                if (!isUp) ConnectWifi();
                isUp = isUp || HasAddress();
                if (IsUp && !isUp) _log.Troubled(Diagnosis.ProviderUnreachable);
                IsUp = isUp;
                waitMs = isUp ? LookMs : waitMs * 2 > BackOffLastMs ? BackOffLastMs : waitMs * 2;
                if (isUp)
                {
                    up.Set();
                    SetClock();
                }
            }
            catch (Exception)
            {
                _log.Faulted();
            }
            Thread.Sleep(waitMs);
        }
    }

    private static bool HasAddress()
    {
        NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();
        for (int i = 0; i < interfaces.Length; i++)
        {
            string address = interfaces[i].IPv4Address;
            if (interfaces[i].NetworkInterfaceType != NetworkInterfaceType.WirelessAP && address != null && address.Length > 0 && address != NoAddress) return true;
        }
        return false;
    }

    // Ethernet comes up by itself. Wi-Fi does too once it has been told to, with the name and password that were deployed.
    private static void ConnectWifi()
    {
        NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();
        for (int i = 0; i < interfaces.Length; i++)
        {
            if (interfaces[i].NetworkInterfaceType != NetworkInterfaceType.Wireless80211) continue;
            Wireless80211Configuration wifi = Wireless80211Configuration.GetAllWireless80211Configurations()[interfaces[i].SpecificConfigId];
            if (wifi.Ssid != null && wifi.Ssid.Length > 0) WifiNetworkHelper.Reconnect();
            return;
        }
    }

    // Without the time no certificate can be judged. SNTP goes on in the firmware once it is started.
    private void SetClock()
    {
        if (_time.IsSet) return;
        if (!_clockStarted) Sntp.Start();
        else Sntp.UpdateNow();
        _clockStarted = true;
        long end = Environment.TickCount64 + ClockMsMax;
        while (!_time.IsSet && Environment.TickCount64 < end) Thread.Sleep(100);
        if (!_time.IsSet) _log.Troubled(Diagnosis.ClockNotSet);
    }
}
