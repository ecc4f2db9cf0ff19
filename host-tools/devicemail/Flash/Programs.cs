using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DeviceMailAgent.Tool.Flash;

/// <summary>What a program did.</summary>
/// <param name="ExitCode">As this system reports it: 0 to 255 but on Windows.</param>
/// <param name="Lines">What it printed on both outputs, without empty lines and control characters.</param>
internal sealed record ProgramResult(int ExitCode, IReadOnlyList<string> Lines)
{
    private const int LastLines = 4;

    /// <summary>Its last words, for an error text.</summary>
    public string Last => string.Join(" / ", Lines.TakeLast(LastLines));
}

/// <summary>Other people's programs.</summary>
internal static class Programs
{
    /// <summary>Finds a program by name in PATH and in further folders; null: it is not there.</summary>
    public static string? Find(string name, params string[] folders)
    {
        string file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(folders).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program to its end, without standard input.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="arguments">As they are.</param>
    /// <param name="said">Told of each line as it comes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FlashException">It cannot be started.</exception>
    public static async Task<ProgramResult> Run(string file, IEnumerable<string> arguments, Action<string> said, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        using Process process = Start(start);
        process.StandardInput.Close();
        var lines = new List<string>();
        try
        {
            await Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError), process.WaitForExitAsync(cancellation));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        return new(process.ExitCode, lines);

        async Task Read(StreamReader reader)
        {
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                // What a program draws for a terminal is of no use here.
                string text = new string([.. line.Where(c => !char.IsControl(c) || c == '\t')]).TrimEnd();
                if (text.Length == 0) continue;
                lock (lines)
                {
                    lines.Add(text);
                    said(text);
                }
            }
        }
    }

    /// <summary>A command as one would type it in a POSIX shell.</summary>
    public static string Shown(string name, IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend(name).Select(Quoted));

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@,+".Contains(c, StringComparison.Ordinal) || (c == '\\' && OperatingSystem.IsWindows())) ? argument : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new FlashException(FlashFault.NoFile, start.FileName, fault.Message);
        }
    }
}
