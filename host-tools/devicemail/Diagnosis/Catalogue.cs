using System.Collections.Generic;
using System.Linq;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>Every diagnosis with its words, one file for each kind. Tests hold it to the enum and to the 80 columns.</summary>
internal static class Catalogue
{
    private static readonly Dictionary<Diagnosis, CatalogueRow> Rows;

    static Catalogue()
    {
        CatalogueRow[] rows = [.. ScannerRows.All, .. ConnectionRows.All, .. TokenRows.All, .. PairingRows.All, .. SignInRows.All, .. ClientRows.All, .. LoginRows.All, .. MailRows.All, .. MailFormRows.All, .. DeviceRows.All, .. ForesightRows.All];
        All = [.. rows.OrderBy(row => row.Number)];
        Rows = All.ToDictionary(row => row.Diagnosis);
    }

    /// <summary>The rows in the order of their numbers.</summary>
    public static IReadOnlyList<CatalogueRow> All { get; }

    /// <summary>The row of a number, or null.</summary>
    public static CatalogueRow? Find(int number) => Rows.GetValueOrDefault((Diagnosis)number);

    /// <summary>The row of a diagnosis.</summary>
    public static CatalogueRow Of(Diagnosis diagnosis) => Rows[diagnosis];
}
