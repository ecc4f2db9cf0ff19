using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.OAuth;

/// <summary>
/// What a token endpoint's answer means. Decisions go by <c>error</c>, never by AADSTS numbers or texts: Microsoft changes those
/// without notice (Microsoft Entra "authentication and authorization error codes"). The numbers only make the diagnosis closer.
/// </summary>
public static class OAuthError
{
    // RFC 6749 5.2; RFC 8707 2 (invalid_target); RFC 8628 3.5 with Entra's own names for two of them; OpenID Connect Core 3.1.2.6 and Entra,
    // which send the *_required ones to a refresh; the last four are Google's.
    private static readonly byte[] Codes = Ascii.Bytes(
        "invalid_grant interaction_required login_required consent_required"
        + " invalid_client unauthorized_client"
        + " invalid_scope invalid_resource invalid_target"
        + " temporarily_unavailable server_error"
        + " authorization_pending slow_down expired_token"
        + " access_denied authorization_declined bad_verification_code"
        + " admin_policy_enforced org_internal disabled_client deleted_client");

    /// <summary>Judges the answer to a token request for a person, after <see cref="TokenReader.Complete"/>.</summary>
    /// <returns>As <see cref="Decide"/>, or a closer number of the same matter (321 to 399) where the answer gives a hint.</returns>
    public static Diagnosis Diagnose(TokenReader answer)
    {
        Diagnosis decision = Decide(answer);
        if (decision == Diagnosis.None || decision == Diagnosis.TokenTooLong || decision == Diagnosis.TokenAnswerMalformed) return decision;
        Diagnosis hint = EntraHint.Of(answer.ErrorCodes.Number);
        if (hint == Diagnosis.None) return decision;
        bool hintSaysWait = DiagnosisFamily.Of(hint) == Diagnosis.TokenEndpointUnavailable;
        if (decision == Diagnosis.TokenEndpointUnavailable) return hintSaysWait ? hint : decision;
        // What is refused for good is not waited for because of a hint; an error that nobody knows may be.
        return hintSaysWait && decision != Diagnosis.TokenRequestRefused ? decision : hint;
    }

    /// <summary>True if the refresh token that was sent is of no more use, so that keeping it makes no sense.</summary>
    public static bool RefusesRefreshToken(TokenReader answer)
    {
        return Decide(answer) == Diagnosis.RefreshTokenRefused;
    }

    /// <summary>Judges the answer to a token request by <c>error</c> alone, after <see cref="TokenReader.Complete"/>. For what the agent does next.</summary>
    /// <returns><see cref="Diagnosis.None"/>: there is an access token that can be used. Else why not.</returns>
    public static Diagnosis Decide(TokenReader answer)
    {
        if (IsUnavailable(answer)) return Diagnosis.TokenEndpointUnavailable;
        if (answer.Status == JsonStatus.MemberTooLong) return Diagnosis.TokenTooLong;
        if (answer.Status != JsonStatus.Complete) return Diagnosis.TokenAnswerMalformed;
        if (answer.Error.Count > 0) return Meaning(answer.Error);
        if (answer.HttpStatus < 200 || answer.HttpStatus > 299) return Diagnosis.TokenRequestRefused;
        TokenMember token = answer.AccessToken;
        bool usable = answer.IsBearer && BearerToken.IsToken(token.Octets, 0, token.Count);
        return usable ? Diagnosis.None : Diagnosis.TokenAnswerMalformed;
    }

    /// <summary>
    /// True if the server is in trouble or asks to wait. It, or a proxy before it, is then not believed when it says anything final, such as
    /// "pair again".
    /// </summary>
    public static bool IsUnavailable(TokenReader answer)
    {
        return answer.HttpStatus >= 500 || answer.HttpStatus == 429 || answer.HttpStatus == 408;
    }

    private static Diagnosis Meaning(TokenMember error)
    {
        // In the rows of Codes.
        int index = Ascii.IndexOfWord(Codes, error.Octets, 0, error.Count);
        if (index < 0) return Diagnosis.TokenRequestRefused;
        if (index < 4) return Diagnosis.RefreshTokenRefused;
        if (index < 6) return Diagnosis.ClientRefused;
        if (index < 9) return Diagnosis.ScopeRefused;
        if (index < 11) return Diagnosis.TokenEndpointUnavailable;
        if (index < 14) return index < 13 ? Diagnosis.DeviceCodePending : Diagnosis.PairingExpired;
        if (index < 17) return index < 16 ? Diagnosis.PairingDeclined : Diagnosis.DeviceCodeWrong;
        return index < 19 ? Diagnosis.AppNotAllowed : Diagnosis.ClientDisabled;
    }
}
