namespace DeviceMailAgent.Status;

/// <summary>
/// What happened, as a number that stays the same for ever; the tool has the words. Which fields of an <see cref="EventRecord"/> mean something
/// is told with each.
/// </summary>
public enum EventCode
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The listeners are up.</summary>
    Ready = 1,
    /// <summary>The agent was told to stop. Amount: connections open.</summary>
    Stopping = 2,
    /// <summary>The light changed. Detail: the <see cref="AgentState"/>; Diagnosis.</summary>
    StateChanged = 3,
    /// <summary>A fault in the agent; it goes on.</summary>
    Fault = 9,

    /// <summary>The provider accepted a mail. Account, Amount: octets, ElapsedMs, ReplyCode, Detail: recipients.</summary>
    MailDelivered = 10,
    /// <summary>A mail was not delivered. Fields as before, Diagnosis.</summary>
    MailRefused = 11,
    /// <summary>A mail may or may not have been delivered. Fields as before.</summary>
    MailUnknown = 12,

    /// <summary>A link to the provider is open and logged in. Account, ElapsedMs.</summary>
    ProviderReady = 20,
    /// <summary>A link failed. Account, Diagnosis, ReplyCode.</summary>
    ProviderFailed = 21,

    /// <summary>Something about a scanner's session. Diagnosis.</summary>
    ScannerNoted = 30,
    /// <summary>A scanner got no session. Diagnosis.</summary>
    ScannerTurnedAway = 31,

    /// <summary>A new access token. Account, Amount: its seconds, Diagnosis: not None if the new refresh token could not be stored.</summary>
    TokenRenewed = 40,
    /// <summary>No new access token. Account, Diagnosis, ReplyCode: the HTTP status, Detail: the AADSTS number.</summary>
    TokenRefused = 41,

    /// <summary>Someone came over the control channel and proved the admin key.</summary>
    ControlOpened = 50,
    /// <summary>A wrong proof of the admin key.</summary>
    ControlRefused = 51,
    /// <summary>An account was paired. Account.</summary>
    Paired = 52,
    /// <summary>A pairing failed or ended. Account, Diagnosis.</summary>
    PairingEnded = 53,
    /// <summary>A secret was put into the store. Account; below 0: the admin key.</summary>
    SecretImported = 54,
    /// <summary>An account's secrets were deleted. Account.</summary>
    SecretForgotten = 55,

    /// <summary>The owner was written to. Diagnosis: what is due first.</summary>
    OwnerWritten = 60,

    /// <summary>The screen does not answer, or its pins cannot be had; mail goes on.</summary>
    ScreenFailed = 70,
    /// <summary>The screen shows again.</summary>
    ScreenWorks = 71,

    /// <summary>The fleet's broker took the connection.</summary>
    FleetReady = 80,
    /// <summary>There is no connection to the fleet's broker. Detail: why; from 128 on the reason code that the broker said (MQTT 5 2.4).</summary>
    FleetLost = 81,
}
