using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Ports;
using System.Linq;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>The serial ports that a board may be at.</summary>
internal static class SerialPorts
{
    // udev's names, with maker and serial number in them.
    private const string ByIdFolder = "/dev/serial/by-id";

    /// <summary>Every port with what is plugged in there, as far as that is known: USB first, since boards come with it.</summary>
    public static IReadOnlyList<string> Here() => Described(SerialPort.GetPortNames(), ByIdFolder);

    /// <summary>Refuses a port that is not there.</summary>
    /// <exception cref="FlashException">This computer has no such port.</exception>
    public static void Check(string port)
    {
        bool isThere = OperatingSystem.IsWindows() ? SerialPort.GetPortNames().Contains(port, StringComparer.OrdinalIgnoreCase) : File.Exists(port);
        if (isThere) return;
        IReadOnlyList<string> ports = Here();
        throw new FlashException(FlashFault.WrongPort, port, ports.Count > 0 ? string.Join(", ", ports) : "-");
    }

    /// <summary>Ports in the order in which a person looks for them.</summary>
    /// <param name="names">Such as /dev/ttyUSB0 or COM3.</param>
    /// <param name="byId">A folder of links to ports, named by what is plugged in.</param>
    public static IReadOnlyList<string> Described(IEnumerable<string> names, string byId)
    {
        Dictionary<string, string> known = Directory.Exists(byId)
            ? Directory.GetFiles(byId).Select(link => (Name: Path.GetFileName(link), Port: File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName))
                .Where(entry => entry.Port is not null).GroupBy(entry => entry.Port!).ToDictionary(group => group.Key, group => group.First().Name)
            : [];
        return [.. names.Distinct().OrderByDescending(name => known.ContainsKey(name) || IsUsb(name)).ThenBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)
            .Select(name => known.TryGetValue(name, out string? what) ? $"{name} ({what})" : name)];
    }

    private static bool IsUsb(string name) =>
        name.Contains("ttyUSB", StringComparison.Ordinal) || name.Contains("ttyACM", StringComparison.Ordinal) || name.Contains("usb", StringComparison.OrdinalIgnoreCase);
}
