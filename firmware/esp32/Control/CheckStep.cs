namespace DeviceMailAgent.Esp32.Control;

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

/// <summary>Both as the protocol spells them.</summary>
public static class CheckWords
{
    /// <summary>The step's word.</summary>
    public static string Of(CheckStep step)
    {
        switch (step)
        {
            case CheckStep.Name: return "name";
            case CheckStep.Port: return "port";
            case CheckStep.Greeting: return "greeting";
            case CheckStep.Tls: return "tls";
            case CheckStep.Certificate: return "certificate";
            case CheckStep.Clock: return "clock";
            case CheckStep.Token: return "token";
            case CheckStep.Login: return "login";
            case CheckStep.Sender: return "sender";
            default: return "size";
        }
    }

    /// <summary>The result's word.</summary>
    public static string Of(CheckResult result)
    {
        switch (result)
        {
            case CheckResult.Passed: return "passed";
            case CheckResult.Failed: return "failed";
            case CheckResult.Untried: return "untried";
            default: return "unused";
        }
    }
}
