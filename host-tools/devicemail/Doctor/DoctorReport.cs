using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Diagnoses;

namespace DeviceMailAgent.Tool.Examination;

/// <summary>What came of a check; the words are those of the control protocol.</summary>
internal enum CheckResult
{
    Passed,
    Failed,
    /// <summary>Not tried: something before it failed, or it cannot be done from here; the note says which.</summary>
    Untried,
    /// <summary>There is no such thing here.</summary>
    Unused,
}

/// <summary>What a group of checks is about; in kebab case the <c>kind</c> of <c>--json</c>.</summary>
internal enum CheckGroup
{
    /// <summary>The way from this tool to the device.</summary>
    Device,
    /// <summary>An account's way to its provider, seen from the device.</summary>
    Account,
    /// <summary>Clock and forecast.</summary>
    Outlook,
    /// <summary>A listener, seen from this computer.</summary>
    Listener,
    /// <summary>The real mail of <c>--send-to</c>.</summary>
    Mail,
}

/// <summary>One line of the doctor's.</summary>
/// <param name="Name">Its word of <c>--json</c>; <see cref="DoctorTexts.NameOf"/> has the words for a person.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Diagnosis">Why it failed; None where nothing is known but that it did.</param>
/// <param name="Note">What was seen; may be empty.</param>
internal sealed record DoctorCheck(string Name, CheckResult Result, Diagnosis Diagnosis = Diagnosis.None, Phrase Note = default)
{
    /// <summary>What fills the placeholders of the cure.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}

/// <summary>Everything that the doctor has found so far. Whoever shows it is told as it grows.</summary>
internal sealed class DoctorReport
{
    private readonly List<(CheckGroup Kind, string Subject, List<DoctorCheck> Checks)> _groups = [];

    /// <summary>A group begins: its kind and what it is about.</summary>
    public event Action<CheckGroup, string>? GroupBegan;

    /// <summary>A check of this name is under way.</summary>
    public event Action<string>? CheckBegan;

    /// <summary>A check has ended.</summary>
    public event Action<DoctorCheck>? CheckEnded;

    /// <summary>Every check, in order.</summary>
    public IEnumerable<DoctorCheck> Checks => _groups.SelectMany(group => group.Checks);

    /// <summary>True as long as nothing failed.</summary>
    public bool IsWell => Checks.All(check => check.Result != CheckResult.Failed);

    /// <summary>The checks of the groups of a kind.</summary>
    public IEnumerable<DoctorCheck> Of(CheckGroup kind, string? subject = null) =>
        _groups.Where(group => group.Kind == kind && (subject is null || group.Subject == subject)).SelectMany(group => group.Checks);

    public void Group(CheckGroup kind, string subject)
    {
        _groups.Add((kind, subject, []));
        GroupBegan?.Invoke(kind, subject);
    }

    public void Begin(string name) => CheckBegan?.Invoke(name);

    public void Add(DoctorCheck check)
    {
        _groups[^1].Checks.Add(check);
        CheckEnded?.Invoke(check);
    }

    public int Count(CheckResult result) => Checks.Count(check => check.Result == result);

    /// <summary>The whole as one JSON object.</summary>
    public JsonObject Json(Language language, JsonObject? device)
    {
        JsonObject json = new() { ["ok"] = IsWell };
        if (device is not null)
        {
            JsonObject plain = device.DeepClone().AsObject();
            plain.Remove("id");
            plain.Remove("type");
            json["device"] = plain;
        }

        foreach (CheckResult result in Enum.GetValues<CheckResult>()) json[Word(result)] = Count(result);
        json["groups"] = new JsonArray([.. _groups.Select(group => (JsonNode)new JsonObject
        {
            ["kind"] = Word(group.Kind), ["subject"] = group.Subject, ["checks"] = new JsonArray([.. group.Checks.Select(check => (JsonNode)Json(check, language))]),
        })]);
        return json;
    }

    private static JsonObject Json(DoctorCheck check, Language language)
    {
        var json = new JsonObject { ["name"] = check.Name, ["result"] = Word(check.Result) };
        if (check.Note.English is { Length: > 0 }) json["note"] = check.Note.In(language);
        if (check.Result != CheckResult.Failed || check.Diagnosis == Diagnosis.None) return json;
        json["diagnosis"] = (int)check.Diagnosis;
        if (Catalogue.Find((int)check.Diagnosis) is not null) json["cure"] = new ExplanationScreen(language, 80, check.Values).Json(Catalogue.Of(check.Diagnosis));
        return json;
    }

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
