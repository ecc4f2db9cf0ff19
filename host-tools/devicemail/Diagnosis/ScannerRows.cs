using System.Collections.Generic;
using DeviceMailAgent.Status;
using static DeviceMailAgent.Tool.Diagnoses.CommonSteps;
using static DeviceMailAgent.Tool.Diagnoses.Step;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>101 to 112: between the scanner and the device.</summary>
internal static class ScannerRows
{
    public static IReadOnlyList<CatalogueRow> All { get; } =
    [
        new(Diagnosis.ScannerLost, Turn.ScannerUser,
            new("Scanner broke off before the mail was complete", "スキャナーが送信途中で切断しました"),
            new("The scanner closed the connection, or the network between scanner and device failed, before the mail was complete. Nothing was sent on.",
                "メールの送信が完了する前に、スキャナーが接続を切断したか、スキャナーと中継装置の間のネットワークが途切れました。このメールは送信されていません。"),
            Do("Scan again.", "もう一度スキャンします。"),
            Do("If it happens with large scans only, raise the sending or server timeout at the scanner's panel (300 seconds is safe) or lower the resolution.",
                "大きなスキャンだけで起きる場合は、スキャナーのパネルで送信 (サーバー) タイムアウトを長くする (300 秒が目安) か、解像度を下げます。"),
            Do("If it happens at random, check the scanner's network cable, switch port or Wi-Fi signal.",
                "不定期に起きる場合は、スキャナーの LAN ケーブル、スイッチのポート、Wi-Fi の電波を確認します。")),

        new(Diagnosis.ScannerTooSlow, Turn.Technician,
            new("Scanner sent nothing for too long", "スキャナーからのデータが途絶えました"),
            new("The scanner was connected but sent nothing, or only a trickle, for longer than the limits allow. The device hung up; nothing was sent on.",
                "スキャナーは接続したまま、制限時間を超えてデータを送りませんでした (またはごく低速でした)。中継装置が接続を切りました。このメールは送信されていません。"),
            Do("Scan again, once with a single page.", "まず 1 ページだけで、もう一度スキャンします。"),
            Do("If a single page works, lower the resolution or let the scanner split large jobs.", "1 ページなら成功する場合は、解像度を下げるか、スキャナーの分割送信を有効にします。"),
            Do("If it never works, switch the scanner off and on, and check its network cable and the speed setting of its port (auto).",
                "まったく成功しない場合は、スキャナーの電源を入れ直し、LAN ケーブルと通信速度の設定 (自動) を確認します。")),

        new(Diagnosis.ScannerNotAllowed, Turn.Technician,
            new("This scanner's address is not allowed", "許可されていないアドレスからの接続です"),
            new("Something connected from an address that is not in the listener's allow list. If it is your scanner, it has another address than when the device was set up.",
                "許可リスト (allow) にないアドレスから接続がありました。お使いのスキャナーの場合は、設置時から IP アドレスが変わっています。"),
            Do("Read the scanner's IP address at its panel (Settings > Network > TCP/IP).", "スキャナーのパネルで IP アドレスを確認します (設定 > ネットワーク > TCP/IP)。"),
            Do("Give the scanner that address for good (a fixed address, or a reservation in the router).", "そのアドレスを固定します (固定 IP、またはルーターの DHCP 予約)。"),
            Do("Add the address or its range to \"allow\" in agent.json, for example \"192.168.7.0/24\", and restart the agent.",
                "agent.json の \"allow\" にアドレスまたは範囲 (例: \"192.168.7.0/24\") を追加し、エージェントを再起動します。"),
            Do("If it is not your scanner, leave it refused and find out whose address it is.", "スキャナーでない場合は拒否のままとし、そのアドレスの機器を調べます。")),

        new(Diagnosis.ScannerLoginRefused, Turn.Technician,
            new("Scanner's user name or password is wrong", "スキャナーのユーザー名またはパスワードが違います"),
            new("The scanner logged in at the device with a user name or password that agent.json does not know. This is not the mailbox's password.",
                "スキャナーが中継装置へのログインに使ったユーザー名またはパスワードが、agent.json の設定と一致しません。メールボックスのパスワードとは別のものです。"),
            Do("At the scanner's panel, open the SMTP authentication settings and type user name and password again, as set when the device was provisioned (\"logins\" in agent.json).",
                "スキャナーのパネルの SMTP 認証設定で、設置時に決めたユーザー名とパスワード (agent.json の \"logins\") を入力し直します。"),
            Do("Use letters and digits only, 20 characters at most: some panels cut longer passwords or change special characters without saying so.",
                "パスワードは英数字 20 文字以内にします。長いパスワードを切り詰めたり、記号を変えてしまう機種があります。"),
            Do("If nobody knows the password, set a new one:", "パスワードが分からない場合は、設定し直します。"),
            Run("devicemail provision")),

        new(Diagnosis.ScannerLoginMissing, Turn.Technician,
            new("Scanner did not log in", "スキャナーがログインしていません"),
            new("The listener asks for a login (\"login\": \"required\") and the scanner sent mail without one.",
                "受信側がログインを必須 (\"login\": \"required\") としていますが、スキャナーはログインせずに送信しようとしました。"),
            Do("Switch on SMTP authentication at the scanner's panel (not \"POP before SMTP\") and enter user name and password.",
                "スキャナーのパネルで SMTP 認証を有効にし (「POP before SMTP」ではありません)、ユーザー名とパスワードを入力します。"),
            Do("If the scanner cannot log in, set \"login\": \"optional\" in agent.json and list the scanner's address alone in \"allow\".",
                "ログインできない機種の場合は、agent.json を \"login\": \"optional\" とし、\"allow\" をそのスキャナーのアドレスだけにします。")),

        new(Diagnosis.LineTooLong, Turn.Technician,
            new("Scanner sent a line that is too long", "スキャナーの送信した行が長すぎます"),
            new("A command from the scanner was longer than SMTP allows, most often an address field that holds a whole list.",
                "スキャナーのコマンドが SMTP の上限を超えました。宛先欄に多数のアドレスをまとめて登録している場合によく起きます。"),
            Do("Look at the scanner's address book: each entry must hold one address.", "スキャナーのアドレス帳を確認し、1 件に 1 アドレスだけを登録します。"),
            Do("Check the sender's address and the login's user name at the panel for stray text.", "パネルの差出人アドレスとログイン名に、余分な文字がないか確認します。")),

        new(Diagnosis.SmugglingRefused, Turn.Technician,
            new("Mail refused: its line ends could hide a second mail", "不正な改行を含むため拒否しました"),
            new("The mail holds line ends that some servers take for the end of a mail, which lets a second, forged mail hide in it (SMTP smuggling). The device refuses it and hangs up. From a scanner it is a fault of its firmware.",
                "一部のサーバーがメールの終わりと誤認する改行が含まれていました。偽のメールを紛れ込ませる攻撃 (SMTP スマグリング) に使われるため、拒否して切断しました。スキャナーからの場合は、ファームウェアの不具合です。"),
            Do("Scan one page again. If every scan is refused, install the newest firmware of the scanner.", "1 ページで再度試します。毎回拒否される場合は、スキャナーのファームウェアを最新にします。"),
            Do("Change the file type at the panel (PDF in place of plain text or TIFF), and clear the mail's message text.",
                "パネルでファイル形式を PDF に変更し、本文の定型文を空にします。"),
            Do("If it did not come from a scanner, find out which device sent it: its address stands in the log line.",
                "スキャナーからでない場合は、ログに記録されたアドレスの機器を調べます。")),

        new(Diagnosis.MessageTooLarge, Turn.ScannerUser,
            new("Scan is larger than the account's limit", "スキャンが送信サイズの上限を超えています"),
            new("The mail is larger than \"sizeMax\" of the account. A mail is about a third larger than the file in it: 35 MB carry about 25 MB of PDF.",
                "メールがアカウントの \"sizeMax\" を超えました。メールは添付ファイルより約 3 割大きくなります (35 MB で PDF 約 25 MB)。"),
            Do("Scan fewer pages at a time, or choose 200 or 300 dpi, black and white, or high compression at the panel.",
                "ページを分けるか、パネルで 200～300 dpi、白黒、高圧縮を選びます。"),
            Do("Technician: let the scanner split large jobs, or raise \"sizeMax\" in agent.json if the provider takes more.",
                "設置担当者: スキャナーの分割送信を有効にするか、メールサービスの上限が大きければ agent.json の \"sizeMax\" を上げます。"),
            Do("Tenant administrator, to see and raise Exchange Online's own limit (150 MB at most):",
                "テナント管理者: Exchange Online 側の上限を確認し、必要なら上げます (最大 150 MB)。"),
            ConnectExchange,
            Run("Get-Mailbox <mailbox> | fl MaxSendSize"),
            Run("Set-Mailbox <mailbox> -MaxSendSize 100MB")),

        new(Diagnosis.TooManySessions, Turn.Nobody,
            new("Too many scanners at the same time", "同時接続数の上限に達しました"),
            new("More connections from scanners were open than the device has room for. The others go on; this one was told to try again.",
                "スキャナーからの同時接続が装置の上限を超えました。ほかの送信は続いています。この接続には再試行を求めました。"),
            Do("Wait a minute and send again; most scanners do so by themselves.", "1 分ほど待って再送信します (多くの機種は自動で再試行します)。"),
            Do("If it comes back daily, look in the log for an address that connects all the time, for example a monitoring system.",
                "毎日起きる場合は、監視装置など、常に接続しているアドレスがないかログで確認します。"),
            Run("devicemail log")),

        new(Diagnosis.ScannerTlsFailed, Turn.Technician,
            new("TLS between scanner and device failed", "スキャナーとの TLS 接続に失敗しました"),
            new("The scanner wanted an encrypted connection and the two found no common version, or the scanner does not trust the device's certificate. Scanners older than about 2017 often know only SSL 3 or TLS 1.0, which this system no longer has.",
                "スキャナーが暗号化接続を求めましたが、共通のバージョンがないか、スキャナーが装置の証明書を信頼していません。2017 年頃より古い機種は、廃止済みの SSL 3 や TLS 1.0 にしか対応していないことがあります。"),
            Do("At the panel, switch off SSL/TLS for SMTP (\"SMTP over SSL\", \"Use SSL\"): inside your own network the device takes plain SMTP.",
                "パネルで SMTP の SSL/TLS をオフにします (「SMTP over SSL」など)。社内 LAN の中では、装置は暗号化なしの SMTP を受け付けます。"),
            Do("If TLS must stay on, switch off certificate checking at the panel or import the device's certificate there, and update the scanner's firmware.",
                "TLS が必須の場合は、パネルで証明書の検証をオフにするか装置の証明書を登録し、ファームウェアを更新します。"),
            Do("Some HP models try TLS even when it is off: give them a listener with \"tls\": \"auto\".",
                "オフでも TLS を試みる HP の機種があります。その場合は \"tls\": \"auto\" の受信設定を使います。")),

        new(Diagnosis.ConnectionTest, Turn.Nobody,
            new("Scanner connected and left without a mail", "メールなしで接続が終了しました"),
            new("The scanner connected, said hello and left. This is what the connection test of a panel does; it proves that the scanner reaches the device.",
                "スキャナーが接続し、メールを送らずに終了しました。パネルの接続テストの動作で、スキャナーから装置まで届いていることを示します。"),
            Do("Nothing to do. To try the whole way, send a scan, or:", "対応は不要です。全経路を確かめるには、スキャンを送るか、次を実行します。"),
            Run("devicemail test-mail")),

        new(Diagnosis.ScannerNotSmtp, Turn.Technician,
            new("What connected does not speak SMTP", "SMTP ではない接続です"),
            new("The other side sent something that is not SMTP, or too many wrong commands. It may be TLS on a plain port, a browser, or a port scan.",
                "接続元が SMTP ではないデータ、または誤ったコマンドを繰り返し送りました。平文ポートへの TLS 接続、ブラウザー、ポート スキャンなどが考えられます。"),
            Do("Compare the address in the log line with the scanner's.", "ログのアドレスがスキャナーのものか確認します。"),
            Do("If it is the scanner: switch off SSL/TLS at its panel, or set \"tls\": \"auto\" for the listener in agent.json.",
                "スキャナーの場合は、パネルで SSL/TLS をオフにするか、agent.json の受信設定を \"tls\": \"auto\" にします。"),
            Do("If it is another machine, leave it refused; nothing was sent.", "別の機器の場合は、拒否のままで構いません。何も送信されていません。")),
    ];
}
