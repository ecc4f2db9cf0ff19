using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>301 to 326: the token, its endpoint and its store.</summary>
internal static class TokenRows
{
    private static readonly Step Space = Do("Look at the space and the state of the card on the device:", "装置の空き容量とカードの状態を確認します。");
    private static readonly Step KeepAlive = Do(
        "Leave the device switched on: it renews its token by itself while it has power and internet.",
        "装置の電源とネットワークは切らずにおきます。通電中は自動的にトークンを更新します。");

    private static readonly Step Replace = Do("Pair again, or import the password; that replaces what is stored:", "再ペアリングするか、パスワードを再登録します (保存内容は上書きされます)。");
    private static readonly Step Restart = Run("sudo systemctl restart devicemail-agent");

    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.NoRefreshToken, Turn.Technician,
            new("Device is not paired yet", "ペアリングされていません"),
            new("The account has no refresh token: nobody has signed in for this device yet, or its store was emptied.",
                "アカウントのリフレッシュ トークンがありません。まだペアリングしていないか、保存領域が消去されています。"),
            Do("Pair the device and wait for the test mail:", "装置をペアリングし、テストメールが届くことを確認します。"), Pair),

        new(Diagnosis.TokenEndpointUnreachable, Turn.Technician,
            new("Token server cannot be reached", "トークン サーバーに接続できません"),
            new("The device reaches no token server. It is another host than the mail server (login.microsoftonline.com, oauth2.googleapis.com), on port 443.",
                "トークン サーバーに接続できません。メールサーバーとは別のホスト (login.microsoftonline.com、oauth2.googleapis.com など) で、443 番ポートを使います。"),
            Do("Allow the device out to the host of \"tokenEndpoint\" in agent.json on port 443, without TLS inspection and without a proxy login.",
                "agent.json の \"tokenEndpoint\" のホスト (443 番) への通信を、TLS 検査やプロキシ認証なしで許可します。"),
            Check, Doctor),

        new(Diagnosis.TokenEndpointUnavailable, Turn.Provider,
            new("Token server is busy or in trouble", "トークン サーバーが一時的に利用できません"),
            new("The token server answered that it cannot serve just now. The device asks again by itself, at growing intervals.",
                "トークン サーバーが一時的に応答できない状態です。装置は間隔を空けて自動的に再試行します。"),
            Do("Wait. Do not pair again: the token is not lost.", "待ちます。再ペアリングはしないでください (トークンは失われていません)。"),
            Do("If it lasts for more than an hour, look at the provider's status page (Microsoft 365: status.cloud.microsoft).",
                "1 時間以上続く場合は、サービスの稼働状況を確認します (Microsoft 365: status.cloud.microsoft)。")),

        new(Diagnosis.RefreshTokenRefused, Turn.Technician,
            new("Sign-in is no longer valid", "サインインの有効期限が切れました"),
            new("The provider does not accept the stored refresh token any more: it has expired or was revoked. Google also ends it after a password change, after six months without use, or after seven days if the app's consent screen is still in \"Testing\".",
                "保存済みのリフレッシュ トークンが拒否されました (期限切れまたは取り消し)。Google では、パスワード変更、6 か月間の未使用、または同意画面が「テスト」状態のままの場合は 7 日で無効になります。"),
            PairAgain, Pair,
            Do("Google, if it comes back every week: publish the app's consent screen (\"In production\", or \"Internal\" in a Workspace).",
                "Google で毎週再発する場合は、同意画面を「本番環境」(Workspace では「内部」) に変更します。")),

        new(Diagnosis.ClientRefused, Turn.Technician,
            new("Provider does not accept the app", "アプリの認証に失敗しました"),
            new("The token server refused the client (invalid_client or unauthorized_client): client ID, secret or certificate do not fit, or the app may not use this flow.",
                "トークン サーバーがクライアントを拒否しました (invalid_client / unauthorized_client)。クライアント ID、シークレット、証明書の不一致か、このフローが許可されていません。"),
            Do("Compare \"clientId\" in agent.json with the app registration.", "agent.json の \"clientId\" をアプリの登録と比べます。"),
            Do("Look up the closer reason; it stands in the log as AADSTS number:", "詳しい原因 (AADSTS 番号) をログで確認します。"),
            Run("devicemail log")),

        new(Diagnosis.ScopeRefused, Turn.Technician,
            new("Provider does not accept the scope", "スコープが拒否されました"),
            new("The scope in agent.json is misspelt, names more than one resource, or does not exist at this provider.",
                "agent.json の scope の誤記、複数リソースの指定、またはこのサービスに存在しないスコープです。"),
            Do("Take the scope from the preset. Exchange Online: https://outlook.office.com/SMTP.Send offline_access, never a graph.microsoft.com one.",
                "プリセットのスコープを使います。Exchange Online は https://outlook.office.com/SMTP.Send offline_access で、graph.microsoft.com のものは使えません。"),
            Run("devicemail providers"),
            PairAgain, Pair),

        new(Diagnosis.TokenAnswerMalformed, Turn.Technician,
            new("Token server's answer makes no sense", "トークン サーバーの応答が不正です"),
            new("The answer is not what RFC 6749 asks for. Most often a proxy or a guest Wi-Fi's login page answered in place of the token server.",
                "応答が RFC 6749 の形式ではありません。多くは、プロキシやゲスト Wi-Fi のログイン画面が代わりに応答しています。"),
            Do("See what answers the device:", "何が応答しているか確認します。"), Doctor,
            Do("Exempt the device from the proxy, or take it out of the guest network.", "装置をプロキシの対象外にするか、ゲスト用ネットワークから移します。"),
            Do("Compare \"tokenEndpoint\" in agent.json with the preset.", "agent.json の \"tokenEndpoint\" をプリセットと比べます。"),
            Run("devicemail providers")),

        new(Diagnosis.TokenTooLong, Turn.TenantAdmin,
            new("Token is too long for the device", "トークンが長すぎます"),
            new("The token is longer than 8 KB. Group memberships of the mailbox make a token long, in particular if the app adds group claims.",
                "トークンが 8 KB を超えました。メールボックスが多数のグループに所属し、アプリがグループ クレームを付加していると長くなります。"),
            Do("Switch off group claims of the app: entra.microsoft.com > App registrations > the app > Token configuration. Or in PowerShell:",
                "アプリのグループ クレームを無効にします: entra.microsoft.com >「アプリの登録」> アプリ >「トークン構成」。PowerShell の場合:"),
            Run("Connect-MgGraph -Scopes Application.ReadWrite.All"),
            Run("Update-MgApplication -ApplicationId <app-object-id> `"),
            Run("  -GroupMembershipClaims None"),
            Do("Or use a mailbox of its own for the device, in no groups.", "または、どのグループにも属さない専用メールボックスを使います。"),
            PairAgain, Pair),

        new(Diagnosis.StoreUnwritable, Turn.Technician,
            new("Token store cannot be written", "トークンを保存できません"),
            new("The device could not save its new refresh token. Mail goes on for now; after a restart it may have to be paired again.",
                "新しいリフレッシュ トークンを保存できませんでした。送信は続いていますが、再起動後に再ペアリングが必要になることがあります。"),
            Space, Run("df -h /var/lib/devicemail-agent"), Run("sudo journalctl -k -p err -b"),
            Do("If the disk is full, free space. If the card is read-only or shows errors, replace it and provision anew.",
                "容量不足なら空きを作ります。カードが読み取り専用になった、またはエラーがある場合は、交換して再設定します。"),
            Do("The folder must belong to the agent's user:", "フォルダーの所有者がエージェントのユーザーであることを確認します。"),
            Run("ls -ld /var/lib/devicemail-agent")),

        new(Diagnosis.StoreUnreadable, Turn.Technician,
            new("Token store cannot be read", "トークンの保存領域を読み取れません"),
            new("The disk does not give the stored token: it fails, or the folder and its files do not belong to the agent's user.",
                "保存済みトークンをディスクから読み取れません。ディスクの故障か、フォルダーやファイルの所有者がエージェントのユーザーではありません。"),
            Space, Run("sudo journalctl -k -p err -b"),
            Do("The folder and its files must belong to the agent's user:", "フォルダーとファイルの所有者がエージェントのユーザーであることを確認します。"),
            Run("ls -la /var/lib/devicemail-agent"),
            Do("If the card is sound, pair again; that replaces what is stored:", "カードに問題がなければ、再ペアリングで上書きします。"), Pair),

        new(Diagnosis.StoreForeign, Turn.Technician,
            new("Stored secret belongs to another device", "保存された秘密情報は別の装置のものです"),
            new("The secret was sealed under another device's key or for another account: a card or a file was copied, or the key was replaced. That it does not open here is on purpose.",
                "秘密情報が別の装置の鍵、または別のアカウント用に封印されています。カードやファイルのコピー、または鍵の交換が原因です。コピー先では意図的に開けません。"),
            Do("If the key was replaced by mistake, bring back store.key (or the systemd credential devicemail-store-key) and restart the agent.",
                "鍵を誤って交換した場合は、store.key (または systemd の資格情報 devicemail-store-key) を元に戻し、エージェントを再起動します。"),
            Restart,
            Replace, Pair),

        new(Diagnosis.StoreDamaged, Turn.Technician,
            new("Stored secret is damaged", "保存された秘密情報が破損しています"),
            new("The file is cut short, or some of its bits have changed. The agent itself writes so that a power cut cannot do this; a worn card can.",
                "ファイルが途中で切れているか、内容が変化しています。エージェントの書き込みは停電では壊れないため、カードの劣化が疑われます。"),
            Space, Run("df -h /var/lib/devicemail-agent"), Run("sudo journalctl -k -p err -b"),
            Do("If the card shows errors, replace it and provision anew.", "カードにエラーがあれば、交換して再設定します。"),
            Replace, Pair),

        new(Diagnosis.StoreRolledBack, Turn.Technician,
            new("An old secret was put back into the store", "古い秘密情報が書き戻されています"),
            new("The stored secret is older than the last one that the device stored: someone has put back an old file, from a backup for example. The provider may have ended it, and some end the sign-in when it is used.",
                "装置が最後に保存したものより古い秘密情報です。バックアップなどから古いファイルが書き戻されました。すでに無効な場合があり、使うとサインイン全体を取り消すサービスもあります。"),
            Replace, Pair,
            Do("Leave /var/lib/devicemail-agent out of backups that are restored file by file.", "ファイル単位で復元するバックアップからは /var/lib/devicemail-agent を除外します。")),

        new(Diagnosis.StoreKeyUnusable, Turn.Technician,
            new("The store's key is missing or unusable", "保存領域の鍵がないか、使えません"),
            new("The key that opens the token store is gone, is no key, or can be read by others. It is the systemd credential devicemail-store-key, or else the file store.key in the store.",
                "トークンの保存領域を開く鍵がないか、内容が不正か、ほかのユーザーが読める状態です。鍵は systemd の資格情報 devicemail-store-key、なければ保存領域の store.key です。"),
            Do("See what is wrong with it:", "原因を確認します。"), Run("devicemail-agent --config agent.json --check"),
            Do("If others can read it, take it back. If someone may have copied it, delete it and pair every account again.",
                "ほかのユーザーが読める場合は権限を戻します。コピーされた可能性があれば、削除してすべてのアカウントを再ペアリングします。"),
            Run("sudo chmod 600 /var/lib/devicemail-agent/store.key"),
            Do("If it is gone, bring it back, or the unit's line LoadCredentialEncrypted=devicemail-store-key. Without it what is stored is lost: pair again.",
                "なくなった場合は、鍵またはユニットの LoadCredentialEncrypted=devicemail-store-key の行を元に戻します。戻せなければ保存内容は失われているため、再ペアリングします。"),
            Restart, Pair),

        new(Diagnosis.TokenRequestRefused, Turn.Technician,
            new("Token server refused the request", "トークンの要求が拒否されました"),
            new("The token server refused for a reason that has no number of its own here. Its error name and AADSTS number stand in the log.",
                "専用の番号がない理由で拒否されました。エラー名と AADSTS 番号はログに記録されています。"),
            Do("Read the log line and look up the AADSTS number at https://login.microsoftonline.com/error :", "ログを確認し、AADSTS 番号を https://login.microsoftonline.com/error で調べます。"),
            Run("devicemail log"),
            Do("Compare endpoint, client ID and scope in agent.json with the preset.", "agent.json のエンドポイント、クライアント ID、スコープをプリセットと比べます。"),
            Bundle, MakeBundle),

        new(Diagnosis.RefreshTokenUnused, Turn.Technician,
            new("Sign-in expired: not used for too long", "長期間未使用のため失効しました"),
            new("The refresh token was not used for 90 days (AADSTS700082). The device renews it by itself, so it was switched off or cut off from the internet for that long.",
                "リフレッシュ トークンが 90 日間使われず失効しました (AADSTS700082)。通常は自動更新されるため、その間、電源が切れていたかネットワークに接続されていませんでした。"),
            PairAgain, Pair, KeepAlive),

        new(Diagnosis.RefreshTokenRevoked, Turn.Technician,
            new("Sign-in revoked: password changed or sessions ended", "パスワード変更などによりサインインが取り消されました"),
            new("The mailbox's password was changed or reset, or an administrator ended its sessions (AADSTS50173, 50132, 50133). That ends every token of the account.",
                "メールボックスのパスワード変更・リセット、または管理者によるセッションの取り消しがありました (AADSTS50173、50132、50133)。アカウントの全トークンが無効になります。"),
            PairAgain, Pair,
            Do("To spare yourself this at the next password change, use an app login with a certificate (flow client-credentials).",
                "次回のパスワード変更に備え、証明書によるアプリ専用ログイン (フロー client-credentials) を検討します。")),

        new(Diagnosis.SignInFrequency, Turn.TenantAdmin,
            new("A sign-in frequency policy ends the sign-in", "サインイン頻度ポリシーにより失効しました"),
            new("A Conditional Access policy asks for a fresh sign-in every so many hours or days (AADSTS70043). Pairing again helps only until the next time.",
                "条件付きアクセスの「サインインの頻度」により、定期的な再サインインが必要です (AADSTS70043)。再ペアリングしても、次の期限で再び失効します。"),
            ListPolicies, ConnectPolicies, GetPolicies,
            Do("Exclude the mailbox from the policy with \"Sign-in frequency\": entra.microsoft.com > Conditional Access > Policies > the policy > Users > Exclude.",
                "「サインインの頻度」を使うポリシーからメールボックスを除外します: entra.microsoft.com >「条件付きアクセス」>「ポリシー」> 該当ポリシー >「ユーザー」>「除外」。"),
            AppOnly, PairAgain, Pair),

        new(Diagnosis.SinglePageToken, Turn.TenantAdmin,
            new("App is registered as a web page: sign-in lives 24 hours", "SPA 登録のため 24 時間で失効します"),
            new("The app registration has the platform \"Single-page application\", whose refresh tokens live 24 hours (AADSTS700084).",
                "アプリの登録のプラットフォームが「シングルページ アプリケーション」のため、リフレッシュ トークンが 24 時間で失効します (AADSTS700084)。"),
            Do("entra.microsoft.com > App registrations > the app > Authentication: remove the single-page platform, add \"Mobile and desktop applications\" with http://localhost as its redirect. Or in PowerShell:",
                "entra.microsoft.com >「アプリの登録」> アプリ >「認証」: シングルページの設定を削除し、「モバイル アプリケーションとデスクトップ アプリケーション」に http://localhost を追加します。PowerShell の場合:"),
            Run("Connect-MgGraph -Scopes Application.ReadWrite.All"),
            Run("Update-MgApplication -ApplicationId <app-object-id> `"),
            Run("  -Spa @{RedirectUris=@()} `"),
            Run("  -PublicClient @{RedirectUris=@('http://localhost')}"),
            PairAgain, Pair),

        new(Diagnosis.MfaRequired, Turn.Technician,
            new("Multi-factor authentication is required", "多要素認証が必要です"),
            new("The tenant asks for a second factor, the last one has run out, or the account has none set up yet (AADSTS50076, 50074, 50078, 50079, 50072). A device cannot answer that by itself.",
                "多要素認証 (MFA) が求められているか、期限が切れたか、未登録です (AADSTS50076、50074、50078、50079、50072)。装置だけでは応答できません。"),
            Do("Pair again and pass MFA in the browser. If asked to set it up first, do that at https://aka.ms/mfasetup as the mailbox.",
                "再ペアリングし、ブラウザーで MFA を完了します。登録を求められたら、先に https://aka.ms/mfasetup でメールボックスの MFA を登録します。"),
            Pair,
            Do("If it comes back, the tenant administrator excludes the mailbox from the MFA policy:", "再発する場合は、テナント管理者がメールボックスを MFA ポリシーから除外します。"),
            ConnectPolicies, GetPolicies, AppOnly),

        new(Diagnosis.PasswordExpired, Turn.TenantAdmin,
            new("The mailbox's password has expired", "メールボックスのパスワードが期限切れです"),
            new("The account must set a new password before anyone can sign in with it (AADSTS50055, 50144).",
                "新しいパスワードを設定するまで、このアカウントではサインインできません (AADSTS50055、50144)。"),
            Do("Set a new password, and let it not expire for this mailbox:", "新しいパスワードを設定し、このメールボックスは無期限にします。"),
            Run("Connect-MgGraph -Scopes User.ReadWrite.All"),
            Run("Update-MgUser -UserId <mailbox> `"),
            Run("  -PasswordPolicies DisablePasswordExpiration"),
            PairAgain, Pair),
    ];
}
