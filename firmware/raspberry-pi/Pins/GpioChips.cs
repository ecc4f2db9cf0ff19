using System;
using System.Globalization;
using System.IO;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>
/// Which of a device's GPIO chips has the 40-pin header. On a Raspberry Pi 5 it is the RP1, which is gpiochip4 with kernels before 6.6.45 and gpiochip0
/// since; on the boards before it is the SoC's own, gpiochip0. So the number says nothing, and what the device tree calls the chip says all.
/// </summary>
internal static class GpioChips
{
    private const string Prefix = "gpiochip";

    private static readonly string[] Headers =
    [
        "raspberrypi,rp1-gpio", "brcm,bcm2711-gpio", "brcm,bcm2837-gpio", "brcm,bcm2835-gpio",
    ];

    /// <summary>The number of the header's chip; null: none is known to be it.</summary>
    /// <param name="devices">/sys/bus/gpio/devices.</param>
    public static int? OfHeader(string devices)
    {
        int? found = null;
        int rank = Headers.Length;
        if (!Directory.Exists(devices)) return null;
        foreach (string device in Directory.GetFileSystemEntries(devices, Prefix + "*"))
        {
            int? number = NumberOf(device);
            int its = number == null ? Headers.Length : RankOf(device);
            if (its >= rank) continue;
            rank = its;
            found = number;
        }
        return found;
    }

    /// <summary>All chips as a text; null: there is none.</summary>
    /// <param name="devices">/dev.</param>
    public static string? Names(string devices)
    {
        string[] files = Directory.Exists(devices) ? Directory.GetFiles(devices, Prefix + "*") : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length == 0 ? null : string.Join(", ", Array.ConvertAll(files, file => Path.GetFileName(file)));
    }

    private static int? NumberOf(string device)
    {
        string name = Path.GetFileName(device);
        return int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    // The property is a list of texts, each with a NUL behind it.
    private static int RankOf(string device)
    {
        string file = Path.Combine(device, "of_node", "compatible");
        if (!File.Exists(file)) return Headers.Length;
        foreach (string name in File.ReadAllText(file).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            int rank = Array.IndexOf(Headers, name);
            if (rank >= 0) return rank;
        }
        return Headers.Length;
    }
}
