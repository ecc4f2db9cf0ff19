using DeviceMailAgent.Relay;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>What the screen tells for a moment in place of the state; the newest counts.</summary>
public sealed class ScreenNotices
{
    /// <summary>Long enough to be read by someone who looks up from the scanner.</summary>
    public const int ShownMs = 10 * 1000;

    private readonly object _gate = new object();
    private readonly IClock _clock;
    private ScreenNotice _notice;
    private Diagnosis _diagnosis;
    private long _untilMs;

    /// <summary>Nothing is told yet.</summary>
    public ScreenNotices(IClock clock)
    {
        _clock = clock;
    }

    /// <summary>Tells it for so long, or until something else is to be told.</summary>
    public void Show(ScreenNotice notice, Diagnosis diagnosis, int forMs)
    {
        lock (_gate)
        {
            _notice = notice;
            _diagnosis = diagnosis;
            _untilMs = _clock.NowMs + forMs;
        }
    }

    /// <summary>What is to be told now.</summary>
    public ScreenNotice Read(out Diagnosis diagnosis)
    {
        lock (_gate)
        {
            bool isOver = _clock.NowMs >= _untilMs;
            diagnosis = isOver ? Diagnosis.None : _diagnosis;
            return isOver ? ScreenNotice.None : _notice;
        }
    }
}
