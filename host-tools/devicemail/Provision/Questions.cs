using System.Collections.Generic;

namespace DeviceMailAgent.Tool.Provision;

/// <summary>The wizard's questions, and the names of the options that answer them.</summary>
internal static class Questions
{
    public static readonly Phrase Board = new("Which board?", "ボードは?");
    public static readonly Phrase Name = new("What is the device to be called (a host name)?", "装置の名前 (ホスト名) は?");
    public static readonly Phrase Provider = new("Which mail provider?", "メールサービスは?");
    public static readonly Phrase Way = new("How does the device log in there?", "ログイン方式は?");
    public static readonly Phrase Mailbox = new("The mailbox's address?", "メールボックスのアドレスは?");
    public static readonly Phrase ClientId = new("The app's client ID?", "アプリのクライアント ID は?");
    public static readonly Phrase Proof = new("What does the app prove itself with?", "アプリの認証方法は?");
    public static readonly Phrase ProofCertificate = new("a certificate (recommended)", "証明書 (推奨)");
    public static readonly Phrase ProofSecret = new("a client secret (two years at most)", "クライアント シークレット (最長 2 年)");
    public static readonly Phrase CertificateFile = new("The certificate's file (PEM or DER)?", "証明書のファイル (PEM または DER) は?");
    public static readonly Phrase SecretEnds = new("When does the secret end, as 2028-11-25 (empty: not known)?", "シークレットの期限は? (例: 2028-11-25、空欄: 不明)");
    public static readonly Phrase Owner = new("Whose address gets a mail before something ends (empty: nobody)?", "期限が近いときの通知先アドレスは? (空欄: 通知なし)");
    public static readonly Phrase OwnerLanguage = new("In which language?", "通知メールの言語は?");
    public static readonly Phrase English = new("English", "英語");
    public static readonly Phrase Japanese = new("Japanese", "日本語");
    public static readonly Phrase BothLanguages = new("both", "両方");
    public static readonly Phrase Allow = new("Scanners' addresses (ranges, with commas)?", "スキャナーのアドレスは? (カンマ区切り)");
    public static readonly Phrase Port = new("On which port?", "ポート番号は?");
    public static readonly Phrase Login = new("Are scanners to log in?", "スキャナーにログインを要求しますか?");
    public static readonly Phrase LoginYes = new("yes, with user name and password", "はい (ユーザー名とパスワード)");
    public static readonly Phrase LoginNo = new("no, their address is enough", "いいえ (アドレスのみで許可)");
    public static readonly Phrase ScannerUser = new("Scanners' user name?", "スキャナーのユーザー名は?");
    public static readonly Phrase ScannerPassword = new("Their password (empty: one is made)?", "パスワードは? (空欄: 自動生成)");
    public static readonly Phrase Reach = new("How does devicemail reach the device later?", "devicemail から装置への接続方法は?");
    public static readonly Phrase ReachHere = new("the device is this computer", "この PC が装置");
    public static readonly Phrase ReachSerial = new("over a serial cable", "シリアル ケーブル");
    public static readonly Phrase ReachLan = new("over the network, with TLS", "ネットワーク (TLS)");
    public static readonly Phrase ReachNot = new("not yet decided", "未定");
    public static readonly Phrase SerialHere = new("The cable's end on this computer?", "この PC 側のシリアル ポートは?");
    public static readonly Phrase SerialThere = new("The cable's end on the device?", "装置側のシリアル ポートは?");
    public static readonly Phrase File = new("Where is agent.json to be written?", "agent.json の保存先は?");
    public static readonly Phrase More = new("(more below: use the arrow keys)", "(矢印キーで続きを表示)");
    public static readonly Phrase Search = new("(type to search)", "(文字入力で検索)");
    public static readonly Phrase Invalid = new("That cannot be: {0}", "入力が正しくありません: {0}");

    private static readonly Dictionary<string, Phrase> Values = new()
    {
        ["tenant"] = new("The tenant's ID or domain?", "テナント ID またはドメインは?"),
        ["domain"] = new("The tenant's domain, with hyphens for dots (contoso-com)?", "テナントのドメイン (ドットはハイフン、例: contoso-com) は?"),
        ["region"] = new("The region (ap-northeast-1)?", "リージョン (例: ap-northeast-1) は?"),
        ["data-centre"] = new("The data centre (com, eu, in, com.au, jp)?", "データ センター (com, eu, in, com.au, jp) は?"),
        ["host"] = new("The mail server's host name?", "メールサーバーのホスト名は?"),
        ["initial-domain"] = new("The initial domain, without .sakura.ne.jp?", "初期ドメイン (.sakura.ne.jp を除く) は?"),
        ["server"] = new("The server's name, as the control panel shows it (sv1234)?", "サーバー名 (例: sv1234) は?"),
        ["smtp-user"] = new("The user name for SMTP?", "SMTP のユーザー名は?"),
        ["resource"] = new("The Communication Services resource's name?", "Communication Services のリソース名は?"),
        ["app-id"] = new("The app's client ID?", "アプリのクライアント ID は?"),
        ["scope"] = new("The scope?", "スコープは?"),
        ["token-endpoint"] = new("The token endpoint (https://...)?", "トークン エンドポイント (https://...) は?"),
        ["device-endpoint"] = new("The endpoint for device codes (https://...)?", "デバイス コードのエンドポイント (https://...) は?"),
    };

    /// <summary>The question for one of a provider's open words.</summary>
    public static Phrase OfValue(string name) => Values.TryGetValue(name, out Phrase phrase) ? phrase : new(name + "?", name + "?");
}
