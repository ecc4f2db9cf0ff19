using System.Collections.Generic;
using static DeviceMailAgent.Tool.Providers.Sureness;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Providers and hosting companies in Japan. Sources: Thunderbird's autoconfig; what is unconfirmed says so.</summary>
internal static class JapanesePresets
{
    private static readonly Phrase AddressAndPassword = new("user: the full address; password: the mailbox's", "ユーザー: メールアドレス全体。パスワード: メールのパスワード");
    private static readonly Caveat Overseas = new(Reported, "Logins from addresses abroad are blocked by default: the device must stand in Japan, or the filter be opened.", "国外 IP アドレスからの SMTP 認証は既定で拒否されます。国内に設置するか、制限を解除します。");

    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("yahoo-japan", new("Yahoo! JAPAN Mail", "Yahoo!メール (Yahoo! JAPAN)"))
        {
            Servers = [new("smtp.mail.yahoo.co.jp", 465, "implicit")],
            Mechanisms = ["plain", "login"],
            User = "<local-part>",
            Login = new("user: the part before the @; password: the account's", "ユーザー: @ より前の部分。パスワード: アカウントのパスワード"),
            Caveats =
            [
                new(Documented, "The account must allow access from other mail software (Mail settings > IMAP/POP/SMTP).", "メールの設定で、メールソフトからのアクセス (IMAP/POP/SMTP) を有効にする必要があります。"),
                new(Unconfirmed, "No public OAuth for SMTP.", "SMTP 用の公開 OAuth はありません。"),
            ],
        },

        new("sakura", new("Sakura Rental Server", "さくらのレンタルサーバ"))
        {
            Servers = [new("<initial-domain>.sakura.ne.jp", 465, "implicit"), new("<initial-domain>.sakura.ne.jp", 587, "starttls")],
            Mechanisms = ["plain", "login"],
            Login = AddressAndPassword,
            Caveats =
            [
                new(Unconfirmed, "Host by the initial domain, so that the certificate fits; an own domain gives D210.", "証明書を一致させるため、初期ドメインのホスト名を使います (独自ドメインでは D210 になります)。"),
                new(Unconfirmed, "A filter for foreign addresses and a daily limit exist.", "国外 IP アドレス フィルタと 1 日あたりの送信上限があります。"),
            ],
        },

        new("ocn", new("OCN", "OCN"))
        {
            Servers = [new("smtp.ocn.ne.jp", 465, "implicit")],
            Mechanisms = ["plain", "login"],
            Login = AddressAndPassword,
        },

        new("biglobe", new("BIGLOBE", "BIGLOBE"))
        {
            Servers = [new("mail.biglobe.ne.jp", 465, "implicit")],
            Mechanisms = ["plain", "login"],
            Login = AddressAndPassword,
        },

        new("nifty", new("@nifty", "@nifty"))
        {
            Servers = [new("smtp.nifty.com", 465, "implicit"), new("smtp.nifty.com", 587, "starttls")],
            Mechanisms = ["plain", "login"],
            Login = AddressAndPassword,
            Caveats = [new(Unconfirmed, "Public lists name port 587 without TLS; the device sends logins over TLS only, so try 465 first.", "公開情報では 587 (TLS なし) とされていますが、装置は TLS でのみログインします。まず 465 を試してください。")],
        },

        new("xserver", new("Xserver and similar Japanese hosts", "エックスサーバー型のレンタルサーバー"))
        {
            Servers = [new("<server>.xserver.jp", 465, "implicit"), new("<server>.xserver.jp", 587, "starttls")],
            Mechanisms = ["plain", "login"],
            Login = AddressAndPassword,
            Caveats = [Overseas, new(Reported, "Host as the control panel shows it (svNNNN...), not the own domain. Other companies have hosts of their own: preset other.", "ホスト名はサーバーパネルの表示 (svNNNN...) を使います。他社の場合は、プリセット other で指定します。")],
        },

        new("smtpget", new("SMTPget", "SMTPget"))
        {
            Servers = [new("<host>", 587, "starttls"), new("<host>", 465, "implicit")],
            Mechanisms = ["plain", "login"],
            User = "<smtp-user>",
            Login = new("user and password: as in the service's welcome mail", "ユーザーとパスワード: 契約時の案内メールのとおり"),
            Caveats = [new(Unconfirmed, "No public technical page was found; host, port and login are the customer's own.", "公開の技術情報がないため、ホスト名、ポート、認証情報は契約内容に従います。")],
        },
    ];
}
