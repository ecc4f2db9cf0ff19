using System.Linq;
using System.Text;
using DeviceMailAgent.Screen;

namespace DeviceMailAgent.Pins.Tests;

/// <summary>A person's eyes: reads letters off a picture by what the font looks like.</summary>
internal static class Reading
{
    private static readonly Font Letters = new();

    /// <summary>The letters of a line; a place where no letter stands is a space, something else a question mark.</summary>
    public static string Line(Canvas canvas, int x, int y, int letters, int across, int down)
    {
        var text = new StringBuilder();
        for (int i = 0; i < letters; i++) text.Append(Letter(canvas, x + i * Font.Advance * across, y, across, down));
        return text.ToString().TrimEnd();
    }

    /// <summary>The device code beside the QR code: two lines.</summary>
    public static string Code(Canvas canvas) => Line(canvas, 1, 9, 5, 2, 3) + Line(canvas, 1, 32, 5, 2, 3);

    /// <summary>The large word below the headline.</summary>
    public static string Word(Canvas canvas)
    {
        // Words stand in the middle, so that where one begins follows from its length.
        for (int letters = 10; letters > 0; letters--)
        {
            string word = Line(canvas, (Canvas.Width - Font.WidthOf(letters, 2)) / 2, 13, letters, 2, 2);
            if (word.Length == letters && !word.Contains('?') && word[0] != ' ') return word;
        }
        return "";
    }

    private static char Letter(Canvas canvas, int x, int y, int across, int down)
    {
        for (byte letter = 32; letter < 127; letter++)
        {
            var one = new Canvas();
            Letters.Draw(one, 0, 0, [letter], 0, 1, across, down);
            bool isIt = Enumerable.Range(0, 5 * across).All(column => Enumerable.Range(0, 7 * down).All(row => one.IsLit(column, row) == canvas.IsLit(x + column, y + row)));
            if (isIt) return (char)letter;
        }
        return '?';
    }
}
