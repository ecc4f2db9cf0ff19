namespace DeviceMailAgent.Status;

/// <summary>
/// Makes commands of a button's level, which is looked at every few milliseconds. What was still bouncing, or was pressed already when the agent
/// started, or is held for longer than any person holds it, asks for nothing: a wire without its resistor must not forget the tokens.
/// </summary>
public sealed class ButtonPress
{
    /// <summary>A level counts when it has lasted for so long; contacts bounce for 1 to 10 ms, cheap ones for 20.</summary>
    public const int DebounceMs = 40;

    /// <summary>From here on letting go means: pair.</summary>
    public const int PairMs = 5000;

    /// <summary>From here on letting go means: forget the tokens, if it is confirmed.</summary>
    public const int ForgetMs = 15000;

    /// <summary>How long a confirmation is waited for.</summary>
    public const int ConfirmMs = 10000;

    /// <summary>Held for longer, it is something else than a finger.</summary>
    public const int StuckMs = 60000;

    private bool _level;
    private long _levelSinceMs;
    private bool _isDown;
    private bool _isStuck;
    private bool _hasSeenUp;
    private long _downMs;
    private long _confirmUntilMs;

    /// <summary>What it is doing.</summary>
    public ButtonPhase Phase { get; private set; }

    /// <summary>While <see cref="ButtonPhase.Confirming"/>: milliseconds that are left for it, at the last look.</summary>
    public int ConfirmMsLeft { get; private set; }

    /// <summary>Takes note of the button's level of now.</summary>
    /// <param name="pressed">True if it is pressed.</param>
    /// <param name="nowMs">The clock's, not running backwards.</param>
    /// <returns>What was asked for with this look.</returns>
    public ButtonCommand Look(bool pressed, long nowMs)
    {
        if (pressed != _level)
        {
            _level = pressed;
            _levelSinceMs = nowMs;
        }
        ButtonCommand command = ButtonCommand.None;
        bool isSettled = nowMs - _levelSinceMs >= DebounceMs;
        if (isSettled && !_level) _hasSeenUp = true;
        if (isSettled && _hasSeenUp && _level != _isDown)
        {
            _isDown = _level;
            if (_isDown) Down();
            else command = Up();
        }
        Follow(nowMs);
        return command;
    }

    private void Down()
    {
        _downMs = _levelSinceMs;
        _isStuck = false;
    }

    private ButtonCommand Up()
    {
        long heldMs = _levelSinceMs - _downMs;
        bool isConfirmation = _downMs < _confirmUntilMs;
        _confirmUntilMs = 0;
        if (_isStuck || heldMs >= StuckMs) return ButtonCommand.None;
        if (heldMs >= ForgetMs) _confirmUntilMs = _levelSinceMs + ConfirmMs;
        else if (heldMs >= PairMs) return ButtonCommand.Pair;
        else return isConfirmation ? ButtonCommand.Forget : ButtonCommand.Test;
        return ButtonCommand.None;
    }

    private void Follow(long nowMs)
    {
        long heldMs = nowMs - _downMs;
        ConfirmMsLeft = 0;
        if (_isDown)
        {
            if (heldMs >= StuckMs) _isStuck = true;
            Phase = _isStuck ? ButtonPhase.Idle : heldMs >= ForgetMs ? ButtonPhase.HeldToForget : heldMs >= PairMs ? ButtonPhase.HeldToPair : ButtonPhase.Held;
        }
        else if (nowMs < _confirmUntilMs)
        {
            Phase = ButtonPhase.Confirming;
            ConfirmMsLeft = (int)(_confirmUntilMs - nowMs);
        }
        else
        {
            Phase = ButtonPhase.Idle;
        }
    }
}
