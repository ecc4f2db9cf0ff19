using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>What <c>devicemail</c> shows in a terminal of 80 columns, compared with the approved text in screens/.</summary>
internal static partial class Screens
{
    /// <summary>Runs it in a pseudo-terminal, made by util-linux's script(1).</summary>
    /// <returns>The exit code, and the lines as they stand on the screen at the end.</returns>
    public static async Task<(int Code, string Screen)> Run(Bench bench, string arguments)
    {
        string command = $"stty cols 80 rows 24; exec env TERM=xterm LC_ALL=C.UTF-8 XDG_CONFIG_HOME={bench.File(".")} {Path.Combine(AppContext.BaseDirectory, "devicemail")} {arguments}";
        (int code, string output, _) = await ChildProcess.Run("script", ["-qec", command, "/dev/null"]);
        string[] lines = [.. Escape().Replace(output, "").Split('\n').Select(line => Standing(line.TrimEnd('\r')))];
        return (code, string.Join("\n", lines).TrimEnd() + "\n");
    }

    /// <summary>
    /// Fails where a screen differs from its approved text. With DEVICEMAIL_APPROVE set to the folder of the sources it is written there instead, to
    /// be looked at; the test then still fails.
    /// </summary>
    public static void Same(string name, string actual)
    {
        string approved = Path.Combine(AppContext.BaseDirectory, "screens", name + ".txt");
        string expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (Environment.GetEnvironmentVariable("DEVICEMAIL_APPROVE") is { Length: > 0 } folder && expected != actual) File.WriteAllText(Path.Combine(folder, name + ".txt"), actual);
        Assert.Equal(expected, actual);
    }

    // A carriage return goes back to the line's beginning; what is written then stands.
    private static string Standing(string line)
    {
        int last = line.LastIndexOf('\r');
        return last < 0 ? line : line[(last + 1)..];
    }

    [GeneratedRegex(@"\u001b[=>]|\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)")]
    private static partial Regex Escape();
}
