using System;
using Microsoft.AspNetCore.Http;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>The OAuth endpoints under the providers' paths. Each provider's are served whatever the profile, Entra's for any tenant.</summary>
internal static class OAuthPaths
{
    public const string Token = "/token", Device = "/devicecode", Authorization = "/authorize", Verification = "/devicelogin";
    public const string Configuration = "/.well-known/openid-configuration", Keys = "/keys";

    /// <summary>The sandbox's own path for a provider's; null when it is none.</summary>
    public static string? Canonical(PathString path)
    {
        string text = path.Value ?? "";
        string[] parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 4 && parts[1] == "oauth2" && parts[2] == "v2.0") return One("/" + parts[3]);
        if (parts.Length > 2 && parts[1..] is ["v2.0", ".well-known", "openid-configuration"]) return Configuration;
        if (parts.Length > 2 && parts[1..] is ["discovery", "v2.0", "keys"]) return Keys;
        return text switch
        {
            "/device/code" => Device,
            "/o/oauth2/v2/auth" => Authorization,
            "/link" or "/device" or "/common/oauth2/deviceauth" => Verification,
            _ => One(text),
        };
    }

    /// <summary>Entra's tenant in a path; empty where there is none.</summary>
    public static string Tenant(PathString path)
    {
        string[] parts = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 4 ? parts[0] : "";
    }

    private static string? One(string path) => path is Token or Device or Authorization or Verification or Configuration or Keys ? path : null;
}
