using System.Collections.Generic;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Texts;

/// <summary>The words for the events of a device's ring and for its states.</summary>
internal static class EventTexts
{
    private static readonly Dictionary<EventCode, Phrase> Events = new()
    {
        [EventCode.None] = new("nothing", "なし"),
        [EventCode.Ready] = new("started", "起動"),
        [EventCode.Stopping] = new("stopping", "停止処理"),
        [EventCode.StateChanged] = new("state", "状態"),
        [EventCode.Fault] = new("fault in the agent", "内部エラー"),
        [EventCode.MailDelivered] = new("mail delivered", "送信成功"),
        [EventCode.MailRefused] = new("mail not sent", "送信失敗"),
        [EventCode.MailUnknown] = new("mail uncertain", "送信結果不明"),
        [EventCode.ProviderReady] = new("logged in", "ログイン成功"),
        [EventCode.ProviderFailed] = new("provider failed", "接続失敗"),
        [EventCode.ScannerNoted] = new("scanner", "スキャナー"),
        [EventCode.ScannerTurnedAway] = new("scanner refused", "接続拒否"),
        [EventCode.TokenRenewed] = new("token renewed", "トークン更新"),
        [EventCode.TokenRefused] = new("token refused", "トークン拒否"),
        [EventCode.ControlOpened] = new("admin connected", "管理接続"),
        [EventCode.ControlRefused] = new("admin refused", "管理接続拒否"),
        [EventCode.Paired] = new("paired", "ペアリング完了"),
        [EventCode.PairingEnded] = new("pairing failed", "ペアリング失敗"),
        [EventCode.SecretImported] = new("secret stored", "秘密情報の保存"),
        [EventCode.SecretForgotten] = new("secret deleted", "秘密情報の削除"),
        [EventCode.OwnerWritten] = new("owner written to", "担当者への通知メール送信"),
        [EventCode.ScreenFailed] = new("screen does not answer (check its wiring and pins)", "画面が応答なし (配線とピンを確認)"),
        [EventCode.ScreenWorks] = new("screen shows again", "画面が復旧"),
        [EventCode.FleetReady] = new("broker connected", "ブローカーに接続"),
        [EventCode.FleetLost] = new("no broker", "ブローカーに未接続"),
    };

    // The Detail of FleetLost; from 128 on MQTT 5's reason codes.
    private static readonly Dictionary<long, Phrase> BrokerFaults = new()
    {
        [1] = new("no address for fleet.host: check it and DNS", "fleet.host の名前解決に失敗: 設定と DNS を確認"),
        [2] = new("nobody answers: check fleet.host, fleet.port and the firewall", "応答なし: fleet.host、fleet.port、ファイアウォールを確認"),
        [3] = new("TLS failed: check that fleet.port speaks TLS", "TLS に失敗: fleet.port が TLS に対応しているか確認"),
        [4] = new("certificate not trusted: check fleet.ca, fleet.host and the clock", "証明書を検証できない: fleet.ca、fleet.host、時刻を確認"),
        [5] = new("no answer in time", "応答がタイムアウト"),
        [6] = new("connection ended", "接続が終了"),
        [7] = new("does not speak MQTT 5", "MQTT 5 に未対応"),
        [134] = new("login refused: check fleet.user, then devicemail import fleet-password", "ログイン拒否: fleet.user を確認し、devicemail import fleet-password を実行"),
        [135] = new("not allowed: check fleet.user and the broker's topic rules, then devicemail import fleet-password", "許可なし: fleet.user とブローカーのトピック権限を確認し、devicemail import fleet-password を実行"),
        [142] = new("another device has this fleet.id: give each its own", "fleet.id が他のデバイスと重複: デバイスごとに変更"),
    };

    private static readonly Dictionary<string, Phrase> States = new()
    {
        ["ready"] = new("ready", "正常"),
        ["sending"] = new("sending", "送信中"),
        ["attention"] = new("attention", "要確認"),
        ["booting"] = new("starting", "起動中"),
        ["provider-unreachable"] = new("no way to the provider", "接続不可"),
        ["not-allowed-to-send"] = new("not allowed to send", "送信不許可"),
        ["needs-pairing"] = new("needs pairing", "要ペアリング"),
        ["misconfigured"] = new("misconfigured", "設定エラー"),
        ["pairing"] = new("pairing", "ペアリング中"),
    };

    /// <summary>The words of the states in the order of <see cref="AgentState"/>.</summary>
    private static readonly string[] StateWords = ["ready", "sending", "attention", "booting", "provider-unreachable", "not-allowed-to-send", "needs-pairing", "misconfigured", "pairing"];

    /// <summary>An event's name; the bare number for one that a later agent may have.</summary>
    public static Phrase Of(long code) =>
        Events.TryGetValue((EventCode)code, out Phrase phrase) ? phrase : new($"event {code}", $"イベント {code}");

    /// <summary>Why there is no broker; the bare number for what only the broker's own log explains.</summary>
    public static Phrase OfBroker(long fault) => BrokerFaults.TryGetValue(fault, out Phrase phrase) ? phrase : new($"MQTT reason {fault}: see the broker's log", $"MQTT 理由コード {fault}: ブローカーのログを確認");

    /// <summary>A state by its word of the protocol.</summary>
    public static Phrase OfState(string word) => States.TryGetValue(word, out Phrase phrase) ? phrase : new(word, word);

    /// <summary>A state by its number.</summary>
    public static Phrase OfState(long number) => number >= 0 && number < StateWords.Length ? OfState(StateWords[number]) : new("", "");
}
