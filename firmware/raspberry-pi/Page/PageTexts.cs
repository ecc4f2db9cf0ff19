using DeviceMailAgent.Status;
using DeviceMailAgent.Tool;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>The page's words in both languages. Those of the diagnoses are the tool's catalogue.</summary>
internal static class PageTexts
{
    public static readonly Phrase WhatToDo = new("What to do", "対処");
    public static readonly Phrase WhoseTurn = new("Whose turn", "対応者");
    public static readonly Phrase InPlaceOf = new("Put in place of the words in angle brackets", "山括弧の語は次の値に置き換えてください");
    public static readonly Phrase Account = new("Account", "アカウント");
    public static readonly Phrase Mailbox = new("Mailbox", "メールボックス");
    public static readonly Phrase State = new("State", "状態");
    public static readonly Phrase SinceStart = new("Since the start", "起動後の件数");
    public static readonly Phrase Sent = new("sent", "送信済み");
    public static readonly Phrase NotSent = new("not sent", "未送信");
    public static readonly Phrase Uncertain = new("uncertain", "結果不明");
    public static readonly Phrase Counts = new("{0} sent, {1} not sent", "送信済み {0} 件、未送信 {1} 件");
    public static readonly Phrase CountUncertain = new(", {0} uncertain", "、結果不明 {0} 件");
    public static readonly Phrase NoSize = new("none", "なし");
    public static readonly Phrase SignIn = new("Sign-in", "サインイン");
    public static readonly Phrase AccessToken = new("Access token", "アクセス トークン");
    public static readonly Phrase LastMails = new("Last mails", "最近のメール");
    public static readonly Phrase NoMails = new("No mail since the start.", "起動後のメールはありません。");
    public static readonly Phrase When = new("When", "時刻");
    public static readonly Phrase Size = new("Size", "サイズ");
    public static readonly Phrase Result = new("Result", "結果");
    public static readonly Phrase Scanner = new("Scanner", "スキャナー");
    public static readonly Phrase Ago = new(" ago", "前");
    public static readonly Phrase After = new("after", "所要");
    public static readonly Phrase ScannerSettings = new("What to enter at the scanner", "スキャナーに入力する設定");
    public static readonly Phrase Server = new("SMTP server", "SMTP サーバー");
    public static readonly Phrase Port = new("Port", "ポート番号");
    public static readonly Phrase Encryption = new("Encryption", "暗号化 (SSL/TLS)");
    public static readonly Phrase Login = new("Authentication", "SMTP 認証");
    public static readonly Phrase From = new("Sender (From)", "差出人 (From)");
    public static readonly Phrase Largest = new("Largest mail", "メールの最大サイズ");
    public static readonly Phrase Certificate = new("Certificate check", "証明書の検証");
    public static readonly Phrase CertificateOff = new("off: the device's certificate is its own", "しない (装置が自身で作成した証明書のため)");
    public static readonly Phrase OnlyItself = new("Only programs on the device itself can use this port.", "このポートは装置自身からのみ使用できます。");
    public static readonly Phrase Replaced = new("any; the device puts the mailbox's address in its place", "任意 (装置がメールボックスのアドレスに置き換えます)");
    public static readonly Phrase AnyFrom = new("an address that the mail provider lets the mailbox send as", "メールサービスで送信が許可されているアドレス");
    public static readonly Phrase Footer = new("Device's clock {0} UTC, running for {1}. This page reloads itself every minute.", "装置の時計 {0} UTC、稼働時間 {1}。このページは 1 分ごとに自動で更新されます。");
    public static readonly Phrase NotPaired = new("missing: nobody has signed in yet", "未登録: まだサインインしていません");
    public static readonly Phrase PasswordMissing = new("password missing", "パスワード未登録");
    public static readonly Phrase PasswordStored = new("password in the store", "パスワード登録済み");
    public static readonly Phrase NoLogin = new("none needed", "不要");
    public static readonly Phrase SignedIn = new("done", "登録済み");
    public static readonly Phrase SecretStored = new("secret in the store", "シークレット登録済み");
    public static readonly Phrase SecretMissing = new("secret missing", "シークレット未登録");
    public static readonly Phrase SignInEnds = new("Next sign-in", "次回のサインイン");
    public static readonly Phrase SecretEnds = new("Client secret", "クライアント シークレット");
    public static readonly Phrase CertificateEnds = new("Certificate", "証明書");
    public static readonly Phrase DaysLeft = new("{0} days left", "残り {0} 日");
    public static readonly Phrase Lasts = new("lasts {0} more days without use; the device renews it by itself", "未使用のままで残り {0} 日 (自動で更新されます)");
    public static readonly Phrase TokenLasts = new("renewed {0} ago, valid for {1} more; the device renews it by itself", "{0}前に更新、残り {1} (自動で更新されます)");
    public static readonly Phrase TokenEnded = new("ended; renewed with the next mail or renewal", "期限切れ (次の送信時または定期更新時に更新されます)");
    public static readonly Phrase TokenNone = new("not asked for since the start; comes with the first mail", "起動後は未取得 (最初の送信時に取得します)");

    /// <summary>A state as a headline, and what it means for whoever scans.</summary>
    public static (Phrase Title, Phrase Means) Of(AgentState state) => state switch
    {
        AgentState.Ready => (new("Ready", "正常"), new("Scans are taken and sent on.", "スキャンを受け付け、送信できます。")),
        AgentState.Sending => (new("Sending", "送信中"), new("A scan is on its way.", "スキャンを送信しています。")),
        AgentState.Attention => (new("Needs a look", "要確認"), new("Scans are still sent on, but something went wrong.", "送信は継続していますが、問題が発生しました。")),
        AgentState.Booting => (new("Starting", "起動中"), new("Scans are taken in a moment.", "まもなくスキャンを受け付けます。")),
        AgentState.ProviderUnreachable => (new("No way to the mail provider", "メールサービスに接続できません"), new("Scans cannot be sent until it can be reached again.", "接続が回復するまで、スキャンを送信できません。")),
        AgentState.NotAllowedToSend => (new("Not allowed to send", "送信が許可されていません"), new("The mail provider refuses this mailbox, so scans cannot be sent.", "メールサービスがこのメールボックスの送信を拒否しているため、スキャンを送信できません。")),
        AgentState.Pairing => (new("Signing in", "サインイン中"), new("Someone is signing in for this device just now.", "この装置のサインインが行われています。")),
        AgentState.NeedsPairing => (new("Sign-in needed", "サインインが必要です"), new("Scans cannot be sent until someone signs in.", "サインインするまで、スキャンを送信できません。")),
        _ => (new("Configuration cannot work", "設定エラー"), new("Scans cannot be sent until it is corrected.", "修正するまで、スキャンを送信できません。")),
    };

    /// <summary>The class that gives a state its colour, and the sign that tells it without one.</summary>
    public static (string Class, string Sign) ToneOf(AgentState state) => state switch
    {
        AgentState.Ready => ("good", "✓"),
        AgentState.Sending => ("busy", "→"),
        AgentState.Pairing => ("busy", "…"),
        AgentState.Booting => ("busy", "…"),
        AgentState.Attention => ("look", "!"),
        _ => ("bad", "✕"),
    };
}
