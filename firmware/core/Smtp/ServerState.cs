namespace DeviceMailAgent.Smtp;

/// <summary>Where a scanner's session stands.</summary>
public enum ServerState
{
    /// <summary>No mail is open.</summary>
    Idle,
    /// <summary>AUTH LOGIN: the next line is the user name.</summary>
    AuthUser,
    /// <summary>AUTH LOGIN: the next line is the password.</summary>
    AuthPassword,
    /// <summary>AUTH PLAIN: the next line is the response.</summary>
    AuthPlain,
    /// <summary>MAIL was accepted, no recipient yet.</summary>
    Mail,
    /// <summary>At least one recipient was accepted.</summary>
    Recipients,
    /// <summary>354 was said; mail data follows.</summary>
    Data,
    /// <summary>The last reply has been said; the connection is to be closed.</summary>
    Closed,
}

/// <summary>What the relay does next.</summary>
public enum ServerStep
{
    /// <summary>Send the reply.</summary>
    Reply,
    /// <summary>Check <see cref="ServerSession.Login"/>, then <see cref="ServerSession.LoginChecked"/>.</summary>
    CheckLogin,
    /// <summary>Send the reply, run the TLS handshake, then <see cref="ServerSession.Secured"/>.</summary>
    StartTls,
    /// <summary>Ask the provider about the sender in <see cref="ServerSession.Command"/>, then <see cref="ServerSession.MailAccepted"/> or Refuse.</summary>
    Mail,
    /// <summary>Ask the provider about the recipient, then <see cref="ServerSession.RecipientAccepted"/> or Refuse.</summary>
    Recipient,
    /// <summary>Send the reply, then carry the data, then <see cref="ServerSession.DataEnded"/> or Refuse.</summary>
    Data,
}
