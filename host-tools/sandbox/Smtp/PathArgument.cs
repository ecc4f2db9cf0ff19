using System;
using System.Collections.Generic;
using System.Linq;

namespace DeviceMailAgent.Sandbox.Smtp;

/// <summary>What follows MAIL or RCPT: a path in brackets and parameters (RFC 5321 4.1.2).</summary>
/// <param name="Address">The path without brackets and source route; empty for the null reverse-path.</param>
/// <param name="Parameters">Keywords in upper case with their values.</param>
internal sealed record PathArgument(string Address, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Reads "FROM:&lt;a@b&gt; SIZE=1". Null: it has not that form.</summary>
    public static PathArgument? Parse(string argument, string keyword)
    {
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) return null;
        string rest = argument[keyword.Length..].TrimStart();
        int close = Close(rest);
        if (close < 0) return null;
        string path = rest[1..close];
        if (path.StartsWith('@') && path.Contains(':')) path = path[(path.IndexOf(':') + 1)..];
        string[] words = rest[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Select(Keyword).Distinct().Count() != words.Length) return null;
        return new PathArgument(path, words.ToDictionary(Keyword, word => word.Contains('=') ? word[(word.IndexOf('=') + 1)..] : ""));
    }

    private static string Keyword(string word) => word.Split('=')[0].ToUpperInvariant();

    // Index of the bracket that closes the path; in a quoted local part it does not count. -1: none.
    private static int Close(string text)
    {
        if (!text.StartsWith('<')) return -1;
        bool quoted = false;
        for (int i = 1; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\') i++;
            else if (text[i] == '"') quoted = !quoted;
            else if (!quoted && text[i] == '>') return i;
        }

        return -1;
    }
}
