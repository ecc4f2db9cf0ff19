using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace DeviceMailAgent.Tool.Record;

/// <summary>
/// Takes the meaning out of text and leaves its shape: letters become x, digits 0, an address always the same address of example.com. Text is
/// octets as Latin-1 characters.
/// </summary>
internal sealed partial class Blank
{
    private const string Escape = "\x1b";

    private readonly Dictionary<string, string> _addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Letters, digits and octets above 127; everything else says nothing but how the text is built.</summary>
    public static string Words(string text)
    {
        var blanked = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char octet = text[i];
            if (text.AsSpan(i).StartsWith(Escape + "$")) i = Iso2022Jp(text, i, blanked);
            else if (IsShiftJis(text, i)) blanked.Append('\x83').Append(text[++i] == '\\' ? '\\' : 'e');
            else if (char.IsAsciiLetter(octet)) blanked.Append('x');
            else if (char.IsAsciiDigit(octet)) blanked.Append('0');
            else blanked.Append(octet > '~' ? '\xe9' : octet);
        }
        return blanked.ToString();
    }

    /// <summary>The same for text with addresses in it.</summary>
    public string Addresses(string text)
    {
        var blanked = new StringBuilder();
        int at = 0;
        foreach (Match match in AddressPattern().Matches(text))
        {
            blanked.Append(Words(text[at..match.Index])).Append(Address(match.Value));
            at = match.Index + match.Length;
        }
        return blanked.Append(Words(text[at..])).ToString();
    }

    /// <summary>What stands in MAIL or RCPT behind the colon.</summary>
    public string Path(string text)
    {
        int end = text.IndexOf('>', StringComparison.Ordinal);
        if (end < 0) end = text.TrimStart().IndexOf(' ') is >= 0 and int space ? text.Length - text.TrimStart().Length + space : text.Length;
        // Parameters: their names, and numbers.
        string rest = text[end..];
        return Addresses(text[..end]) + (ParametersPattern().IsMatch(rest) ? rest : Addresses(rest));
    }

    /// <summary>The value of a Content- field: types, encodings and character sets stay, names of files go.</summary>
    public static string ContentValue(string text)
    {
        int semicolon = text.IndexOf(';', StringComparison.Ordinal);
        if (semicolon < 0) return TypePattern().IsMatch(text) ? text : Words(text);
        string type = text[..semicolon];
        var blanked = new StringBuilder(TypePattern().IsMatch(type) ? type : Words(type));
        foreach (string parameter in text[(semicolon + 1)..].Split(';'))
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? "" : parameter[..equals].Trim();
            bool stays = name is "charset" or "number" or "total" or "format" or "delsp" or "type";
            blanked.Append(';').Append(equals < 0 ? Words(parameter) : parameter[..(equals + 1)] + (stays ? parameter[(equals + 1)..] : Words(parameter[(equals + 1)..])));
        }
        return blanked.ToString();
    }

    /// <summary>A date, if it is made of what dates are made of.</summary>
    public static string Date(string text) => DatePattern().IsMatch(text) ? text : Words(text);

    private string Address(string address)
    {
        if (_addresses.TryGetValue(address, out string? known)) return known;
        string name = _addresses.Count == 0 ? "scanner" : $"person{_addresses.Count}";
        string blanked = name + (address.EndsWith(']') ? "@[192.0.2.1]" : "@example.com");
        _addresses.Add(address, blanked);
        return blanked;
    }

    // RFC 1468: between ESC $ B and ESC ( stand two octets a character.
    private static int Iso2022Jp(string text, int at, StringBuilder blanked)
    {
        int end = text.IndexOf(Escape + "(", at, StringComparison.Ordinal);
        int behind = end < 0 ? text.Length : Math.Min(end + 3, text.Length);
        if (end < 0) end = text.Length;
        int start = Math.Min(at + 3, end);
        blanked.Append(text[at..start]).Append(string.Concat(Enumerable.Repeat("%F", (end - start) / 2))).Append(text[end..behind]);
        return behind - 1;
    }

    private static bool IsShiftJis(string text, int at)
    {
        bool leads = text[at] is (>= '\x81' and <= '\x9f') or (>= '\xe0' and <= '\xfc');
        return leads && at + 1 < text.Length && text[at + 1] is (>= '\x40' and <= '\x7e') or (>= '\x80' and <= '\xfc');
    }

    [GeneratedRegex("""[^\s<>:@,;"()]+@[^\s<>,;"()]+""")]
    private static partial Regex AddressPattern();

    [GeneratedRegex("""\A>?(\s+(SIZE=\d*[kKmM]?|BODY=[78a-zA-Z]+|RET=[A-Za-z]+|NOTIFY=[A-Za-z,]+|AUTH=<>))*\s*\z""", RegexOptions.IgnoreCase)]
    private static partial Regex ParametersPattern();

    [GeneratedRegex("""\A[\sA-Za-z0-9.+/-]*\z""")]
    private static partial Regex TypePattern();

    [GeneratedRegex("""\A\s*((Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|GMT|UTC?|[A-Z]{3,4}|[0-9 ,:+()/-])*)\s*\z""")]
    private static partial Regex DatePattern();
}
