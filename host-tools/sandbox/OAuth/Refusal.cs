using System;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>A refusal at an OAuth endpoint: an error code of the RFCs and the number that Entra puts beside it.</summary>
/// <param name="Error">A code of RFC 6749 5.2, RFC 8628 3.5 or one of Entra's own.</param>
/// <param name="Number">The AADSTS number.</param>
internal sealed record Refusal(string Error, int Number)
{
    /// <summary>What Entra says where OpenIddict refuses.</summary>
    /// <param name="error">OpenIddict's error code.</param>
    /// <param name="reason">The end of its error_uri, which names the reason (https://documentation.openiddict.com/errors/ID2014).</param>
    public static Refusal For(string error, string? reason) => (error == "invalid_token" ? "invalid_grant" : error, reason?[(reason.LastIndexOf('/') + 1)..]) switch
    {
        // The device code.
        ("authorization_pending", _) => new("authorization_pending", 70016),
        ("expired_token", _) => new("expired_token", 70020),
        ("access_denied", _) => new("authorization_declined", 90120),
        (_, "ID2002" or "ID2006") => new("bad_verification_code", 70018),
        (_, "ID2010" or "ID2011") => new("invalid_grant", 54005),

        // The other grants.
        (_, "ID2171" or "ID2172" or "ID2173") => new("invalid_client", 700027), // claims of a client assertion
        ("invalid_grant", "ID2052") => new("invalid_grant", 501481),
        ("invalid_grant", "ID2016" or "ID2018") => new("invalid_grant", 70008),
        ("invalid_grant", _) => new("invalid_grant", 70000),
        ("invalid_scope", _) => new(error, 70011),
        ("unsupported_grant_type", _) => new("unsupported_grant_type", 70003),

        // The client.
        (_, "ID2052") => new("unauthorized_client", 700016),
        (_, "ID2053") => new("invalid_client", 700025),
        (_, "ID2054" or "ID2057" or "ID2043") => new("invalid_client", 7000218),
        (_, "ID2055") => new("invalid_client", 7000215),
        ("invalid_client", "ID2019") => new(error, 700024),
        ("invalid_client", "ID2029") => new("invalid_request", 900144),
        ("invalid_client", _) => new(error, 700027),
        _ => new("invalid_request", 900144),
    };
}
