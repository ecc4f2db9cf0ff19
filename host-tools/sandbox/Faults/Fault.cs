namespace DeviceMailAgent.Sandbox.Faults;

/// <summary>Where in a session or a token request a fault shows.</summary>
public enum FaultStage
{
    /// <summary>On accept, before a word is said.</summary>
    Connect,

    /// <summary>In place of 220.</summary>
    Greeting,

    /// <summary>At EHLO.</summary>
    Ehlo,

    /// <summary>At STARTTLS or in the TLS handshake.</summary>
    StartTls,

    /// <summary>Once the credentials were read.</summary>
    Auth,

    /// <summary>At MAIL FROM.</summary>
    Mail,

    /// <summary>At RCPT TO.</summary>
    Rcpt,

    /// <summary>At DATA, in place of 354; at BDAT, in place of receiving.</summary>
    Data,

    /// <summary>While the mail's octets come in.</summary>
    Content,

    /// <summary>After the end of the data.</summary>
    End,

    /// <summary>While a connection waits for its next command.</summary>
    Idle,

    /// <summary>Before replies.</summary>
    Reply,

    /// <summary>At the device authorization endpoint (RFC 8628 3.1) and the token endpoint, whichever is asked first.</summary>
    Device,

    /// <summary>At the token endpoint, when a device asks for its code's result (RFC 8628 3.4).</summary>
    Poll,

    /// <summary>On the page where a person signs in.</summary>
    Page,

    /// <summary>At the token endpoint.</summary>
    Token,
}

/// <summary>A row of the table of faults.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Stage">Where it shows, unless its argument names another stage.</param>
/// <param name="Argument">The argument where none is given; empty: none is needed.</param>
/// <param name="What">What the sandbox does, in one line.</param>
/// <param name="Reply">The SMTP reply for those faults that are no more than one.</param>
/// <param name="Count">How often it shows where no count is given; 0: until it is cleared.</param>
/// <param name="Error">The OAuth error for those faults that are a refusal at an OAuth endpoint; their argument is Entra's AADSTS number.</param>
public sealed record Fault(string Name, FaultStage Stage, string Argument, string What, string? Reply = null, int Count = 0, string? Error = null);

/// <summary>A fault that is set.</summary>
/// <param name="Name">The fault's name.</param>
/// <param name="Argument">Its argument.</param>
/// <param name="Count">How often it will still show; 0: until it is cleared.</param>
public sealed record SetFault(string Name, string Argument, int Count);
