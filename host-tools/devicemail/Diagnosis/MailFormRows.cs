using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>113 to 116 and 602: what the scanner's mail itself is made of, and the time that is written into it.</summary>
internal static class MailFormRows
{
    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.ScannerBareLineFeeds, Turn.Technician,
            new("Scanner's mail has bare line feeds", "スキャナーのメールの改行が LF だけです"),
            new("Lines of this mail end with LF in place of CRLF. With \"lines\": \"repair\" the device put them right and sent the mail on; with \"refuse\" it refused the mail.",
                "このメールの改行は CRLF ではなく LF です。\"lines\": \"repair\" の場合は、装置が直して送信しました。\"refuse\" の場合は、受け付けませんでした。"),
            Do("If the mail was delivered: nothing to do. The scanner's newest firmware may cure the cause.", "メールが届いていれば対応は不要です。最新のファームウェアで解消することがあります。"),
            Do("If it was refused: set \"lines\": \"repair\" for the listener in agent.json.", "受け付けられなかった場合は、agent.json の受信設定を \"lines\": \"repair\" にします。")),

        new(Diagnosis.ScannerLongLine, Turn.Technician,
            new("Scanner's mail has a line of more than 998 octets", "スキャナーのメールに 998 バイトを超える行があります"),
            new("RFC 5322 allows 998 octets in a line, and some mail servers refuse more. The device carries such a mail unless the listener has \"longLines\": \"refuse\".",
                "RFC 5322 では 1 行は 998 バイトまでで、これを超える行を拒否するサーバーがあります。受信設定が \"longLines\": \"refuse\" でなければ、装置はそのまま送信します。"),
            Do("If the mail was delivered: nothing to do.", "メールが届いていれば対応は不要です。"),
            Do("If it was refused by the device: set \"longLines\": \"carry\" for the listener in agent.json.", "装置が受け付けなかった場合は、agent.json の受信設定を \"longLines\": \"carry\" にします。"),
            Do("If it was refused by the provider: choose PDF in place of a text or raw format at the panel, and install the scanner's newest firmware.",
                "メールサービスに拒否された場合は、パネルで PDF 形式を選び、ファームウェアを最新にします。")),

        new(Diagnosis.ScannerNul, Turn.Technician,
            new("Scanner's mail has a NUL in it", "スキャナーのメールに NUL 文字があります"),
            new("A NUL must not stand in a mail (RFC 5322), and some mail servers refuse it. The device carries such a mail unless the listener has \"nul\": \"refuse\".",
                "メールに NUL 文字を含めることはできず (RFC 5322)、拒否するサーバーがあります。受信設定が \"nul\": \"refuse\" でなければ、装置はそのまま送信します。"),
            Do("If the mail was delivered: nothing to do.", "メールが届いていれば対応は不要です。"),
            Do("If it was refused: clear the mail's message text and the sender's name at the panel, and install the scanner's newest firmware.",
                "拒否された場合は、パネルで本文の定型文と差出人名を空にし、ファームウェアを最新にします。")),

        new(Diagnosis.HeaderTooLong, Turn.Nobody,
            new("Mail header is too long to be put right", "メールのヘッダーが長すぎて修正できません"),
            new("The header of this mail has more than 64 KB, or its From, Sender, Reply-To, Date or Message-ID more than 1 KB. The device sent it on as it came.",
                "このメールのヘッダーが 64 KB を超えるか、From、Sender、Reply-To、Date、Message-ID のいずれかが 1 KB を超えています。装置は修正せずに送信しました。"),
            Do("If the mail was delivered: nothing to do.", "メールが届いていれば対応は不要です。"),
            Do("If it was refused: shorten the sender's name at the panel, or send to fewer recipients at once.", "拒否された場合は、パネルの差出人名を短くするか、一度の宛先を減らします。")),

        new(Diagnosis.ClockNotSet, Turn.Technician,
            new("Device does not know the time", "装置の時刻が設定されていません"),
            new("The clock of this device is not set, so that it added neither Date nor Received to the mail. The mail was sent on; providers add a date of their own.",
                "装置の時計が合っていないため、Date と Received をメールに追加できませんでした。メールは送信され、日付はメールサービス側で付けられます。"),
            Do("See whether the device reaches a time server:", "時刻サーバーに接続できるか確認します。"),
            Run("timedatectl"),
            Do("If not, open UDP port 123 in the firewall, or name a time server of your own network.", "できない場合は、ファイアウォールで UDP ポート 123 を許可するか、社内の時刻サーバーを指定します。")),
    ];
}
