using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>319, 336 and 621 to 624: what accounts without a sign-in lack, and what ends before long.</summary>
internal static class ForesightRows
{
    private static readonly Step GiveKey = Do("Give the device what it lacks; the tool asks for it and shows nothing of it:", "不足しているものを装置に登録します (入力内容は表示されません)。");
    private static readonly Step ReadApps = Run("Connect-MgGraph -Scopes Application.Read.All");
    private static readonly Step GetApp = Run("Get-MgApplication -ApplicationId <app-object-id> `");

    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.NoCredential, Turn.Technician,
            new("Client secret or key has not been stored", "シークレットまたは鍵が未登録です"),
            new("The account logs in as an app or a service account, and the device has not been given its client secret, private key or key file yet.",
                "アプリまたはサービス アカウントとしてログインする設定ですが、クライアント シークレット、秘密鍵、鍵ファイルのいずれも装置に登録されていません。"),
            GiveKey, Pair, Check, Doctor),

        new(Diagnosis.DelegationMissing, Turn.TenantAdmin,
            new("Service account may not act for the mailbox", "サービス アカウントに権限が委任されていません"),
            new("Google refused the service account (unauthorized_client): the Workspace administrator has not delegated the scope https://mail.google.com/ to its client ID, or has done so for another scope.",
                "Google がサービス アカウントを拒否しました (unauthorized_client)。Workspace の管理者がスコープ https://mail.google.com/ をクライアント ID に委任していないか、別のスコープを委任しています。"),
            Do("admin.google.com > Security > Access and data control > API controls > Manage domain-wide delegation > Add new: the service account's client ID (a long number) and the scope https://mail.google.com/ .",
                "admin.google.com >「セキュリティ」>「アクセスとデータ管理」>「API の制御」>「ドメイン全体の委任を管理」>「新しく追加」で、サービス アカウントのクライアント ID (長い数字) とスコープ https://mail.google.com/ を登録します。"),
            Link("https://admin.google.com/ac/owl/domainwidedelegation"),
            Do("It can take a day until Google knows it everywhere, mostly minutes. Then:", "反映には通常数分、最長で 1 日かかります。その後:"), Doctor),

        new(Diagnosis.RefreshTokenUnusedSoon, Turn.Technician,
            new("Sign-in will die of disuse soon", "サインインが未使用のまま失効しそうです"),
            new("The device could not use its sign-in for weeks, and the provider ends one that nobody uses (Microsoft after 90 days, Google after about six months). Nothing is lost yet.",
                "装置がサインインを数週間使えていません。使われないサインインはサービス側で無効になります (Microsoft は 90 日、Google は約 6 か月)。まだ失効していません。"),
            Do("See why it cannot be used, and cure that:", "使えない原因を調べて解消します。"), Doctor,
            Do("A mail that goes out proves it:", "メールが送信できれば解決です。"), Run("devicemail test-mail name@example.com")),

        new(Diagnosis.ClientSecretEndsSoon, Turn.TenantAdmin,
            new("Client secret ends soon", "クライアント シークレットの期限が近づいています"),
            new("The app's client secret ends within two weeks, by what the device was told when the secret was stored (or by \"secretEnds\" in agent.json). After that no scan arrives.",
                "アプリのクライアント シークレットの期限まで 2 週間以内です (登録時、または agent.json の \"secretEnds\" で指定された日付による)。期限を過ぎるとスキャンが届かなくなります。"),
            Do("Make a new secret; the old one goes on until its end: entra.microsoft.com > App registrations > the app > Certificates & secrets > New client secret. Or in PowerShell:",
                "新しいシークレットを作成します (古いものは期限まで有効です): entra.microsoft.com >「アプリの登録」> アプリ >「証明書とシークレット」>「新しいクライアント シークレット」。PowerShell の場合:"),
            Run("Connect-MgGraph -Scopes Application.ReadWrite.All"),
            Run("Add-MgApplicationPassword -ApplicationId <app-object-id> | fl SecretText"),
            Do("Give its value (not its ID) and the day on which it ends to the device:", "シークレットの「値」(ID ではありません) と期限を装置に登録します。"), Pair,
            Do("If the secret was renewed already, the day in the device is the old one. When each ends:", "すでに更新済みの場合は、装置に登録された日付が古いままです。期限は次のとおり確認できます。"),
            ReadApps, GetApp, Run("  | select -Expand PasswordCredentials | ft Hint,EndDateTime")),

        new(Diagnosis.CertificateEndsSoon, Turn.TenantAdmin,
            new("The app's certificate ends soon", "アプリの証明書の期限が近づいています"),
            new("The certificate that the device logs in with ends within two weeks. After that no scan arrives.",
                "装置のログインに使う証明書の期限まで 2 週間以内です。期限を過ぎるとスキャンが届かなくなります。"),
            Do("Make a new certificate and key (technician):", "新しい証明書と鍵を作成します (設置担当者)。"),
            Run("openssl req -x509 -nodes -days 730 -subj /CN=scan -out c.pem -keyout k.pem"),
            Do("Add c.pem: entra.microsoft.com > App registrations > the app > Certificates & secrets > Certificates > Upload certificate. The old one goes on. Both are then listed:",
                "c.pem を追加します: entra.microsoft.com >「アプリの登録」> アプリ >「証明書とシークレット」>「証明書」>「証明書のアップロード」。古い証明書も有効なままです。登録状況は次のとおり確認できます。"),
            ReadApps, GetApp, Run("  | select -Expand KeyCredentials | ft DisplayName,EndDateTime"),
            Do("Put c.pem in the place of the file that \"certificate\" in agent.json names, and start the agent anew (technician):",
                "agent.json の \"certificate\" が示すファイルを c.pem に置き換え、エージェントを再起動します (設置担当者)。"),
            Run("sudo systemctl restart devicemail-agent"),
            Do("Give the key, k.pem, to the device:", "鍵 k.pem を装置に登録します。"), Pair, Check, Doctor),

        new(Diagnosis.SignInEndsSoon, Turn.Technician,
            new("Sign-in ends soon and must be repeated", "サインインの期限が近づいています"),
            new("The sign-in ends on a fixed day, however much it is used, by \"signInDays\" in agent.json. Google does that after seven days while the app's consent screen is in \"Testing\".",
                "agent.json の \"signInDays\" により、サインインは使用状況にかかわらず決まった日に終了します。Google では、同意画面が「テスト」状態の間は 7 日で終了します。"),
            PairAgain, Pair,
            Do("Google: publish the app's consent screen (\"In production\", or \"Internal\" in a Workspace), pair once more, and remove \"signInDays\".",
                "Google の場合は、同意画面を「本番環境」(Workspace では「内部」) に変更してもう一度ペアリングし、\"signInDays\" を削除します。")),
    ];
}
