using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>361 to 376: the app registration, the tenant and the cloud.</summary>
internal static class ClientRows
{
    private static readonly Step ConnectApps = Run("Connect-MgGraph -Scopes Application.ReadWrite.All");
    private static readonly Step NewSecret = Do(
        "Make a new secret: entra.microsoft.com > App registrations > the app > Certificates & secrets > New client secret. Or in PowerShell:",
        "新しいシークレットを作成します: entra.microsoft.com >「アプリの登録」> アプリ >「証明書とシークレット」>「新しいクライアント シークレット」。PowerShell の場合:");
    private static readonly Step AddSecret = Run("Add-MgApplicationPassword -ApplicationId <app-object-id> | fl SecretText");
    private static readonly Step GiveSecret = Do("Give the secret's value (not its ID) to the device:", "シークレットの「値」(ID ではありません) を装置に登録します。");

    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.ClientSecretExpired, Turn.TenantAdmin,
            new("Client secret has expired", "クライアント シークレットの期限が切れました"),
            new("The app's secret has reached its end date (AADSTS7000222).", "アプリのクライアント シークレットが有効期限を過ぎました (AADSTS7000222)。"),
            NewSecret, ConnectApps, AddSecret, GiveSecret, Pair,
            Do("A certificate lasts longer and cannot be read off a screen: prefer it next time.", "次回は、有効期間が長く盗み見られない証明書をお勧めします。")),

        new(Diagnosis.ClientSecretWrong, Turn.Technician,
            new("Client secret is wrong", "クライアント シークレットが違います"),
            new("The secret is not one of the app's (AADSTS7000215). Often the secret's ID was pasted in place of its value, or the secret belongs to another app.",
                "シークレットがアプリのものと一致しません (AADSTS7000215)。「値」ではなく「シークレット ID」を貼り付けた、または別アプリのものである場合がよくあります。"),
            Do("Take the column \"Value\", which is shown only once. If nobody has it, make a new one:", "「値」の列を使います (作成時に一度だけ表示されます)。控えがない場合は作り直します。"),
            ConnectApps, AddSecret, GiveSecret, Pair),

        new(Diagnosis.ClientSecretMissing, Turn.TenantAdmin,
            new("App is not allowed to sign in without a secret", "パブリック クライアント フローが無効です"),
            new("The app registration asks for a secret, and a device has none, since \"Allow public client flows\" is off (AADSTS7000218).",
                "「パブリック クライアント フローを許可する」がオフのため、シークレットを持たない装置のサインインが拒否されました (AADSTS7000218)。"),
            Do("entra.microsoft.com > App registrations > the app > Authentication > Allow public client flows: Yes. Or in PowerShell:",
                "entra.microsoft.com >「アプリの登録」> アプリ >「認証」>「パブリック クライアント フローを許可する」を「はい」にします。PowerShell の場合:"),
            ConnectApps,
            Run("Update-MgApplication -ApplicationId <app-object-id> `"),
            Run("  -IsFallbackPublicClient:$true"),
            Do("Wait a minute, then pair again:", "1 分ほど待って、再ペアリングします。"), Pair),

        new(Diagnosis.ClientSecretUnwanted, Turn.Technician,
            new("App must not send a secret", "シークレットは不要です"),
            new("The app is a public client and the device sent a secret or an assertion all the same (AADSTS700025).",
                "パブリック クライアントのアプリに、シークレットまたはアサーションを送信しました (AADSTS700025)。"),
            Do("Provision the account again with flow device-code or authorization-code and without a secret:", "フローを device-code または authorization-code とし、シークレットなしで設定し直します。"),
            Run("devicemail provision"), PairAgain, Pair),

        new(Diagnosis.ClientUnknown, Turn.Technician,
            new("Tenant does not know the app", "テナントにアプリが存在しません"),
            new("The client ID is misspelt, or the app is registered in another tenant and nobody has let it into this one (AADSTS700016, 700011, 70001).",
                "クライアント ID の誤り、または別テナントに登録されたアプリで、このテナントでは同意されていません (AADSTS700016、700011、70001)。"),
            Do("Compare \"clientId\" in agent.json with \"Application (client) ID\" of the app registration, and the tenant in the endpoints with \"Directory (tenant) ID\".",
                "agent.json の \"clientId\" を「アプリケーション (クライアント) ID」と、エンドポイントのテナントを「ディレクトリ (テナント) ID」と比べます。"),
            Do("If the app comes from another tenant, an administrator lets it in at:", "別テナントのアプリの場合は、管理者が次のアドレスで承諾します。"),
            Link("https://login.microsoftonline.com/<tenant>/adminconsent?client_id=<app-id>"),
            PairAgain, Pair),

        new(Diagnosis.ClientDisabled, Turn.TenantAdmin,
            new("App is disabled or deleted", "アプリが無効または削除されています"),
            new("An administrator has switched the app off (AADSTS7000112), or its client was deleted at Google (disabled_client, deleted_client).",
                "管理者がアプリを無効にしたか (AADSTS7000112)、Google 側でクライアントが無効化・削除されました (disabled_client、deleted_client)。"),
            Do("Microsoft: switch it on at entra.microsoft.com > Enterprise applications > the app > Properties > Enabled for users to sign in. Or:",
                "Microsoft: entra.microsoft.com >「エンタープライズ アプリケーション」> アプリ >「プロパティ」>「ユーザーのサインインが有効になっていますか?」を「はい」にします。または:"),
            ConnectApps,
            Run("Update-MgServicePrincipal -ServicePrincipalId <object-id> `"),
            Run("  -AccountEnabled:$true"),
            Do("Google: restore or make anew the OAuth client at https://console.cloud.google.com/auth/clients .",
                "Google: https://console.cloud.google.com/auth/clients で OAuth クライアントを復元または再作成します。"),
            PairAgain, Pair),

        new(Diagnosis.ClientAssertionRefused, Turn.Technician,
            new("Signature, certificate or clock not accepted", "証明書による認証が拒否されました"),
            new("The signed login of the app was refused (AADSTS700027, 50012, 500133): the certificate is not the one in the app registration, has expired, or the device's clock is wrong. With a Google service account also: its key was deleted, or the mailbox does not exist.",
                "アプリの署名付きログインが拒否されました (AADSTS700027、50012、500133)。登録済みの証明書と異なる、期限切れ、または装置の時計のずれです。Google のサービス アカウントでは、鍵の削除や、メールボックスが存在しない場合もあります。"),
            Do("Compare the device's clock with your own:", "装置の時計を確認します。"), Run("timedatectl"),
            Do("Compare the certificate's thumbprint with the one at entra.microsoft.com > App registrations > the app > Certificates & secrets > Certificates.",
                "証明書の拇印を、entra.microsoft.com >「アプリの登録」> アプリ >「証明書とシークレット」>「証明書」と比べます。"),
            Check, Doctor),

        new(Diagnosis.AssertionOutOfTime, Turn.Technician,
            new("Signed login is out of its time: the clock is wrong", "署名付きログインの有効時間外です (時計のずれ)"),
            new("The app's signed login was not yet, or no longer, valid when it arrived (AADSTS700024). It lives a few minutes, so this device's clock is wrong.",
                "アプリの署名付きログインが有効時間外でした (AADSTS700024)。有効時間は数分のため、装置の時計がずれています。"),
            Do("Compare the device's clock with your own:", "装置の時計を確認します。"), Run("timedatectl"),
            Do("If it is wrong, let it ask a time server; open UDP port 123 in the firewall:", "ずれている場合は時刻サーバーを使います。ファイアウォールで UDP ポート 123 を許可します。"),
            Run("sudo timedatectl set-ntp true"),
            Check, Doctor),

        new(Diagnosis.PermissionNotRegistered, Turn.TenantAdmin,
            new("App registration lacks the permission", "アプリに必要なアクセス許可がありません"),
            new("The permission for SMTP is not in the app registration (AADSTS650057, 650056, 65005).", "アプリの登録に SMTP のアクセス許可が追加されていません (AADSTS650057、650056、65005)。"),
            Do("entra.microsoft.com > App registrations > the app > API permissions > Add a permission. For a mailbox's sign-in: Microsoft Graph > Delegated > SMTP.Send. For an app login: APIs my organization uses > Office 365 Exchange Online > Application > SMTP.SendAsApp.",
                "entra.microsoft.com >「アプリの登録」> アプリ >「API のアクセス許可」>「アクセス許可の追加」。ユーザーのサインインの場合は Microsoft Graph >「委任されたアクセス許可」> SMTP.Send、アプリ専用の場合は「所属する組織で使用している API」> Office 365 Exchange Online >「アプリケーションの許可」> SMTP.SendAsApp を追加します。"),
            Do("Press \"Grant admin consent\". Then see what the app asks for (PowerShell):", "「管理者の同意を与えます」を選択します。登録内容は PowerShell で確認できます。"),
            ConnectApps,
            Run("Get-MgApplication -ApplicationId <app-object-id> `"),
            Run("  | select -ExpandProperty RequiredResourceAccess"),
            PairAgain, Pair),

        new(Diagnosis.TenantRequired, Turn.Technician,
            new("Endpoint must name the tenant", "テナントを指定したエンドポイントが必要です"),
            new("The app belongs to one tenant, or logs in as an app, and was called on /common, /organizations or /consumers (AADSTS50194, 9001023, 90124, 90130).",
                "単一テナントのアプリ、またはアプリ専用ログインで、/common や /consumers のエンドポイントを使いました (AADSTS50194、9001023、90124、90130)。"),
            Do("Put the tenant's ID or domain into both endpoints of agent.json:", "agent.json の 2 つのエンドポイントに、テナント ID またはドメインを入れます。"),
            Link("https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token"),
            Link("https://login.microsoftonline.com/<tenant>/oauth2/v2.0/devicecode"),
            PairAgain, Pair),

        new(Diagnosis.AppNotForPersonalAccounts, Turn.Technician,
            new("App is for work accounts only", "アプリが個人アカウントに対応していません"),
            new("A personal account (outlook.com, hotmail, live) was used with an app that admits work and school accounts only (AADSTS9002332).",
                "個人アカウント (outlook.com、hotmail、live) で、職場/学校アカウント専用のアプリを使いました (AADSTS9002332)。"),
            Do("entra.microsoft.com > App registrations > the app > Authentication > Supported accounts: include personal Microsoft accounts. Or take an app that does.",
                "entra.microsoft.com >「アプリの登録」> アプリ >「認証」>「サポートされているアカウントの種類」に個人用 Microsoft アカウントを含めるか、対応するアプリを使います。"),
            PairAgain, Pair),

        new(Diagnosis.TenantUnknown, Turn.Technician,
            new("There is no such tenant", "テナントが見つかりません"),
            new("The tenant in the endpoints is misspelt, or lives in another cloud (AADSTS90002).", "エンドポイントのテナント名の誤り、または別のクラウドのテナントです (AADSTS90002)。"),
            Do("See whether this page exists. If not, the tenant's name is wrong:", "次のページが開けるか確認します。開けない場合は、テナント名が誤りです。"),
            Link("https://login.microsoftonline.com/<tenant>/.well-known/openid-configuration"),
            Do("Tenants of the US government and of 21Vianet in China have hosts of their own:", "米国政府向けと中国 (21Vianet) のテナントは、専用のホストを使います。"),
            Run("devicemail providers"), PairAgain, Pair),

        new(Diagnosis.WrongCloud, Turn.Technician,
            new("Tenant is in another national cloud", "テナントが別のクラウドにあります"),
            new("The tenant belongs to the US government's or the Chinese cloud, and the worldwide endpoints were used, or the other way round (AADSTS90038, 900382, 900432).",
                "米国政府または中国のクラウドのテナントに全世界共通のエンドポイントを使ったか、その逆です (AADSTS90038、900382、900432)。"),
            Do("Take login host, scope and SMTP host of the right cloud, all three. The app must be registered there too.",
                "正しいクラウドのログイン ホスト、スコープ、SMTP ホストの 3 つを使います。アプリもそのクラウドに登録します。"),
            Run("devicemail providers"),
            Run("devicemail provision"), PairAgain, Pair),

        new(Diagnosis.ResourceMissing, Turn.TenantAdmin,
            new("Tenant has no Exchange Online, or the resource is wrong", "テナントに Exchange Online がありません"),
            new("The resource in the scope does not exist in this tenant (AADSTS500011): the host in the scope is wrong, or the tenant has no licence with Exchange Online.",
                "スコープのリソースがテナントに存在しません (AADSTS500011)。スコープのホスト名の誤り、または Exchange Online を含むライセンスがありません。"),
            Do("Technician: compare \"scope\" with the preset (outlook.office.com worldwide).", "設置担当者: \"scope\" をプリセットと比べます (全世界共通は outlook.office.com)。"),
            Run("devicemail providers"),
            Do("Administrator: see whether the tenant has licences with Exchange Online (PowerShell):", "管理者: Exchange Online を含むライセンスがあるか確認します (PowerShell)。"),
            Run("Connect-MgGraph -Scopes Organization.Read.All"),
            Run("Get-MgSubscribedSku | ft SkuPartNumber,ConsumedUnits")),

        new(Diagnosis.AppScopeWrong, Turn.Technician,
            new("Scope of an app's login must end in /.default", "アプリ専用ログインのスコープが違います"),
            new("A login as an app cannot choose single permissions (AADSTS1002012). Its scope is the resource and \"/.default\"; what it may do stands in the app registration.",
                "アプリ専用ログインでは個別のアクセス許可を指定できません (AADSTS1002012)。スコープはリソース名に \"/.default\" を付けたもので、許可の内容はアプリの登録で決まります。"),
            Do("Set \"scope\" in agent.json to this (tenants in a national cloud: see the preset), and restart the agent:",
                "agent.json の \"scope\" を次の値にして (国別クラウドの場合はプリセットを参照)、エージェントを再起動します。"),
            Link("https://outlook.office365.com/.default"),
            Do("The presets have the right one for each cloud:", "各クラウドの値はプリセットで確認できます。"), Run("devicemail providers"),
            Check, Doctor),
    ];
}
