using System.Collections.Generic;
using static DeviceMailAgent.Tool.Providers.Sureness;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Other mailbox providers. Sources: Thunderbird's autoconfig, email-oauth2-proxy's samples.</summary>
internal static class MailboxPresets
{
    private static readonly Phrase AppPassword = new("user: the mailbox's address; password: an app password", "ユーザー: メールボックスのアドレス。パスワード: アプリ パスワード");

    private static readonly Caveat NoNewClients = new(Documented,
        "OAuth exists (scope mail-w), but no new client is registered: an app password it is.", "OAuth (スコープ mail-w) は新規クライアントの登録を受け付けていないため、アプリ パスワードを使います。");

    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("yahoo", new("Yahoo Mail (not Japan)", "Yahoo Mail (日本以外)"))
        {
            Servers = [new("smtp.mail.yahoo.com", 465, "implicit"), new("smtp.mail.yahoo.com", 587, "starttls")],
            Mechanisms = ["plain", "login"],
            Login = AppPassword,
            Caveats = [NoNewClients],
        },

        new("aol", new("AOL Mail", "AOL Mail"))
        {
            Servers = [new("smtp.aol.com", 465, "implicit"), new("smtp.aol.com", 587, "starttls")],
            Mechanisms = ["plain", "login"],
            Login = AppPassword,
            Caveats = [NoNewClients],
        },

        new("icloud", new("iCloud Mail", "iCloud メール"))
        {
            Servers = [new("smtp.mail.me.com", 587, "starttls")],
            Mechanisms = ["plain", "login"],
            Login = new("user: the iCloud address; password: an app-specific password (account.apple.com)", "ユーザー: iCloud アドレス。パスワード: App 用パスワード (account.apple.com)"),
            SizeMax = 20L << 20,
            Caveats =
            [
                new(Documented, "Needs two-factor authentication. There is no OAuth.", "2 ファクタ認証が必要です。OAuth は利用できません。"),
                new(Unconfirmed, "About 1,000 recipients a day (200 says another source), 20 MB a mail.", "1 日約 1,000 宛先 (200 という情報もあり)、1 通 20 MB。"),
            ],
        },

        new("fastmail", new("Fastmail", "Fastmail"))
        {
            Servers = [new("smtp.fastmail.com", 465, "implicit")],
            Mechanisms = ["plain", "xoauth2", "oauthbearer"],
            Flows =
            [
                new("authorization-code", "https://www.fastmail.com/dev/protocol-smtp offline_access", "https://api.fastmail.com/oauth/refresh")
                {
                    AuthorizationEndpoint = "https://api.fastmail.com/oauth/authorize",
                    Needs = new("a client ID from Fastmail; PKCE", "Fastmail から発行されたクライアント ID (PKCE)"),
                },
            ],
            Login = AppPassword,
            Caveats =
            [
                new(Documented, "App passwords are not part of the Basic plan.", "Basic プランではアプリ パスワードを使えません。"),
                new(Unconfirmed, "The authorization endpoint and the mechanisms for OAuth are to be tried first.", "OAuth の認可エンドポイントと認証方式は、事前の確認が必要です。"),
            ],
        },

        new("zoho", new("Zoho Mail", "Zoho Mail"))
        {
            Servers = [new("smtp.zoho.<data-centre>", 465, "implicit"), new("smtp.zoho.<data-centre>", 587, "starttls")],
            Mechanisms = ["plain", "login"],
            Login = AppPassword,
            Caveats =
            [
                new(Documented, "<data-centre> is com, eu, in, com.au or jp, by where the account was made.", "<data-centre> はアカウントの所在地により com、eu、in、com.au、jp です。"),
                new(Unconfirmed, "XOAUTH2 does not seem to be offered.", "XOAUTH2 は提供されていないようです。"),
            ],
        },

        new("other", new("Any other mail server", "その他のメールサーバー"))
        {
            Servers = [new("<host>", 587, "starttls"), new("<host>", 465, "implicit")],
            Mechanisms = ["plain", "login", "xoauth2", "oauthbearer", "none"],
            Flows =
            [
                new("authorization-code", "<scope>", "<token-endpoint>") { AuthorizationEndpoint = "<authorization-endpoint>", Needs = new("the provider's endpoints, scope and a client ID", "サービスのエンドポイント、スコープ、クライアント ID") },
                new("device-code", "<scope>", "<token-endpoint>") { DeviceEndpoint = "<device-endpoint>", Needs = new("the provider's endpoints, scope and a client ID", "サービスのエンドポイント、スコープ、クライアント ID") },
                new("client-credentials", "<scope>", "<token-endpoint>") { Needs = new("the provider's token endpoint, scope, a client ID and its secret or certificate", "サービスのトークン エンドポイント、スコープ、クライアント ID とシークレットまたは証明書") },
                new("service-account", "<scope>", "<token-endpoint>") { Needs = new("the provider's token endpoint, scope, and a key file in Google's form (RFC 7523)", "サービスのトークン エンドポイント、スコープ、Google 形式のキー ファイル (RFC 7523)") },
            ],
            Login = new("as the provider says", "サービスの案内に従う"),
        },
    ];
}
