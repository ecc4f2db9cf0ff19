using System;
using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Tool.Diagnoses;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>
/// What the provider's side must have been given before a device can send, as steps for the administrator. Sources: MicrosoftDocs (Exchange developer, Entra),
/// developers.google.com; the providers' own pages for the rest.
/// </summary>
internal static class AdminSteps
{
    private static readonly Step Register = Do("entra.microsoft.com > App registrations > New registration: this organization only. The device uses the app <app-id>.",
        "entra.microsoft.com >「アプリの登録」>「新規登録」: この組織のみ。装置が使うアプリは <app-id> です。");
    private static readonly Step PublicClient = Do("In the app: Authentication > Allow public client flows: Yes.", "そのアプリの「認証」>「パブリック クライアント フローを許可する」を「はい」にします。");
    private static readonly Step Redirect = Do("In the app: Authentication > Add a platform > Mobile and desktop applications, redirect URI:", "そのアプリの「認証」>「プラットフォームを追加」>「モバイル アプリケーションとデスクトップ アプリケーション」に次のリダイレクト URI を追加します。");
    private static readonly Step RedirectUri = Run("http://localhost");
    private static readonly Step Delegated = Do("API permissions > Add > Microsoft Graph > Delegated > SMTP.Send and offline_access; then Grant admin consent.",
        "「API のアクセス許可」>「追加」> Microsoft Graph >「委任されたアクセス許可」> SMTP.Send と offline_access を追加し、「管理者の同意を与えます」を押します。");
    private static readonly Step SmtpAuth = Do("Allow SMTP AUTH for the mailbox; OAuth does not go around that switch:", "メールボックスの SMTP AUTH を有効にします (OAuth でも必要です)。");
    private static readonly Step SetSmtpAuth = Run("Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false");
    private static readonly Step GetSmtpAuth = Run("Get-CASMailbox -Identity <mailbox> | fl SmtpClientAuthenticationDisabled");
    private static readonly Step Exclude = Do(
        "If a Conditional Access policy blocks device code flow, exclude the mailbox: entra.microsoft.com > Conditional Access > Policies > the policy > Users > Exclude. A policy that is switched on later stops the device, too.",
        "条件付きアクセスでデバイス コード フローを禁止している場合は、メールボックスを除外します: entra.microsoft.com >「条件付きアクセス」>「ポリシー」> 該当ポリシー >「ユーザー」>「除外」。後から禁止した場合も装置は停止します。");
    private static readonly Step AppPermission = Do("In the app: API permissions > Add > APIs my organization uses > Office 365 Exchange Online > Application permissions > SMTP.SendAsApp; then Grant admin consent.",
        "そのアプリの「API のアクセス許可」>「追加」>「所属する組織で使用している API」> Office 365 Exchange Online >「アプリケーションの許可」> SMTP.SendAsApp を追加し、「管理者の同意を与えます」を押します。");
    private static readonly Step AppSecret = Do("Certificates & secrets > New client secret. Note when it ends, and copy its value, not its ID. Or in PowerShell:",
        "「証明書とシークレット」>「新しいクライアント シークレット」。期限を控え、「ID」ではなく「値」をコピーします。PowerShell の場合:");
    private static readonly Step ConnectToWrite = Run("Connect-MgGraph -Scopes Application.ReadWrite.All");
    private static readonly Step AddSecret = Run("Add-MgApplicationPassword -ApplicationId <app-object-id> | fl SecretText,EndDateTime");
    private static readonly Step ConnectToRead = Run("Connect-MgGraph -Scopes Application.Read.All");
    private static readonly Step GetKeys = Run("Get-MgApplication -ApplicationId <app-object-id> | select -Expand KeyCredentials | ft DisplayName,EndDateTime");
    private static readonly Step ServicePrincipal = Do("Make the app known to Exchange. The object ID is the one under Enterprise applications, not the one under App registrations; Graph PowerShell tells it:",
        "アプリを Exchange に登録します。オブジェクト ID は「アプリの登録」ではなく「エンタープライズ アプリケーション」側の値です (Graph PowerShell で確認可)。");
    private static readonly Step GetServicePrincipal = Run("Get-MgServicePrincipal -Filter \"appId eq '<app-id>'\" | fl Id");
    private static readonly Step NewServicePrincipal = Run("New-ServicePrincipal -AppId <app-id> -ObjectId <object-id>");
    private static readonly Step MailboxPermission = Do("Give it the one mailbox:", "対象のメールボックスだけに権限を付与します。");
    private static readonly Step AddMailboxPermission = Run("Add-MailboxPermission -Identity <mailbox> -User <object-id> -AccessRights FullAccess");
    private static readonly Step SendAs = Do("Let the mailbox send as <sender>, or mails end with 554 5.2.252:", "メールボックスに <sender> としての送信を許可します (なければ 554 5.2.252 になります)。");
    private static readonly Step AddSendAs = Run("Add-RecipientPermission <sender> -Trustee <mailbox> -AccessRights SendAs -Confirm:$false");
    private static readonly Step AddAppSendAs = Run("Add-RecipientPermission <sender> -Trustee <object-id> -AccessRights SendAs -Confirm:$false");

