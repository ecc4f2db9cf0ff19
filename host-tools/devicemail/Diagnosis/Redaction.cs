using System.Linq;
using System.Text.RegularExpressions;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>
/// Cleans pasted text before it is shown again: tokens, passwords, keys and long base64 go, and so do control characters, which could
/// rewrite the terminal. Codes, addresses, host names and correlation IDs stay, for support needs them.
/// </summary>
internal static partial class Redaction
{
    private const string Blank = "[removed]";

    public static string Clean(string text)
    {
        text = PrivateKey().Replace(text, Blank);
        text = NamedSecret().Replace(text, "$1" + Blank);
        text = Bearer().Replace(text, "$1" + Blank);
        text = SaslResponse().Replace(text, "$1" + Blank);
        text = PaddedBase64().Replace(text, Blank);
        text = LongWord().Replace(text, word => IsHarmless(word.Value) ? word.Value : Blank);
        return Control().Replace(text, " ").Trim();
    }

    // Only what could be no token: host names, exception names and numbers. A GUID has its own shape and never gets here.
    private static bool IsHarmless(string word)
    {
        bool hasDigit = word.Any(char.IsAsciiDigit);
        bool hasLetter = word.Any(char.IsAsciiLetter);
        if (!hasDigit && !hasLetter) return true;
        if (!hasDigit || !hasLetter) return word.All(c => char.IsAsciiLetterOrDigit(c) || c is '.') || (word.Length < 40 && !word.Contains('+') && !word.Contains('='));
        string[] labels = word.Split('.');
        bool hostName = labels.Length > 2 && labels.All(label => label.Length is > 0 and < 24 && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
        return hostName || Guid().IsMatch(word) || word.Length < 24;
    }

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    // access_token=…, "client_secret": "…", password: …
    [GeneratedRegex(@"((?<![\w])(?:access_token|refresh_token|id_token|device_code|client_secret|client_assertion|assertion|code_verifier|password|passwd|pwd|secret|api[_-]?key|パスワード)[""']?\s*[:=]\s*[""']?)[^\s""'&,;}]+", RegexOptions.IgnoreCase)]
    private static partial Regex NamedSecret();

    [GeneratedRegex(@"(\bBearer\s+)\S+", RegexOptions.IgnoreCase)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"(\bAUTH\s+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER)\s+)\S+", RegexOptions.IgnoreCase)]
    private static partial Regex SaslResponse();

    // What AUTH LOGIN sends is short; the padding gives it away.
    [GeneratedRegex(@"(?<![\w/+=])[A-Za-z0-9+/]{7,}={1,2}(?![\w=])")]
    private static partial Regex PaddedBase64();

    [GeneratedRegex(@"[A-Za-z0-9+/_=.~!*$%-]{20,}")]
    private static partial Regex LongWord();

    [GeneratedRegex(@"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
    private static partial Regex Guid();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\u2028\u2029]+")]
    private static partial Regex Control();
}
