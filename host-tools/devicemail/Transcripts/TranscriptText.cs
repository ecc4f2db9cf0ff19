using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace DeviceMailAgent.Transcripts;

/// <summary>The text of a transcript's line and the octets that it stands for.</summary>
public static class TranscriptText
{
    private static readonly string[] Events = ["{connect}", "{tls}", "{tls fails}", "{closed}", "{closes}", "{resets}", "{silent}"];

    /// <summary>True for something that happens to a connection and is no octets.</summary>
    public static bool IsEvent(string text)
    {
        return Events.Contains(text) || text.StartsWith("{fails D", StringComparison.Ordinal);
    }

    /// <summary>True for a whole line in braces that is neither an event nor a macro: a slip of the pen.</summary>
    public static bool IsUnknown(string text)
    {
        int at = 0;
        return text.StartsWith('{') && text.EndsWith('}') && !IsEvent(text) && Macro(text, ref at, key => key) == null;
    }

    /// <summary>The octets of a line: macros and escapes expanded, CRLF behind it unless it ends with a lone backslash.</summary>
    public static byte[] Octets(string text, Func<string, string> header)
    {
        var octets = new StringBuilder();
        bool endsLine = true;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '{' && Macro(text, ref at, header) is string expanded) octets.Append(expanded);
            else if (text[at] != '\\') octets.Append(text[at]);
            else if (at + 1 == text.Length) endsLine = false;
            else octets.Append(Escaped(text, ref at));
        }
        if (endsLine) octets.Append("\r\n");
        return Encoding.Latin1.GetBytes(octets.ToString());
    }

    /// <summary>Octets as lines that a transcript could hold.</summary>
    public static string Show(byte[] octets)
    {
        string text = Encoding.Latin1.GetString(octets);
        bool endsLine = text.EndsWith("\r\n", StringComparison.Ordinal);
        if (endsLine) text = text[..^2];
        var shown = new StringBuilder();
        foreach (char octet in text)
        {
            shown.Append(octet switch
            {
                '\r' => "\\r",
                '\n' => "\\n",
                '\\' => "\\\\",
                < ' ' or > '~' => "\\x" + ((int)octet).ToString("x2", CultureInfo.InvariantCulture),
                _ => octet.ToString(),
            });
        }
        // A space at the end would not be seen.
        if (text.EndsWith(' ')) shown.Remove(shown.Length - 1, 1).Append("\\s");
        return endsLine ? shown.ToString() : shown.Append('\\').ToString();
    }

    // {base64 TEXT}, {xoauth2 TOKEN}, {oauthbearer TOKEN}, {plain PASSWORD}; anything else in braces is text.
    private static string? Macro(string text, ref int at, Func<string, string> header)
    {
        int depth = 0;
        int end = at;
        do
        {
            if (text[end] == '{') depth++;
            if (text[end] == '}') depth--;
            end++;
        }
        while (end < text.Length && depth > 0);
        if (depth > 0) return null;
        string[] parts = text[(at + 1)..(end - 1)].Split(' ', 2);
        if (parts.Length < 2) return null;
        string user = header("user");
        string? plain = parts[0] switch
        {
            "base64" => Unescaped(parts[1]),
            "xoauth2" => $"user={user}\x01" + $"auth=Bearer {parts[1]}\x01\x01",
            "oauthbearer" => $"n,a={user},\x01host={header("host")}\x01port={header("port")}\x01" + $"auth=Bearer {parts[1]}\x01\x01",
            "plain" => $"\0{user}\0{parts[1]}",
            _ => null,
        };
        if (plain == null) return null;
        at = end - 1;
        return Convert.ToBase64String(Encoding.Latin1.GetBytes(plain));
    }

    private static string Unescaped(string text)
    {
        var octets = new StringBuilder();
        for (int at = 0; at < text.Length; at++) octets.Append(text[at] == '\\' && at + 1 < text.Length ? Escaped(text, ref at) : text[at]);
        return octets.ToString();
    }

    private static char Escaped(string text, ref int at)
    {
        at++;
        switch (text[at])
        {
            case 'r': return '\r';
            case 'n': return '\n';
            case 's': return ' ';
            case '0': return '\0';
            case '\\': return '\\';
            case 'x' when at + 2 < text.Length:
                at += 2;
                return (char)byte.Parse(text.AsSpan(at - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            default: throw new FormatException($"\\{text[at]} is none of \\r \\n \\s \\0 \\\\ \\xNN");
        }
    }
}
