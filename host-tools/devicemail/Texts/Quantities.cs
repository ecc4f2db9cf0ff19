using System;
using System.Globalization;

namespace DeviceMailAgent.Tool.Texts;

/// <summary>Sizes, spans and moments as a person reads them.</summary>
internal static class Quantities
{
    /// <summary>Octets with three digits that count: 934 B, 1.2 MB.</summary>
    public static string Octets(long octets) => octets switch
    {
        < 1000 => Text($"{octets} B"),
        < 1_000_000 => Text($"{octets / 1e3:0.0} kB"),
        < 1_000_000_000 => Text($"{octets / 1e6:0.0} MB"),
        _ => Text($"{octets / 1e9:0.0} GB"),
    };

    /// <summary>A span in its two largest units: 3 d 4 h, 59 min, 12 s.</summary>
    public static string Span(long seconds, Language language)
    {
        (string d, string h, string min, string s) = language == Language.Japanese ? ("日", "時間", "分", "秒") : ("d", "h", "min", "s");
        return seconds switch
        {
            >= 86_400 => Text($"{seconds / 86_400} {d} {seconds % 86_400 / 3600} {h}"),
            >= 3600 => Text($"{seconds / 3600} {h} {seconds % 3600 / 60} {min}"),
            >= 120 => Text($"{seconds / 60} {min}"),
            _ => Text($"{seconds} {s}"),
        };
    }

    /// <summary>When something ends, in days of the calendar: in 9 days, tomorrow. A device counts no further back than today.</summary>
    public static string InDays(long days, Language language) => (days, language) switch
    {
        (<= 0, Language.Japanese) => "今日 (または経過済み)",
        (1, Language.Japanese) => "明日",
        (_, Language.Japanese) => Text($"{days} 日後"),
        (<= 0, _) => "today, or has ended already",
        (1, _) => "tomorrow",
        _ => Text($"in {days} days"),
    };

    /// <summary>Milliseconds as seconds with one decimal, or as milliseconds below one.</summary>
    public static string Elapsed(long milliseconds) => milliseconds < 1000 ? Text($"{milliseconds} ms") : Text($"{milliseconds / 1000.0:0.0} s");

    /// <summary>A moment of RFC 3339 in this computer's time zone; empty if it is none.</summary>
    public static string Moment(string text)
    {
        bool isMoment = DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment);
        return isMoment ? moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
