namespace DeviceMailAgent.Relay;

/// <summary>How carrying a mail's data ended.</summary>
public enum RelayResult
{
    /// <summary>The provider replied to the whole mail, or refused DATA: its reply says how.</summary>
    Answered,
    /// <summary>The scanner's connection ended before CRLF.CRLF. Nothing was delivered.</summary>
    ScannerLost,
    /// <summary>The scanner sent too little for too long. Nothing was delivered.</summary>
    ScannerTooSlow,
    /// <summary>The data holds a smuggling sequence. Nothing was delivered.</summary>
    SmugglingRefused,
    /// <summary>The mail has lines that the listener refuses: a bare LF, a NUL, or too long a one. Nothing was delivered.</summary>
    LinesRefused,
    /// <summary>The mail is over the account's limit. Nothing was delivered.</summary>
    TooLarge,
    /// <summary>The provider's connection broke before CRLF.CRLF was sent. Nothing was delivered.</summary>
    ProviderLost,
    /// <summary>The provider's connection broke after CRLF.CRLF was sent and before its reply.</summary>
    OutcomeUnknown,
}
