using System.Threading;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>What the screen tells for a moment in place of the state; the newest counts.</summary>
internal sealed class ScreenNotices
{
    /// <summary>Long enough to be read by someone who looks up from the scanner.</summary>
    public const int ShownMs = 10 * 1000;

    private readonly Lock _gate = new Lock();
    private ScreenNotice _notice;
    private Diagnosis _diagnosis;
    private long _untilMs;

    /// <summary>Tells it for <see cref="ShownMs"/>.</summary>
    public void Show(ScreenNotice notice, Diagnosis diagnosis, long nowMs)
    {
        Show(notice, diagnosis, nowMs, ShownMs);
    }

    /// <summary>Tells it for so long, or until something else is to be told.</summary>
    public void Show(ScreenNotice notice, Diagnosis diagnosis, long nowMs, int forMs)
    {
        lock (_gate)
        {
            _notice = notice;
            _diagnosis = diagnosis;
            _untilMs = nowMs + forMs;
        }
    }

    /// <summary>What is to be told now.</summary>
    public ScreenNotice Read(long nowMs, out Diagnosis diagnosis)
    {
        lock (_gate)
        {
            bool isOver = nowMs >= _untilMs;
            diagnosis = isOver ? Diagnosis.None : _diagnosis;
            return isOver ? ScreenNotice.None : _notice;
        }
    }
}
