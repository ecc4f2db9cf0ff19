using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>401 to 412: the login at the provider's mail server.</summary>
internal static class LoginRows
{
    private static readonly Step SmtpAuthSwitch = Do("See the switch of the tenant and of the mailbox; the mailbox's own value outweighs the tenant's:",
        "テナントとメールボックスの設定を確認します (メールボックスの値が優先されます)。");
    private static readonly Step GetTenantSwitch = Run("Get-TransportConfig | fl SmtpClientAuthenticationDisabled");
    private static readonly Step GetMailboxSwitch = Run("Get-CASMailbox <mailbox> | fl SmtpClientAuthenticationDisabled");

    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.LoginRefused, Turn.Technician,
            new("Provider refuses the login, even with a new token", "新しいトークンでもログインが拒否されました"),
            new("The token is good, and the mail server does not accept it for this mailbox (535 5.7.3 or 5.7.8): \"user\" is not the account that signed in or an alias of it, the scope is for another service, or the app has no right to the mailbox.",
                "トークンは有効ですが、このメールボックスでは受け付けられません (535 5.7.3 / 5.7.8)。\"user\" がサインインしたアカウントと異なるか別名である、スコープが別サービス用である、またはアプリにメールボックスの権限がありません。"),
            Do("\"user\" in agent.json must be the primary address of the account that paired. For a shared mailbox: its address, paired by someone with Full Access.",
                "agent.json の \"user\" は、ペアリングしたアカウントのプライマリ アドレスにします。共有メールボックスの場合は共有アドレスとし、フル アクセス権のあるユーザーでペアリングします。"),
            Do("The scope must be https://outlook.office.com/SMTP.Send (Microsoft) or https://mail.google.com/ (Google). Then pair again:",
                "スコープは Microsoft が https://outlook.office.com/SMTP.Send、Google が https://mail.google.com/ です。修正後に再ペアリングします。"),
            Pair,
            Do("App login (client-credentials) only: the administrator registers the app in Exchange and gives it the mailbox:",
                "アプリ専用ログインの場合のみ: 管理者がアプリを Exchange に登録し、メールボックスの権限を付与します。"),
            ConnectExchange,
            Run("New-ServicePrincipal -AppId <app-id> -ObjectId <object-id>"),
            Run("Add-MailboxPermission <mailbox> -User <object-id> `"),
            Run("  -AccessRights FullAccess"),
            Do("Password logins: type user name and app password or API key again.", "パスワード認証の場合: ユーザー名とアプリ パスワード (または API キー) を入力し直します。"),
            Check, Doctor),

        new(Diagnosis.SmtpAuthDisabled, Turn.TenantAdmin,
            new("SMTP AUTH is switched off", "SMTP AUTH が無効になっています"),
            new("Exchange Online has authenticated SMTP switched off, for the whole tenant or for this mailbox (535 5.7.139). Tenants made after January 2020 begin that way. Signing in with OAuth does not go around the switch.",
                "Exchange Online の認証済み SMTP (SMTP AUTH) が、テナント全体またはこのメールボックスで無効です (535 5.7.139)。2020 年 1 月以降に作成されたテナントでは既定で無効です。OAuth でもこの設定は回避できません。"),
            Exchange, ConnectExchange, SmtpAuthSwitch, GetTenantSwitch, GetMailboxSwitch,
            Do("Switch it on for this mailbox alone; the tenant's switch may stay as it is:", "このメールボックスだけを有効にします (テナントの設定は変更不要です)。"),
            Run("Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $false"),
            Do("Or in the admin center: admin.microsoft.com > Users > Active users > the mailbox > Mail > Manage email apps > tick \"Authenticated SMTP\".",
                "または管理センターで: admin.microsoft.com >「ユーザー」>「アクティブなユーザー」> 該当ユーザー >「メール」>「メール アプリを管理」>「認証済み SMTP」をオンにします。"),
            Do("It takes up to an hour. Then:", "反映に最大 1 時間ほどかかります。その後:"), Doctor),

        new(Diagnosis.BasicAuthDisabled, Turn.Technician,
            new("Password logins are not accepted here", "パスワード認証は利用できません"),
            new("The provider takes OAuth2 only, and a password was used (535 5.7.139 \"basic authentication is disabled\", 550 5.7.30). Personal Microsoft accounts are like that since September 2024, app passwords included.",
                "OAuth2 のみ対応のサービスに、パスワードでログインしました (535 5.7.139 \"basic authentication is disabled\"、550 5.7.30)。個人用 Microsoft アカウントでは 2024 年 9 月以降、アプリ パスワードも使えません。"),
            Do("Set \"mechanism\": \"xoauth2\" for the account, with the preset's endpoints and scope:", "アカウントを \"mechanism\": \"xoauth2\" とし、プリセットのエンドポイントとスコープを設定します。"),
            Run("devicemail provision"), Pair,
            Do("If the reply was seen at the scanner's panel with the provider as its server, point the scanner at the device.",
                "スキャナーがメールサービスに直接接続している場合は、SMTP サーバーを中継装置のアドレスに変更します。"),
            Do("Work and school, to see what blocks passwords (PowerShell):", "職場/学校アカウントで、禁止している設定を確認する場合 (PowerShell):"),
            ConnectExchange,
            Run("Get-AuthenticationPolicy | ft Name,AllowBasicAuthSmtp")),

        new(Diagnosis.PolicyRefused, Turn.TenantAdmin,
            new("A policy of the tenant refuses the login", "テナントのポリシーによりログインが拒否されました"),
            new("The mail server says that the request did not meet the criteria (535 5.7.139): Conditional Access, MFA for a password login, or a blocked kind of client.",
                "「条件を満たしていない」として拒否されました (535 5.7.139)。条件付きアクセス、パスワード認証への MFA 要求、クライアント種別のブロックなどが原因です。"),
            SignInLog, ListPolicies, ConnectPolicies, GetPolicies,
            Do("A policy that blocks \"Other clients\" or \"legacy authentication\" stops password logins; with OAuth it does not apply. Use \"xoauth2\".",
                "「その他のクライアント」や「レガシ認証」のブロックはパスワード認証が対象です。OAuth (\"xoauth2\") を使えば該当しません。"),
            ConditionalAccess, Check, Doctor),

        new(Diagnosis.SecurityDefaults, Turn.TenantAdmin,
            new("Security defaults refuse the login", "セキュリティの既定値群により拒否されました"),
            new("The tenant's security defaults block password logins by SMTP (535 5.7.139 \"locked by your organization's security defaults policy\").",
                "セキュリティの既定値群が SMTP のパスワード認証をブロックしています (535 5.7.139 \"security defaults policy\")。"),
            Do("Technician: use OAuth for this account (\"mechanism\": \"xoauth2\") and pair.", "設置担当者: このアカウントを OAuth (\"mechanism\": \"xoauth2\") とし、ペアリングします。"),
            Pair,
            Do("If it is refused with OAuth too, the administrator looks at the defaults and at SMTP AUTH of the mailbox:",
                "OAuth でも拒否される場合は、管理者が既定値群とメールボックスの SMTP AUTH を確認します。"),
            ConnectPolicies,
            Run("Get-MgPolicyIdentitySecurityDefaultEnforcementPolicy | fl IsEnabled"),
            ConnectExchange, GetMailboxSwitch,
            Do("Replace the defaults by Conditional Access policies (MFA for everyone, this mailbox excluded): entra.microsoft.com > Overview > Properties > Manage security defaults.",
                "既定値群を条件付きアクセス ポリシー (全員に MFA、このメールボックスは除外) に置き換えます: entra.microsoft.com >「概要」>「プロパティ」>「セキュリティの既定値群の管理」。")),

        new(Diagnosis.WrongPassword, Turn.Technician,
            new("Provider says that the password is wrong", "パスワードが違うと応答されました"),
            new("The mail server checked a password and found it wrong (535 5.7.139 \"user credentials were incorrect\").",
                "サーバーがパスワードを確認し、誤りと応答しました (535 5.7.139 \"user credentials were incorrect\")。"),
            Do("Microsoft: passwords have no future here. Change to \"mechanism\": \"xoauth2\" and pair:", "Microsoft: パスワード認証は廃止予定です。\"mechanism\": \"xoauth2\" に変更し、ペアリングします。"),
            Run("devicemail provision"), Pair,
            Do("Other providers: make a new app password and enter it, without the spaces that the page shows.",
                "その他のサービス: 新しいアプリ パスワードを作成し、画面上の空白を除いて入力します。")),

        new(Diagnosis.TooManyConnections, Turn.Nobody,
            new("Too many connections for this mailbox", "メールボックスの同時接続数を超えました"),
            new("The provider limits connections per mailbox; Exchange Online to three (432 4.3.2). Something else sends with the same mailbox at the same time.",
                "メールボックスあたりの同時接続数の上限です (Exchange Online は 3 接続、432 4.3.2)。同じメールボックスを使うほかの機器が同時に送信しています。"),
            Do("Wait a minute and send again; the device waits between its own tries.", "1 分ほど待って再送信します。装置は間隔を空けて再試行します。"),
            Do("If it comes back: set \"connectionsMax\": 1 for the account, or give this device a mailbox of its own.",
                "再発する場合は、アカウントに \"connectionsMax\": 1 を設定するか、装置専用のメールボックスを用意します。")),

        new(Diagnosis.LoginDeferred, Turn.Provider,
            new("Provider cannot check the login just now", "ログインの確認が一時的にできません"),
            new("The mail server has a temporary problem with logins (454 4.7.0). Nothing is wrong with the account.", "サーバー側の一時的な問題です (454 4.7.0)。アカウントに問題はありません。"),
            Do("Wait some minutes and send again.", "数分待って再送信します。"),
            Do("If it lasts for an hour, look at the provider's status page (Microsoft 365: status.cloud.microsoft).",
                "1 時間以上続く場合は、サービスの稼働状況を確認します (Microsoft 365: status.cloud.microsoft)。")),

        new(Diagnosis.TokenExpiresSoon, Turn.Technician,
            new("Provider refuses a token that expires soon", "有効期限間近のトークンが拒否されました"),
            new("The server wants a token that lives some minutes longer (501 5.5.127). High Volume Email does that.",
                "残り時間の長いトークンが要求されています (501 5.5.127)。High Volume Email (HVE) の仕様です。"),
            Do("Set \"refreshMarginSeconds\": 1200 under \"oauth\" of the account in agent.json and restart the agent.",
                "agent.json のアカウントの \"oauth\" に \"refreshMarginSeconds\": 1200 を設定し、エージェントを再起動します。"),
            Do("Check the device's clock:", "装置の時計を確認します。"), Run("timedatectl")),

        new(Diagnosis.AppPasswordRequired, Turn.Technician,
            new("Provider wants an app password", "アプリ パスワードが必要です"),
            new("The account has two-step verification, and its normal password does not work for mail (534 5.7.9); or the provider wants a sign-in in a browser first (534 5.7.14).",
                "2 段階認証のアカウントのため、通常のパスワードは使えません (534 5.7.9)。またはブラウザーでのサインインが先に必要です (534 5.7.14)。"),
            Do("Google: make an app password as the mailbox and enter its 16 letters without spaces:", "Google: メールボックスのアカウントでアプリ パスワードを作成し、16 文字を空白なしで入力します。"),
            Link("https://myaccount.google.com/apppasswords"),
            Do("Better, pair with OAuth, which needs no password at all:", "パスワード不要の OAuth によるペアリングをお勧めします。"), Pair,
            Do("If app passwords are missing on that page, the Workspace administrator forbids them.", "項目が表示されない場合は、Workspace の管理者が禁止しています。")),

        new(Diagnosis.NotAuthenticated, Turn.Technician,
            new("Provider says that the session is not logged in", "ログインしていないと応答されました"),
            new("The server wants a login before mail (530 5.7.57, 5.7.0). The account in agent.json has \"mechanism\": \"none\", or the server forgot the login.",
                "メール送信前のログインが要求されました (530 5.7.57、5.7.0)。agent.json が \"mechanism\": \"none\" であるか、サーバーがログイン状態を失いました。"),
            Do("If it happened once: send again.", "一度だけの場合は、再送信します。"),
            Do("If it always happens: set the mechanism of the preset and pair.", "毎回の場合は、プリセットの認証方式を設定し、ペアリングします。"),
            Run("devicemail providers"), Pair,
            Do("If the reply was seen at the scanner's panel with the provider as its server, point the scanner at the device.",
                "スキャナーがメールサービスに直接接続している場合は、SMTP サーバーを中継装置のアドレスに変更します。")),

        new(Diagnosis.EncryptionRequired, Turn.Technician,
            new("Provider takes a login only over TLS", "TLS なしのログインは拒否されます"),
            new("The server asks for STARTTLS before the login (530 \"STARTTLS\", 538). The account has \"security\": \"none\".",
                "ログインの前に STARTTLS が必要です (530 \"STARTTLS\"、538)。アカウントが \"security\": \"none\" になっています。"),
            Do("Set \"security\": \"starttls\" with port 587, or \"implicit\" with port 465, in agent.json.", "agent.json を \"security\": \"starttls\" (587) または \"implicit\" (465) に設定します。"),
            Check, Doctor),
    ];
}
