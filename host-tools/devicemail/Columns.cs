using System;
using System.Collections.Generic;
using System.Text;

namespace DeviceMailAgent.Tool;

/// <summary>
/// Breaks text into lines for a terminal. Full-width characters count as two columns and may be parted anywhere, except that a line does not
/// begin with closing or end with opening punctuation (JIS X 4051), and that words in katakana stay whole. Everything else is parted at spaces;
/// a word that is longer than a line stays whole.
/// </summary>
internal static class Columns
{
    private const string NotFirst = "、。，．・：；？！）］｝」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%),.:;?!]}」";
    private const string NotLast = "（［｛「『【〈《([{";

    /// <summary>Columns that a text takes in a terminal.</summary>
    public static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes()) width += Width(rune);
        return width;
    }

    /// <summary>The text in lines of at most <paramref name="columns"/> columns. A word that is wider gets a line of its own.</summary>
    public static IReadOnlyList<string> Wrap(string text, int columns)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        int width = 0;
        foreach (string piece in Pieces(text))
        {
            int wide = Width(piece.TrimEnd());
            if (width > 0 && width + wide > columns)
            {
                lines.Add(line.ToString().TrimEnd());
                line.Clear();
                width = 0;
            }

            if (width == 0 && piece.Trim().Length == 0) continue;
            line.Append(piece);
            width += Width(piece);
        }

        if (line.Length > 0) lines.Add(line.ToString().TrimEnd());
        return lines;
    }

    // What must stay together: a word with the spaces behind it, or one full-width character with the punctuation that clings to it.
    private static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        Rune before = default;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (piece.Length > 0 && MayPart(before, rune))
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(rune.ToString());
            before = rune;
        }

        if (piece.Length > 0) yield return piece.ToString();
    }

    private static bool MayPart(Rune before, Rune after)
    {
        if (after.Value == ' ') return false;
        if (before.Value == ' ') return true;
        if (Width(before) < 2 && Width(after) < 2) return false;
        if (IsKatakana(before) && IsKatakana(after)) return false;
        return !Contains(NotFirst, after) && !Contains(NotLast, before);
    }

    private static bool IsKatakana(Rune rune) => rune.Value is >= 0x30a1 and <= 0x30fc;

    private static bool Contains(string set, Rune rune) => rune.IsBmp && set.Contains((char)rune.Value, StringComparison.Ordinal);

    // Unicode Standard Annex 11, the wide and full-width ranges that this tool's texts and mail subjects can have.
    private static int Width(Rune rune)
    {
        int value = rune.Value;
        bool wide = value is >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0x303e or >= 0x3041 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3
            or >= 0xf900 and <= 0xfaff or >= 0xfe30 and <= 0xfe6f or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 or >= 0x1f300 and <= 0x1faff or >= 0x20000 and <= 0x3fffd;
        return wide ? 2 : 1;
    }
}
