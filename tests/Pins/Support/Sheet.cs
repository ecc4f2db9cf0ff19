using System.Collections.Generic;
using DeviceMailAgent.Screen;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>Pictures of the panel as PNG: one as a telephone's camera would see it, or all on a contact sheet.</summary>
internal static class Sheet
{
    // A point of the panel on paper.
    private const int Scale = 2;
    private const int Margin = 12;
    private const int Caption = 20;
    private const int Columns = 4;
    private const byte Paper = 255;
    private const byte Ink = 40;
    private const byte Dark = 0;
    private const byte Lit = 230;

    /// <summary>One picture with the dark edge that a panel has.</summary>
    public static Png Of(Canvas canvas, int scale)
    {
        var png = new Png((Canvas.Width + 8) * scale, (Canvas.Height + 8) * scale, Dark);
        Draw(png, canvas, 4 * scale, 4 * scale, scale);
        return png;
    }

    /// <summary>All screens, each with its name below it in the panel's own letters.</summary>
    public static Png Of(IReadOnlyList<(string Name, Canvas Canvas)> screens)
    {
        int width = Canvas.Width * Scale + Margin;
        int height = Canvas.Height * Scale + Caption + Margin;
        int rows = (screens.Count + Columns - 1) / Columns;
        var png = new Png(Columns * width + Margin, rows * height + Margin, Paper);
        for (int i = 0; i < screens.Count; i++)
        {
            int x = Margin + i % Columns * width;
            int y = Margin + i / Columns * height;
            png.Fill(x, y, Canvas.Width * Scale, Canvas.Height * Scale, Dark);
            Draw(png, screens[i].Canvas, x, y, Scale);
            var caption = new Canvas();
            new Font().Draw(caption, 0, 0, Screens.Octets(screens[i].Name), 0, screens[i].Name.Length, 1, 1);
            Draw(png, caption, x, y + Canvas.Height * Scale + 3, Scale, Ink, 8);
        }
        return png;
    }

    private static void Draw(Png png, Canvas canvas, int left, int top, int scale, byte grey = Lit, int rows = Canvas.Height)
    {
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < Canvas.Width; x++)
            {
                if (canvas.IsLit(x, y)) png.Fill(left + x * scale, top + y * scale, scale, scale, grey);
            }
        }
    }
}
