using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Service.Tests;

/// <summary>The Debian package, made of this working copy by the scripts that make the shipped one; only not compressed.</summary>
internal static class Package
{
    private static readonly Lazy<Task<string>> Tool = new(PublishTool, LazyThreadSafetyMode.ExecutionAndPublication);

    public static string Architecture { get; } = RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    /// <summary>The folder of the package's sources.</summary>
    public static string Sources { get; } = Path.Combine(FindRoot(), "firmware/raspberry-pi/Package");

    /// <summary>Makes the package.</summary>
    /// <param name="version">Its version, whatever the programs in it say.</param>
    /// <param name="folder">Where it goes.</param>
    /// <returns>Its path.</returns>
    public static async Task<string> Make(string version, string folder)
    {
        string agent = await AgentBinary.Path();
        string tool = await Tool.Value;
        (int code, string said, string errors) = await ChildProcess.Run("env",
            ["SOURCE_DATE_EPOCH=1700000000", Path.Combine(Sources, "pack"), "--arch", Architecture, "--agent", agent, "--tool", tool, "--version", version, "--out", folder, "--fast"], secondsMax: 120);
        Assert.True(code == 0, $"pack ended with {code}: {said}{errors}");
        return said.Trim();
    }

    private static async Task<string> PublishTool()
    {
        string root = FindRoot();
        string output = Path.Combine(root, "tests/Service/bin/tool");
        string binary = Path.Combine(output, "devicemail");
        if (File.Exists(binary) && File.GetLastWriteTimeUtc(binary) > NewestSource(root)) return binary;
        List<string> arguments =
        [
            "publish", Path.Combine(root, "host-tools/devicemail/DeviceMailAgent.Tool.csproj"), "-c", "Release", "-r", Architecture == "arm64" ? "linux-arm64" : "linux-x64",
            "-p:ForDevice=true", "--artifacts-path", Path.Combine(root, "tests/Service/bin/tool-artifacts"), "-o", output, "-v", "quiet", "-nologo",
        ];
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? ChildProcess.Require("dotnet", "the .NET 10 SDK");
        (int code, string said, string errors) = await ChildProcess.Run(dotnet, arguments, secondsMax: 300, workingFolder: root);
        Assert.True(code == 0, "publishing devicemail failed:\n" + said + errors);
        File.SetLastWriteTimeUtc(binary, DateTime.UtcNow);
        return binary;
    }

    private static DateTime NewestSource(string root) =>
        new[] { "firmware/core", "host-tools/devicemail" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            .Append(Path.Combine(root, "Directory.Packages.props"))
            .Max(File.GetLastWriteTimeUtc);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DeviceMailAgent.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("DeviceMailAgent.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
