using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace DeviceMailAgent.NanoGate;

/// <summary>Where the sources are that the gate judges.</summary>
public static class Repository
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = Find();

    /// <summary>This project's folder.</summary>
    public static string Gate { get; } = Path.Combine(Root, "tests", "NanoGate");

    /// <summary>A path below the root as messages show it: relative, with forward slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    // The build may map source paths away, so the program's own folder is tried first.
    private static string Find()
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(ThisFile()) ?? "" })
        {
            for (DirectoryInfo? folder = start.Length == 0 ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "DeviceMailAgent.sln"))) return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException("No DeviceMailAgent.sln above the gate. Run it from a checkout of the repository: it reads the sources.");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
