using System.Collections.Generic;
using static DeviceMailAgent.Tool.Providers.Sureness;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Microsoft's other ways to send: High Volume Email, Azure Communication Services, connector, Direct Send.</summary>
internal static class MicrosoftOtherPresets
{
    private const string TokenEndpoint = "https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token";

    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("microsoft365-hve", new("Microsoft 365 High Volume Email (internal recipients)", "Microsoft 365 High Volume Email (社内宛のみ)"))
        {
            Servers = [new("smtp.hve.mx.microsoft", 587, "starttls"), new("smtp-hve.office365.com", 587, "starttls")],
            Mechanisms = ["xoauth2", "login"],
            Flows =
            [
                new("client-credentials", "https://outlook.office.com/.default", TokenEndpoint)
                {
                    Needs = new("application permission Office 365 Exchange Online > Mail.Send with admin consent, and Add-HVEAppAccess", "アプリケーションの許可 Office 365 Exchange Online > Mail.Send と管理者の同意、および Add-HVEAppAccess が必要"),
                },
            ],
            Login = new("user: the HVE account's address; a token, or the account's password", "ユーザー: HVE アカウントのアドレス。トークンまたはアカウントのパスワード"),
            RefreshMarginSeconds = 1200,
            Caveats =
            [
                new(Documented, "Recipients inside the tenant only. Billed by delivered recipient since June 2026.", "テナント内の宛先のみ。2026 年 6 月から配信数に応じて課金されます。"),
                new(Reported, "Refuses tokens that expire soon (501 5.5.127): the margin is 20 minutes here.", "期限間近のトークンを拒否します (501 5.5.127)。更新マージンは 20 分です。"),
                new(Reported, "Passwords work until September 2028. The scope for OAuth is reported, not documented.", "パスワード認証は 2028 年 9 月まで。OAuth のスコープは報告に基づきます。"),
                new(Documented, "smtp-hve.office365.com is the older host and will go.", "smtp-hve.office365.com は旧ホストで、廃止予定です。"),
            ],
        },

        new("azure-email", new("Azure Communication Services Email", "Azure Communication Services Email"))
        {
            Servers = [new("smtp.azurecomm.net", 587, "starttls")],
            Mechanisms = ["login", "plain"],
            User = "<resource>|<app-id>|<tenant>",
            Login = new("user: resource name, app ID and tenant ID, joined with \"|\"; password: the app's client secret", "ユーザー: リソース名、アプリ ID、テナント ID を \"|\" で連結。パスワード: アプリのクライアント シークレット"),
            Caveats =
            [
                new(Documented, "Sends only as a domain that is verified in the resource: set the sender to an address of it.", "リソースで認証済みのドメインからのみ送信できます。差出人をそのドメインのアドレスにします。"),
                new(Unconfirmed, "Newer resources may have friendlier user names.", "新しいリソースでは、より短いユーザー名を使える場合があります。"),
            ],
        },

        new("microsoft365-relay", new("Microsoft 365 SMTP relay through a connector", "Microsoft 365 コネクタ経由の SMTP リレー"))
        {
            Servers = [new("<domain>.mail.protection.outlook.com", 25, "starttls")],
            Mechanisms = ["none"],
            Login = new("no login: an inbound connector admits the office's fixed IP address, or a TLS certificate", "ログイン不要: 受信コネクタで固定 IP アドレスまたは TLS 証明書を許可"),
            Caveats =
            [
                new(Documented, "<domain> is the tenant's domain with hyphens for dots (contoso-com). Any recipient.", "<domain> はドメインのドットをハイフンに替えたもの (contoso-com)。宛先の制限なし。"),
                new(Reported, "Port 25 out must be open. A new IP address of the office stops it (550 5.7.64).", "25 番ポートの送信が必要です。拠点の IP アドレスが変わると停止します (550 5.7.64)。"),
            ],
        },

        new("microsoft365-direct", new("Microsoft 365 Direct Send (own tenant's recipients)", "Microsoft 365 ダイレクト送信 (自テナント宛のみ)"))
        {
            Servers = [new("<domain>.mail.protection.outlook.com", 25, "starttls")],
            Mechanisms = ["none"],
            Login = new("no login", "ログイン不要"),
            Caveats =
            [
                new(Documented, "Recipients of the own tenant only; rejected where RejectDirectSend is on (550 5.7.68).", "自テナント宛のみ。RejectDirectSend が有効なテナントでは拒否されます (550 5.7.68)。"),
                new(Documented, "Port 25 out must be open, and the office's address must stand in the domain's SPF record, else it is junk.", "25 番ポートの送信と、SPF レコードへの IP アドレス登録が必要です (未登録は迷惑メール扱い)。"),
            ],
        },
    ];
}
