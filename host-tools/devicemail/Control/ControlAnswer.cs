using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using DeviceMailAgent.Control;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Control;

/// <summary>A device's whole answer to one request.</summary>
/// <param name="Lines">Every line but the last.</param>
/// <param name="Error">None: it was done.</param>
/// <param name="Diagnosis">Why it failed, if the error is <see cref="ControlError.Failed"/>.</param>
internal sealed record ControlAnswer(IReadOnlyList<JsonObject> Lines, ControlError Error, Diagnosis Diagnosis)
{
    /// <summary>True if an ESP32 gave it, which can less than a Raspberry Pi.</summary>
    public bool IsBoards { get; init; }

    public bool IsOk => Error == ControlError.None;

    /// <summary>The error's word of the protocol.</summary>
    public string ErrorWord => Encoding.ASCII.GetString(ControlErrors.WordOf(Error));

    /// <summary>The lines of a type.</summary>
    public IEnumerable<JsonObject> Of(string type) => Lines.Where(line => line.Text("type") == type);
}

/// <summary>Members of a line, which a device may leave out and a stranger may fill with anything.</summary>
internal static class ControlLine
{
    public static string Text(this JsonObject line, string name) => line[name] is JsonValue value && value.TryGetValue(out string? text) ? Printable(text) : "";

    public static long? Number(this JsonObject line, string name) => line[name] is JsonValue value && value.TryGetValue(out long number) ? number : null;

    public static bool Flag(this JsonObject line, string name) => line[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    public static Diagnosis Diagnosis(this JsonObject line, string name = "diagnosis") => (Diagnosis)(int)Math.Clamp(line.Number(name) ?? 0, 0, 9999);

    // A provider's reply is foreign text: what would move the cursor must not reach the terminal.
    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
