using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace DeviceMailAgent.Bench;

/// <summary>The agent as a program.</summary>
/// <param name="File">The executable.</param>
/// <param name="What">What kind of program it is, for the table's head.</param>
public sealed record AgentBinary(string File, string What)
{
    private const string Project = "firmware/raspberry-pi";
    private const string Name = "devicemail-agent";

    /// <summary>Publishes the agent from this working copy.</summary>
    /// <param name="root">The working copy.</param>
    /// <param name="native">False: do not even try to make a native binary.</param>
    /// <exception cref="InvalidOperationException">It does not build.</exception>
    public static AgentBinary Publish(string root, bool native)
    {
        string note = "`--jit` was given";
        if (native)
        {
            if (!IsOnPath("clang") && !IsOnPath("gcc"))
            {
                note = "neither clang nor gcc is installed here";
            }
            else
            {
                string rid = "linux-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
                string folder = Path.Combine(root, "out", "bench", "native");
                if (Run(root, "publish", Project, "-c", "Release", "-r", rid, "-o", folder)) return new AgentBinary(Path.Combine(folder, Name), "one NativeAOT binary, as it is shipped");
                note = "the native publish failed";
            }
        }
        string jit = Path.Combine(root, "out", "bench", "jit");
        if (!Run(root, "publish", Project, "-c", "Release", "-p:PublishAot=false", "-o", jit)) throw new InvalidOperationException($"{Project} does not build; the compiler's words stand above.");
        return new AgentBinary(Path.Combine(jit, Name), $"under the JIT and not as it is shipped: {note}");
    }

    /// <summary>A program that someone else made.</summary>
    public static AgentBinary Given(string file)
    {
        return new AgentBinary(Path.GetFullPath(file), "a file given with `--agent`, not published by the bench");
    }

    /// <summary>The working copy that holds this program.</summary>
    public static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder != null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, "DeviceMailAgent.sln"))) return folder;
        }
        throw new InvalidOperationException("DeviceMailAgent.sln was not found above " + AppContext.BaseDirectory + ". Run the bench from a working copy.");
    }

    private static bool Run(string root, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "--nologo", "-v", "quiet"]) { WorkingDirectory = root, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) Console.Error.WriteLine(said);
        return process.ExitCode == 0;
    }

    private static bool IsOnPath(string program)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Any(folder => System.IO.File.Exists(Path.Combine(folder, program)));
    }
}
