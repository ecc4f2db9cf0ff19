namespace DeviceMailAgent.Smtp;

/// <summary>The SMTP verbs (RFC 5321 4.1.1, RFC 3207, RFC 4954).</summary>
public enum Verb
{
    /// <summary>None of the others.</summary>
    Unknown,
    /// <summary>HELO.</summary>
    Helo,
    /// <summary>EHLO.</summary>
    Ehlo,
    /// <summary>MAIL FROM.</summary>
    Mail,
    /// <summary>RCPT TO.</summary>
    Rcpt,
    /// <summary>DATA.</summary>
    Data,
    /// <summary>RSET.</summary>
    Rset,
    /// <summary>NOOP.</summary>
    Noop,
    /// <summary>QUIT.</summary>
    Quit,
    /// <summary>AUTH (RFC 4954).</summary>
    Auth,
    /// <summary>STARTTLS (RFC 3207).</summary>
    StartTls,
    /// <summary>VRFY.</summary>
    Vrfy,
    /// <summary>HELP.</summary>
    Help,
}

/// <summary>What is wrong with a command line.</summary>
public enum CommandProblem
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>An octet that no command has: NUL, another control, or above 127.</summary>
    Octets,
    /// <summary>The argument does not follow the grammar.</summary>
    Argument,
    /// <summary>A path longer than <see cref="Limits.Path"/>.</summary>
    PathTooLong,
}

/// <summary>In what a command that can be obeyed departs from RFC 5321. A strict listener refuses it.</summary>
public enum CommandDeparture
{
    /// <summary>In nothing.</summary>
    None,
    /// <summary>Spaces, brackets, a name or an argument are not where the grammar has them.</summary>
    Grammar,
    /// <summary>A parameter of MAIL or RCPT that the agent does not offer.</summary>
    Parameter,
}
