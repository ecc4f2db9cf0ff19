using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Diagnoses;
using DeviceMailAgent.Tool.Texts;

namespace DeviceMailAgent.Tool.Fleet;

/// <summary>The fleet as lines for a terminal: worst first, and below each device that needs somebody, whom and why.</summary>
internal sealed class FleetScreen(Language language, int columns)
{
    private const int IdWidth = 24, StateWidth = 23, SinceWidth = 15;

    private static readonly Phrase Title = new("{0} devices: {1} need care, {2} gone, {3} well", "装置 {0} 台: 要対応 {1}、応答なし {2}、正常 {3}");
    private static readonly Phrase Nobody = new("No device has told anything below {0} yet.", "{0} 以下に装置からの情報がまだありません。");
    private static readonly Phrase Head = new("DEVICE\tSTATE\tFOR\tSENT / NOT", "装置\t状態\t経過\t成功 / 失敗");
    private static readonly Phrase More = new("... and {0} more; --once lists all.", "... ほか {0} 台 (--once ですべて表示)");
    private static readonly Phrase Gone = new("gone", "応答なし");
    private static readonly Phrase Lost = new("technician: no sign of life; check its light, power and network", "設置担当者: 応答なし (装置のランプ、電源、ネットワークを確認)");
    private static readonly Phrase Stopped = new("technician: stopped by hand; systemctl start devicemail-agent", "設置担当者: 手動で停止中 (systemctl start devicemail-agent)");
    private static readonly Phrase Unknown = new("unknown", "不明");
    private static readonly Phrase Days = new(" in {0} days", " (残り{0}日)");
    private static readonly Dictionary<Turn, Phrase> Turns = new()
    {
        [Turn.Technician] = new("technician", "設置担当者"),
        [Turn.TenantAdmin] = new("tenant's administrator", "テナント管理者"),
        [Turn.Provider] = new("provider", "メールサービス"),
        [Turn.ScannerUser] = new("person at the scanner", "スキャナー利用者"),
        [Turn.Nobody] = new("nobody, it passes", "対応不要"),
    };

    /// <summary>The lines.</summary>
    /// <param name="devices">Sorted.</param>
    /// <param name="prefix">Where they are looked for.</param>
    /// <param name="now">The time of now.</param>
    /// <param name="linesMax">How many fit.</param>
    public IReadOnlyList<string> Lines(FleetDevice[] devices, string prefix, DateTimeOffset now, int linesMax = int.MaxValue)
    {
        if (devices.Length == 0) return [.. Columns.Wrap(Fill(Nobody, prefix + "/"), columns)];
        int gone = devices.Count(device => device.State == "gone"), care = devices.Count(FleetList.NeedsCare) - gone;
        var lines = new List<string> { Fill(Title, Number(devices.Length), Number(care), Number(gone), Number(devices.Length - care - gone)), "", Row(Head.In(language).Split('\t')) };
        int shown = 0;
        foreach (FleetDevice device in devices)
        {
            string? need = Need(device);
            int room = linesMax - lines.Count - (shown + 1 < devices.Length ? 1 : 0);
            if (room < (need is null ? 1 : 2)) break;
            lines.Add(Row(device.Id, StateOf(device), Since(device, now), device.HealthTime is null ? "-" : $"{Number(device.Delivered)} / {Number(device.Refused)}"));
            if (need is not null) lines.Add(Cut("  " + need, columns));
            shown++;
        }

        if (shown < devices.Length) lines.Add(Fill(More, Number(devices.Length - shown)));
        return lines;
    }

    /// <summary>Who has to do something, and why; null: nobody.</summary>
    public string? Need(FleetDevice device)
    {
        if (device.State == "gone") return (device.Why == "stopped" ? Stopped : Lost).In(language);
        if (device.Diagnosis == Diagnosis.None && device.Due != Diagnosis.None) return Turned(device.Due, Fill(Days, Number(device.DueDays)));
        return device.Diagnosis == Diagnosis.None ? null : Turned(device.Diagnosis, "");
    }

    /// <summary>Whose turn it is; null: nobody's.</summary>
    public static Turn? TurnOf(FleetDevice device)
    {
        Diagnosis diagnosis = device.Diagnosis == Diagnosis.None ? device.Due : device.Diagnosis;
        return device.State == "gone" ? Turn.Technician : diagnosis == Diagnosis.None ? null : Catalogue.Find((int)diagnosis)?.Turn;
    }

    private string Turned(Diagnosis diagnosis, string when)
    {
        string line = DiagnosisLine.Of(diagnosis, language);
        return Catalogue.Find((int)diagnosis) is { } row ? $"{Turns[row.Turn].In(language)}{when}: {line}" : line;
    }

    private string StateOf(FleetDevice device) => device.State switch
    {
        "gone" => Gone.In(language),
        "" => Unknown.In(language),
        _ => EventTexts.OfState(device.State).In(language),
    };

    private string Since(FleetDevice device, DateTimeOffset now) =>
        device.Since is { } time ? Quantities.Span(Math.Max(0, (long)(now - time).TotalSeconds), language) : "-";

    private string Row(params string[] cells) =>
        Cut(Padded(cells[0], IdWidth) + Padded(cells[1], StateWidth) + Padded(cells[2], SinceWidth) + cells[3], columns).TrimEnd();

    private static string Padded(string text, int width)
    {
        string cut = Cut(text, width - 1);
        return cut + new string(' ', width - Columns.Width(cut));
    }

    private static string Cut(string text, int width)
    {
        if (Columns.Width(text) <= width) return text;
        while (Columns.Width(text) > width - 3) text = text[..^1];
        return text + "...";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Fill(Phrase phrase, params string[] values)
    {
        string text = phrase.In(language);
        for (int i = 0; i < values.Length; i++) text = text.Replace("{" + Number(i) + "}", values[i], StringComparison.Ordinal);
        return text;
    }
}
