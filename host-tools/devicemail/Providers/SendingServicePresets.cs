using System.Collections.Generic;
using static DeviceMailAgent.Tool.Providers.Sureness;

namespace DeviceMailAgent.Tool.Providers;

/// <summary>Services that send for verified domains. Hosts: Nodemailer's list of well-known services and the services' pages.</summary>
internal static class SendingServicePresets
{
    private static readonly Caveat Verified = new(Documented, "Sends only for verified senders: rewrite the sender always (devicemail explain 515).", "認証済みの差出人のみ送信できます。差出人を常に書き換えます (devicemail explain 515)。");

    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("amazon-ses", new("Amazon SES", "Amazon SES"))
        {
            Servers = [new("email-smtp.<region>.amazonaws.com", 465, "implicit"), new("email-smtp.<region>.amazonaws.com", 587, "starttls"), new("email-smtp.<region>.amazonaws.com", 2587, "starttls")],
            Mechanisms = ["plain", "login"],
            User = "<smtp-user>",
            Login = new("user and password: SMTP credentials made in the SES console, not the IAM key itself", "ユーザーとパスワード: SES コンソールで作成した SMTP 認証情報 (IAM キーそのものではありません)"),
            SizeMax = 40L << 20,
            Caveats =
            [
                Verified,
                new(Documented, "<region> is for example ap-northeast-1 (Tokyo) or ap-northeast-3 (Osaka).", "<region> は ap-northeast-1 (東京)、ap-northeast-3 (大阪) など。"),
                new(Reported, "In the sandbox 200 mails a day, 1 a second, to verified recipients. 50 recipients a mail, 40 MB.", "サンドボックスでは 1 日 200 通、毎秒 1 通、認証済み宛先のみ。1 通 50 宛先、40 MB まで。"),
            ],
        },

        new("sendgrid", new("Twilio SendGrid", "Twilio SendGrid"))
        {
            Servers = [new("smtp.sendgrid.net", 587, "starttls"), new("smtp.sendgrid.net", 465, "implicit"), new("smtp.sendgrid.net", 2525, "starttls")],
            Mechanisms = ["plain", "login"],
            User = "apikey",
            Login = new("user: the word apikey itself; password: an API key", "ユーザー: 文字列 apikey。パスワード: API キー"),
            Caveats = [Verified, new(Unconfirmed, "The key needs the permission Mail Send; 30 MB a mail.", "キーには Mail Send 権限が必要です。1 通 30 MB まで。")],
        },

        Keyed("mailgun", "Mailgun (US)", "smtp.mailgun.org", 465, new("user and password: SMTP credentials of the domain", "ユーザーとパスワード: ドメインの SMTP 認証情報"), Documented),
        Keyed("mailgun-eu", "Mailgun (EU)", "smtp.eu.mailgun.org", 465, new("user and password: SMTP credentials of the domain", "ユーザーとパスワード: ドメインの SMTP 認証情報"), Unconfirmed),

        new("smtp2go", new("SMTP2GO", "SMTP2GO"))
        {
            Servers = [new("mail.smtp2go.com", 2525, "starttls"), new("mail.smtp2go.com", 587, "starttls"), new("mail.smtp2go.com", 465, "implicit")],
            Mechanisms = ["plain", "login"],
            User = "<smtp-user>",
            Login = new("user and password: an SMTP user made in the service's console", "ユーザーとパスワード: 管理画面で作成した SMTP ユーザー"),
            Caveats = [Verified],
        },

        Keyed("brevo", "Brevo", "smtp-relay.brevo.com", 587, new("user: the account's SMTP login; password: an SMTP key", "ユーザー: アカウントの SMTP ログイン。パスワード: SMTP キー"), Documented),

        new("postmark", new("Postmark", "Postmark"))
        {
            Servers = [new("smtp.postmarkapp.com", 2525, "starttls"), new("smtp.postmarkapp.com", 587, "starttls")],
            Mechanisms = ["plain", "login"],
            User = "<smtp-user>",
            Login = new("user and password: the server's API token, in both places", "ユーザーとパスワード: 両方に Server API トークン"),
            Caveats = [Verified],
        },

        Keyed("resend", "Resend", "smtp.resend.com", 465, new("user: the word resend itself; password: an API key", "ユーザー: 文字列 resend。パスワード: API キー"), Documented, "resend"),
        Keyed("mailjet", "Mailjet", "in-v3.mailjet.com", 587, new("user: the API key; password: the secret key", "ユーザー: API キー。パスワード: シークレット キー"), Unconfirmed),
    ];

    private static ProviderPreset Keyed(string name, string title, string host, int port, Phrase login, Sureness hostIs, string user = "<smtp-user>") => new(name, new Phrase(title, title))
    {
        Servers = [new(host, port, port == 465 ? "implicit" : "starttls")],
        Mechanisms = ["plain", "login"],
        User = user,
        Login = login,
        Caveats = hostIs == Documented ? [Verified] : [Verified, new(hostIs, "The host is to be checked in the service's console.", "ホスト名は管理画面で確認してください。")],
    };
}
