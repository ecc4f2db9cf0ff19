using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>Reads mail servers' replies, through the same code as the device: Reply and Refusal.</summary>
internal static partial class SmtpReplies
{
    /// <summary>Judges the reply in a text: with or without codes, over several lines, in a line of someone's log, in a bounce. Null: there is none.</summary>
    public static Finding? Find(string text)
    {
        if (IsErrorChallenge(text)) return new Finding(Diagnosis.LoginRefused, InputKind.SmtpReply, "334");
        Match match = CodeWithEnhanced().Match(text);
        if (!match.Success) match = CodeAlone().Match(text);
        if (match.Success) return Judge(Read(text[match.Groups[1].Index..]));
        match = EnhancedAlone().Match(text);
        if (match.Success && Judge(Read(LikelyCode(match) + " " + OneLine(text[match.Index..]))) is var likely && !IsVague(likely.Diagnosis)) return likely;
        return ByWords(OneLine(text));
    }

    /// <summary>Judges a reply by the place in a session that it belongs to.</summary>
    public static Diagnosis Diagnose(Reply reply)
    {
        if (reply.IsPositive) return Diagnosis.None;
        if (IsOfLogin(reply)) return Refusal.OfLogin(reply);
        if (reply.IsEnhanced(5, 1, 7)) return Refusal.OfSender(reply);
        bool recipient = (reply.EnhancedClass == 5 && reply.EnhancedSubject == 1) || reply.Code is 550 or 551 or 553 && reply.EnhancedClass == 0;
        return recipient ? Refusal.OfRecipient(reply) : Refusal.OfMail(reply);
    }

    // Three numbers with dots may be a program's version as well: only one that says more than "refused" is taken for a status code.
    private static bool IsVague(Diagnosis diagnosis) => diagnosis is Diagnosis.MailRefused or Diagnosis.MailDeferred;

    private static bool IsOfLogin(Reply reply) => (reply.Code == 454 && reply.EnhancedClass != 0) || reply.Code is 502 or 503 or 504 or 534 or 535 or 538
        || reply.IsEnhanced(5, 7, 139) || reply.IsEnhanced(5, 5, 127) || reply.IsEnhanced(5, 7, 3) || reply.IsEnhanced(5, 7, 8) || reply.IsEnhanced(5, 7, 9);

    private static Finding Judge(Reply reply)
    {
        string basis = reply.Code.ToString(CultureInfo.InvariantCulture);
        if (reply.EnhancedClass > 0) basis = string.Create(CultureInfo.InvariantCulture, $"{basis} {reply.EnhancedClass}.{reply.EnhancedSubject}.{reply.EnhancedDetail}");
        return new Finding(Diagnose(reply), InputKind.SmtpReply, basis);
    }

    // The first line, and behind "535-" every line that begins with the same code, whatever a log has put before it.
    private static Reply Read(string text)
    {
        var reply = new Reply();
        string code = text[..3];
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            int at = i == 0 ? 0 : line.IndexOf(code, StringComparison.Ordinal);
            if (at < 0) continue;
            line = line[at..];
            bool goesOn = line.Length > 3 && line[3] == '-' && lines.Skip(i + 1).Any(later => later.Contains(code, StringComparison.Ordinal));
            if (!goesOn && line.Length > 3) line = code + " " + line[4..];
            byte[] octets = Encoding.UTF8.GetBytes(line);
            if (reply.Line(octets, 0, octets.Length) != ReplyStatus.More) break;
        }

        return reply;
    }

    private static string LikelyCode(Match enhanced) => enhanced.Value switch
    {
        "5.7.3" or "5.7.8" or "5.7.139" => "535",
        "5.7.9" or "5.7.14" => "534",
        "5.7.57" => "530",
        "4.7.0" => "454",
        ['4', ..] => "450",
        _ => "550",
    };

    // Texts whose codes were lost on the way, such as in a screenshot or a bounce: taken for the login, then for the mail. Whatever is
    // no more than "refused" either way says nothing.
    private static Finding? ByWords(string text)
    {
        Reply login = Read("535 5.7.139 " + text);
        Diagnosis ofLogin = Refusal.OfLogin(login);
        if (ofLogin != Diagnosis.PolicyRefused) return new Finding(ofLogin, InputKind.Words, "");
        if (text.Contains("did not meet the criteria", StringComparison.OrdinalIgnoreCase)) return new Finding(ofLogin, InputKind.Words, "");
        Diagnosis ofMail = Refusal.OfMail(Read("554 " + text));
        return ofMail == Diagnosis.MailRefused ? null : new Finding(ofMail, InputKind.Words, "");
    }

    // Gmail refuses a token with a challenge that holds JSON (XOAUTH2), before it says 535.
    private static bool IsErrorChallenge(string text)
    {
        Match match = Challenge().Match(text);
        if (!match.Success) return false;
        string base64 = match.Groups[1].Value;
        byte[] octets = new byte[base64.Length];
        string padded = base64.TrimEnd('=');
        padded += new string('=', (4 - padded.Length % 4) % 4);
        if (!Convert.TryFromBase64String(padded, octets, out int count)) return base64.StartsWith("eyJzdGF0dXMi", StringComparison.Ordinal);
        return Encoding.UTF8.GetString(octets, 0, count).Contains("\"status\"", StringComparison.Ordinal);
    }

    private static string OneLine(string text) => Spaces().Replace(text, " ");

    [GeneratedRegex(@"(?<![\w.])([245][0-9]{2})[ -]#?[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![\w.])")]
    private static partial Regex CodeWithEnhanced();

    // Without an enhanced code three digits are a reply only where a reply would stand: alone, first in its line, or behind a word that announces one.
    [GeneratedRegex(@"(?:^|\n|\b(?:S:|reply|replied|said|says|server|returned|response|error|status)[:=]?[ '""(]*)[ \t<>]*([245][0-9]{2})(?=[ -]\D|\s*$)", RegexOptions.IgnoreCase)]
    private static partial Regex CodeAlone();

    [GeneratedRegex(@"(?<![\w.])[45]\.[0-9]{1,3}\.[0-9]{1,3}(?![\w.]|\.[0-9])")]
    private static partial Regex EnhancedAlone();

    [GeneratedRegex(@"(?:^|\s)334[ -]([A-Za-z0-9+/]{16,}={0,2})")]
    private static partial Regex Challenge();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
