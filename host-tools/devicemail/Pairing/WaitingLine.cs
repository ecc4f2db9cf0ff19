using System;
using System.Globalization;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>The one line that changes: the time left. On a terminal it is written over itself; elsewhere a new line is written once a minute.</summary>
internal sealed class WaitingLine
{
    private readonly bool _isLive = !Console.IsOutputRedirected;
    private string _shown = "";
    private long _toldMinute = -1;

    /// <summary>A span as minutes and seconds, 14:32.</summary>
    public static string Clock(TimeSpan left)
    {
        long seconds = Math.Max(0, (long)Math.Ceiling(left.TotalSeconds));
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}");
    }

    public void Show(string text, TimeSpan left)
    {
        if (text == _shown) return;
        if (_isLive)
        {
            // Blanks instead of an escape sequence: every terminal knows them.
            int rest = Math.Max(0, Columns.Width(_shown) - Columns.Width(text));
            Console.Write("\r" + text + new string(' ', rest) + new string('\b', rest));
            _shown = text;
            return;
        }

        long minute = (long)Math.Ceiling(left.TotalMinutes);
        if (minute == _toldMinute) return;
        _toldMinute = minute;
        Console.WriteLine(text);
    }

    /// <summary>Takes the line away, before something else is written.</summary>
    public void Clear()
    {
        if (_shown.Length == 0) return;
        Console.Write("\r" + new string(' ', Columns.Width(_shown)) + "\r");
        _shown = "";
    }
}
