namespace DeviceMailAgent.Relay;

/// <summary>The steps of a check in their order.</summary>
public enum CheckStep
{
    /// <summary>The provider's name has an address.</summary>
    Name,
    /// <summary>Its port accepts a connection.</summary>
    Port,
    /// <summary>What answers greets as SMTP.</summary>
    Greeting,
    /// <summary>STARTTLS is offered and the handshake succeeds; or TLS from the first octet.</summary>
    Tls,
    /// <summary>The certificate is for this name, in its time, below a trusted root.</summary>
    Certificate,
    /// <summary>The device's clock agrees with the provider's.</summary>
    Clock,
    /// <summary>There is a valid token, or a password.</summary>
    Token,
    /// <summary>The provider takes the login.</summary>
    Login,
    /// <summary>The provider lets the account send as its sender.</summary>
    Sender,
    /// <summary>The provider takes mails as large as sizeMax.</summary>
    Size,
}

/// <summary>What came of a step.</summary>
public enum CheckResult
{
    /// <summary>It works.</summary>
    Passed,
    /// <summary>It does not; the diagnosis says why.</summary>
    Failed,
    /// <summary>An earlier step failed, and this one needs it.</summary>
    Untried,
    /// <summary>The account has no such thing.</summary>
    Unused,
}
