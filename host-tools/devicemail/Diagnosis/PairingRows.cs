using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>312 to 314 and 381 to 392: pairing, and the token server's brakes.</summary>
internal static class PairingRows
{
    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.RefreshTokenNotGiven, Turn.Technician,
            new("Sign-in brought no refresh token", "リフレッシュ トークンが発行されませんでした"),
            new("The sign-in succeeded, and the provider gave a token for one hour only: \"offline_access\" is missing from the scope (Microsoft), or the consent was asked for without offline access (Google).",
                "サインインは成功しましたが、1 時間だけ有効なトークンしか発行されませんでした。スコープに \"offline_access\" がないか (Microsoft)、オフライン アクセスなしで同意されています (Google)。"),
            Do("Take the scope from the preset, with offline_access:", "プリセットのスコープ (offline_access を含む) を設定します。"),
            Run("devicemail providers"),
            Do("Google: remove the app at https://myaccount.google.com/connections and pair again.", "Google: https://myaccount.google.com/connections でアプリを削除してから再ペアリングします。"),
            PairAgain, Pair),

        new(Diagnosis.DeviceCodePending, Turn.Technician,
            new("Waiting for the code to be entered", "コードの入力を待っています"),
            new("The device asks every few seconds whether someone has entered the code and signed in. Nobody has yet.",
                "コードの入力とサインインを待っています。装置は数秒ごとに確認しています。"),
            Do("Open the address that is shown, enter the code, sign in as the mailbox and accept.", "表示されたアドレスを開き、コードを入力し、メールボックスとしてサインインして承諾します。"),
            Do("If the browser says that access is blocked, stop here: the tenant blocks device code. Ask the administrator, or pair with a browser:",
                "ブラウザーにアクセスのブロックが表示された場合は、テナントがデバイス コードを禁止しています。管理者に相談するか、ブラウザー方式でペアリングします。"),
            Run("devicemail pair --flow authorization-code")),

        new(Diagnosis.PairingExpired, Turn.Technician,
            new("The code has expired", "コードの有効期限が切れました"),
            new("Nobody finished the sign-in in time; a code lives about 15 minutes. If the browser said that access is blocked, the tenant blocks device code, and waiting longer does not help.",
                "時間内 (約 15 分) にサインインが完了しませんでした。ブラウザーにアクセスのブロックが表示された場合は、テナントがデバイス コードを禁止しており、待っても解決しません。"),
            Do("Pair again and enter the new code at once:", "再ペアリングし、新しいコードをすぐに入力します。"), Pair,
            Do("If the browser said \"blocked\" (53003), do not use a code:", "ブロック (53003) と表示された場合は、コードを使わない方式にします。"),
            Run("devicemail pair --flow authorization-code")),

        new(Diagnosis.PairingDeclined, Turn.Technician,
            new("Sign-in was declined", "サインインが拒否されました"),
            new("Whoever entered the code pressed Cancel, or the code had been used already (access_denied, AADSTS90120).",
                "コードを入力した人がキャンセルしたか、コードが使用済みです (access_denied、AADSTS90120)。"),
            Do("Pair again and accept in the browser:", "再ペアリングし、ブラウザーで承諾します。"), Pair),

        new(Diagnosis.DeviceCodeWrong, Turn.Technician,
            new("The code was not recognised", "コードが正しくありません"),
            new("The code was mistyped, empty or from an earlier try (bad_verification_code, AADSTS70018, 90119).", "コードの入力誤り、未入力、または以前のコードです (bad_verification_code、AADSTS70018、90119)。"),
            Do("Pair again and copy the new code exactly as shown:", "再ペアリングし、新しいコードを表示どおりに入力します。"), Pair),

        new(Diagnosis.DeviceCodeMisrouted, Turn.Technician,
            new("Sign-in went to another data centre", "別のデータセンターで処理されました"),
            new("The code was made in one data centre and approved in another (AADSTS50134). It happens with /common endpoints.",
                "コードの発行と承認が別々のデータセンターで行われました (AADSTS50134)。/common のエンドポイントで起こることがあります。"),
            Do("Put the tenant into both endpoints of agent.json:", "agent.json の 2 つのエンドポイントにテナントを指定します。"),
            Link("https://login.microsoftonline.com/<tenant>/oauth2/v2.0/devicecode"),
            Link("https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token"),
            PairAgain, Pair),

        new(Diagnosis.AuthorizationCodeUsed, Turn.Technician,
            new("Code of the sign-in was used before", "サインインのコードは使用済みです"),
            new("The browser handed over a code that had been turned into a token already (AADSTS54005): the page was reloaded, or opened a second time from the history.",
                "ブラウザーから渡されたコードは、すでに使用されていました (AADSTS54005)。ページの再読み込み、または履歴から開き直したことが原因です。"),
            Do("Close that page and pair again, in one window:", "そのページを閉じ、1 つのウィンドウで再ペアリングします。"), Run("devicemail pair --flow authorization-code")),

        new(Diagnosis.CodeVerifierWrong, Turn.Technician,
            new("Sign-in was ended by another program than began it", "サインインを開始したプログラムと一致しません"),
            new("The secret that protects a sign-in in the browser does not fit (AADSTS501481): two pairings ran at once, or a page of an earlier one was used.",
                "ブラウザーでのサインインを保護する値が一致しません (AADSTS501481)。ペアリングを同時に実行したか、以前のページを使ったことが原因です。"),
            Do("Close all sign-in pages, end other pairings, and pair again:", "サインインのページをすべて閉じ、ほかのペアリングを終了して、再ペアリングします。"), Run("devicemail pair --flow authorization-code")),

        new(Diagnosis.RedirectNotRegistered, Turn.TenantAdmin,
            new("App registration does not know where the browser returns to", "リダイレクト URI が登録されていません"),
            new("The sign-in in the browser ends at this computer (http://localhost), and the app registration does not list that as a redirect URI, or lists it as a web app's (AADSTS50011).",
                "ブラウザーでのサインインはこのコンピューター (http://localhost) に戻りますが、アプリのリダイレクト URI に登録されていないか、Web アプリ用として登録されています (AADSTS50011)。"),
            Do("entra.microsoft.com > App registrations > the app > Authentication > Add a platform > Mobile and desktop applications, redirect URI: http://localhost . Or in PowerShell:",
                "entra.microsoft.com >「アプリの登録」> アプリ >「認証」>「プラットフォームを追加」>「モバイル アプリケーションとデスクトップ アプリケーション」で、リダイレクト URI に http://localhost を追加します。PowerShell の場合:"),
            Run("Connect-MgGraph -Scopes Application.ReadWrite.All"),
            Run("Update-MgApplication -ApplicationId <app-object-id> `"),
            Run("  -PublicClient @{RedirectUris=@('http://localhost')}"),
            Do("Wait a minute, then pair again:", "1 分ほど待って、再ペアリングします。"), Run("devicemail pair --flow authorization-code")),

        new(Diagnosis.TokenThrottled, Turn.Nobody,
            new("Token server slows this tenant down", "トークン要求が制限されています"),
            new("Too many token requests came from this tenant (AADSTS90055). The device waits and asks again at growing intervals.",
                "テナントからのトークン要求が多すぎるため、制限されています (AADSTS90055)。装置は間隔を空けて自動的に再試行します。"),
            Do("Wait. Do not restart or pair again: both only add requests.", "待ちます。再起動や再ペアリングは要求を増やすだけです。"),
            Do("If it stays for a day, the administrator looks for an app that asks without end: entra.microsoft.com > Sign-in logs.",
                "1 日以上続く場合は、管理者が entra.microsoft.com >「サインイン ログ」で、要求を繰り返すアプリを探します。")),

        new(Diagnosis.TokenRequestLoop, Turn.Technician,
            new("Token server sees the same request over and over", "同じトークン要求が繰り返されています"),
            new("The token server stopped a client that asks the same again and again (AADSTS50196). A device that restarts every minute looks like that, or two devices with the same store.",
                "同じ要求が繰り返されたため、サーバーが停止しました (AADSTS50196)。装置が再起動を繰り返しているか、2 台の装置が同じ保存データを使っています。"),
            Do("See whether the device restarts by itself (power supply, crashes):", "装置が再起動を繰り返していないか確認します (電源、異常終了)。"),
            Run("devicemail status"), Run("devicemail log"),
            Do("Make sure that no copy of its card runs elsewhere. Then leave it alone for ten minutes.", "カードの複製がほかで動いていないか確認し、10 分ほど待ちます。"),
            Bundle, MakeBundle),
    ];
}
