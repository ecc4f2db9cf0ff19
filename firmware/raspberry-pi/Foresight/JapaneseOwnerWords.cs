using System.Globalization;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>Japanese.</summary>
internal sealed class JapaneseOwnerWords : IOwnerWords
{
    public string Farewell
    {
        get
        {
            return """
                このメールは、対応が必要な間、週に 1 回、agent.json の "owner" のアドレスに
                装置から自動送信されます。返信は不要です。
                """;
        }
    }

    public string Subject(string device, int days)
    {
        if (days < 0) return device + ": スキャンを送信できません";
        return days == 0 ? device + ": 本日でスキャンの送信が止まります" : string.Create(CultureInfo.InvariantCulture, $"{device}: あと {days} 日でスキャンの送信が止まります");
    }

    public string Greeting(string device)
    {
        return device + " (スキャナーのメールを中継する装置) からのお知らせです。\n次の対応を行わないと、スキャンが届かなくなります。";
    }

    public string What(DueItem item, string day)
    {
        if (day.Length == 0) return "* このアカウントのログインは、すでにサービス側で拒否されています。";
        string what = item.Diagnosis switch
        {
            Diagnosis.ClientSecretEndsSoon => item.Account.NeedsPassword ? "登録済みのパスワードまたはキーの期限が切れます。" : "アプリのクライアント シークレットの期限が切れます。",
            Diagnosis.CertificateEndsSoon => "アプリの証明書の期限が切れます。",
            Diagnosis.SignInEndsSoon => "サインインの期限が切れます (再サインインが必要)。",
            _ => "サインインが失効します。\n  装置が数週間サインインを使えていないためです。",
        };
        return item.Days == 0 ? "* 本日 (" + day + "): " + what : string.Create(CultureInfo.InvariantCulture, $"* あと {item.Days} 日 ({day}): {what}");
    }

    public string Account(AccountConfiguration account)
    {
        string app = account.OAuth is { ClientId.Length: > 0 } oauth ? "\n  アプリケーション (クライアント) ID: " + oauth.ClientId : "";
        return "  アカウント: " + account.Name + "、" + account.User + " (" + account.Host + ")" + app;
    }

    public string Who(Diagnosis diagnosis)
    {
        return diagnosis is Diagnosis.ClientSecretEndsSoon or Diagnosis.CertificateEndsSoon ? "  担当: メール テナントの管理者、その後に装置の担当者" : "  担当: 装置の担当者";
    }

    public string[] Steps(DueItem item)
    {
        switch (item.Diagnosis)
        {
            case Diagnosis.ClientSecretEndsSoon when item.Account.NeedsPassword:
                return ["メールサービスで新しいパスワードまたはキーを作成します。", "装置に登録します: devicemail pair"];
            case Diagnosis.ClientSecretEndsSoon:
                return
                [
                    "Microsoft の場合: entra.microsoft.com >「アプリの登録」> アプリ >\n「証明書とシークレット」>「新しいクライアント シークレット」。\n古いシークレットは期限まで有効です。",
                    "「値」と有効期限を装置に登録します: devicemail pair",
                    "すでに更新済みの場合は、装置の期限が古いままです。\n新しい期限を付けて登録し直してください。",
                ];
            case Diagnosis.CertificateEndsSoon:
                return
                [
                    "新しい証明書と秘密鍵を作成します。",
                    "古い証明書を残したまま追加します: entra.microsoft.com >\n「アプリの登録」> アプリ >「証明書とシークレット」>「証明書」>\n「証明書のアップロード」。",
                    "装置の agent.json に新しい証明書を指定し、エージェントを再起動します。",
                    "秘密鍵を装置に登録します: devicemail pair",
                ];
            case Diagnosis.SignInEndsSoon:
                return ["再度サインインします: devicemail pair"];
            case Diagnosis.RefreshTokenUnusedSoon:
                return ["使えない原因を調べます: devicemail doctor", "解消しない場合は再度サインインします: devicemail pair"];
            default:
                return ["原因と手順を確認して対応します (下のコマンド)。"];
        }
    }

    public string More(int number)
    {
        return string.Create(CultureInfo.InvariantCulture, $"  手順の詳細: devicemail explain {number} --lang ja");
    }
}
