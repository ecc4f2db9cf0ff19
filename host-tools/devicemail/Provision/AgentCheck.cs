using System;
using System.Diagnostics;
using System.IO;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>The agent's own judgement of a configuration: <c>devicemail-agent --check</c>, where the agent stands beside this tool.</summary>
internal static class AgentCheck
{
    private const int MsMax = 30_000;

    /// <summary>Asks the agent.</summary>
    /// <param name="file">An agent.json.</param>
    /// <param name="said">What is wrong; empty if nothing is.</param>
    /// <returns>Whether it is sound; null: there is no agent here to ask.</returns>
    public static bool? Run(string file, out string said)
    {
        said = "";
        string binary = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "devicemail-agent.exe" : "devicemail-agent");
        if (!File.Exists(binary)) return null;
        var start = new ProcessStartInfo(binary, ["--config", file, "--check"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        said = process.StandardError.ReadToEnd().Trim();
        if (!process.WaitForExit(MsMax))
        {
            process.Kill();
            return null;
        }

        return process.ExitCode == 0;
    }
}
