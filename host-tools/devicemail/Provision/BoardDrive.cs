using System;
using System.IO;

namespace DeviceMailAgent.Esp32.Configuration;

/// <summary>Takes the place of firmware/esp32's AgentFile where its rules run at the desk: the drive I: is a folder here.</summary>
internal static class AgentFile
{
    private const string Drive = "I:\\";

    /// <summary>What stands for I:, for this thread.</summary>
    [ThreadStatic]
    internal static string? Folder;

    /// <summary>Where a path of agent.json leads to on the board.</summary>
    public static string FullPath(string path)
    {
        string native = path.Replace('/', '\\');
        return native.StartsWith(Drive, StringComparison.Ordinal) ? native : Drive + native;
    }

    /// <summary>A whole text file of the drive.</summary>
    public static string Text(string path, string key, string missing)
    {
        string file = Path.Combine(Folder!, path[Drive.Length..].Replace('\\', Path.DirectorySeparatorChar));
        if (!File.Exists(file)) throw new ConfigurationException(key, missing);
        return File.ReadAllText(file);
    }
}
