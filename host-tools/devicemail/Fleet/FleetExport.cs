using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Fleet;

/// <summary>The fleet for other programs. Times are RFC 3339 in UTC; what is not known is null, in CSV empty.</summary>
internal static class FleetExport
{
    public static JsonArray Json(IEnumerable<FleetDevice> devices) => new([.. devices.Select(Json)]);

    /// <summary>CSV as in RFC 4180, with a header line.</summary>
    public static string Csv(IEnumerable<FleetDevice> devices)
    {
        var text = new StringBuilder();
        string[] names = [.. Json(new FleetDevice("")).Select(member => member.Key)];
        text.Append(string.Join(',', names)).Append("\r\n");
        foreach (JsonObject device in devices.Select(Json)) text.Append(string.Join(',', names.Select(name => Cell(device[name])))).Append("\r\n");
        return text.ToString();
    }

    private static JsonObject Json(FleetDevice device) => new()
    {
        ["id"] = device.Id,
        ["name"] = device.Name,
        ["board"] = device.Board,
        ["version"] = device.Version,
        ["state"] = device.State,
        ["needsCare"] = FleetList.NeedsCare(device),
        ["turn"] = FleetScreen.TurnOf(device) is { } turn ? System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(turn.ToString()) : null,
        ["diagnosis"] = Diagnosed(device.Diagnosis),
        ["why"] = device.Why.Length > 0 ? device.Why : null,
        ["since"] = Moment(device.Since),
        ["time"] = Moment(device.Time),
        ["healthTime"] = Moment(device.HealthTime),
        ["delivered"] = device.HealthTime is null ? null : device.Delivered,
        ["refused"] = device.HealthTime is null ? null : device.Refused,
        ["lastMail"] = Moment(device.LastMail),
        ["dueDiagnosis"] = Diagnosed(device.Due),
        ["dueDays"] = device.Due == Diagnosis.None ? null : device.DueDays,
        ["uptimeSeconds"] = device.HealthTime is null ? null : device.UptimeSeconds,
        ["rssOctets"] = device.HealthTime is null ? null : device.RssOctets,
    };

    private static JsonNode? Diagnosed(Diagnosis diagnosis) => diagnosis == Diagnosis.None ? null : (int)diagnosis;

    private static string? Moment(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Cell(JsonNode? value)
    {
        string text = value?.ToString() ?? "";
        // A cell that begins so is run as a formula by spreadsheets, and the text comes from the broker.
        if (text.Length > 0 && text[0] is ('=' or '+' or '-' or '@')) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
