using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>Finds the diagnosis that a person means: a number, a reply, an AADSTS text, an OAuth error, or a line with one of them.</summary>
internal static partial class Recognition
{
    /// <summary>Longer input is cut: nobody pastes more by intention.</summary>
    public const int InputMax = 64 * 1024;

    /// <summary>Every diagnosis of an input, each once, in order. Several only for a piece of log that names several.</summary>
    public static IReadOnlyList<Finding> FindAll(string input)
    {
        string[] lines = Cut(input).Split('\n');
        Finding[] named = [.. lines.Select(ByNumberInside).OfType<Finding>().DistinctBy(finding => finding.Diagnosis)];
        if (named.Length > 1) return named;
        return Find(input) is { } only ? [only] : [];
    }

    /// <summary>The diagnosis of an input, or null.</summary>
    public static Finding? Find(string input)
    {
        string text = Cut(input).Trim();
        if (text.Length == 0) return null;
        return ByNumberAlone(text) ?? ByNumberInside(text) ?? TokenAnswers.Find(text) ?? SmtpReplies.Find(text) ?? WellKnownWords.Find(text);
    }

    private static string Cut(string input) => input.Length > InputMax ? input[..InputMax] : input;

    private static Finding? ByNumberAlone(string text)
    {
        Match match = WholeNumber().Match(text);
        if (!match.Success) return null;
        int number = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        if (Catalogue.Find(number) is { } row) return new Finding(row.Diagnosis, InputKind.Number, row.Name);
        // 535 alone is a reply; 700082 alone is Entra's. A D before it means the catalogue and nothing else.
        if (match.Groups[1].Length > 0) return null;
        return match.Groups[2].Length == 3 ? SmtpReplies.Find(text) : TokenAnswers.ByAadsts(number, "");
    }

    // D and three digits, as the log and the replies to a scanner write it. Not within a longer word, a GUID, or a session's name.
    private static Finding? ByNumberInside(string text)
    {
        foreach (Match match in NumberInside().Matches(text))
        {
            int number = int.Parse(match.Groups[1].Length > 0 ? match.Groups[1].ValueSpan : match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            if (number > 0 && Catalogue.Find(number) is { } row) return new Finding(row.Diagnosis, InputKind.LogLine, row.Name, TokenAnswers.AadstsIn(text));
        }

        return null;
    }

    [GeneratedRegex(@"^([Dd]?)([0-9]{1,8})$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"(?<![\w.-])D([0-9]{3})(?![\w-])|\bdiagnosis""?\s*[:=]\s*""?D?([0-9]{3})(?![0-9])")]
    private static partial Regex NumberInside();
}
