namespace DeviceMailAgent.Status;

/// <summary>What the light shows, in the order of concern: a later one outweighs the ones before it.</summary>
public enum AgentState
{
    /// <summary>Waiting for a scanner.</summary>
    Ready,
    /// <summary>A mail is on its way.</summary>
    Sending,
    /// <summary>The last mail was refused, or something will need care soon; mail goes on.</summary>
    Attention,
    /// <summary>Started, not listening yet.</summary>
    Booting,
    /// <summary>No way to the provider or to its token endpoint.</summary>
    ProviderUnreachable,
    /// <summary>The provider knows the mailbox and does not let it send.</summary>
    NotAllowedToSend,
    /// <summary>No refresh token, or one that is refused: someone has to sign in.</summary>
    NeedsPairing,
    /// <summary>agent.json cannot work.</summary>
    Misconfigured,
    /// <summary>Someone is signing in just now: above everything, for that person stands before the device and looks at it.</summary>
    Pairing,
}
