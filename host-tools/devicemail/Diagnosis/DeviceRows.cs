using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>0, 601 and 611 to 613: nothing wrong, and this device.</summary>
internal static class DeviceRows
{
    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.None, Turn.Nobody,
            new("Nothing wrong", "問題ありません"),
            new("The provider accepted the mail, or the device is ready.", "メールは受理されました。または、装置は待機中です。"),
            Do("Nothing to do. If a mail did not arrive all the same, look into the recipient's junk folder and quarantine.",
                "対応は不要です。届いていない場合は、受信者の迷惑メール フォルダーと検疫を確認します。")),

        new(Diagnosis.Misconfigured, Turn.Technician,
            new("Configuration cannot work", "設定に誤りがあります"),
            new("agent.json names something that does not exist or cannot work. The agent says which key it is, and changes nothing by itself.",
                "agent.json に、存在しないものや動作しない設定があります。該当するキーはエージェントが表示します。"),
            Do("Read which key is meant:", "該当するキーを確認します。"), Run("devicemail log"),
            Do("Correct it, or let the wizard write the file anew:", "修正するか、ウィザードで作り直します。"), Run("devicemail provision"),
            Check, Doctor),

        new(Diagnosis.OpenRelay, Turn.Technician,
            new("Device passes on mail for strangers", "第三者のメールを中継してしまいます"),
            new("Someone who is neither in \"allow\" nor logged in, or a far too wide \"allow\", can send mail through this device in your mailbox's name. Spammers look for such relays; the provider then blocks the mailbox.",
                "\"allow\" の範囲外でログインもしていない相手、または広すぎる \"allow\" により、第三者がこの装置からお使いのメールボックスの名義で送信できます。悪用されると、メールサービスに送信を停止されます。"),
            Do("Take the device off any port forwarding in the router at once.", "ルーターのポート転送を設定している場合は、すぐに解除します。"),
            Do("Narrow \"allow\" in agent.json to the scanners' own network, for example \"192.168.7.0/24\", or set \"login\": \"required\", and restart the agent.",
                "agent.json の \"allow\" をスキャナーのネットワーク (例: \"192.168.7.0/24\") に絞るか、\"login\": \"required\" にして、エージェントを再起動します。"),
            Check, Doctor, Bundle, MakeBundle),

        new(Diagnosis.ClockWrong, Turn.Technician,
            new("Device's clock is wrong", "装置の時計がずれています"),
            new("The device's clock differs by more than five minutes from the provider's or from this computer's. Tokens, signed logins and certificates are then refused.",
                "装置の時計が、メールサービスまたはこのコンピューターと 5 分を超えてずれています。トークン、署名付きログイン、証明書が拒否されます。"),
            Do("See which of the clocks is wrong, and whether the device reaches a time server:", "どの時計がずれているか、時刻サーバーに接続できるか確認します。"), Run("timedatectl"),
            Do("Let it ask a time server; open UDP port 123 in the firewall:", "時刻サーバーを使います。ファイアウォールで UDP ポート 123 を許可します。"),
            Run("sudo timedatectl set-ntp true"),
            Check, Doctor),

        new(Diagnosis.ListenerUnreachable, Turn.Technician,
            new("Scanners cannot reach the device's port", "スキャナーから装置のポートに接続できません"),
            new("The device listens, but its port did not answer as a mail server when it was called from this computer: another address, a firewall, or another network.",
                "装置は待受中ですが、このコンピューターからの接続にメールサーバーとして応答しませんでした。アドレスの誤り、ファイアウォール、または別のネットワークが原因です。"),
            Do("Compare the address and port at the scanner's panel with what the device says:", "スキャナーのパネルのアドレスとポートを、装置の表示と比べます。"), Run("devicemail status"),
            Do("A listener on 127.0.0.1 is for this device alone: set \"address\" in agent.json to the device's own address or 0.0.0.0.",
                "127.0.0.1 の受信口は装置自身からしか使えません。agent.json の \"address\" を装置のアドレスまたは 0.0.0.0 にします。"),
            Do("Open the port in the firewall of the device and of the network between them:", "装置とネットワークのファイアウォールで、ポートを許可します。"),
            Run("sudo nft list ruleset"),
            Check, Doctor),
    ];
}
