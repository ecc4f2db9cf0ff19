using System;
using System.Globalization;
using System.IO;
using DeviceMailAgent.RaspberryPi.Tokens;

namespace DeviceMailAgent.RaspberryPi.Configuration;

/// <summary>Reads the <c>oauth</c> part of an account and refuses what its flow cannot have.</summary>
internal sealed class OAuthReader
{
    private static readonly string[] Flows = ["device-code", "authorization-code", "client-credentials", "service-account"];

    // Entra's names for "any tenant": an app that logs in as itself belongs to one (AADSTS9001023).
    private static readonly string[] NoTenants = ["common", "organizations", "consumers"];

    private readonly JsonObject _oauth;
    private readonly string _folder;
    private readonly string _flow;

    /// <param name="account">The account.</param>
    /// <param name="folder">Where relative paths start.</param>
    public OAuthReader(JsonObject account, string folder)
    {
        _oauth = account.Object("oauth", "flow", "clientId", "scope", "deviceEndpoint", "tokenEndpoint", "refreshMarginSeconds",
            "certificate", "certificateThumbprint", "assertionAlgorithm", "secretEnds", "signInDays");
        _folder = folder;
        _flow = Flows[_oauth.Choice("flow", Flows)];
    }

    private bool IsApp
    {
        get { return _flow == "client-credentials"; }
    }

    private bool IsServiceAccount
    {
        get { return _flow == "service-account"; }
    }

    public OAuthConfiguration Read()
    {
        if (IsApp || IsServiceAccount) Refuse("deviceEndpoint", "nobody signs in with");
        if (IsApp || IsServiceAccount) Refuse("signInDays", "nobody signs in with");
        AssertionCertificate? certificate = Certificate();
        SecretKind secret = IsServiceAccount ? SecretKind.ServiceAccount : !IsApp ? SecretKind.RefreshToken : certificate != null ? SecretKind.ClientKey : SecretKind.ClientSecret;
        if (certificate?.Ends > 0) Refuse("secretEnds", "the certificate itself says when it ends with");
        return new OAuthConfiguration
        {
            Flow = _flow,
            Secret = secret,
            // A service account's key file has its own name in it.
            ClientId = IsServiceAccount && !_oauth.Has("clientId") ? "" : _oauth.Text("clientId", "00000000-0000-0000-0000-000000000000"),
            Scope = _oauth.Text("scope", ScopeExample()),
            TokenEndpoint = TokenEndpoint(),
            DeviceEndpoint = _oauth.Has("deviceEndpoint") ? Endpoint("deviceEndpoint") : null,
            RefreshMarginSeconds = _oauth.Has("refreshMarginSeconds") ? (int)_oauth.Number("refreshMarginSeconds", 0, 86_400) : 600,
            Certificate = certificate,
            SecretEnds = _oauth.Has("secretEnds") ? Day(_oauth, "secretEnds") : 0,
            SignInDays = _oauth.Has("signInDays") ? (int)_oauth.Number("signInDays", 1, 3650) : 0,
        };
    }

    /// <summary>A day as 2028-11-25, as seconds since 1970 at its beginning in UTC.</summary>
    public static bool TryDay(string text, out long seconds)
    {
        bool isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day);
        seconds = isDay ? new DateTimeOffset(day, default, TimeSpan.Zero).ToUnixTimeSeconds() : 0;
        return isDay && seconds > 0;
    }

    private static long Day(JsonObject item, string key)
    {
        string text = item.Text(key, "2028-11-25");
        return TryDay(text, out long seconds) ? seconds : throw item.Wrong(key, "must be a day such as \"2028-11-25\", as the app registration shows it, not " + JsonObject.Quoted(text) + ".");
    }

    private string ScopeExample()
    {
        return IsApp ? "https://outlook.office365.com/.default" : IsServiceAccount ? "https://mail.google.com/" : "https://outlook.office.com/SMTP.Send offline_access";
    }

    private AssertionCertificate? Certificate()
    {
        bool hasFile = _oauth.Has("certificate");
        bool hasThumbprint = _oauth.Has("certificateThumbprint");
        if (!IsApp)
        {
            Refuse("certificate", "there is none with");
            Refuse("certificateThumbprint", "there is none with");
            Refuse("secretEnds", "there is no secret that ends with");
        }
        if (!hasFile && !hasThumbprint) return _oauth.Has("assertionAlgorithm") ? throw _oauth.Wrong("assertionAlgorithm", "is of no use without a certificate. Remove it, or name the certificate's file in \"certificate\".") : null;
        if (hasFile && hasThumbprint) throw _oauth.Wrong("certificateThumbprint", "is of no use beside \"certificate\", which it is made from. Remove one of them.");
        // Entra's own choice is PS256; RS256 is what older servers take.
        bool isPss = !_oauth.Has("assertionAlgorithm") || _oauth.Choice("assertionAlgorithm", "PS256", "RS256") == 0;
        return hasFile ? PemFiles.AssertionCertificate(_oauth, "certificate", Path.GetFullPath(_oauth.Text("certificate", "app-cert.pem"), _folder), isPss) : Thumbprint(isPss);
    }

    private AssertionCertificate Thumbprint(bool isPss)
    {
        string text = _oauth.Text("certificateThumbprint", "64 hexadecimal digits").Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        byte[] octets = new byte[32];
        bool isHex = text.Length is 40 or 64 && Convert.FromHexString(text, octets, out _, out int count) == System.Buffers.OperationStatus.Done && count * 2 == text.Length;
        if (!isHex) throw _oauth.Wrong("certificateThumbprint", "must be the certificate's SHA-256 in 64 hexadecimal digits (`openssl x509 -noout -fingerprint -sha256 -in FILE`), or its older SHA-1 in 40.");
        if (text.Length == 64) return new AssertionCertificate { Sha256 = octets, IsPss = isPss };
        if (isPss) throw _oauth.Wrong("certificateThumbprint", "is a SHA-1 in 40 digits, which goes with \"assertionAlgorithm\": \"RS256\" alone. Write that, or the SHA-256 in 64 digits.");
        return new AssertionCertificate { Sha1 = octets[..20], IsPss = false };
    }

    private string TokenEndpoint()
    {
        string text = Endpoint("tokenEndpoint");
        if (!IsApp) return text;
        string tenant = new Uri(text).Segments is [_, var first, ..] ? first.TrimEnd('/') : "";
        if (Array.IndexOf(NoTenants, tenant.ToLowerInvariant()) < 0) return text;
        throw _oauth.Wrong("tokenEndpoint", "must name the tenant with \"flow\": \"client-credentials\", in place of /" + tenant + "/: for example https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token.");
    }

    private string Endpoint(string key)
    {
        string text = _oauth.Text(key, "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token");
        bool absolute = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri);
        if (absolute && uri!.Scheme == Uri.UriSchemeHttps && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0) return text;
        throw _oauth.Wrong(key, "must be an address that begins with https://, not " + JsonObject.Quoted(text) + ".");
    }

    private void Refuse(string key, string why)
    {
        if (_oauth.Has(key)) throw _oauth.Wrong(key, "is of no use: " + why + " \"flow\": " + JsonObject.Quoted(_flow) + ". Remove it.");
    }
}
