using System.Collections.Generic;
using static DeviceMailAgent.Tool.Providers.Sureness;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Exchange Online in each cloud, and personal Microsoft accounts. Sources: MicrosoftDocs (Exchange developer, Entra), sasl-xoauth2, Thunderbird's autoconfig.</summary>
internal static class MicrosoftPresets
{
    // Default MaxSendSize; the SIZE that Exchange Online announces (150 MB) is the service's ceiling, not the mailbox's limit.
    private const long ExchangeSizeMax = 35L << 20;

    private static readonly Phrase MailboxLogin = new("user: the mailbox's primary address (for a shared mailbox, its own); no password, but a token", "ユーザー: メールボックスのプライマリ アドレス (共有メールボックスの場合はその共有アドレス)。パスワードの代わりにトークンを使用");

    private static readonly Caveat SmtpAuth = new(Documented,
        "SMTP AUTH must be on for the mailbox; OAuth does not go around that switch (devicemail explain 402).",
        "メールボックスの SMTP AUTH を有効にする必要があります。OAuth でも回避できません (devicemail explain 402)。");

    private static readonly Caveat Limits = new(Documented,
        "3 connections at once, 30 mails a minute, 10,000 recipients a day for each mailbox. Every mail is kept in Sent Items.",
        "メールボックスごとに同時 3 接続、毎分 30 通、1 日 10,000 宛先まで。送信メールはすべて「送信済みアイテム」に残ります。");

    private static readonly Caveat Size = new(Reported,
        "35 MB for the whole mail by default (about 25 MB of PDF); the administrator can raise it to 150 MB.",
        "既定の上限はメール全体で 35 MB (PDF 約 25 MB)。管理者が 150 MB まで拡張できます。");

    private static readonly Caveat DeviceCode = new(Documented,
        "A tenant may block device code, and a policy switched on later also stops devices that were paired that way (AADSTS530036).",
        "テナントがデバイス コードを禁止している場合があります。後から禁止されると、ペアリング済みの装置も停止します (AADSTS530036)。");

    private static readonly Caveat SendAs = new(Reported,
        "A wrong From is refused only after the whole mail (554 5.2.252): rewrite the sender, or grant Send As.",
        "差出人が異なると、メール全体の送信後に拒否されます (554 5.2.252)。差出人を書き換えるか、「メールボックス所有者として送信する」権限を付与します。");

    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        Work("microsoft365", new("Microsoft 365, work and school (worldwide, GCC)", "Microsoft 365 職場/学校 (全世界、GCC)"),
            "smtp.office365.com", "login.microsoftonline.com", "https://outlook.office.com", "https://outlook.office365.com",
            new Caveat(Documented,
                "Passwords (LOGIN) still work where they are on; they go off by default at the end of December 2026.",
                "パスワード認証 (LOGIN) は有効なテナントでは利用できますが、2026 年 12 月末から既定で無効になります。")),

        Work("microsoft365-gcc-high", new("Microsoft 365, US Government GCC High", "Microsoft 365 米国政府 GCC High"),
            "smtp.office365.us", "login.microsoftonline.us", "https://outlook.office365.us", "https://outlook.office365.us",
            new Caveat(Reported, "The SMTP host is reported, not documented. Apps are registered in this cloud.", "SMTP ホスト名は報告に基づくもので、公式文書では未確認です。アプリはこのクラウドに登録します。")),

        Work("microsoft365-dod", new("Microsoft 365, US Department of Defense", "Microsoft 365 米国国防総省 (DoD)"),
            "smtp.office365.us", "login.microsoftonline.us", "https://outlook.office365.us", "https://outlook.office365.us",
            new Caveat(Unconfirmed, "Sources disagree on the SMTP host: smtp.office365.us or outlook-dod.office365.us. Try both.", "SMTP ホストは smtp.office365.us と outlook-dod.office365.us の両説があります。両方試してください。")),

        Work("microsoft365-china", new("Microsoft 365 in China, operated by 21Vianet", "Microsoft 365 中国 (21Vianet)"),
            "smtp.partner.outlook.cn", "login.partner.microsoftonline.cn", "https://partner.outlook.cn", "https://partner.outlook.cn",
            new Caveat(Reported, "Host and device code in this cloud are reported, not documented. Apps are registered in this cloud.", "このクラウドのホスト名とデバイス コードは報告に基づきます。アプリはこのクラウドに登録します。")),

