using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Provider;

/// <summary>
/// Counts an account's mails in any sixty seconds, as providers do (Exchange Online: 30). Not thread-safe: its owner holds a lock.
/// </summary>
internal sealed class MailsPerMinute
{
    /// <summary>A minute, in milliseconds.</summary>
    public const int MinuteMs = 60 * 1000;

    private readonly IClock _clock;
    // When the last mails began, the oldest at _oldest.
    private readonly long[] _beganMs;
    private int _oldest;

    /// <param name="max">Mails in a minute; 0: any number.</param>
    /// <param name="clock">Tells the time.</param>
    public MailsPerMinute(int max, IClock clock)
    {
        _clock = clock;
        _beganMs = new long[max];
        System.Array.Fill(_beganMs, long.MinValue / 2);
    }

    /// <summary>How long until one more mail may begin.</summary>
    /// <param name="ahead">So many wait already, and go first.</param>
    /// <returns>Milliseconds; 0: now.</returns>
    public int WaitMs(int ahead)
    {
        if (_beganMs.Length == 0) return 0;
        // Each that goes first takes one place; beyond a whole minute's places the next minute's begin.
        long began = _beganMs[(_oldest + ahead) % _beganMs.Length];
        long waitMs = began + MinuteMs - _clock.NowMs;
        if (waitMs < 0) waitMs = 0;
        waitMs += (long)(ahead / _beganMs.Length) * MinuteMs;
        return (int)waitMs;
    }

    /// <summary>A mail begins.</summary>
    public void Take()
    {
        if (_beganMs.Length == 0) return;
        _beganMs[_oldest] = _clock.NowMs;
        _oldest = (_oldest + 1) % _beganMs.Length;
    }
}
