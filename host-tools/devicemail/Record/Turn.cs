namespace DeviceMailAgent.Tool.Record;

/// <summary>What happens in a recorded connection.</summary>
internal enum TurnKind
{
    /// <summary>The scanner said these octets.</summary>
    Scanner,
    /// <summary>It was answered with these.</summary>
    Agent,
    /// <summary>The TLS handshake succeeded.</summary>
    Tls,
    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,
    /// <summary>The scanner said nothing for as long as it was waited for.</summary>
    Silent,
}

/// <summary>One turn of a recorded connection.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Octets">What was said; empty where nothing was.</param>
internal sealed record Turn(TurnKind Kind, byte[] Octets);