    /// <summary>The steps for a plan; empty where there is nothing to be done on the provider's side beyond having an account.</summary>
    public static IReadOnlyList<Step> Of(ProvisionPlan plan)
    {
        string provider = plan.Provider!.Name;
        string? flow = plan.ChosenFlow?.Name;
        bool isOther = plan.Sender is { } sender && !sender.Equals(plan.Mailbox, StringComparison.OrdinalIgnoreCase);
        return provider switch
        {
            "microsoft365" or "microsoft365-gcc-high" or "microsoft365-dod" or "microsoft365-china" => Exchange(flow, isOther, plan.Certificate),
            "outlook.com" => Personal(flow),
            "microsoft365-hve" => HighVolume(plan.IsOAuth, plan.Certificate),
            "microsoft365-relay" => Connector,
            "microsoft365-direct" => Direct,
            "azure-email" => [.. Azure, .. plan.IsOAuth ? Proof(plan.Certificate) : [NewSecret]],
            "gmail" or "google-workspace" => flow == "service-account" ? ServiceAccount : GoogleBrowser(provider == "gmail"),
            "gmail-app-password" => GoogleAppPassword,
            "google-workspace-relay" => GoogleRelay,
            _ => Others(plan),
        };
    }

    // What the app proves itself with; the key stays with the technician until the device has it.
    private static Step[] Proof(AppCertificate? certificate) => certificate is null ? [AppSecret, ConnectToWrite, AddSecret] :
    [
        certificate.FileName is { } file
            ? Do($"Certificates & secrets > Certificates > Upload certificate: {file}, the public part alone. The app's list must then show it:", $"「証明書とシークレット」>「証明書」>「証明書のアップロード」: {file} (公開部分のみ)。登録状況は次のとおり確認できます。")
            : Do("Certificates & secrets > Certificates > Upload certificate: the one with the thumbprint that you gave. The app's list must then show it:", "「証明書とシークレット」>「証明書」>「証明書のアップロード」: 指定した拇印の証明書。登録状況は次のとおり確認できます。"),
        ConnectToRead, GetKeys,
    ];

    private static Step[] Exchange(string? flow, bool sendsAsOther, AppCertificate? certificate)
    {
        IEnumerable<Step> app = flow switch
        {
            "device-code" => [Register, PublicClient, Delegated],
            "authorization-code" => [Register, Redirect, RedirectUri, PublicClient, Delegated],
            null => [],
            _ => [Register, AppPermission, .. Proof(certificate)],
        };
        bool isApp = flow is not (null or "device-code" or "authorization-code");
        IEnumerable<Step> rights = isApp ? [ServicePrincipal, ConnectToRead, GetServicePrincipal, NewServicePrincipal, MailboxPermission, AddMailboxPermission] : [];
        IEnumerable<Step> sender = sendsAsOther ? [SendAs, isApp ? AddAppSendAs : AddSendAs] : [];
        IEnumerable<Step> policy = flow == "device-code" ? [Exclude] : [];
        return [.. app, CommonSteps.Exchange, ConnectExchange, .. rights, SmtpAuth, SetSmtpAuth, GetSmtpAuth, .. sender, .. policy];
    }

