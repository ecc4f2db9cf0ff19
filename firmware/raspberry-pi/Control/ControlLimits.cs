namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>The control channel's bounds. Sizes are octets, times milliseconds.</summary>
internal static class ControlLimits
{
    /// <summary>Connections at once over all ways, the serial line included.</summary>
    public const int Connections = 4;

    /// <summary>Of these over TLS, so that nobody on the LAN can keep the people at the device out.</summary>
    public const int TlsConnections = 2;

    /// <summary>An answer's line: an account of agent.json with every text at its longest.</summary>
    public const int AnswerLine = 8192;

    /// <summary>How much of a request is read at once.</summary>
    public const int Chunk = 4096;

    /// <summary>A connection without a request.</summary>
    public const int IdleMsMax = 5 * 60 * 1000;

    /// <summary>From a request's first octet to its line feed.</summary>
    public const int LineMsMax = 10 * 1000;

    /// <summary>A peer that takes no answer.</summary>
    public const int SendMsMax = 10 * 1000;

    /// <summary>From a TLS connection's first octet to the proof of the admin key.</summary>
    public const int ProofMsMax = 10 * 1000;

    /// <summary>What a wrong proof costs before its answer.</summary>
    public const int WrongProofMs = 1000;

    /// <summary>Wrong proofs from one address before it is kept out for <see cref="KeepOutMs"/>.</summary>
    public const int WrongProofsMax = 5;

    /// <summary>How long an address is kept out.</summary>
    public const int KeepOutMs = 60 * 1000;

    /// <summary>Addresses that are remembered for it; the one heard longest ago makes room.</summary>
    public const int AddressesMax = 32;

    /// <summary>How many events the ring keeps: some days of a busy office's mails.</summary>
    public const int Events = 512;

    /// <summary>How often a serial line that went away is looked for again.</summary>
    public const int SerialRetryMs = 2000;
}
