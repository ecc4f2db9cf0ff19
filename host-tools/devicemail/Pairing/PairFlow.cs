using System;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DeviceMailAgent.Tool.Control;
using DeviceMailAgent.Tool.Providers;

namespace DeviceMailAgent.Tool.Pairing;

/// <summary>The ways in which an account can get what it logs in with.</summary>
internal enum PairWay
{
    /// <summary>The device shows a code, a person enters it in any browser (RFC 8628).</summary>
    DeviceCode,
    /// <summary>A browser on this computer, whose answer comes back over loopback (RFC 8252); the device is then handed the refresh token.</summary>
    AuthorizationCode,
    /// <summary>A secret, key or password that someone else gave out is handed over.</summary>
    Secret,
    /// <summary>The account logs in with nothing.</summary>
    Nothing,
}

/// <summary>The way that is taken, and why.</summary>
/// <param name="Way">How.</param>
/// <param name="Flow">agent.json's word for it: oauth.flow, password, or none.</param>
/// <param name="Why">For the person.</param>
internal sealed record PairFlow(PairWay Way, string Flow, Phrase Why)
{
    private static readonly Phrase DeviceCodeWhy = new("The code can be entered in any browser, also on a phone. Nothing has to be installed.", "コードはスマートフォンなど任意のブラウザーで入力できます。インストールは不要です。");
    private static readonly Phrase GoogleWhy = new("Google's device codes do not include sending mail, so you sign in with a browser on this computer, and the device is handed the token.",
        "Google のデバイス コードはメール送信に対応していないため、この PC のブラウザーでサインインし、トークンを装置に渡します。");
    private static readonly Phrase BrowserWhy = new("The account is set up for a sign-in with a browser on this computer; the device is then handed the token.", "このアカウントは、この PC のブラウザーでサインインし、トークンを装置に渡す設定です。");
    private static readonly Phrase AskedWhy = new("You asked for it.", "指定された方式です。");
    private static readonly Phrase BlockedWhy = new("The tenant forbids device codes, so you sign in with a browser on this computer, and the device is handed the token.",
        "テナントがデバイス コードを禁止しているため、この PC のブラウザーでサインインし、トークンを装置に渡します。");
    private static readonly Phrase NoCodeWhy = new("The account has no endpoint for device codes, so you sign in with a browser on this computer, and the device is handed the token.",
        "デバイス コードのエンドポイントが設定されていないため、この PC のブラウザーでサインインし、トークンを装置に渡します。");
    private static readonly Phrase PasswordWhy = new("The account logs in with a password or key that the provider gave out; the device keeps it.", "サービスが発行したパスワードまたはキーでログインするアカウントです。装置に保存します。");
    private static readonly Phrase SecretWhy = new("The device logs in as an app, without a user; it needs the app's secret or key once.", "装置がアプリとして (ユーザーなしで) ログインします。アプリのシークレットまたはキーを一度だけ登録します。");
    private static readonly Phrase KeyWhy = new("The device logs in as an app, without a user; it needs the private key of the app's certificate once.", "装置がアプリとして (ユーザーなしで) ログインします。アプリの証明書の秘密鍵を一度だけ登録します。");
    private static readonly Phrase ServiceWhy = new("The device logs in as a service account, which acts for the mailbox; it needs that account's key file once.", "装置がサービス アカウントとしてログインし、メールボックスを代行します。キー ファイルを一度だけ登録します。");
    private static readonly Phrase NothingWhy = new("The account logs in with nothing: the provider admits the device by its address.", "ログイン不要のアカウントです (IP アドレスなどで許可)。");

    /// <summary>What is left where a policy blocks device codes.</summary>
    public static PairFlow Otherwise { get; } = new(PairWay.AuthorizationCode, "authorization-code", BlockedWhy);

    /// <summary>Chooses.</summary>
    /// <param name="account">The account as the device's <c>config</c> tells it.</param>
    /// <param name="asked">The value of --flow; null: whatever can work.</param>
    public static PairFlow Of(JsonObject account, string? asked)
    {
        string mechanism = account.Text("mechanism");
        if (mechanism == "none") return new(PairWay.Nothing, "none", NothingWhy);
        if (mechanism is "plain" or "login") return new(PairWay.Secret, "password", PasswordWhy);
        if (asked == "device-code") return new(PairWay.DeviceCode, asked, AskedWhy);
        if (asked == "authorization-code") return new(PairWay.AuthorizationCode, asked, AskedWhy);
        string flow = account.Text("flow");
        if (flow is not ("device-code" or "authorization-code")) return new(PairWay.Secret, flow, account.Text("secret") switch { "client-key" => KeyWhy, "service-account" => ServiceWhy, _ => SecretWhy });
        // Google gives device codes for a short list of scopes (Google Identity, limited-input devices), and mail is not on it.
        if (account.Text("scope").Contains("https://mail.google.com/", StringComparison.Ordinal)) return new(PairWay.AuthorizationCode, "authorization-code", GoogleWhy);
        if (flow == "authorization-code") return new(PairWay.AuthorizationCode, flow, BrowserWhy);
        bool hasEndpoint = account.Text("deviceEndpoint").Length > 0;
        return hasEndpoint ? new(PairWay.DeviceCode, flow, DeviceCodeWhy) : new(PairWay.AuthorizationCode, "authorization-code", NoCodeWhy);
    }

    /// <summary>True if nobody signs in to this account, so that no sign-in can be asked for.</summary>
    public static bool HasNoSignIn(JsonObject account) => account.Text("flow") is not ("device-code" or "authorization-code");

    /// <summary>Where a browser begins, for an account whose token endpoint is known: by the presets, or by the form of Entra's addresses. Null: not known.</summary>
    public static Uri? AuthorizationEndpoint(string tokenEndpoint)
    {
        foreach (ProviderPreset preset in Presets.All)
        {
            foreach (OAuthFlow flow in preset.Flows)
            {
                if (flow.AuthorizationEndpoint is not { } address || flow.TokenEndpoint.StartsWith('<')) continue;
                string pattern = Regex.Replace(Regex.Escape(flow.TokenEndpoint), "<[a-z-]+>", "([^/]+)");
                Match match = Regex.Match(tokenEndpoint, "^" + pattern + "$");
                if (!match.Success) continue;
                // Every preset has one open word at most, the tenant.
                if (match.Groups.Count > 1) address = Regex.Replace(address, "<[a-z-]+>", match.Groups[1].Value);
                return new Uri(flow.AuthorizationQuery is { } query ? address + "?" + query : address);
            }
        }

        const string EntraToken = "/oauth2/v2.0/token";
        return tokenEndpoint.EndsWith(EntraToken, StringComparison.Ordinal) ? new Uri(tokenEndpoint[..^"token".Length] + "authorize") : null;
    }
}
