namespace DeviceMailAgent.Status;

/// <summary>
/// How a state looks: a colour for who sees colours, and a number of blinks for who does not or has a single-colour LED.
/// </summary>
public sealed class LightPattern
{
    private static readonly LightPattern[] Patterns =
    [
        new LightPattern(AgentState.Ready, false, true, false, 0),
        new LightPattern(AgentState.Sending, false, true, false, 1),
        new LightPattern(AgentState.Attention, true, true, false, 2),
        new LightPattern(AgentState.Booting, true, true, true, 7),
        new LightPattern(AgentState.ProviderUnreachable, true, false, false, 3),
        new LightPattern(AgentState.NotAllowedToSend, true, false, false, 4),
        new LightPattern(AgentState.NeedsPairing, false, false, true, 5),
        new LightPattern(AgentState.Misconfigured, true, false, true, 6),
    ];

    private LightPattern(AgentState state, bool red, bool green, bool blue, int blinks)
    {
        State = state;
        Red = red;
        Green = green;
        Blue = blue;
        Blinks = blinks;
    }

    /// <summary>The state that looks like this.</summary>
    public AgentState State { get; }

    /// <summary>True if red is on.</summary>
    public bool Red { get; }

    /// <summary>True if green is on.</summary>
    public bool Green { get; }

    /// <summary>True if blue is on.</summary>
    public bool Blue { get; }

    /// <summary>Blinks in a group, groups two seconds apart; 0: steady.</summary>
    public int Blinks { get; }

    /// <summary>The pattern of a state.</summary>
    public static LightPattern Of(AgentState state)
    {
        return Patterns[(int)state];
    }
}
