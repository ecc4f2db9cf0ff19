using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>perMinuteMax: so many mails may begin in any 60 s. Whoever has the link asks; nobody else.</summary>
public sealed class MailPace
{
    private const int WindowMs = 60 * 1000;

    // A board with one connection does not send more than two mails a second, so a larger limit is never reached.
    private const int CountedMax = 120;

    private readonly IClock _clock;
    private readonly long[] _beganMs;
    private int _next;

    /// <summary>Nothing has begun yet.</summary>
    /// <param name="perMinuteMax">0: no limit.</param>
    /// <param name="clock">The time.</param>
    public MailPace(int perMinuteMax, IClock clock)
    {
        _clock = clock;
        _beganMs = new long[perMinuteMax > CountedMax ? 0 : perMinuteMax];
        for (int i = 0; i < _beganMs.Length; i++) _beganMs[i] = -WindowMs;
    }

    /// <summary>Milliseconds until another mail may begin; 0: now.</summary>
    public int WaitMs
    {
        get
        {
            if (_beganMs.Length == 0) return 0;
            long wait = _beganMs[_next] + WindowMs - _clock.NowMs;
            return wait > 0 ? (int)wait : 0;
        }
    }

    /// <summary>A mail begins.</summary>
    public void Begin()
    {
        if (_beganMs.Length == 0) return;
        _beganMs[_next] = _clock.NowMs;
        _next = (_next + 1) % _beganMs.Length;
    }
}
