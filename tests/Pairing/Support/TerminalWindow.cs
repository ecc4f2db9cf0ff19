using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>A real terminal of 80 columns: tmux holds the pty and draws what the program writes, with wide characters as terminals have them.</summary>
internal sealed partial class TerminalWindow : IAsyncDisposable
{
    private const string Tmux = "/usr/bin/tmux";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _socket = Path.Combine(Path.GetTempPath(), "dma-tmux-" + Guid.NewGuid().ToString("N")[..12]);

    /// <param name="program">What runs in it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Is added to this process's own.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="rows">Lines of the screen.</param>
    public TerminalWindow(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder, int rows)
    {
        Assert.SkipUnless(File.Exists(Tmux), "tmux is not installed (Debian package tmux)");
        string command = string.Join(' ', environment.Select(pair => pair.Key + "=" + Quoted(pair.Value))) + " " + string.Join(' ', arguments.Prepend(program).Select(Quoted));
        // The exit code stands below what the program wrote; the shell then waits, so that the screen stays.
        Run("new-session", "-d", "-c", folder, "-x", "80", "-y", rows.ToString(System.Globalization.CultureInfo.InvariantCulture), $"env {command}; echo \"[ended with $?]\"; read -r _");
    }

    /// <summary>Waits until the text stands somewhere on the screen or above it.</summary>
    public async Task<string> Shows(string text)
    {
        long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (true)
        {
            string screen = All();
            if (screen.Contains(text, StringComparison.Ordinal)) return screen;
            if (Environment.TickCount64 > end) throw new TimeoutException($"'{text}' is not shown:\n{screen}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits for the program's end.</summary>
    /// <returns>Its exit code, and all that it wrote.</returns>
    public async Task<(int Code, string Screen)> Ends()
    {
        string screen = await Shows("[ended with ");
        Match match = Ended().Match(screen);
        return (int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture), screen[..match.Index]);
    }

    /// <summary>Presses keys, by tmux's names.</summary>
    public void Press(params string[] keys) => Run(["send-keys", .. keys]);

    /// <summary>Types a text and presses Enter.</summary>
    public void Type(string text)
    {
        if (text.Length > 0) Run("send-keys", "-l", text);
        Press("Enter");
    }

    /// <summary>What is on the screen and above it, without blanks at the ends of lines; a line that the terminal had to break is whole here.</summary>
    public string All() => string.Join('\n', Run("capture-pane", "-p", "-J", "-S", "-").Split('\n').Select(line => line.TrimEnd())).TrimEnd() + "\n";

    /// <summary>What a person sees without scrolling.</summary>
    public string Visible() => Run("capture-pane", "-p");

    public ValueTask DisposeAsync()
    {
        Run("kill-server");
        File.Delete(_socket);
        File.Delete(_socket + ".lock");
        return default;
    }

    private string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Tmux, ["-u", "-S", _socket, "-f", "/dev/null", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("TMUX");
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(@"\[ended with (\d+)\]")]
    private static partial Regex Ended();
}
