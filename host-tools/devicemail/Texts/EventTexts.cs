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

    /// <summary>A state by its word of the protocol.</summary>
    public static Phrase OfState(string word) => States.TryGetValue(word, out Phrase phrase) ? phrase : new(word, word);

    /// <summary>A state by its number.</summary>
    public static Phrase OfState(long number) => number >= 0 && number < StateWords.Length ? OfState(StateWords[number]) : new("", "");
}
