using System.Collections.Generic;
using System.Globalization;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>The doctor's words, but for the cures, which are the catalogue's.</summary>
internal static class DoctorTexts
{
    public static readonly Phrase WhoseTurn = new("Whose turn: {0}.", "対応者: {0}");
    public static readonly Phrase SeeAbove = new("What to do: see D{0} above.", "対処は上の D{0} を参照してください。");
    public static readonly Phrase AllWell = new("Everything passed: {0} checks.", "すべて合格しました ({0} 項目)。");
    public static readonly Phrase SomeUntried = new("Nothing failed: {0} checks passed, {1} could not be tried.", "失敗はありません (合格 {0} 項目、未実施 {1} 項目)。");
    public static readonly Phrase SomeFailed = new("{0} of {1} checks failed.", "{1} 項目中 {0} 項目が失敗しました。");
    public static readonly Phrase SendOne = new("No mail was sent. To finish with a real one: devicemail doctor --send-to ADDRESS", "メールは送信していません。実際に送信して確認するには: devicemail doctor --send-to アドレス");
    public static readonly Phrase LookForIt = new("Look into the mailbox of {0}: arriving is what counts. It may be among the junk.", "{0} の受信を確認してください (迷惑メールフォルダーも確認)。");

    private static readonly Dictionary<CheckResult, Phrase> Results = new()
    {
        [CheckResult.Passed] = new("passed", "合格"),
        [CheckResult.Failed] = new("FAILED", "失敗"),
        [CheckResult.Untried] = new("not tried", "未実施"),
        [CheckResult.Unused] = new("not used", "対象外"),
    };

    private static readonly Dictionary<CheckGroup, Phrase> Groups = new()
    {
        [CheckGroup.Device] = new("The way to the device, {0}", "装置への接続: {0}"),
        [CheckGroup.Account] = new("Account {0}, from the device to its provider", "アカウント {0}: 装置からメールサービスまで"),
        [CheckGroup.Outlook] = new("Clock and what will end", "時計と有効期限"),
        [CheckGroup.Listener] = new("Scanner side, {0}, from this computer", "スキャナー側 {0}: このコンピューターから"),
        [CheckGroup.Mail] = new("A real mail to {0}", "{0} 宛ての実際のメール"),
    };

    private static readonly Dictionary<string, Phrase> Names = new()
    {
        ["address"] = new("Address", "アドレス"),
        ["reached"] = new("Connection", "接続"),
        ["permitted"] = new("Permission", "権限"),
        ["fingerprint"] = new("Fingerprint", "証明書の照合"),
        ["admin-key"] = new("Admin key", "管理キー"),
        ["answers"] = new("Answer", "応答"),
        ["check"] = new("Check", "検査"),
        ["name"] = new("Host name", "名前解決"),
        ["port"] = new("Port", "ポート"),
        ["greeting"] = new("Greeting", "SMTP 応答"),
        ["tls"] = new("TLS", "TLS"),
        ["certificate"] = new("Certificate", "証明書"),
        ["clock"] = new("Clock", "時計"),
        ["token"] = new("Token", "トークン"),
        ["login"] = new("Login", "ログイン"),
        ["sender"] = new("Sender", "差出人"),
        ["size"] = new("Size", "サイズ"),
        ["device-clock"] = new("Device's clock", "装置の時計"),
        ["refresh-token"] = new("Refresh token", "更新トークン"),
        ["sign-in"] = new("Sign-in", "サインイン"),
        ["client-secret"] = new("Client secret", "シークレット"),
        ["client-certificate"] = new("Certificate", "証明書"),
        ["forecast"] = new("Forecast", "今後の予定"),
        ["reachable"] = new("Reachable", "到達"),
        ["open-relay"] = new("Open relay", "不正中継"),
        ["allow"] = new("Who may send", "許可範囲"),
        ["mail"] = new("Mail", "メール"),
    };

    public static Phrase Of(CheckResult result) => Results[result];

    public static Phrase TitleOf(CheckGroup group) => Groups[group];

    /// <summary>The name of a check; its word where a later device has one that this tool does not know.</summary>
    public static Phrase NameOf(string name) => Names.TryGetValue(name, out Phrase phrase) ? phrase : new(name, name);

    /// <summary>A phrase with {0}, {1}, ... filled in, the same values in both languages.</summary>
    public static Phrase Fill(this Phrase phrase, params object[] values) => new(Fill(phrase.English, values), Fill(phrase.Japanese, values));

    private static string Fill(string text, object[] values) => string.Format(CultureInfo.InvariantCulture, text, values);
}
