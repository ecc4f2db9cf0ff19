using System.Globalization;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Tool.Diagnoses;

/// <summary>What an input was taken for.</summary>
internal enum InputKind
{
    /// <summary>A number of the catalogue.</summary>
    Number,
    /// <summary>A line that names a number: the agent's log, or the reply that a scanner's panel shows.</summary>
    LogLine,
    /// <summary>A mail server's reply.</summary>
    SmtpReply,
    /// <summary>An AADSTS number or a text with one.</summary>
    Aadsts,
    /// <summary>An OAuth error, as JSON, form or word.</summary>
    OAuthError,
    /// <summary>Words that programs use for a well-known failure.</summary>
    Words,
}

/// <summary>What <see cref="Recognition"/> made of an input.</summary>
/// <param name="Diagnosis">The number.</param>
/// <param name="Kind">What the input was taken for.</param>
/// <param name="Basis">The part that decided, for example "535 5.7.139" or "invalid_grant". Holds no text of the input beyond codes and error names.</param>
/// <param name="Aadsts">Entra's error number in the input; 0: none.</param>
internal sealed record Finding(Diagnosis Diagnosis, InputKind Kind, string Basis, int Aadsts = 0)
{
    /// <summary>Entra's own page on the error number, or null.</summary>
    public string? HelpUrl => Aadsts == 0 ? null : "https://login.microsoftonline.com/error?code=" + Aadsts.ToString(CultureInfo.InvariantCulture);

    public CatalogueRow Row => Catalogue.Of(Diagnosis);
}
