using System;
using System.IO;

namespace DeviceMailAgent.Core.Tests.Support;

/// <summary>Where the sources are: tests read committed charts and transcripts from there.</summary>
public static class Repository
{
    /// <summary>The folder of the solution, found upwards from the test's own.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DeviceMailAgent.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("DeviceMailAgent.sln was not found above " + AppContext.BaseDirectory + ": run the tests inside the repository.");
    }
}
