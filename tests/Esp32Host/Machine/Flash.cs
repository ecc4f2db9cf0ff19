using System;
using System.IO;

namespace DeviceMailAgent.Esp32Host.Machine;

/// <summary>The drive I: as a folder of this computer, named by DMA_FLASH.</summary>
public static class Flash
{
    private static readonly string Root = Environment.GetEnvironmentVariable("DMA_FLASH") ?? throw new InvalidOperationException("DMA_FLASH names no folder for I:.");

    // The power goes at this change of the drive, counted from 1; 0: never.
    private static readonly int CutAt = int.TryParse(Environment.GetEnvironmentVariable("DMA_POWER_CUT"), out int cut) ? cut : 0;

    private static int _changes;

    /// <summary>One more change of the drive: making, emptying, writing or deleting a file.</summary>
    /// <returns>True: the power goes within it.</returns>
    public static bool IsCutNow() => System.Threading.Interlocked.Increment(ref _changes) == CutAt;

    /// <summary>The power is gone: nothing more is written, nothing said.</summary>
    public static void Cut() => System.Diagnostics.Process.GetCurrentProcess().Kill();

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
