using System;
using System.IO;

namespace DeviceMailAgent.Esp32Host.Machine;

/// <summary>The drive I: as a folder of this computer, named by DMA_FLASH.</summary>
public static class Flash
{
    private static readonly string Root = Environment.GetEnvironmentVariable("DMA_FLASH") ?? throw new InvalidOperationException("DMA_FLASH names no folder for I:.");

    public static string PathOf(string path)
    {
        if (!path.StartsWith("I:\\", StringComparison.Ordinal)) throw new IOException(path + " is on no drive of this board.");
        return Path.Combine(Root, path[3..].Replace('\\', '/'));
    }

    /// <summary>nanoFramework's strings end at NUL.</summary>
    public static string Cut(string text)
    {
        int end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
