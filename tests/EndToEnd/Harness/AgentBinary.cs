using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.EndToEnd;

/// <summary>
/// The agent as it ships: published as one native binary, once for a run and only if a source is newer. Where there is no clang,
/// the same program runs on the .NET runtime, which is good for everything but the figures of memory.
/// </summary>
internal static class AgentBinary
{
    private static readonly Lazy<Task<string>> Published = new(Publish, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Why there is no native binary, or null.</summary>
    public static string? NotNative { get; } =
        ChildProcess.Find("clang") is null ? "no clang to link a native binary (Debian package clang)" : null;

    /// <summary>The binary's path.</summary>
    public static Task<string> Path() => Published.Value;

    private static string Root { get; } = FindRoot();

    private static async Task<string> Publish()
    {
        string kind = NotNative is null ? "native" : "managed";
        string output = System.IO.Path.Combine(Root, "tests/EndToEnd/bin/agent", kind);
        string binary = System.IO.Path.Combine(output, "devicemail-agent");
        if (File.Exists(binary) && File.GetLastWriteTimeUtc(binary) > NewestSource()) return binary;
        // Intermediate files of their own: the solution's build of the same projects must not be disturbed.
        List<string> arguments =
        [
            "publish", System.IO.Path.Combine(Root, "firmware/raspberry-pi/DeviceMailAgent.RaspberryPi.csproj"), "-c", "Release",
            "-r", RuntimeInformation.RuntimeIdentifier.EndsWith("arm64") ? "linux-arm64" : "linux-x64",
            "--artifacts-path", System.IO.Path.Combine(Root, "tests/EndToEnd/bin/agent", kind + "-artifacts"), "-o", output, "-v", "quiet", "-nologo",
        ];
        if (NotNative is not null) arguments.AddRange(["-p:PublishAot=false", "--self-contained", "false"]);
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? ChildProcess.Require("dotnet", "the .NET 10 SDK");
        (int code, string said, string errors) = await ChildProcess.Run(dotnet, arguments, secondsMax: 300, workingFolder: Root);
        Assert.True(code == 0, "publishing the agent failed:\n" + said + errors);
        // A publish that found nothing to do leaves the old date.
        File.SetLastWriteTimeUtc(binary, DateTime.UtcNow);
        return binary;
    }

    private static DateTime NewestSource() =>
        new[] { "firmware/core", "firmware/raspberry-pi" }
            .SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.cs*", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            .Concat(new[] { "boards.json", "firmware/raspberry-pi/Page/diagnoses.txt", "host-tools/devicemail/Phrase.cs", "host-tools/devicemail/Texts/Quantities.cs", "Directory.Build.props", "Directory.Packages.props" }.Select(file => System.IO.Path.Combine(Root, file)))
            .Max(File.GetLastWriteTimeUtc);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "DeviceMailAgent.sln"))) folder = System.IO.Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("DeviceMailAgent.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
