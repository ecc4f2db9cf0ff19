using System;
using System.IO;
using System.Text;
using DeviceMailAgent.Core.Tests.Support;
using DeviceMailAgent.Screen;
using Xunit;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>A picture as text that can be looked at in a terminal and in a difference: two rows a line.</summary>
internal static class Picture
{
    /// <summary>Set to 1, it makes the tests write the pictures instead of comparing them.</summary>
    public const string AcceptVariable = "DEVICEMAIL_ACCEPT_PICTURES";

    public static bool IsAccepting => Environment.GetEnvironmentVariable(AcceptVariable) == "1";

    public static string Of(Canvas canvas)
    {
        var text = new StringBuilder();
        for (int y = 0; y < Canvas.Height; y += 2)
        {
            for (int x = 0; x < Canvas.Width; x++)
            {
                text.Append((canvas.IsLit(x, y), canvas.IsLit(x, y + 1)) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => '.',
                });
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Compares with the committed picture.</summary>
    public static void Check(Canvas canvas, string name)
    {
        string file = Path.Combine(Repository.Root, "tests", "Pins", "pictures", name + ".txt");
        string drawn = Of(canvas);
        if (IsAccepting)
        {
            File.WriteAllText(file, drawn);
            return;
        }
        string committed = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        Assert.True(committed == drawn, $"tests/Pins/pictures/{name}.txt is no longer what is drawn:\n{drawn}If that is meant: run the tests once with {AcceptVariable}=1, look at the pictures, and commit them.");
    }
}
