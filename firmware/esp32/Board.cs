namespace DeviceMailAgent.Esp32;

/// <summary>What the program has to know of a board; a row of boards.json.</summary>
public sealed class Board
{
    /// <summary>A pin that the board does not have.</summary>
    public const int NoPin = -1;

    /// <summary>Describes a board.</summary>
    /// <param name="id">Its id in boards.json.</param>
    /// <param name="tlsContexts">TLS connections at once that its internal RAM has room for.</param>
    /// <param name="red">GPIO of the light's red part, or of a light of one colour.</param>
    /// <param name="green">GPIO of the green part.</param>
    /// <param name="blue">GPIO of the blue part.</param>
    /// <param name="button">GPIO of the button, low while pressed.</param>
    public Board(string id, int tlsContexts, int red, int green, int blue, int button)
    {
        Id = id;
        TlsContexts = tlsContexts;
        Red = red;
        Green = green;
        Blue = blue;
        Button = button;
    }

    /// <summary>Its id in boards.json.</summary>
    public string Id { get; }

    /// <summary>TLS connections at once.</summary>
    public int TlsContexts { get; }

    /// <summary>GPIO of red, or of a light of one colour.</summary>
    public int Red { get; }

    /// <summary>GPIO of green.</summary>
    public int Green { get; }

    /// <summary>GPIO of blue.</summary>
    public int Blue { get; }

    /// <summary>GPIO of the button.</summary>
    public int Button { get; }
}
