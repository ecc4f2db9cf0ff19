using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>Steps that more than one cure has.</summary>
internal static class CommonSteps
{
    public static readonly Step PairAgain = Do("Pair the device again and wait for the test mail:", "中継装置を再度ペアリングし、テストメールが届くことを確認します。");
    public static readonly Step Pair = Run("devicemail pair");
    public static readonly Step Check = Do("See whether it works now:", "復旧したか確認します。");
    public static readonly Step Doctor = Run("devicemail doctor");
    public static readonly Step Exchange = Do("Connect to Exchange Online PowerShell as an Exchange administrator:", "Exchange 管理者として Exchange Online PowerShell に接続します。");
    public static readonly Step ConnectExchange = Run("Connect-ExchangeOnline");
    public static readonly Step SendAgain = Do("Then send the scan again.", "その後、スキャンを再送信します。");
    public static readonly Step Bundle = Do(
        "If it stays, make a support bundle and report it to the makers of this software; it holds no secrets:",
        "改善しない場合は、サポート用ファイルを作成して開発元に連絡します (秘密情報は含まれません)。");
    public static readonly Step MakeBundle = Run("devicemail support-bundle");
    public static readonly Step SignInLog = Do(
        "Look up what refused the sign-in: Microsoft Entra admin center (entra.microsoft.com) > Monitoring & health > Sign-in logs > Non-interactive user sign-ins, then the Conditional Access tab of the entry.",
        "拒否した原因を確認します: Microsoft Entra 管理センター (entra.microsoft.com) >「監視と正常性」>「サインイン ログ」>「ユーザーのサインイン (非対話型)」で該当の行を開き、「条件付きアクセス」タブを見ます。");
    public static readonly Step ConditionalAccess = Do(
        "Or exclude the mailbox there: entra.microsoft.com > Conditional Access > Policies > the policy > Users > Exclude.",
        "または画面で除外します: entra.microsoft.com >「条件付きアクセス」>「ポリシー」> 該当ポリシー >「ユーザー」>「除外」にこのメールボックスを追加します。");
    public static readonly Step ListPolicies = Do(
        "List the policies and their state (Microsoft Graph PowerShell):", "ポリシーとその状態を一覧します (Microsoft Graph PowerShell)。");
    public static readonly Step ConnectPolicies = Run("Connect-MgGraph -Scopes Policy.Read.All");
    public static readonly Step GetPolicies = Run("Get-MgIdentityConditionalAccessPolicy | ft DisplayName,State,Id");
    public static readonly Step AppOnly = Do(
        "The lasting way for a device that nobody sits at is a login as an app with a certificate (flow client-credentials): no user, no MFA, no refresh token.",
        "無人の装置では、証明書によるアプリ専用ログイン (フロー client-credentials) が恒久的な方法です。ユーザー、MFA、リフレッシュ トークンが不要になります。");
}
