using System.Collections.Generic;
using static DeviceMailAgent.Tool.Providers.Sureness;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Gmail and Google Workspace. Sources: developers.google.com (OAuth 2.0, XOAUTH2), support.google.com.</summary>
internal static class GooglePresets
{
    private const string Scope = "https://mail.google.com/";
    private const string TokenEndpoint = "https://oauth2.googleapis.com/token";
    private const long SizeMax = 35_882_577;

    private static readonly IReadOnlyList<SmtpServer> Servers = [new("smtp.gmail.com", 465, "implicit"), new("smtp.gmail.com", 587, "starttls")];

    private static readonly OAuthFlow Browser = new("authorization-code", Scope, TokenEndpoint)
    {
        AuthorizationEndpoint = "https://accounts.google.com/o/oauth2/v2/auth",
        AuthorizationQuery = "access_type=offline&prompt=consent",
        Needs = new("a browser on the technician's computer; an OAuth client of type Desktop app, whose secret is sent along", "設置担当者の PC のブラウザーを使用。種類が「デスクトップ アプリ」の OAuth クライアントとそのシークレットが必要"),
    };

    private static readonly Phrase TokenLogin = new("user: the mailbox's address; no password, but a token", "ユーザー: メールボックスのアドレス。パスワードの代わりにトークンを使用");
    private static readonly Caveat NoDeviceCode = new(Documented, "Google's device code does not offer the scope for mail: pair with a browser.", "Google のデバイス コードはメールのスコープに対応していません。ブラウザーでペアリングします。");
    private static readonly Caveat Lifetime = new(Documented,
        "The refresh token ends with a password change, after 6 months without use, and after 7 days while the consent screen is in Testing.",
        "リフレッシュ トークンは、パスワード変更、6 か月の未使用、同意画面が「テスト」状態での 7 日経過で失効します。");
    private static readonly Caveat From = new(Unconfirmed, "Gmail rewrites From to the account unless the address is a verified alias of it.", "確認済みのエイリアス以外の差出人は、Gmail がアカウントのアドレスに書き換えます。");

    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("gmail", new("Gmail (personal accounts)", "Gmail (個人アカウント)"))
        {
            Servers = Servers,
            Mechanisms = ["xoauth2", "oauthbearer"],
            Flows = [Browser],
            Login = TokenLogin,
            SizeMax = SizeMax,
            Caveats = [NoDeviceCode, Lifetime, new(Reported, "500 recipients a day; about 25 MB of attachments.", "1 日 500 宛先、添付は約 25 MB まで。"), From],
        },

        new("google-workspace", new("Google Workspace", "Google Workspace"))
        {
            Servers = Servers,
            Mechanisms = ["xoauth2", "oauthbearer"],
            Flows =
            [
                Browser,
                new("service-account", Scope, TokenEndpoint)
                {
                    Needs = new("a service account whose client ID has the scope under domain-wide delegation; it can then open every mailbox of the domain, so the device must stand where nobody can take it",
                        "ドメイン全体の委任でスコープを許可したサービス アカウント。全メールボックスにアクセスできる鍵となるため、装置は施錠できる場所に設置すること"),
                },
            ],
            Login = TokenLogin,
            SizeMax = SizeMax,
            Caveats = [NoDeviceCode, Lifetime, new(Reported, "2,000 recipients a day; about 25 MB of attachments.", "1 日 2,000 宛先、添付は約 25 MB まで。"), From,
                new(Documented, "The administrator may restrict the app (devicemail explain 335).", "管理者がアプリを制限している場合があります (devicemail explain 335)。")],
        },

        new("gmail-app-password", new("Gmail with an app password", "Gmail (アプリ パスワード)"))
        {
            Servers = Servers,
            Mechanisms = ["plain", "login"],
            Login = new("user: the mailbox's address; password: an app password of 16 letters, without spaces", "ユーザー: メールボックスのアドレス。パスワード: アプリ パスワード 16 文字 (空白なし)"),
            SizeMax = SizeMax,
            Caveats =
            [
                new(Reported, "Needs 2-Step Verification; a Workspace administrator may forbid app passwords.", "2 段階認証が必要です。Workspace の管理者が禁止している場合があります。"),
                new(Documented, "A change of the account's password ends it.", "アカウントのパスワードを変更すると無効になります。"),
                From,
            ],
        },

        new("google-workspace-relay", new("Google Workspace SMTP relay", "Google Workspace SMTP リレー"))
        {
            Servers = [new("smtp-relay.gmail.com", 587, "starttls"), new("smtp-relay.gmail.com", 465, "implicit"), new("smtp-relay.gmail.com", 25, "starttls")],
            Mechanisms = ["none", "plain"],
            Login = new("no login from an allowed IP address, or a Workspace user with an app password", "許可した IP アドレスからはログイン不要。または Workspace ユーザーとアプリ パスワード"),
            SizeMax = SizeMax,
            Caveats = [new(Reported, "The administrator sets it up (Apps > Gmail > Routing > SMTP relay service). 10,000 mails a day for each user.", "管理者による設定が必要です (アプリ > Gmail > ルーティング > SMTP リレー サービス)。ユーザーごとに 1 日 10,000 通。")],
        },
    ];
}
