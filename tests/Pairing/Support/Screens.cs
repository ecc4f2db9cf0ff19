using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using DeviceMailAgent.Tool;
using Xunit;

namespace DeviceMailAgent.Pairing.Tests;

/// <summary>Compares screens with the approved ones in screens/, whatever was drawn by lot aside.</summary>
internal static partial class Screens
{
    /// <summary>
    /// Fails where a screen differs from its approved text, or is wider than 80 columns where it is not to be copied. With DEVICEMAIL_APPROVE set to the folder of the
    /// sources, the text is written there instead, to be looked at with git diff; the test then still fails, so that nothing is approved unseen.
    /// </summary>
    /// <param name="name">The file's, without .txt.</param>
    /// <param name="screen">What was shown.</param>
    /// <param name="replaced">Texts that differ from run to run, and what stands for each.</param>
    public static void Same(string name, string screen, params (string Text, string StandIn)[] replaced)
    {
        foreach ((string text, string standIn) in replaced) screen = screen.Replace(text, standIn, StringComparison.Ordinal);
        screen = Changing(screen);
        string approved = Path.Combine(AppContext.BaseDirectory, "screens", name + ".txt");
        string expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (Environment.GetEnvironmentVariable("DEVICEMAIL_APPROVE") is { Length: > 0 } folder && expected != screen) File.WriteAllText(Path.Combine(folder, name + ".txt"), screen);
        Assert.Equal(expected, screen);
        foreach (string line in screen.Split('\n'))
        {
            bool isToCopy = line.StartsWith("      ", StringComparison.Ordinal);
            Assert.True(isToCopy || Columns.Width(line) <= 80, line);
        }
    }

    private static string Changing(string screen)
    {
        screen = Port().Replace(screen, "localhost:PORT");
        screen = Left().Replace(screen, "M:SS");
        screen = Size().Replace(screen, "$1 N B");
        screen = Elapsed().Replace(screen, "$1 N ms");
        screen = MailNumber().Replace(screen, "<NUMBER@");
        // Lines of blocks are the code and the QR code: other tests read those.
        var lines = new List<string>();
        foreach (string line in screen.Split('\n').Select(line => Blocks().IsMatch(line) ? "  <blocks>" : line.TrimEnd()))
        {
            if (line != "  <blocks>" || lines.LastOrDefault() != line) lines.Add(line);
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"localhost:\d+")]
    private static partial Regex Port();

    [GeneratedRegex(@"\b\d{1,2}:\d\d\b")]
    private static partial Regex Left();

    [GeneratedRegex(@"(Took|所要時間)\s+[\d.]+ m?s")]
    private static partial Regex Elapsed();

    [GeneratedRegex(@"(Size|サイズ)\s+[\d.]+ k?B")]
    private static partial Regex Size();

    [GeneratedRegex(@"<\d{10,}@")]
    private static partial Regex MailNumber();

    [GeneratedRegex("^[ █▀▄]*[█▀▄][ █▀▄]*$")]
    private static partial Regex Blocks();
}
