using System;
using System.Globalization;
using System.Linq;
using System.Net;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>What cannot be, said while it can still be typed again; null: nothing is wrong. The agent's own check has the last word.</summary>
internal static class PlanFaults
{
    public static Phrase? OfName(string text) => text.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
        ? null : new("a host name has at most 63 letters, digits, hyphens and dots, such as bridge-3f", "ホスト名は英数字、ハイフン、ドット 63 文字以内です (例: bridge-3f)");

    public static Phrase? OfMailbox(string text)
    {
        int at = text.LastIndexOf('@');
        bool sound = at > 0 && at < text.Length - 1 && text.Length <= 254 && text.All(c => c is > ' ' and <= '~' and not ('<' or '>' or '"' or '(' or ')' or ',' or ';' or ':' or '\\'));
        return sound ? null : new("a mail address looks like scans@contoso.com", "メールアドレスは scans@contoso.com の形です");
    }

    public static Phrase? OfValue(string text) => text.Length > 0 && !text.Any(char.IsControl) ? null : new("it must not be empty", "空欄にはできません");

    /// <summary>A day, as an app's registration shows it.</summary>
    public static Phrase? OfDay(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year >= 2000
        ? null : new("a day looks like 2028-11-25", "日付は 2028-11-25 の形です");

    public static Phrase? OfPort(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535
        ? null : new("a port is a number from 1 to 65535", "ポート番号は 1 から 65535 です");

    /// <summary>Ranges between commas or blanks.</summary>
    public static string[] Ranges(string text) => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static Phrase? OfRanges(string text) => Ranges(text) is { Length: > 0 } ranges && ranges.All(range => IPNetwork.TryParse(range, out _) || IPAddress.TryParse(range, out _))
        ? null : new("write ranges such as 192.168.7.0/24, or single addresses", "192.168.7.0/24 のような範囲、または個別のアドレスを指定します");
}
