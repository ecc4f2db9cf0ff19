using System;
using System.Globalization;
using System.Text.Json;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Fleet;

/// <summary>
/// What one device has told. Messages may come twice, late and in another order: each names the device's start (boot), its connection since then (link) and a number that only rises,
/// and what is older than what is known is left alone.
/// </summary>
internal sealed class FleetDevice(string id)
{
    private string _boot = "";
    private string _bootBefore = "";
    private DateTimeOffset? _since;
    private long _link, _number, _healthNumber, _event = -1;

    public string Id { get; } = id;

    public string Name { get; private set; } = "";

    public string Board { get; private set; } = "";

    public string Version { get; private set; } = "";

    /// <summary>The agent's word for its state, or gone; empty: not told yet.</summary>
    public string State { get; private set; } = "";

    /// <summary>Of a device that is gone: lost, or stopped by somebody.</summary>
    public string Why { get; private set; } = "";

    public Diagnosis Diagnosis { get; private set; }

    /// <summary>When the device said so; of one that is gone: when it last connected.</summary>
    public DateTimeOffset? Time { get; private set; }

    public DateTimeOffset? HealthTime { get; private set; }

    /// <summary>Since when it is so. A last will is written long before it is told, so of a device that is gone it is its last sign of life.</summary>
    public DateTimeOffset? Since => State == "gone" && Why != "stopped" ? HealthTime : _since ?? Time;

    public long Delivered { get; private set; }

    public long Refused { get; private set; }

    public long UptimeSeconds { get; private set; }

    public long RssOctets { get; private set; }

    public DateTimeOffset? LastMail { get; private set; }

    /// <summary>What ends within two weeks, and in how many days.</summary>
    public Diagnosis Due { get; private set; }

    public long DueDays { get; private set; }

    /// <summary>Events with a diagnosis since this reader began.</summary>
    public long Events { get; private set; }

    public Diagnosis LastEvent { get; private set; }

    /// <summary>Takes a message. False: it is old, a copy, or none of a device.</summary>
    public bool Take(string kind, JsonElement message)
    {
        string boot = Text(message, "boot");
        if (boot.Length == 0 || (boot == _bootBefore && boot != _boot)) return false;
        switch (kind)
        {
            case "status": return TakeStatus(message, boot);
            case "health": return TakeHealth(message, boot);
            case "event": return TakeEvent(message, boot);
            default: return false;
        }
    }

    private bool TakeStatus(JsonElement message, string boot)
    {
        string state = Text(message, "state");
        bool isGone = state == "gone";
        DateTimeOffset? time = Moment(message, "time");
        long link = Number(message, "link"), number = Number(message, "number");
        if (boot == _boot)
        {
            if (link < _link) return false;
            // A last will is written when its connection begins and told when it ends: it outranks every number of its connection.
            if (link == _link && (State == "gone" || (!isGone && number <= _number))) return false;
        }
        else if (isGone && time < Time)
        {
            return false;
        }

        Began(boot);
        _link = link;
        _number = number;
        State = state;
        Why = Text(message, "why");
        Diagnosis = (Diagnosis)Number(message, "diagnosis");
        Time = time;
        _since = Moment(message, "since");
        Name = Text(message, "name");
        Board = Text(message, "board");
        Version = Text(message, "version");
        return true;
    }

    private bool TakeHealth(JsonElement message, string boot)
    {
        long number = Number(message, "number");
        if (boot == _boot && number <= _healthNumber) return false;
        Began(boot);
        _healthNumber = number;
        HealthTime = Moment(message, "time");
        Delivered = Number(message, "delivered");
        Refused = Number(message, "refused");
        UptimeSeconds = Number(message, "uptimeSeconds");
        RssOctets = Number(message, "rssOctets");
        LastMail = Moment(message, "lastTime");
        Due = (Diagnosis)Number(message, "dueDiagnosis");
        DueDays = Number(message, "dueDays");
        return true;
    }

    private bool TakeEvent(JsonElement message, string boot)
    {
        long number = Number(message, "event");
        if (boot == _boot && number <= _event) return false;
        Began(boot);
        _event = number;
        Events++;
        LastEvent = (Diagnosis)Number(message, "diagnosis");
        return true;
    }

    // Of a new start everything is new; what comes late of the one before is not.
    private void Began(string boot)
    {
        if (boot == _boot) return;
        _bootBefore = _boot;
        _boot = boot;
        _link = _number = _healthNumber = 0;
        _event = -1;
        if (State == "gone") State = "";
    }

    private static string Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? FleetText.Clean(value.GetString()!) : "";

    private static long Number(JsonElement message, string name) =>
        message.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number is >= 0 and <= long.MaxValue / 2 ? number : 0;

    private static DateTimeOffset? Moment(JsonElement message, string name) =>
        DateTimeOffset.TryParseExact(Text(message, name), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : null;
}

/// <summary>Text from the broker, where anybody may write.</summary>
internal static class FleetText
{
    private const int Max = 80;

    /// <summary>Short, and without control characters that a terminal would obey.</summary>
    public static string Clean(string text)
    {
        if (text.Length > Max) text = text[..Max];
        if (text.AsSpan().IndexOfAnyInRange('\u0000', '\u001f') < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0) return text;
        return string.Create(text.Length, text, static (into, from) =>
        {
            for (int i = 0; i < from.Length; i++) into[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
    }
}
