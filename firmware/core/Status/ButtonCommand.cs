namespace DeviceMailAgent.Status;

/// <summary>What a person asked for with the button.</summary>
public enum ButtonCommand
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A short press: a test mail, and the status on the screen.</summary>
    Test,
    /// <summary>Let go between 5 and 15 s: pair.</summary>
    Pair,
    /// <summary>15 s and a short press to confirm it: forget the tokens.</summary>
    Forget,
}
