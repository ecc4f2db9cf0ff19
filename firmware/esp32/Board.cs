namespace DeviceMailAgent.Esp32;

/// <summary>What the program has to know of a board; a row of boards.json.</summary>
public sealed class Board
{
    /// <summary>Describes a board.</summary>
    /// <param name="id">Its id in boards.json.</param>
    /// <param name="tlsContexts">TLS connections at once that its internal RAM has room for.</param>
    public Board(string id, int tlsContexts)
    {
        Id = id;
        TlsContexts = tlsContexts;
    }

    /// <summary>Its id in boards.json.</summary>
    public string Id { get; }

    /// <summary>TLS connections at once.</summary>
    public int TlsContexts { get; }
}