    private static Step[] Personal(string? flow)
    {
        Step app = Do("The app <app-id> must admit personal Microsoft accounts: entra.microsoft.com > App registrations > the app > Authentication > Supported account types.",
            "アプリ <app-id> が個人の Microsoft アカウントに対応している必要があります: entra.microsoft.com >「アプリの登録」> アプリ >「認証」>「サポートされているアカウントの種類」。");
        IEnumerable<Step> way = flow == "authorization-code" ? [Redirect, RedirectUri, PublicClient] : [PublicClient];
        return [app, .. way, Do("Use the account's primary address, not an alias.", "エイリアスではなく、アカウントのプライマリ アドレスを使います。")];
    }

    private static Step[] HighVolume(bool isOAuth, AppCertificate? certificate)
    {
        Step account = Do("Make the HVE account: admin.exchange.microsoft.com > Mail flow > High Volume Email. It sends inside the organization only.", "HVE アカウントを作成します: admin.exchange.microsoft.com >「メール フロー」>「大量のメール」。送信先は組織内のみです。");
        return !isOAuth ? [account] :
        [
            account, Register,
            Do("In the app: API permissions > Add > APIs my organization uses > Office 365 Exchange Online > Application permissions > Mail.Send; then Grant admin consent.",
                "そのアプリの「API のアクセス許可」>「追加」>「所属する組織で使用している API」> Office 365 Exchange Online >「アプリケーションの許可」> Mail.Send を追加し、「管理者の同意を与えます」を押します。"),
            .. Proof(certificate),
            Do("In Exchange Online PowerShell, give the app access to the HVE account; see Get-Help Add-HVEAppAccess for its parameters:", "Exchange Online PowerShell で、アプリに HVE アカウントへのアクセスを許可します (パラメーターは Get-Help Add-HVEAppAccess で確認)。"),
            ConnectExchange, Run("Get-Help Add-HVEAppAccess"),
        ];
    }

    private static Step[] GoogleBrowser(bool isPersonal)
    {
        Step screen = isPersonal
            ? Do("console.cloud.google.com > APIs & Services > OAuth consent screen: External, and publish it (In production). In Testing, the device stops after 7 days; with --sign-in-days 7 it warns ahead.",
                "console.cloud.google.com >「API とサービス」>「OAuth 同意画面」: 「外部」にして公開します (本番環境)。「テスト」のままでは 7 日で停止します (--sign-in-days 7 で事前に警告)。")
            : Do("console.cloud.google.com > APIs & Services > OAuth consent screen: Internal.", "console.cloud.google.com >「API とサービス」>「OAuth 同意画面」: 「内部」にします。");
        Step restrict = Do("If apps are restricted: admin.google.com > Security > API controls > App access control: trust the app <app-id>.", "アプリを制限している場合: admin.google.com >「セキュリティ」>「API の制御」>「アプリのアクセス制御」でアプリ <app-id> を信頼します。");
        Step client = Do("Credentials > Create credentials > OAuth client ID > Desktop app. Note client ID and secret; devicemail pair asks for the secret.", "「認証情報」>「認証情報を作成」>「OAuth クライアント ID」>「デスクトップ アプリ」。クライアント ID とシークレットを控えます (シークレットは devicemail pair で入力)。");
        return isPersonal ? [screen, client] : [screen, client, restrict];
    }

