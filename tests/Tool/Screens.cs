using System;
using System.IO;
using System.Text.RegularExpressions;
using Xunit;

namespace DeviceMailAgent.Tool.Tests;

/// <summary>Compares what the tool writes with the approved screens in screens/.</summary>
internal static partial class Screens
{
    /// <summary>
    /// Fails where a screen differs from its approved text. With DEVICEMAIL_APPROVE set to the folder of the sources, the text is written there
    /// instead, to be looked at with git diff; the test then still fails, so that nothing is approved unseen.
    /// </summary>
    public static void Same(string name, string actual)
    {
        string approved = Path.Combine(AppContext.BaseDirectory, "screens", name + ".txt");
        string expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (Environment.GetEnvironmentVariable("DEVICEMAIL_APPROVE") is { Length: > 0 } folder && expected != actual) File.WriteAllText(Path.Combine(folder, name + ".txt"), actual);
        Assert.Equal(expected, actual);
    }

    /// <summary>The text without what steers a terminal (ECMA-48 CSI and OSC sequences, keypad modes).</summary>
    public static string WithoutEscapes(string text) => Escape().Replace(text, "");

    /// <summary>True if something in it sets a colour (ECMA-48 SGR 30 to 38 and 90 to 97).</summary>
    public static bool HasColour(string text) => Colour().IsMatch(text);

    [GeneratedRegex(@"\u001b\[(?:[0-9]+;)*(?:3[0-8]|9[0-7])[;m]")]
    private static partial Regex Colour();

    [GeneratedRegex(@"\u001b[=>]|\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)")]
    private static partial Regex Escape();
}
