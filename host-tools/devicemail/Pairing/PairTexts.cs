namespace DeviceMailAgent.Tool.Pairing;

/// <summary>The words of <c>devicemail pair</c>.</summary>
internal static class PairTexts
{
    public static readonly Phrase Way = new("Way: {0}. ", "方式: {0}。");
    public static readonly Phrase OpenAddress = new("1. Open", "1. 次のアドレスを開く:");
    public static readonly Phrase EnterCode = new("2. Enter this code there:", "2. 次のコードを入力する:");
    public static readonly Phrase SignInAs = new("Sign in as {0} and accept.", "{0} としてサインインし、許可する。");
    public static readonly Phrase Waiting = new("Waiting for the sign-in, {0} left.", "サインイン待ち、残り {0}。");
    public static readonly Phrase WaitingWithKeys = new("Waiting, {0} left. Enter: I signed in. B: the browser blocks it. Ctrl+C: stop.", "待機中 残り {0}  Enter: サインイン済み  B: ブロックされた  Ctrl+C: 中止");
    public static readonly Phrase WaitingForBrowser = new("Waiting for the browser, {0} left. Ctrl+C: stop.", "ブラウザーの応答待ち、残り {0}  Ctrl+C: 中止");
    public static readonly Phrase Slower = new("The provider wants to be asked less often: the device now asks every {0} seconds.", "サービスの要求により、確認の間隔が {0} 秒になりました。");
    public static readonly Phrase DoesNotAnswer = new("The device gets no answer just now and tries again: {0}", "装置がサーバーから応答を得られません。再試行します: {0}");
    public static readonly Phrase AnswersAgain = new("The device gets answers again.", "サーバーの応答が回復しました。");
    public static readonly Phrase StillWaiting = new("No sign-in has reached the device in {0}.", "{0}経過しましたが、サインインが装置に届いていません。");
    public static readonly Phrase MaybeBlocked = new(
        "Does the browser say that access is blocked (\"You cannot access this right now\", 53003)? Then the tenant's Conditional Access forbids device codes. The device is never told, so waiting on does not help.",
        "ブラウザーに「現在、これにアクセスすることはできません」(53003) と表示されていませんか。その場合はテナントの条件付きアクセスがデバイス コードを禁止しています。装置には通知されないため、待っても完了しません。");
    public static readonly Phrase PressB = new("If so, press B to sign in with a browser on this computer instead, or stop and run:", "その場合は B キーでこの PC のブラウザーに切り替えるか、中止して次を実行します:");
    public static readonly Phrase OtherWay = new("If so, stop and sign in with a browser on this computer instead:", "その場合は中止し、この PC のブラウザーでサインインします:");
    public static readonly Phrase AskAdministrator = new("If so, stop; the administrator has to exclude the mailbox from that policy:", "その場合は中止し、管理者にポリシーからの除外を依頼します:");
    public static readonly Phrase BrowserOpened = new("A browser was opened. If it did not come up, open this address in a browser on this computer:", "ブラウザーを起動しました。表示されない場合は、この PC のブラウザーで次を開いてください:");
    public static readonly Phrase OpenBrowser = new("Open this address in a browser on this computer:", "この PC のブラウザーで次のアドレスを開いてください:");
    public static readonly Phrase FromElsewhere = new("If you are logged in here from another computer, first run this there, and then open the address there:", "別の PC からログインしている場合は、その PC で先に次を実行し、同じアドレスを開きます:");
    public static readonly Phrase Paired = new("Paired.", "ペアリングが完了しました。");
    public static readonly Phrase NothingNeeded = new("Nothing to pair.", "ペアリングは不要です。");
    public static readonly Phrase NotPaired = new("Not paired.", "ペアリングできませんでした。");
    public static readonly Phrase Cancelled = new("Stopped. The device is as it was before.", "中止しました。装置の状態は変わっていません。");
    public static readonly Phrase Sending = new("The device sends a test mail to {0} ...", "{0} 宛てにテストメールを送信しています...");
    public static readonly Phrase Ready = new("The device is ready. Scan something.", "装置の準備ができました。スキャンを試してください。");
    public static readonly Phrase NotReady = new("The device is paired, but cannot send yet. Do the steps above, then run: devicemail test-mail", "ペアリングは完了していますが、まだ送信できません。上の対処の後、devicemail test-mail を実行してください。");
    public static readonly Phrase Untried = new("No test mail was sent. Before you leave: devicemail test-mail ADDRESS", "テストメールは送信していません。作業を終える前に devicemail test-mail 宛先 を実行してください。");
    public static readonly Phrase TookTooLong = new("Nobody signed in within {0}.", "{0}以内にサインインが完了しませんでした。");
    public static readonly Phrase OtherIssuer = new("The browser's answer came from another server than the one that was asked. It was not used.", "ブラウザーの応答が要求先と異なるサーバーのものだったため、使用しませんでした。");
    public static readonly Phrase OtherIssuerNext = new("Check --authorization-endpoint and the account's tokenEndpoint: both must be of one provider.", "--authorization-endpoint と tokenEndpoint が同じサービスのものか確認してください。");
    public static readonly Phrase NoAuthorizationEndpoint = new("It is not known where a browser signs in for this account ({0}).", "このアカウントのサインイン先が不明です ({0})。");
    public static readonly Phrase NoAuthorizationEndpointNext = new("Name the provider's authorization endpoint with --authorization-endpoint https://...", "--authorization-endpoint https://... で認可エンドポイントを指定してください。");
    public static readonly Phrase AskPassword = new("Password, app password or key of {0} (not shown):", "{0} のパスワードまたはキー (表示されません):");
    public static readonly Phrase AskClientSecret = new("Secret of the app {0} (not shown):", "アプリ {0} のシークレット (表示されません):");
    public static readonly Phrase KeyIsAFile = new("A private key or service account is a file of several lines, which nobody types.", "秘密鍵とサービス アカウントのキーは複数行のファイルのため、キーボードからは入力できません。");
    public static readonly Phrase NoSecret = new("The secret is missing: nothing came on standard input.", "秘密情報がありません。標準入力から何も読み取れませんでした。");
    public static readonly Phrase NoSecretNext = new("Pipe it in, or name its file with --secret-file. It is never taken from the command line, which others can see.", "標準入力から渡すか、--secret-file でファイルを指定してください。コマンドラインからは受け取りません。");
    public static readonly Phrase AskEnds = new("The day on which it ends, as 2028-11-25 (empty: not known):", "期限 (例: 2028-11-25、空欄: 不明):");
    public static readonly Phrase BadDay = new("{0} is no day.", "{0} は日付ではありません。");
    public static readonly Phrase BadDayNext = new("Write it as 2028-11-25.", "2028-11-25 の形で指定してください。");
    public static readonly Phrase NoSignIn = new("Nobody signs in to this account: {0}", "このアカウントはサインインを行いません: {0}");
    public static readonly Phrase NoSignInNext = new("Leave --flow out, or change the account's flow in agent.json (devicemail provision).", "--flow を省略するか、agent.json の flow を変更してください (devicemail provision)。");
    public static readonly Phrase BadFile = new("The file cannot be read: {0}", "ファイルを読み込めません: {0}");
    public static readonly Phrase BadFileNext = new("Check the path and that you may read it.", "パスと読み取り権限を確認してください。");

    /// <summary>A way's name.</summary>
    public static Phrase NameOf(PairFlow flow) => flow.Way switch
    {
        PairWay.DeviceCode => new("device code", "デバイス コード"),
        PairWay.AuthorizationCode => new("sign-in in a browser here", "この PC のブラウザー"),
        PairWay.Nothing => new("none", "なし"),
        _ when flow.Flow == "password" => new("password or key", "パスワードまたはキー"),
        _ => new("login as an app", "アプリとしてのログイン"),
    };
}
