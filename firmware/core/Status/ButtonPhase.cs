namespace DeviceMailAgent.Status;

/// <summary>What the button is doing just now, for light and screen.</summary>
public enum ButtonPhase
{
    /// <summary>Nothing.</summary>
    Idle,
    /// <summary>Held; let go now, it is a short press.</summary>
    Held,
    /// <summary>Held for <see cref="ButtonPress.PairMs"/>: let go now, pairing begins.</summary>
    HeldToPair,
    /// <summary>Held for <see cref="ButtonPress.ForgetMs"/>: let go now, it waits for a confirmation.</summary>
    HeldToForget,
    /// <summary>Not held; a short press within <see cref="ButtonPress.ConfirmMs"/> forgets the tokens.</summary>
    Confirming,
}