        new("outlook.com", new("Outlook.com, Hotmail, Live, MSN (personal accounts)", "Outlook.com、Hotmail、Live、MSN (個人アカウント)"))
        {
            Servers = [new("smtp-mail.outlook.com", 587, "starttls")],
            Mechanisms = ["xoauth2"],
            Flows = UserFlows("login.microsoftonline.com", "consumers", "https://outlook.office.com", false),
            Login = new("user: the account's primary address, not an alias; no password, but a token", "ユーザー: アカウントのプライマリ アドレス (エイリアスは不可)。パスワードの代わりにトークンを使用"),
            SizeMax = ExchangeSizeMax,
            Caveats =
            [
                new(Documented, "OAuth2 only. Passwords and app passwords ended on 2024-09-16, whatever older pages say.", "OAuth2 のみ対応。パスワードとアプリ パスワードは 2024 年 9 月 16 日に廃止されました。"),
                new(Reported, "An alias as user is answered with 535 5.7.3.", "エイリアスをユーザーにすると 535 5.7.3 になります。"),
                new(Documented, "The app must admit personal accounts (else AADSTS9002332). There is no app login.", "アプリが個人アカウントに対応している必要があります (非対応は AADSTS9002332)。アプリ専用ログインはありません。"),
                new(Documented, "5,000 recipients a day at most, far fewer for new and free accounts; attachments up to 25 MB.", "1 日最大 5,000 宛先 (新規・無料アカウントは大幅に少ない)。添付は 25 MB まで。"),
                new(Unconfirmed, "If a login is refused for no visible reason: switch on POP/IMAP in the account's settings, and approve the sign-in at account.live.com/activity.", "原因不明で拒否される場合は、設定で POP/IMAP を有効にし、account.live.com/activity でサインインを承認します。"),
            ],
        },
    ];

    private static ProviderPreset Work(string name, Phrase title, string smtp, string login, string resource, string appResource, Caveat own) => new(name, title)
    {
        Servers = [new(smtp, 587, "starttls")],
        Mechanisms = ["xoauth2", "login"],
        Flows =
        [
            new("client-credentials", appResource + "/.default", Endpoint(login, "<tenant>", "token"))
            {
                Needs = new("best for a device: no user, no MFA, no refresh token. Application permission SMTP.SendAsApp with admin consent, New-ServicePrincipal, and the mailbox's Full Access",
                    "装置に最適: ユーザー、MFA、リフレッシュ トークンが不要。アプリケーションの許可 SMTP.SendAsApp と管理者の同意、New-ServicePrincipal、メールボックスのフル アクセス権が必要"),
            },
            .. UserFlows(login, "<tenant>", resource, true),
        ],
        Login = MailboxLogin,
        SizeMax = ExchangeSizeMax,
        ConnectionsMax = 3,
        PerMinuteMax = 30,
        Caveats = [own, SmtpAuth, DeviceCode, SendAs, Limits, Size],
    };

    private static OAuthFlow[] UserFlows(string login, string tenant, string resource, bool work)
    {
        string scope = resource + "/SMTP.Send offline_access";
        Phrase browser = work
            ? new("a browser on the technician's computer. Delegated permission SMTP.Send, redirect http://localhost, public client flows on", "設置担当者の PC のブラウザーを使用。委任されたアクセス許可 SMTP.Send、リダイレクト URI http://localhost、パブリック クライアント フローの許可が必要")
            : new("a browser on the technician's computer", "設置担当者の PC のブラウザーを使用");
        Phrase code = work
            ? new("a code, entered in any browser. Delegated permission SMTP.Send, public client flows on, device code not blocked by policy", "任意のブラウザーでコードを入力。委任されたアクセス許可 SMTP.Send、パブリック クライアント フローの許可が必要で、ポリシーでデバイス コードが禁止されていないこと")
            : new("a code, entered at https://www.microsoft.com/link", "https://www.microsoft.com/link でコードを入力");
        return
        [
            new("authorization-code", scope, Endpoint(login, tenant, "token")) { AuthorizationEndpoint = Endpoint(login, tenant, "authorize"), Needs = browser },
            new("device-code", scope, Endpoint(login, tenant, "token")) { DeviceEndpoint = Endpoint(login, tenant, "devicecode"), Needs = code },
        ];
    }

    private static string Endpoint(string login, string tenant, string name) => $"https://{login}/{tenant}/oauth2/v2.0/{name}";
}
