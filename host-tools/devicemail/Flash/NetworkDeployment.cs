using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>
/// The file for nanoff --networkdeployment (nanoFirmwareFlasher 2.5.162, NetworkDeployment/). Two habits of that version are met here. It asks the board, and not the
/// file, whether DNS servers come from DHCP, and then wants addresses that parse: so some always stand there. And it means to end PEM with the zero octet that
/// mbedTLS wants, but does so to a copy: so the file with the roots ends with one already.
/// </summary>
internal static class NetworkDeployment
{
    private const int WifiNameOctetsMax = 32;
    private const int WifiPasswordMin = 8;
    private const int WifiPasswordMax = 64;
    private const string NoAddress = "0.0.0.0";

    /// <summary>Refuses what no board could be told.</summary>
    /// <exception cref="FlashException">An option is missing, of no use, or cannot be.</exception>
    public static void Check(FlashRequest request)
    {
        string board = request.Board.Name;
        if (request.WifiName is null && request.WifiPasswordFile is not null) throw new FlashException(FlashFault.Missing, "--wifi-name", "SSID");
        if (request.WifiName is null && !request.Board.HasEthernet) throw new FlashException(FlashFault.Missing, "--wifi-name", board + ": Wi-Fi");
        if (request.WifiName is { } name && (name.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(name) > WifiNameOctetsMax)) throw new FlashException(FlashFault.BadOption, "--wifi-name", name);
        if (request.EthernetAddress is not { } address) return;
        if (!request.Board.HasEthernet) throw new FlashException(FlashFault.NotForBoard, "--ethernet-address", board);
        if (!IsPrefixed(address)) throw new FlashException(FlashFault.BadOption, "--ethernet-address", address);
        // nanoff leaves such an interface without DNS servers: it can serve scanners, not lead to a provider.
        if (request.WifiName is null) throw new FlashException(FlashFault.Missing, "--wifi-name", "--ethernet-address = scanners, Wi-Fi = Internet");
    }

    /// <summary>The file's content.</summary>
    /// <param name="request">Checked.</param>
    /// <param name="rootsFile">PEM that ends with a zero octet; null: the board's roots stay.</param>
    /// <param name="isShown">The password is left out.</param>
    public static JsonObject Json(FlashRequest request, string? rootsFile, bool isShown)
    {
        var json = new JsonObject { ["SerialPort"] = request.Port };
        if (request.WifiName is { } name)
        {
            string? password = request.WifiPasswordFile is { } file ? Password(file) : null;
            JsonObject wifi = ByDhcp();
            wifi["Ssid"] = name;
            wifi["Password"] = isShown && password is not null ? "********" : password ?? "";
            wifi["Authentication"] = password is null ? "Open" : "WPA2";
            wifi["Encryption"] = password is null ? "None" : "WPA2";
            wifi["ConfigurationOption"] = "AutoConnect";
            json["WirelessClient"] = wifi;
        }

        if (request.Board.HasEthernet) json["Ethernet"] = request.EthernetAddress is { } address ? Fixed(address) : ByDhcp();
        if (rootsFile is not null) json["CACertificatesPath"] = rootsFile;
        return json;
    }

    private static JsonObject ByDhcp() => new() { ["DhcpEnabled"] = true, ["AutomaticDNS"] = true, ["IPv4DNSAddress1"] = NoAddress, ["IPv4DNSAddress2"] = NoAddress };

    private static JsonObject Fixed(string prefixed)
    {
        string[] parts = prefixed.Split('/');
        uint mask = uint.MaxValue << (32 - int.Parse(parts[1], CultureInfo.InvariantCulture));
        byte[] octets = [(byte)(mask >> 24), (byte)(mask >> 16), (byte)(mask >> 8), (byte)mask];
        return new()
        {
            ["DhcpEnabled"] = false, ["IPv4Address"] = parts[0], ["IPv4NetMask"] = new IPAddress(octets).ToString(), ["IPv4Gateway"] = NoAddress,
            ["AutomaticDNS"] = false, ["IPv4DNSAddress1"] = NoAddress, ["IPv4DNSAddress2"] = NoAddress,
        };
    }

    private static bool IsPrefixed(string text) =>
        text.Split('/') is [var address, var length] && IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() == address
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is >= 8 and <= 30;

    private static string Password(string file)
    {
        try
        {
            string password = File.ReadAllText(file).TrimEnd('\r', '\n');
            return password.Length is >= WifiPasswordMin and <= WifiPasswordMax ? password
                : throw new FlashException(FlashFault.NoFile, file, string.Create(CultureInfo.InvariantCulture, $"WPA2: {WifiPasswordMin}-{WifiPasswordMax}"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FlashException(FlashFault.NoFile, file, fault.Message);
        }
    }
}
