using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Screen;

/// <summary>A line being put together before it is drawn, so that it can be drawn to the right or in the middle.</summary>
internal sealed class ScreenLine
{
    // A long's digits.
    private const int DecimalMax = 19;

    private readonly Font _font;
    private readonly byte[] _octets = new byte[64];
    private int _count;

    /// <summary>Lines in a font.</summary>
    public ScreenLine(Font font)
    {
        _font = font;
    }

    /// <summary>Begins a new line.</summary>
    public ScreenLine Begin()
    {
        _count = 0;
        return this;
    }

    public ScreenLine Text(byte[] text)
    {
        return Text(text, 0, text.Length);
    }

    /// <summary>What does not fit is cut.</summary>
    public ScreenLine Text(byte[] text, int offset, int count)
    {
        for (int i = 0; i < count && _count < _octets.Length; i++) _octets[_count++] = text[offset + i];
        return this;
    }

    public ScreenLine Sign(char sign)
    {
        if (_count < _octets.Length) _octets[_count++] = (byte)sign;
        return this;
    }

    /// <summary>A number of 0 or more.</summary>
    public ScreenLine Number(long number)
    {
        if (_count + DecimalMax <= _octets.Length) _count = Ascii.AppendDecimal(_octets, _count, number);
        return this;
    }

    /// <summary>A number of 0 to 99 with two digits.</summary>
    public ScreenLine TwoDigits(int number)
    {
        return Sign((char)('0' + number / 10 % 10)).Sign((char)('0' + number % 10));
    }

    /// <summary>How long ago, in the largest unit that is not 0: 59 s, 59 min, 47 h, 99 d.</summary>
    public ScreenLine Age(long seconds)
    {
        if (seconds < 60) return Number(seconds).Sign('s');
        if (seconds < 3600) return Number(seconds / 60).Sign('m').Sign('i').Sign('n');
        return seconds < 2 * 86400 ? Number(seconds / 3600).Sign('h') : Number(seconds / 86400).Sign('d');
    }

    /// <summary>A size of 1 KB or more, in KB or MB.</summary>
    public ScreenLine Size(long octets)
    {
        return octets < 1000000 ? Number((octets + 999) / 1000).Sign('K').Sign('B') : Number((octets + 500000) / 1000000).Sign('M').Sign('B');
    }

    /// <summary>Draws it from the left.</summary>
    public void Draw(Canvas canvas, int x, int y, int across, int down)
    {
        _font.Draw(canvas, x, y, _octets, 0, _count, across, down);
    }

    /// <summary>Draws it in the middle of the screen; from the left if it is too long.</summary>
    public void DrawCentred(Canvas canvas, int y, int across, int down)
    {
        int x = (Canvas.Width - Font.WidthOf(_count, across)) / 2;
        Draw(canvas, x < 0 ? 0 : x, y, across, down);
    }

    /// <summary>Draws it so that it ends at the right edge.</summary>
    public void DrawRight(Canvas canvas, int y)
    {
        int x = Canvas.Width - Font.WidthOf(_count, 1);
        Draw(canvas, x < 0 ? 0 : x, y, 1, 1);
    }
}
