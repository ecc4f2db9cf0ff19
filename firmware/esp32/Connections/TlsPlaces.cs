using System.Threading;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Connections;

/// <summary>The TLS connections that a board has room for at once. Who finds none free asks the mail's idle link to make room.</summary>
public sealed class TlsPlaces
{
    private readonly AutoResetEvent _freed = new AutoResetEvent(false);
    private readonly IClock _clock;
    private int _free;

    /// <summary>Makes the places.</summary>
    public TlsPlaces(int count, IClock clock)
    {
        _free = count;
        _clock = clock;
        Count = count;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Who can be asked to close an idle connection; set once, at start.</summary>
    public IIdleConnection? Idle { get; set; }

    /// <summary>True if somebody could have one now.</summary>
    public bool HasFree
    {
        get { lock (_freed) return _free > 0; }
    }

    /// <summary>Takes a place. False: none came free in time.</summary>
    public bool Take(int waitMs)
    {
        long end = _clock.NowMs + waitMs;
        while (!TryTake())
        {
            if (Idle != null && Idle.CloseIfIdle()) continue;
            int left = (int)(end - _clock.NowMs);
            if (left <= 0) return false;
            _freed.WaitOne(left < 250 ? left : 250, false);
        }
        return true;
    }

    /// <summary>Gives a place back.</summary>
    public void Give()
    {
        lock (_freed) _free++;
        _freed.Set();
    }

    private bool TryTake()
    {
        lock (_freed)
        {
            if (_free == 0) return false;
            _free--;
            return true;
        }
    }
}

/// <summary>A connection that can be given up while nobody needs it.</summary>
public interface IIdleConnection
{
    /// <summary>Closes it if it is open and idle. True: a place has come free.</summary>
    bool CloseIfIdle();
}
