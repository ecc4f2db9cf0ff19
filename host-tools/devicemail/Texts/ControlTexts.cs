using System.Collections.Generic;
using DeviceMailAgent.Control;
using DeviceMailAgent.Tool.Control;

namespace DeviceMailAgent.Tool.Texts;

/// <summary>What to say when a device cannot be asked or does not do what it is asked: what happened and why, then what to do. {0} is the address, path or word.</summary>
internal static class ControlTexts
{
    private static readonly Dictionary<ControlFault, (Phrase, Phrase)> Faults = new()
    {
        [ControlFault.BadAddress] = (
            new("{0} is neither a saved device nor an address.", "{0} は保存済みの装置名でもアドレスでもありません。"),
            new("Write for example unix:/run/devicemail-agent/control.sock, tls://192.168.7.2:2526#FINGERPRINT or serial:/dev/ttyUSB0, or a saved device's name.",
                "unix:/run/devicemail-agent/control.sock、tls://192.168.7.2:2526#フィンガープリント、serial:/dev/ttyUSB0 のいずれか、または保存済みの装置名を指定してください。")),
        [ControlFault.NoDevice] = (
            new("No device was named, none is saved, and no agent runs on this computer ({0}).", "装置の指定がなく、保存済みの装置もなく、このコンピューターではエージェントが動作していません ({0})。"),
            new("Name one with --device.", "--device で装置を指定してください。")),
        [ControlFault.BadProfiles] = (
            new("The file of the saved devices cannot be used: {0}.", "保存済み装置のファイルを読み込めません: {0}"),
            new("Correct or delete it, or name the device by its address with --device.", "ファイルを修正または削除するか、--device でアドレスを指定してください。")),
        [ControlFault.NoKey] = (
            new("The device wants proof of its admin key, and none is known for {0}.", "装置が管理キーの証明を求めていますが、{0} の管理キーが登録されていません。"),
            new("Name the key's file with --admin-key, or ask over the unix socket or the serial line, which need none.", "--admin-key でキーのファイルを指定するか、キーの不要な unix ソケットまたはシリアル回線を使ってください。")),
        [ControlFault.BadKey] = (
            new("The admin key cannot be read from {0}.", "管理キーを読み込めません: {0}"),
            new("The file holds 32 octets in base64 and must be readable for you. Without it, set a new key over the unix socket or the serial line.",
                "ファイルには 32 バイトの base64 が必要で、読み取り権限も必要です。紛失した場合は unix ソケットまたはシリアル回線で新しいキーを設定してください。")),
        [ControlFault.NoFingerprint] = (
            new("{0} has no fingerprint, so that nobody could tell the device from an impostor.", "{0} にフィンガープリントがないため、本物の装置か確認できません。"),
            new("Add #FINGERPRINT. The device tells it over the unix socket or the serial line (devicemail status), and in its log at start.",
                "アドレスの末尾に #フィンガープリント を付けてください。unix ソケットかシリアル回線での devicemail status、または起動時のログで確認できます。")),
        [ControlFault.NotReachable] = (
            new("No device answers at {0}.", "{0} から応答がありません。"),
            new("Check that the agent runs there (systemctl status devicemail-agent), that agent.json has this way in, and the cable or network.",
                "エージェントの動作 (systemctl status devicemail-agent)、agent.json の control 設定、ケーブルやネットワークを確認してください。")),
        [ControlFault.NotPermitted] = (
            new("You may not open {0}.", "{0} を開く権限がありません。"),
            new("Use sudo, or join the group that owns it (ls -l shows it; for serial lines it is dialout).", "sudo を使うか、所有グループに参加してください (ls -l で確認。シリアル回線は dialout)。")),
        [ControlFault.OtherCertificate] = (
            new("The device showed another certificate than the one that was saved. It is now {0}.", "装置の証明書が保存されたものと異なります。現在: {0}"),
            new("If it was set up anew, compare this fingerprint with the one that it tells over the unix socket or the serial line, and save that. Else someone stands between you and it: go no further.",
                "装置を再設定した場合は、unix ソケットまたはシリアル回線で表示されるフィンガープリントと照合して保存し直してください。心当たりがなければ通信の途中に第三者がいる可能性があるため、中止してください。")),
        [ControlFault.KeyRefused] = (
            new("{0} refused the admin key.", "{0} が管理キーを拒否しました。"),
            new("Check that it is this device's key. Over the unix socket or the serial line a new one can be set. After five refusals the device does not listen for a minute.",
                "この装置のキーか確認してください。unix ソケットまたはシリアル回線で新しいキーを設定できます。5 回拒否されると 1 分間接続できません。")),
        [ControlFault.Busy] = (
            new("All control connections of {0} are taken.", "{0} の管理接続がすべて使用中です。"),
            new("Try again in a moment; another devicemail is talking to it.", "別の devicemail が接続中です。しばらく待って再実行してください。")),
        [ControlFault.NoAnswer] = (
            new("{0} stopped answering.", "{0} からの応答が途絶えました。"),
            new("Try again. If it happens again, look at the device's light and its log (journalctl -u devicemail-agent).", "再実行してください。繰り返す場合は装置のランプとログ (journalctl -u devicemail-agent) を確認してください。")),
        [ControlFault.NotUnderstood] = (
            new("What answers at {0} is no DeviceMailAgent, or one of another version than this tool.", "{0} で応答したのは DeviceMailAgent ではないか、このツールとバージョンが異なります。"),
            new("Check the address, and that device and tool are of the same version (devicemail --version, devicemail-agent --version).",
                "アドレスと、双方のバージョン (devicemail --version、devicemail-agent --version) を確認してください。")),
    };

