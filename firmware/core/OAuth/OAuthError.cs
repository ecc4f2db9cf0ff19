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
    private static readonly byte[][] Codes = new byte[][]
    {
        Ascii.Bytes("invalid_grant"), Ascii.Bytes("interaction_required"), Ascii.Bytes("login_required"), Ascii.Bytes("consent_required"),
        Ascii.Bytes("invalid_client"), Ascii.Bytes("unauthorized_client"),
        Ascii.Bytes("invalid_scope"), Ascii.Bytes("invalid_resource"), Ascii.Bytes("invalid_target"),
        Ascii.Bytes("temporarily_unavailable"), Ascii.Bytes("server_error"),
        Ascii.Bytes("authorization_pending"), Ascii.Bytes("slow_down"), Ascii.Bytes("expired_token"),
        Ascii.Bytes("access_denied"), Ascii.Bytes("authorization_declined"), Ascii.Bytes("bad_verification_code"),
        Ascii.Bytes("admin_policy_enforced"), Ascii.Bytes("org_internal"), Ascii.Bytes("disabled_client"), Ascii.Bytes("deleted_client"),
    };

    private static readonly Diagnosis[] Meanings = new Diagnosis[]
    {
        Diagnosis.RefreshTokenRefused, Diagnosis.RefreshTokenRefused, Diagnosis.RefreshTokenRefused, Diagnosis.RefreshTokenRefused,
        Diagnosis.ClientRefused, Diagnosis.ClientRefused,
        Diagnosis.ScopeRefused, Diagnosis.ScopeRefused, Diagnosis.ScopeRefused,
        Diagnosis.TokenEndpointUnavailable, Diagnosis.TokenEndpointUnavailable,
        Diagnosis.DeviceCodePending, Diagnosis.DeviceCodePending, Diagnosis.PairingExpired,
        Diagnosis.PairingDeclined, Diagnosis.PairingDeclined, Diagnosis.DeviceCodeWrong,
        Diagnosis.AppNotAllowed, Diagnosis.AppNotAllowed, Diagnosis.ClientDisabled, Diagnosis.ClientDisabled,
    };

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
        for (int i = 0; i < Codes.Length; i++)
        {
            if (error.Is(Codes[i])) return Meanings[i];
        }
        return Diagnosis.TokenRequestRefused;
    }
}
