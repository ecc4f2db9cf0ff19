using System;
using System.IO;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>An agent.json on the disk: the agent's user may have to read it by its group, and nobody else needs the hash of the scanners' password.</summary>
internal static class AgentFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Writes a file that is not there yet.</summary>
    public static void WriteNew(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mode;
        using var stream = new FileStream(path, options);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