    private static readonly Step[] ServiceAccount =
    [
        Do("console.cloud.google.com > IAM & Admin > Service accounts: make one, and under Keys a new key as JSON. devicemail pair hands that file to the device; delete it here afterwards.",
            "console.cloud.google.com >「IAM と管理」>「サービス アカウント」で作成し、「鍵」で JSON キーを発行します。devicemail pair で装置に登録した後、手元のファイルは削除します。"),
        Do("If the console refuses to make a key, the organization policy iam.disableServiceAccountKeyCreation forbids it: have it lifted for this project.",
            "キーを作成できない場合は、組織のポリシー iam.disableServiceAccountKeyCreation による禁止です。このプロジェクトのみ解除を依頼します。"),
        Do("admin.google.com > Security > API controls > Domain-wide delegation > Add new: the service account's client ID with this scope:", "admin.google.com >「セキュリティ」>「API の制御」>「ドメイン全体の委任」>「新しく追加」: サービス アカウントのクライアント ID と次のスコープを登録します。"),
        Run("https://mail.google.com/"),
        Do("That key opens every mailbox of the domain: keep the device where nobody can take it.", "このキーはドメインの全メールボックスを開けます。装置は施錠できる場所に設置してください。"),
    ];

    private static readonly Step[] GoogleAppPassword =
    [
        Do("Switch 2-Step Verification on for the account, then make an app password:", "アカウントの 2 段階認証を有効にし、アプリ パスワードを作成します。"),
        Link("https://myaccount.google.com/apppasswords"),
    ];

    private static readonly Step[] GoogleRelay =
    [
        Do("admin.google.com > Apps > Google Workspace > Gmail > Routing > SMTP relay service: allow the office's fixed IP address, require TLS.", "admin.google.com >「アプリ」> Google Workspace > Gmail >「ルーティング」>「SMTP リレー サービス」: 拠点の固定 IP アドレスを許可し、TLS を必須にします。"),
    ];

    private static readonly Step[] Connector =
    [
        CommonSteps.Exchange, ConnectExchange,
        Do("Make an inbound connector for the office's fixed IP address:", "拠点の固定 IP アドレス用に受信コネクタを作成します。"),
        Run("New-InboundConnector -Name Scanners -ConnectorType OnPremises -SenderDomains * -SenderIPAddresses <office-ip> -RequireTls $true"),
        Do("Port 25 out of the office must be open.", "拠点から 25 番ポートへの送信が開いている必要があります。"),
    ];

    private static readonly Step[] Direct =
    [
        CommonSteps.Exchange, ConnectExchange,
        Do("Direct Send must not be rejected, which should say False:", "ダイレクト送信が拒否されていないことを確認します (False であること)。"),
        Run("Get-OrganizationConfig | fl RejectDirectSend"),
        Do("Put the office's address into the domain's SPF record, or the mails are junk. Port 25 out must be open.", "拠点の IP アドレスをドメインの SPF レコードに追加します (ないと迷惑メール扱い)。25 番ポートの送信も必要です。"),
    ];

    private static readonly Step[] Azure =
    [
        Do("portal.azure.com > the Communication Services resource > Email > Domains: connect a verified domain. The sender must be of it.", "portal.azure.com > Communication Services リソース >「メール」>「ドメイン」: 認証済みドメインを接続します。差出人はそのドメインのアドレスにします。"),
        Do("Give the app <app-id> a role with Email send rights on the resource.", "アプリ <app-id> にリソースのメール送信権限を付与します。"),
    ];

    private static readonly Step NewSecret = Do("Make a client secret for it: entra.microsoft.com > App registrations > the app > Certificates & secrets. Copy its value, not its ID.",
        "クライアント シークレットを作成します: entra.microsoft.com >「アプリの登録」> アプリ >「証明書とシークレット」。「ID」ではなく「値」をコピーします。");

    // Nothing but an account: what it logs in with, and what the preset knows to be a condition.
    private static Step[] Others(ProvisionPlan plan) =>
    [
        Do($"Have the login ready: {plan.Provider!.Login.English}.", $"ログイン情報を用意します。{plan.Provider.Login.Japanese}"),
        .. plan.ChosenFlow is { } flow ? (Step[])[Do($"Have ready: {flow.Needs.English}.", $"用意するもの: {flow.Needs.Japanese}")] : [],
        .. plan.Provider.Caveats.Select(caveat => Do(caveat.English, caveat.Japanese)),
    ];
}
