using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>What <c>devicemail</c> did: its exit code and all that it wrote.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.TrimEnd('\n').Split('\n');
}

/// <summary>Runs the built <c>devicemail</c> as a process of its own, as a person would.</summary>
internal static class ToolProcess
{
    private const int MsMax = 60_000;

    /// <summary>Runs it with no terminal in sight.</summary>
    /// <param name="input">Standard input; null: nothing.</param>
    /// <param name="locale">LANG; LC_ALL and LC_MESSAGES are not set.</param>
    /// <param name="arguments">The arguments, as they are.</param>
    public static async Task<ToolResult> Run(string? input, string locale, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "devicemail.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return await Run(start, locale, input);
    }

    /// <summary>Runs it in a pseudo-terminal of 80 columns, made by util-linux's script(1). What it wrote has CR LF, as terminals have.</summary>
    public static async Task<ToolResult> RunInTerminal(string locale, bool colour, string arguments)
    {
        var start = new ProcessStartInfo("script") { RedirectStandardInput = true };
        string command = $"stty cols 80 rows 24; dotnet '{Path.Combine(AppContext.BaseDirectory, "devicemail.dll")}' {arguments}";
        foreach (string argument in (IEnumerable<string>)["-qec", command, "/dev/null"]) start.ArgumentList.Add(argument);
        start.Environment["TERM"] = "xterm-256color";
        if (colour) start.Environment.Remove("NO_COLOR");
        else start.Environment["NO_COLOR"] = "1";
        return await Run(start, locale, null);
    }

    private static async Task<ToolResult> Run(ProcessStartInfo start, string locale, string? input)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        start.StandardErrorEncoding = Encoding.UTF8;
        start.StandardInputEncoding = new UTF8Encoding(false);
        start.Environment.Remove("LC_ALL");
        start.Environment.Remove("LC_MESSAGES");
        start.Environment["LANG"] = locale;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input != null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(MsMax))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("devicemail did not end within a minute");
        }

        return new ToolResult(process.ExitCode, await output, await error);
    }
}
