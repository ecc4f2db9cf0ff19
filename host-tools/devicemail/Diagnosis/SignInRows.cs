using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>331 to 353: policies of the tenant, the account, consent.</summary>
internal static class SignInRows
{
    private static readonly Step ConnectUsers = Run("Connect-MgGraph -Scopes User.ReadWrite.All");
    private static readonly Step ConsentPage = Do(
        "Open this address as an administrator, check that the list says \"Send emails using SMTP AUTH\" and accept:",
        "管理者として次のアドレスを開き、一覧に SMTP AUTH によるメール送信があることを確認して承諾します。");
    private static readonly Step ConsentLink = Link("https://login.microsoftonline.com/<tenant>/adminconsent?client_id=<app-id>");
    private static readonly Step ConsentCheck = Do("To see what has been consented to (PowerShell):", "同意済みの内容を確認します (PowerShell)。");
    private static readonly Step ConnectGrants = Run("Connect-MgGraph -Scopes Directory.Read.All");
    private static readonly Step GetGrants = Run("Get-MgServicePrincipalOauth2PermissionGrant `");
    private static readonly Step GetGrantsOf = Run("  -ServicePrincipalId <object-id> | fl Scope,ConsentType");

    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.AuthenticationFlowBlocked, Turn.TenantAdmin,
            new("Tenant blocks tokens from device code", "デバイス コードによる認証がブロックされています"),
            new("A Conditional Access policy on authentication flows refuses the token, since it began with a device code (AADSTS530036). A policy that is switched on later stops devices that worked until then.",
                "条件付きアクセスの「認証フロー」ポリシーにより、デバイス コードで取得したトークンが拒否されました (AADSTS530036)。後からポリシーが有効になると、それまで動いていた装置も止まります。"),
            ListPolicies, ConnectPolicies, GetPolicies,
            Do("Exclude the mailbox from \"Block device code flow\": entra.microsoft.com > Conditional Access > Policies > the policy > Users > Exclude.",
                "「デバイス コード フローのブロック」からメールボックスを除外します: entra.microsoft.com >「条件付きアクセス」>「ポリシー」> 該当ポリシー >「ユーザー」>「除外」。"),
            Do("Or, without touching the policy, pair with a browser on the technician's computer:", "ポリシーを変えない場合は、設置担当者の PC のブラウザーを使う方式でペアリングします。"),
            Run("devicemail pair --flow authorization-code"),
            AppOnly, Check, Doctor),

        new(Diagnosis.ConditionalAccessBlocked, Turn.TenantAdmin,
            new("Conditional Access blocks the sign-in", "条件付きアクセスによりブロックされました"),
            new("A policy of the tenant blocks this sign-in (AADSTS53003 or 530032), for example by country, network, app or kind of sign-in. Policies are checked at every renewal, with the address of the device.",
                "テナントのポリシーがサインインをブロックしました (AADSTS53003 / 530032)。国、ネットワーク、アプリ、サインイン方法などが条件です。更新のたびに、装置の IP アドレスで評価されます。"),
            SignInLog, ListPolicies, ConnectPolicies, GetPolicies, ConditionalAccess,
            Do("Or add the office's public IP address as a named location and let the policy admit it.", "または、事業所のグローバル IP アドレスを「ネームド ロケーション」に登録し、ポリシーで許可します。"),
            PairAgain, Pair),

        new(Diagnosis.CompliantDeviceRequired, Turn.TenantAdmin,
            new("Tenant asks for a managed device", "準拠済みデバイスが要求されています"),
            new("A policy asks for a compliant or joined device (AADSTS53000, 53001, 50097). A relay for scanners can never be one.",
                "ポリシーが準拠済みまたは参加済みのデバイスを要求しています (AADSTS53000、53001、50097)。本装置がこの条件を満たすことはできません。"),
            ListPolicies, ConnectPolicies, GetPolicies,
            Do("Exclude the mailbox from the policy with \"Require device to be marked as compliant\", and limit it to the office's address in another one.",
                "「準拠済みデバイスを要求する」ポリシーからメールボックスを除外し、代わりに事業所の IP アドレスに限定するポリシーを設けます。"),
            AppOnly, PairAgain, Pair),

        new(Diagnosis.TokenSecurityDefaults, Turn.TenantAdmin,
            new("Security defaults block the sign-in", "セキュリティの既定値群によりブロックされました"),
            new("The tenant's security defaults refuse the token (AADSTS530035).", "テナントのセキュリティの既定値群により、トークンが拒否されました (AADSTS530035)。"),
            Do("See whether they are on (Microsoft Graph PowerShell):", "有効かどうかを確認します (Microsoft Graph PowerShell)。"),
            ConnectPolicies,
            Run("Get-MgPolicyIdentitySecurityDefaultEnforcementPolicy | fl IsEnabled"),
            Do("Replace them by Conditional Access policies of your own (MFA for everyone, this mailbox excluded): entra.microsoft.com > Overview > Properties > Manage security defaults.",
                "同等の条件付きアクセス ポリシー (全員に MFA、このメールボックスは除外) に置き換えます: entra.microsoft.com >「概要」>「プロパティ」>「セキュリティの既定値群の管理」。"),
            Do("Do not simply switch them off: they protect every account of the tenant.", "無効にするだけの対応は避けてください。テナント全体の保護が外れます。"),
            PairAgain, Pair),

        new(Diagnosis.AppNotAllowed, Turn.TenantAdmin,
            new("Google Workspace does not allow this app", "Google Workspace でアプリが許可されていません"),
            new("The Workspace administrator restricts which apps may use Gmail (admin_policy_enforced), or the app is internal to another organisation (org_internal).",
                "Workspace の管理者が Gmail を利用できるアプリを制限しているか (admin_policy_enforced)、別の組織の内部アプリです (org_internal)。"),
            Do("admin.google.com > Security > Access and data control > API controls > Manage app access: add the client ID as trusted.",
                "admin.google.com >「セキュリティ」>「アクセスとデータ管理」>「API の制御」>「アプリのアクセス権を管理」で、クライアント ID を「信頼できる」に設定します。"),
            Link("https://admin.google.com/ac/owl/list?tab=configuredApps"),
            PairAgain, Pair),

        new(Diagnosis.AccountLocked, Turn.TenantAdmin,
            new("Account is locked, or the address is suspicious", "アカウントがロックされています"),
            new("Too many wrong passwords locked the account, or Microsoft distrusts the internet address that asks (AADSTS50053). Something else may still try an old password.",
                "パスワードの誤りが続いてロックされたか、接続元 IP アドレスが不審と判定されました (AADSTS50053)。ほかの機器が古いパスワードを試し続けている可能性があります。"),
            Do("Do not try again at once; wait an hour.", "すぐに再試行せず、1 時間ほど待ちます。"),
            Do("Look who tries: entra.microsoft.com > Sign-in logs, filter by the mailbox, status Failure. Or:", "誰が試しているか確認します: entra.microsoft.com >「サインイン ログ」でメールボックスと「失敗」で絞り込みます。または:"),
            Run("Connect-MgGraph -Scopes AuditLog.Read.All"),
            Run("Get-MgAuditLogSignIn -Top 20 `"),
            Run("  -Filter \"userPrincipalName eq '<mailbox>'\" | ft IPAddress,AppDisplayName"),
            Do("Take the old password out of that machine. Then pair again:", "該当機器から古いパスワードを削除し、再ペアリングします。"), Pair),

        new(Diagnosis.AccountDisabled, Turn.TenantAdmin,
            new("Account is disabled", "アカウントが無効です"),
            new("Sign-in of the account is switched off (AADSTS50057). A shared mailbox is like that by nature: sign in as a delegate, or as an app.",
                "アカウントのサインインが無効です (AADSTS50057)。共有メールボックスは初期状態で無効のため、代理ユーザーまたはアプリとしてサインインします。"),
            Do("If the account is meant to sign in, switch it on:", "サインインさせるアカウントの場合は、有効にします。"),
            ConnectUsers, Run("Update-MgUser -UserId <mailbox> -AccountEnabled:$true"),
            Do("If it is a shared mailbox, pair as a person who may send as it; \"user\" stays the shared address.",
                "共有メールボックスの場合は、送信権限のあるユーザーでペアリングします (\"user\" は共有アドレスのままです)。"),
            Pair, AppOnly),

        new(Diagnosis.AccountUnknown, Turn.Technician,
            new("Account does not exist in this tenant", "テナントにアカウントが存在しません"),
            new("The tenant has no such account (AADSTS50034): the address is misspelt, deleted, an alias, or lives in another tenant.",
                "テナントに該当アカウントがありません (AADSTS50034)。アドレスの誤り、削除済み、別名 (エイリアス)、または別テナントのアカウントです。"),
            Do("Compare the address that was typed with the user principal name in the admin center, and the tenant in the endpoints with the mailbox's.",
                "入力したアドレスを管理センターのユーザー プリンシパル名と比べ、エンドポイントのテナントも確認します。"),
            PairAgain, Pair),

        new(Diagnosis.AccountPasswordWrong, Turn.Technician,
            new("Password at the sign-in is wrong or missing", "サインインのパスワードが違います"),
            new("The sign-in was tried with a wrong password or none (AADSTS50126, 50056).", "サインイン時のパスワードが誤っているか、入力されていません (AADSTS50126、50056)。"),
            Do("Try the mailbox's password at https://outlook.office.com in a private window.", "プライベート ウィンドウで https://outlook.office.com にサインインし、パスワードを確認します。"),
            Do("If it fails there too, let the administrator reset it.", "そこでも失敗する場合は、管理者にリセットを依頼します。"),
            PairAgain, Pair),

        new(Diagnosis.AccountTypeMismatch, Turn.Technician,
            new("Account and tenant do not fit", "アカウントの種類とテナントが合いません"),
            new("A personal account was used on a work endpoint, a guest or an account of another tenant on this one (AADSTS50020, 500208, 90072).",
                "職場用エンドポイントに個人アカウント、または別テナントのアカウントやゲストでサインインしました (AADSTS50020、500208、90072)。"),
            Do("Sign in with the mailbox's own account, in a private window so that the browser does not choose another.",
                "プライベート ウィンドウを使い、メールボックス自身のアカウントでサインインします。"),
            Do("Take the preset that fits: microsoft365 for work and school, outlook.com for personal accounts.",
                "合ったプリセットを使います: 職場/学校は microsoft365、個人は outlook.com です。"),
            Run("devicemail providers"), Pair),

        new(Diagnosis.AccountNotAssigned, Turn.TenantAdmin,
            new("Account is not assigned to the app", "アカウントがアプリに割り当てられていません"),
            new("The enterprise application admits only users assigned to it, and this account is not (AADSTS50105).",
                "エンタープライズ アプリケーションが割り当て制となっており、このアカウントは割り当てられていません (AADSTS50105)。"),
            Do("Assign it: entra.microsoft.com > Enterprise applications > the app > Users and groups. Or, if everyone may use the app:",
                "割り当てます: entra.microsoft.com >「エンタープライズ アプリケーション」> アプリ >「ユーザーとグループ」。全員に許可する場合は:"),
            Run("Connect-MgGraph -Scopes Application.ReadWrite.All"),
            Run("Update-MgServicePrincipal -ServicePrincipalId <object-id> `"),
            Run("  -AppRoleAssignmentRequired:$false"),
            PairAgain, Pair),

        new(Diagnosis.ConsentMissing, Turn.TenantAdmin,
            new("Nobody has consented to the app's permission", "アプリへの同意がありません"),
            new("The permission to send by SMTP was never granted for this app and account, or it was withdrawn (AADSTS65001).",
                "このアプリに SMTP 送信の権限が付与されていないか、取り消されました (AADSTS65001)。"),
            ConsentPage, ConsentLink, ConsentCheck, ConnectGrants, GetGrants, GetGrantsOf, PairAgain, Pair),

        new(Diagnosis.AdminConsentNeeded, Turn.TenantAdmin,
            new("An administrator must consent to the app", "管理者の同意が必要です"),
            new("In this tenant only an administrator may let apps in (AADSTS90094); a request may be waiting already (AADSTS90095).",
                "このテナントでは、アプリの利用に管理者の同意が必要です (AADSTS90094)。承認待ちの要求がある場合もあります (AADSTS90095)。"),
            ConsentPage, ConsentLink,
            Do("Requests that wait stand at entra.microsoft.com > Enterprise applications > Admin consent requests.",
                "承認待ちは entra.microsoft.com >「エンタープライズ アプリケーション」>「管理者の同意要求」で確認できます。"),
            ConsentCheck, ConnectGrants, GetGrants, GetGrantsOf, PairAgain, Pair),

        new(Diagnosis.ConsentDeclined, Turn.Technician,
            new("Consent was declined", "同意が拒否されました"),
            new("Whoever signed in pressed Cancel when asked to let the app send mail (AADSTS65004).", "サインインした人が、アプリへの同意画面で「キャンセル」を選びました (AADSTS65004)。"),
            Do("Pair again and press Accept. The app asks for sending mail by SMTP and for staying signed in, nothing else.",
                "再ペアリングし、「承諾」を選びます。アプリが求めるのは SMTP 送信とサインインの維持だけです。"), Pair),
    ];
}
