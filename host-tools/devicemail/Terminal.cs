using System;
using System.IO;
using Spectre.Console;

namespace DeviceMailAgent.Tool;

/// <summary>The terminal's width, and text that is already in lines.</summary>
internal static class Terminal
{
    /// <summary>Columns to write in: the terminal's, from 40 to 100, since longer lines are hard to read; 80 for a file or a pipe.</summary>
    public static int Columns()
    {
        if (Console.IsOutputRedirected) return 80;
        try
        {
            return Console.WindowWidth > 0 ? Math.Clamp(Console.WindowWidth, 40, 100) : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }

    /// <summary>Keeps Spectre.Console from wrapping what <see cref="Tool.Columns"/> has wrapped, and from breaking commands that are to be copied.</summary>
    public static void LeaveLinesAlone() => AnsiConsole.Profile.Width = 10_000;
}
