namespace DeviceMailAgent.Status;

/// <summary>
/// How a state looks: a colour for who sees colours, and a number of blinks for who does not or has a single-colour LED.
/// <see cref="IsLit"/> is the whole rhythm, so that every board blinks alike.
/// </summary>
public sealed class LightPattern
{
    /// <summary><see cref="Blinks"/> of a light that blinks without a pause, so that nobody comes to the end of counting.</summary>
    public const int Endless = -1;

    /// <summary>How long a blink is on, and off until the next one; slow enough to be counted.</summary>
    public const int BlinkMs = 250;

    /// <summary>How long it is dark between two groups of blinks: clearly longer than within one.</summary>
    public const int PauseMs = 2000;

    /// <summary>While the button is held and nothing would happen yet: dark, so that the person sees that the press is felt.</summary>
    public static readonly LightPattern Pressed = new LightPattern(false, false, false, 0, BlinkMs);

    /// <summary>While the button's next short press would forget the tokens: red, much faster than any state.</summary>
    public static readonly LightPattern ConfirmForget = new LightPattern(true, false, false, Endless, 100);

    // In the order of AgentState.
    private static readonly LightPattern[] Patterns =
    [
        /* Ready */ new LightPattern(false, true, false, 0, BlinkMs),
        /* Sending */ new LightPattern(false, true, false, 1, BlinkMs),
        /* Attention */ new LightPattern(true, true, false, 2, BlinkMs),
        /* Booting */ new LightPattern(true, true, true, 7, BlinkMs),
        /* ProviderUnreachable */ new LightPattern(true, false, false, 3, BlinkMs),
        /* NotAllowedToSend */ new LightPattern(true, false, false, 4, BlinkMs),
        /* NeedsPairing */ new LightPattern(false, false, true, 5, BlinkMs),
        /* Misconfigured */ new LightPattern(true, false, true, 6, BlinkMs),
        /* Pairing */ new LightPattern(false, false, true, Endless, BlinkMs),
    ];

    // nanoCLR takes 12 octets for each field of each pattern: bits 0 to 2 are the colour, 3 to 10 the blinks and one more, the rest is how long one is on.
    private readonly int _packed;

    private LightPattern(bool red, bool green, bool blue, int blinks, int onMs)
    {
        _packed = (red ? 1 : 0) | (green ? 2 : 0) | (blue ? 4 : 0) | (blinks + 1) << 3 | onMs << 11;
    }

    /// <summary>True if red is part of the colour.</summary>
    public bool Red
    {
        get { return (_packed & 1) != 0; }
    }

    /// <summary>True if green is part of the colour.</summary>
    public bool Green
    {
        get { return (_packed & 2) != 0; }
    }

    /// <summary>True if blue is part of the colour.</summary>
    public bool Blue
    {
        get { return (_packed & 4) != 0; }
    }

    /// <summary>Blinks in a group, groups <see cref="PauseMs"/> apart; 0: steady; <see cref="Endless"/>.</summary>
    public int Blinks
    {
        get { return (_packed >> 3 & 255) - 1; }
    }

    private int OnMs
    {
        get { return _packed >> 11; }
    }

    /// <summary>After so many milliseconds the rhythm begins again.</summary>
    public int PeriodMs
    {
        get
        {
            if (Blinks == Endless) return 2 * OnMs;
            return Blinks == 0 ? PauseMs : (2 * Blinks - 1) * OnMs + PauseMs;
        }
    }

    /// <summary>The pattern of a state.</summary>
    public static LightPattern Of(AgentState state)
    {
        return Patterns[(int)state];
    }

    /// <summary>The pattern while the button is used, which answers it before any state is shown; null: the state's.</summary>
    public static LightPattern? Of(ButtonPhase phase)
    {
        switch (phase)
        {
            case ButtonPhase.Held: return Pressed;
            case ButtonPhase.HeldToPair: return Of(AgentState.Pairing);
            case ButtonPhase.HeldToForget:
            case ButtonPhase.Confirming: return ConfirmForget;
            default: return null;
        }
    }

    /// <summary>Whether the light is on, in its colour, so long after the pattern began.</summary>
    /// <param name="elapsedMs">0 or more: a pattern begins with its first blink.</param>
    public bool IsLit(long elapsedMs)
    {
        if (Blinks == 0) return Red || Green || Blue;
        int inPeriod = (int)(elapsedMs % PeriodMs);
        bool isGroup = Blinks == Endless || inPeriod < 2 * Blinks * OnMs;
        return isGroup && inPeriod / OnMs % 2 == 0;
    }
}