    private static readonly Dictionary<ControlError, (Phrase, Phrase)> Boards = new()
    {
        [ControlError.UnknownVerb] = (new("The board's program does not know this.", "ボードのプログラムはこの操作に対応していません。"),
            new("Put the program that belongs to this tool on it: devicemail flash. If that is on it already, this needs a Raspberry Pi.",
                "このツールと同じ版のプログラムを書き込んでください (devicemail flash)。書き込み済みの場合、この操作には Raspberry Pi が必要です。")),
        [ControlError.NotPossible] = (new("An ESP32 board cannot do this with its account.", "ESP32 ボードのアカウントではこの操作を実行できません。"),
            new("It keeps a refresh token or a password. Device codes need a deviceEndpoint in agent.json; app secrets, certificates and service accounts need a Raspberry Pi.",
                "保存できるのはリフレッシュ トークンかパスワードです。デバイス コードには agent.json の deviceEndpoint が必要です。アプリのシークレット、証明書、サービス アカウントには Raspberry Pi を使ってください。")),
    };

    private static readonly Dictionary<ControlError, (Phrase, Phrase)> Errors = new()
    {
        [ControlError.NotJson] = (new("The request was garbled on its way.", "要求が途中で壊れました。"), new("Try again; look at the cable if it happens often.", "再実行してください。頻発する場合はケーブルを確認してください。")),
        [ControlError.LineTooLong] = (new("The request is longer than the device takes.", "要求が長すぎます。"), new("Shorten it.", "短くしてください。")),
        [ControlError.UnknownVerb] = (new("The device's agent is too old for this.", "装置のエージェントが古く、この操作に対応していません。"), new("Update devicemail-agent.", "devicemail-agent を更新してください。")),
        [ControlError.BadRequest] = (new("The device misses something in the request.", "要求の内容が不足しています。"), new("Check the options; --help shows them.", "オプションを確認してください (--help)。")),
        [ControlError.UnknownAccount] = (new("The device has no account of this name.", "その名前のアカウントは装置にありません。"), new("devicemail status lists its accounts.", "devicemail status でアカウントを確認してください。")),
        [ControlError.NotPossible] = (new("This account is not of the kind that this is for.", "このアカウントの種類では実行できません。"), new("devicemail status shows how it logs in.", "ログイン方式を確認してください (devicemail status)。")),
        [ControlError.BadRecipient] = (new("The recipient is not a mail address.", "宛先がメールアドレスではありません。"), new("Write an address such as name@example.com.", "name@example.com のように指定してください。")),
        [ControlError.BadSecret] = (new("What was given cannot be such a secret.", "指定された値は秘密情報として不正です。"), new("Copy it again, whole and without quotes or line ends.", "引用符や改行を含めず、全体をコピーし直してください。")),
        [ControlError.NotStored] = (new("The device could not write its store.", "装置の保存領域に書き込めませんでした。"), new("Check that its disk is not full or read-only.", "ディスクの空きと書き込み権限を確認してください。")),
        [ControlError.Busy] = (new("The device is doing the same for someone else.", "同じ処理が実行中です。"), new("Try again in a moment.", "しばらく待って再実行してください。")),
        [ControlError.Failed] = (new("The device tried, and it failed.", "処理に失敗しました。"), new("The number says why: devicemail explain NUMBER.", "devicemail explain 番号 で原因を確認してください。")),
        [ControlError.Cancelled] = (new("It was cancelled.", "中止されました。"), new("Run the command again to begin anew.", "やり直すには再実行してください。")),
        [ControlError.ProofRequired] = (new("The device wants proof of the admin key first.", "先に管理キーの証明が必要です。"), new("Name the key's file with --admin-key.", "--admin-key でキーのファイルを指定してください。")),
        [ControlError.ProofWrong] = (new("The device refused the admin key.", "管理キーが拒否されました。"), new("Check that it is this device's key.", "この装置のキーか確認してください。")),
        [ControlError.NoAdminKey] = (new("The device has no admin key yet.", "装置に管理キーがまだ設定されていません。"), new("Set one over the unix socket or the serial line.", "unix ソケットまたはシリアル回線で設定してください。")),
        [ControlError.TooSlow] = (new("The request came too slowly.", "要求の受信に時間がかかりすぎました。"), new("Try again; look at the cable if it happens often.", "再実行してください。頻発する場合はケーブルを確認してください。")),
        [ControlError.BadPrivateKey] = (new("What was given is not a private key that can be used.", "指定された値は使用できる秘密鍵ではありません。"),
            new("It must be an RSA key of 2048 bits or more in unencrypted PEM. From another form: openssl pkey -in FILE -out key.pem", "暗号化されていない PEM 形式の RSA 鍵 (2048 ビット以上) が必要です。変換: openssl pkey -in FILE -out key.pem")),
        [ControlError.KeyMismatch] = (new("The private key is not the one of the certificate that agent.json names.", "秘密鍵が agent.json の証明書と一致しません。"),
            new("Take the key that was made together with that certificate, or put the new certificate in place first.", "その証明書と同時に作成した鍵を使うか、先に新しい証明書を配置してください。")),
        [ControlError.BadServiceAccount] = (new("What was given is not the key file of this account's service account.", "指定されたファイルは、このアカウントのサービス アカウントの鍵ファイルではありません。"),
            new("Take the JSON file that the Google Cloud console made: Service Accounts > the account > Keys.", "Google Cloud コンソールで作成した JSON ファイルを使ってください:「サービス アカウント」> アカウント >「鍵」。")),
        [ControlError.Fault] = (new("The agent had a fault of its own; it goes on.", "エージェント内部でエラーが発生しました (動作は継続)。"), new("Please report it with the device's log (journalctl -u devicemail-agent).", "ログ (journalctl -u devicemail-agent) を添えて開発元に連絡してください。")),
    };

    public static (Phrase What, Phrase Next) Of(ControlFault fault) => Faults[fault];

    public static (Phrase What, Phrase Next) Of(ControlError error) => Errors[error];

    /// <summary>What to say of an answer that is none: a board's, where it can less than a Raspberry Pi.</summary>
    public static (Phrase What, Phrase Next) Of(ControlAnswer answer) => answer.IsBoards && Boards.TryGetValue(answer.Error, out (Phrase, Phrase) said) ? said : Errors[answer.Error];
}
