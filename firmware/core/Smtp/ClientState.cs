namespace DeviceMailAgent.Smtp;

/// <summary>Where the session with the provider stands: which reply is awaited.</summary>
public enum ClientState
{
    /// <summary>Not connected.</summary>
    Closed,
    /// <summary>Connected; the greeting is awaited.</summary>
    Greeting,
    /// <summary>EHLO was sent in clear text.</summary>
    Ehlo,
    /// <summary>STARTTLS was sent.</summary>
    StartTls,
    /// <summary>EHLO was sent over TLS, or on a connection that is configured to have none.</summary>
    EhloAgain,
    /// <summary>AUTH was sent, or a response of the mechanism.</summary>
    Auth,
    /// <summary>The mechanism answered an error challenge; only a refusal can follow.</summary>
    AuthRefused,
    /// <summary>Logged in, no reply is owed.</summary>
    Ready,
    /// <summary>MAIL was sent.</summary>
    Mail,
    /// <summary>MAIL was sent with RCPT behind it; both replies are owed.</summary>
    MailInGroup,
    /// <summary>RCPT was sent.</summary>
    Recipient,
    /// <summary>DATA was sent.</summary>
    Data,
    /// <summary>354 came: mail data flows.</summary>
    Sending,
    /// <summary>CRLF.CRLF was sent.</summary>
    EndOfData,
    /// <summary>RSET was sent.</summary>
    Reset,
    /// <summary>QUIT was sent.</summary>
    Quit,
    /// <summary>It cannot go on; <see cref="ClientSession.Diagnosis"/> says why.</summary>
    Failed,
}

/// <summary>What the relay does next.</summary>
public enum ClientStep
{
    /// <summary>Read another line.</summary>
    More,
    /// <summary>Send <see cref="ClientSession.Out"/>, then read on.</summary>
    Send,
    /// <summary>Run the TLS handshake, then <see cref="ClientSession.Secured"/>.</summary>
    UpgradeTls,
    /// <summary>Send the mechanism's response to the challenge, then read on.</summary>
    Respond,
    /// <summary>The reply that was awaited is complete: <see cref="ClientSession.Reply"/>.</summary>
    Answered,
    /// <summary>Close the connection; <see cref="ClientSession.Diagnosis"/> says why.</summary>
    Fail,
}

/// <summary>How the connection to the provider is protected.</summary>
public enum Security
{
    /// <summary>STARTTLS, and nothing without it (RFC 3207).</summary>
    StartTls,
    /// <summary>TLS from the first octet (RFC 8314).</summary>
    Implicit,
    /// <summary>None: relays on this device or its own network only.</summary>
    None,
}
