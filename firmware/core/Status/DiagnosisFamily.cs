namespace DeviceMailAgent.Status;

/// <summary>
/// What a number means to the agent itself. A closer number (321 to 399) tells a person more than its family does, and
/// changes nothing in what the agent does.
/// </summary>
public static class DiagnosisFamily
{
    /// <summary>The number between 301 and 311 that a closer one belongs to; any other number as it is.</summary>
    public static Diagnosis Of(Diagnosis diagnosis)
    {
        int number = (int)diagnosis;
        if (number < 320 || number > 399) return diagnosis;
        if (number < 360) return Diagnosis.RefreshTokenRefused;
        if (number < 380) return Diagnosis.ClientRefused;
        return diagnosis == Diagnosis.TokenThrottled ? Diagnosis.TokenEndpointUnavailable : Diagnosis.TokenRequestRefused;
    }

    /// <summary>True if an administrator has to act before pairing again can help: a policy (33x), the account itself (34x), or a consent.</summary>
    public static bool IsAdministratorsTurn(Diagnosis diagnosis)
    {
        int number = (int)diagnosis;
        return (number >= 330 && number < 350) || diagnosis == Diagnosis.AdminConsentNeeded;
    }
}
