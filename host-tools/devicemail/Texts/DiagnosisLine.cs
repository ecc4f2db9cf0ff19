using System.Globalization;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Diagnoses;

namespace DeviceMailAgent.Tool.Texts;

/// <summary>A diagnosis on one line, for tables.</summary>
internal static class DiagnosisLine
{
    /// <summary>Number and title; the bare number for one that a later agent may have.</summary>
    public static string Of(Diagnosis diagnosis, Language language)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"D{(int)diagnosis}");
        return Catalogue.Find((int)diagnosis) is { } row ? name + " " + row.Title.In(language) : name;
    }
}
