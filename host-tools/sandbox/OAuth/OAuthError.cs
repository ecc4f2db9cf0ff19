using System;
using System.Collections.Generic;
using System.Globalization;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>An error answer of an OAuth endpoint (RFC 6749 5.2), with what Entra adds to it.</summary>
/// <param name="HttpStatus">400; 401 for a client that could not be authenticated; 429 or 503 for what passes.</param>
/// <param name="Body">The JSON object's members.</param>
internal sealed record OAuthError(int HttpStatus, IReadOnlyDictionary<string, object> Body)
{
    /// <summary>The error as the profile's provider words it.</summary>
    /// <param name="profile">Microsoft's and Google's answers differ.</param>
    /// <param name="refusal">Which one. Google has no numbers.</param>
    public static OAuthError For(ProviderProfile profile, Refusal refusal)
    {
        (string error, int code) = refusal;
        int status = error switch { "invalid_client" => 401, "temporarily_unavailable" => code == 90055 ? 429 : 503, _ => 400 };
        if (!profile.IsMicrosoft)
        {
            // RFC 8628's names; Entra has one of its own for each of these two.
            string name = error switch { "authorization_declined" => "access_denied", "bad_verification_code" => "invalid_grant", _ => error };
            return new OAuthError(status, new Dictionary<string, object> { ["error"] = name, ["error_description"] = Google(name) });
        }

        string time = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string trace = Guid.NewGuid().ToString(), correlation = Guid.NewGuid().ToString();
        return new OAuthError(status, new Dictionary<string, object>
        {
            ["error"] = error,
            ["error_description"] = $"AADSTS{code}: {Entra(code)} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            ["error_codes"] = (int[])[code],
            ["timestamp"] = time,
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
            ["error_uri"] = $"https://login.microsoftonline.com/error?code={code}",
        });
    }

    private static string Google(string error) => error switch
    {
        "invalid_grant" => "Token has been expired or revoked.",
        "invalid_client" => "The OAuth client was not found.",
        "invalid_scope" => "Some requested scopes were invalid.",
        "authorization_pending" => "The user has not yet approved.",
        "slow_down" => "The client asks too often.",
        "expired_token" => "The device code has expired.",
        "access_denied" => "The user declined.",
        _ => "The request cannot be served.",
    };

    // The meanings are Microsoft's, the words are the sandbox's.
    private static string Entra(int code) => code switch
    {
        50057 => "The account is disabled.",
        50076 => "A policy or a change of place asks for multi-factor authentication.",
        50173 => "The grant was revoked, a new sign-in is needed. The user may have changed or reset the password.",
        53003 => "Access was blocked by Conditional Access policies.",
        54005 => "The code was redeemed already.",
        65001 => "The user or an administrator has not consented to use the application.",
        65004 => "The user declined to consent.",
        70000 => "The grant is not valid.",
        70003 => "The app asked for a grant type that is not supported.",
        70008 => "The code or refresh token has expired or was revoked.",
        70011 => "The scope that was asked for is not valid.",
        70016 => "The device's user has not finished the sign-in yet.",
        70018 => "The device code is not known.",
        70020 => "The device code has expired.",
        90033 => "The service has a passing trouble, try again later.",
        90055 => "Too many requests for this tenant.",
        90094 => "An administrator has to consent.",
        90120 => "The user declined, or the request was settled before.",
        500011 => "The resource principal was not found in the tenant.",
        501481 => "The code_verifier does not match the code_challenge.",
        530036 => "The refresh token was refused by a policy on authentication flows.",
        700016 => "The application was not found in the directory.",
        700022 => "The scope names more than one resource.",
        700024 => "The client assertion is not within its time.",
        700025 => "The client is public, so it must send neither client_assertion nor client_secret.",
        700027 => "The client assertion has a signature, certificate or claim that is not the right one.",
        700082 => "The refresh token has expired due to inactivity.",
        900144 => "The request body lacks a parameter, or has it twice.",
        1002012 => "With client credentials the scope is the resource followed by /.default.",
        7000215 => "The client secret is not the right one.",
        7000218 => "The request body must contain client_assertion or client_secret.",
        7000222 => "The client secret keys have expired.",
        9001023 => "The grant type is not supported over /common or /consumers, name the tenant.",
        _ => "The sandbox was told to answer so.",
    };
}
