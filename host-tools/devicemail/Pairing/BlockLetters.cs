using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>A code in letters seven lines high, to be read from a ladder. RFC 8628 6.1: user codes are short and of plain letters and digits.</summary>
internal static class BlockLetters
{
    /// <summary>Lines of a letter.</summary>
    public const int Rows = 7;

    private const int Pixels = 5;
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

    // One letter a line, its seven rows from the top; a bit is a pixel, the leftmost is 16. The zero has a stroke, so that it is no O.
    private static readonly byte[][] Shapes =
    [
        [14, 17, 17, 31, 17, 17, 17], [30, 17, 17, 30, 17, 17, 30], [14, 17, 16, 16, 16, 17, 14], [30, 17, 17, 17, 17, 17, 30], [31, 16, 16, 30, 16, 16, 31], [31, 16, 16, 30, 16, 16, 16],
        [14, 17, 16, 23, 17, 17, 14], [17, 17, 17, 31, 17, 17, 17], [31, 4, 4, 4, 4, 4, 31], [7, 2, 2, 2, 2, 18, 12], [17, 18, 20, 24, 20, 18, 17], [16, 16, 16, 16, 16, 16, 31],
        [17, 27, 21, 21, 17, 17, 17], [17, 25, 21, 21, 19, 17, 17], [14, 17, 17, 17, 17, 17, 14], [30, 17, 17, 30, 16, 16, 16], [14, 17, 17, 17, 21, 18, 13], [30, 17, 17, 30, 20, 18, 17],
        [15, 16, 16, 14, 1, 1, 30], [31, 4, 4, 4, 4, 4, 4], [17, 17, 17, 17, 17, 17, 14], [17, 17, 17, 17, 17, 10, 4], [17, 17, 17, 21, 21, 27, 17], [17, 17, 10, 4, 10, 17, 17],
        [17, 17, 10, 4, 4, 4, 4], [31, 1, 2, 4, 8, 16, 31], [14, 17, 19, 21, 25, 17, 14], [4, 12, 4, 4, 4, 4, 14], [14, 17, 1, 6, 8, 16, 31], [31, 2, 4, 2, 1, 17, 14],
        [2, 6, 10, 18, 31, 2, 2], [31, 16, 30, 1, 1, 17, 14], [6, 8, 16, 30, 17, 17, 14], [31, 1, 2, 4, 4, 4, 4], [14, 17, 17, 14, 17, 17, 14], [14, 17, 17, 15, 1, 2, 12],
        [0, 0, 0, 14, 0, 0, 0],
    ];

    /// <summary>The code in large letters; null if it does not fit, or has a character that has no shape here.</summary>
    /// <param name="code">What to show.</param>
    /// <param name="columns">Columns that there are.</param>
    /// <param name="ascii">True where only ASCII can be shown.</param>
    public static IReadOnlyList<string>? Of(string code, int columns, bool ascii)
    {
        string letters = code.ToUpperInvariant();
        if (letters.Length == 0 || !letters.All(letter => Characters.Contains(letter, StringComparison.Ordinal))) return null;
        // Thick stems first: a terminal's cells are twice as high as wide, so a stem of two columns is as thick as a bar of one line.
        foreach (int stem in (int[])[2, 1])
        {
            int width = letters.Length * (Pixels + 2 * (stem - 1) + 1) - 1;
            if (width <= columns) return [.. Enumerable.Range(0, Rows).Select(row => Row(letters, row, stem, ascii ? '#' : '█'))];
        }

        return null;
    }

    private static string Row(string letters, int row, int stem, char ink)
    {
        var line = new StringBuilder();
        foreach (char letter in letters)
        {
            byte bits = Shapes[Characters.IndexOf(letter, StringComparison.Ordinal)][row];
            for (int pixel = 0; pixel < Pixels; pixel++)
            {
                bool isOuter = pixel is 0 or Pixels - 1;
                line.Append((bits & (16 >> pixel)) != 0 ? ink : ' ', isOuter ? stem : 1);
            }

            line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }
}
