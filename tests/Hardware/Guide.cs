using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace DeviceMailAgent.Hardware;

/// <summary>The pages and pictures of hardware/, and the programs that they speak of.</summary>
internal static class Guide
{
    private const int MsMax = 60_000;

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = Find();

    /// <summary>hardware/.</summary>
    public static string Folder { get; } = Path.Combine(Root, "hardware");

    /// <summary>Every page of hardware/.</summary>
    public static string[] Pages { get; } = Directory.GetFiles(Folder, "*.md", SearchOption.AllDirectories);

    /// <summary>Every picture that hardware/ draws.</summary>
    public static string[] Pictures { get; } = Directory.GetFiles(Folder, "*.svg", SearchOption.AllDirectories);

    /// <summary>A path below the root as messages show it.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The text of a page without its fenced blocks.</summary>
    public static string Prose(string page) => Regex.Replace(File.ReadAllText(page), "^```.*?^```", "", RegexOptions.Multiline | RegexOptions.Singleline);

    /// <summary>The fenced blocks of a page in a language; "" is none.</summary>
    public static IEnumerable<string> Blocks(string page, string language) =>
        Regex.Matches(File.ReadAllText(page), "^```" + language + "\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value);

    /// <summary>The anchors of a page, as GitHub makes them of its headings.</summary>
    public static IEnumerable<string> Anchors(string page) =>
        Regex.Matches(Prose(page), "^#+ (.+)$", RegexOptions.Multiline)
            .Select(match => Regex.Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\p{L}\p{N} _-]", "").Replace(' ', '-'));

    /// <summary>Runs a built program of the output folder with no terminal in sight and a configuration folder of its own.</summary>
    /// <param name="program">devicemail or devicemail-agent.</param>
    /// <param name="home">The configuration folder; null: an empty one.</param>
    /// <param name="arguments">The arguments, as they are.</param>
    public static async Task<(int Code, string Output, string Error)> Run(string program, string? home, params string[] arguments)
    {
        string empty = home is null ? Directory.CreateTempSubdirectory("devicemail-hardware-").FullName : "";
        try
        {
            var start = new ProcessStartInfo("dotnet")
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
            };
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program + ".dll"));
            foreach (string argument in arguments) start.ArgumentList.Add(argument);
            foreach (string name in (string[])["LC_ALL", "LC_MESSAGES"]) start.Environment.Remove(name);
            start.Environment["LANG"] = "C";
            start.Environment["XDG_CONFIG_HOME"] = home ?? empty;
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(MsMax))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within a minute");
            }

            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (empty.Length > 0) Directory.Delete(empty, recursive: true);
        }
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DeviceMailAgent.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("No DeviceMailAgent.sln above the tests. Run them from a checkout: they read hardware/.");
    }
}
