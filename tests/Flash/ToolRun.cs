using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace DeviceMailAgent.Flash.Tests;

/// <summary>What `devicemail flash` did.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;
}

/// <summary>Runs `devicemail flash` as a person would, with a home of its own.</summary>
internal static class ToolRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Runs it in a folder; HOME is below it, so that no saved device of this user is touched.</summary>
    /// <param name="folder">Where it is started.</param>
    /// <param name="environment">Beside this process's own.</param>
    /// <param name="arguments">Behind `flash`.</param>
    public static Task<ToolResult> Flash(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) => Run(folder, environment, ["flash", .. arguments]);

    /// <summary>Runs any command.</summary>
    /// <param name="folder">As for <see cref="Flash"/>.</param>
    /// <param name="environment">As for <see cref="Flash"/>.</param>
    /// <param name="arguments">All of them.</param>
    /// <param name="started">Told of the process's id.</param>
    public static async Task<ToolResult> Run(string folder, IReadOnlyDictionary<string, string> environment, string[] arguments, Action<int>? started = null)
    {
        string home = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "devicemail.dll"), .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in (string[])["LC_ALL", "LC_MESSAGES", "XDG_CONFIG_HOME"]) start.Environment.Remove(name);
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["HOME"] = home;
        // .NET would put its own files there, at every start.
        start.Environment["DOTNET_CLI_HOME"] = home;
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        started?.Invoke(process.Id);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return new(process.ExitCode, await output, await error);
    }
}
