using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>Reads what token endpoints say, through the same code as the device: TokenReader and OAuthError.</summary>
internal static partial class TokenAnswers
{
    // RFC 6749 4.1.2.1 and 5.2, RFC 8628 3.5, RFC 8707 2, Entra's and Google's own names.
    private static readonly string[] Errors =
    [
        "invalid_grant", "interaction_required", "login_required", "consent_required", "invalid_client", "unauthorized_client",
        "invalid_scope", "invalid_resource", "invalid_target", "temporarily_unavailable", "server_error", "authorization_pending", "slow_down", "expired_token",
        "access_denied", "authorization_declined", "bad_verification_code", "admin_policy_enforced", "org_internal", "disabled_client", "deleted_client",
        "invalid_request", "unsupported_grant_type", "unsupported_response_type",
    ];

    /// <summary>Judges a text that holds an AADSTS number or an OAuth error; null when it holds neither.</summary>
    public static Finding? Find(string text)
    {
        string error = ErrorIn(text);
        int aadsts = AadstsIn(text);
        if (aadsts > 0) return ByAadsts(aadsts, error);
        return error.Length == 0 ? null : new Finding(Judge(error, 0), InputKind.OAuthError, error);
    }

    /// <summary>Judges an AADSTS number together with the OAuth error that came with it, or "".</summary>
    public static Finding ByAadsts(int number, string error) => new(Judge(error, number), InputKind.Aadsts, "AADSTS" + number.ToString(CultureInfo.InvariantCulture), number);

    /// <summary>The first AADSTS number in a text; 0: none.</summary>
    public static int AadstsIn(string text)
    {
        Match match = Aadsts().Match(text);
        if (!match.Success) match = ErrorCodes().Match(text);
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }

    // An error that is named as such ("error":"…", error=…) comes before one that only occurs.
    private static string ErrorIn(string text)
    {
        Match match = NamedError().Match(text);
        if (match.Success && Errors.Contains(match.Groups[1].Value)) return match.Groups[1].Value;
        IEnumerable<string> words = Word().Matches(text).Select(word => word.Value);
        return words.FirstOrDefault(word => Errors.Contains(word)) ?? "";
    }

    private static Diagnosis Judge(string error, int aadsts)
    {
        var answer = new TokenReader { HttpStatus = 400 };
        // Without an error the number has to speak alone; then any error will do that the device does not know.
        string member = error.Length > 0 ? error : "unknown";
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(aadsts > 0 ? new { error = member, error_codes = new[] { aadsts } } : (object)new { error = member });
        answer.Feed(json, 0, json.Length);
        answer.Complete();
        return OAuthError.Diagnose(answer);
    }

    [GeneratedRegex(@"AADSTS\s?([0-9]{4,9})", RegexOptions.IgnoreCase)]
    private static partial Regex Aadsts();

    [GeneratedRegex(@"(?:""error_codes""\s*:\s*\[\s*|login\.[\w.]+/error\?code=|\berror=""[a-z_]+"" code=)([0-9]{4,9})")]
    private static partial Regex ErrorCodes();

    [GeneratedRegex(@"(?<![\w])error[""']?\s*[:=]\s*[""']?([a-z_]+)")]
    private static partial Regex NamedError();

    [GeneratedRegex(@"(?<![\w])[a-z]+(?:_[a-z]+)+(?![\w])")]
    private static partial Regex Word();
}
