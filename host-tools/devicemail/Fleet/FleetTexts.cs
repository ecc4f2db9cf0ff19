using System.Collections.Generic;

namespace DeviceMailAgent.Tool.Fleet;

/// <summary>What to say when the fleet cannot be asked: what happened, then what to do. {0} is the address, path or word.</summary>
internal static class FleetTexts
{
    private static readonly Dictionary<FleetFault, (Phrase, Phrase)> Faults = new()
    {
        [FleetFault.BadAddress] = (new("{0} is no broker's address.", "{0} はブローカーのアドレスではありません。"),
            new("Write for example --broker mqtts://it@broker.contoso.com:8883/devicemail. The password goes into a file: --password-file.", "例: --broker mqtts://it@broker.contoso.com:8883/devicemail (パスワードは --password-file のファイルに保存)")),
        [FleetFault.BadCa] = (new("There is no certificate that can be read in {0}.", "{0} から証明書を読み込めません。"),
            new("--ca names a PEM file with the broker's root.", "--ca にはブローカーのルート証明書 (PEM) を指定してください。")),
        [FleetFault.BadPassword] = (new("The password cannot be read from {0}.", "{0} からパスワードを読み込めません。"),
            new("The file holds the password on one line and must be readable for you.", "パスワードを 1 行で保存し、読み取り権限を確認してください。")),
        [FleetFault.NotReachable] = (new("No broker answers at {0}.", "{0} のブローカーから応答がありません。"),
            new("Check address and port, and that the broker speaks MQTT 5. In clear it is mqtt://, over TLS mqtts://.", "アドレス、ポート、MQTT 5 対応を確認してください。TLS なしは mqtt://、TLS ありは mqtts:// です。")),
        [FleetFault.CertificateRefused] = (new("The certificate of {0} cannot be trusted.", "{0} の証明書を信頼できません。"),
            new("Name the broker's root with --ca, and use the name that is in its certificate.", "--ca でルート証明書を指定し、証明書に記載された名前で接続してください。")),
        [FleetFault.LoginRefused] = (new("The broker refused the login of user {0}.", "ブローカーがユーザー {0} のログインを拒否しました。"),
            new("Check the user in --broker and the file of --password-file.", "--broker のユーザー名と --password-file の内容を確認してください。")),
        [FleetFault.Refused] = (new("The broker refused: {0}.", "ブローカーが拒否しました: {0}"),
            new("Allow this user to read below the prefix, and for commands to write to PREFIX/DEVICE/command.", "このユーザーに接頭辞以下の読み取り権限と、コマンド用に PREFIX/装置/command への書き込み権限を与えてください。")),
        [FleetFault.NoKey] = (new("No admin key is known for {0}.", "{0} の管理キーが登録されていません。"),
            new("Save the device with devicemail devices add, or name its key's file with --admin-key.", "devicemail devices add で装置を保存するか、--admin-key でキーのファイルを指定してください。")),
        [FleetFault.NoAnswer] = (new("{0} did not answer.", "{0} から応答がありません。"),
            new("It is gone, has another admin key or none, or its clock is not set: devicemail fleet --once shows the first, its log (journalctl -u devicemail-agent) the others.",
                "装置が停止しているか、管理キーが違うか、時刻が未設定です。devicemail fleet --once と装置のログ (journalctl -u devicemail-agent) を確認してください。")),
    };

    private static readonly Dictionary<string, Phrase> Errors = new()
    {
        ["stale"] = new("The command was too old or from the future: compare the clocks of this computer and of the device.", "コマンドの時刻がずれています。このコンピューターと装置の時計を確認してください。"),
        ["clock-not-set"] = new("The device's clock is not set yet. Try again when it has reached a time server.", "装置の時計が未設定です。時刻同期後に再実行してください。"),
        ["busy"] = new("The device is busy with another command. Try again in a moment.", "別の処理が実行中です。しばらく待って再実行してください。"),
        ["unknown-account"] = new("The device has no account of this name.", "その名前のアカウントは装置にありません。"),
        ["unknown-verb"] = new("The device's agent is too old for this.", "装置のエージェントが古く、この操作に対応していません。"),
        ["not-possible"] = new("This account is not of the kind that this is for.", "このアカウントの種類では実行できません。"),
        ["cancelled"] = new("It was cancelled.", "中止されました。"),
    };

    public static (Phrase What, Phrase Next) Of(FleetFault fault) => Faults[fault];

    /// <summary>A refusal's word for a person; the word itself for one that a later agent may have.</summary>
    public static string OfError(string error, Language language) => Errors.TryGetValue(error, out Phrase phrase) ? phrase.In(language) : error;
}
