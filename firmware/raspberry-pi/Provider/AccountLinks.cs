using System;
using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Provider;

/// <summary>The links of one account: made at start, lent, kept warm for a while, closed politely.</summary>
internal sealed class AccountLinks
{
    private const int LookMs = 1000;

    private readonly object _gate = new object();
    // The links that nobody has, the one given back last on top: it is the likeliest to be alive.
    private readonly ProviderLink[] _free;
    private readonly IClock _clock;
    private readonly AutoResetEvent _look = new AutoResetEvent(false);
    private readonly WaitingLine _line = new WaitingLine(PlatformLimits.Waiting);
    private readonly MailsPerMinute _mails;
    private int _freeCount;
    private int _lent;
    private int _opening;
    private bool _asleep;
    private bool _wanted;
    private volatile bool _stopping;

    /// <param name="links">As many as the account may have connections.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="perMinuteMax">Mails in a minute; 0: any number.</param>
    public AccountLinks(ProviderLink[] links, IClock clock, int perMinuteMax = 0)
    {
        _mails = new MailsPerMinute(perMinuteMax, clock);
        _clock = clock;
        _free = (ProviderLink[])links.Clone();
        _freeCount = links.Length;
    }

    /// <summary>Asks for a link to be opened in the background unless one is ready or being opened.</summary>
    public void Warm()
    {
        lock (_gate)
        {
            if (_wanted || _opening > 0 || FindUsable() >= 0 || FindFailed() >= 0) return;
            _wanted = true;
        }
        _look.Set();
    }

    /// <summary>How many wait for a link.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _line.Count;
        }
    }

    /// <summary>What there was none of, if <see cref="Take"/> has just given nothing.</summary>
    public Diagnosis Shortage
    {
        get
        {
            lock (_gate) return _mails.WaitMs(0) > 0 ? Diagnosis.MailsPerMinuteReached : Diagnosis.NoFreeConnection;
        }
    }

    /// <summary>Lends a link for one mail; null: none came free in time. Who came first is served first.</summary>
    public ProviderLink? Take(int waitMs)
    {
        long end = _clock.NowMs + waitMs;
        lock (_gate)
        {
            long ticket = _line.Join();
            if (ticket == 0) return null;
            ProviderLink? link;
            while (!TryTake(_line.Ahead(ticket), out link, out int restMs))
            {
                int leftMs = (int)(end - _clock.NowMs);
                // The first in the line knows when a place in the minute comes free; waiting in vain helps nobody.
                bool isInVain = restMs > leftMs && _line.Ahead(ticket) == 0;
                if (leftMs <= 0 || isInVain) break;
                Monitor.Wait(_gate, restMs > 0 ? Math.Min(leftMs, restMs) : leftMs);
            }
            _line.Leave(ticket);
            // Everybody behind has moved up.
            if (_line.Count > 0) Monitor.PulseAll(_gate);
            return link;
        }
    }

    public void Give(ProviderLink link)
    {
        bool wake;
        lock (_gate)
        {
            _lent--;
            wake = _asleep;
            _asleep = false;
            PutBack(link);
        }
        // It sleeps without end only while no link is open.
        if (wake) _look.Set();
    }

    /// <summary>
    /// The account's own thread: opens what is wanted, and looks after idle links. Returns when <see cref="Stop"/> was called and every
    /// free link is closed.
    /// </summary>
    public void LookAfter()
    {
        while (!_stopping)
        {
            lock (_gate) _asleep = !HasOpen();
            _look.WaitOne(_asleep ? Timeout.Infinite : LookMs);
            while (!_stopping && LookOnce())
            {
            }
        }
        QuitFree();
    }

    /// <summary>Closes the links that nobody has: they are logged in, or failed to, with a secret that no longer counts.</summary>
    public void CloseFree()
    {
        lock (_gate)
        {
            for (int i = 0; i < _freeCount; i++)
            {
                _free[i].Close();
                _free[i].ForgetFailure();
            }
        }
    }

    public void Stop()
    {
        _stopping = true;
        _look.Set();
    }

    // Whoever stands ahead gets a link as well: first those that are open, then the one being opened, which began earlier than one that
    // we would open now, then those that are closed.
    private bool TryTake(int ahead, out ProviderLink? link, out int restMs)
    {
        link = null;
        restMs = _mails.WaitMs(ahead);
        if (restMs > 0) return false;
        int usable = CountUsable();
        int coming = _opening + (_wanted ? 1 : 0);
        int at = -1;
        if (ahead < usable) at = FindUsable();
        else if (ahead >= usable + coming && ahead < _freeCount + coming) at = FindClosed();
        if (at < 0) return false;
        _mails.Take();
        _lent++;
        link = Remove(at);
        return true;
    }

    // False: there was nothing to do.
    private bool LookOnce()
    {
        ProviderLink? link;
        bool isOpening;
        lock (_gate)
        {
            isOpening = _wanted;
            link = isOpening ? TakeForOpening() : TakeOutworn();
        }
        if (link == null) return isOpening;
        try
        {
            if (isOpening) link.Open();
            else if (link.IsUsable) link.Quit();
            else link.Close();
        }
        finally
        {
            lock (_gate)
            {
                if (isOpening) _opening--;
                PutBack(link);
            }
        }
        return true;
    }

    private void QuitFree()
    {
        lock (_gate)
        {
            for (int i = 0; i < _freeCount; i++) _free[i].Quit();
        }
    }

    private ProviderLink? TakeForOpening()
    {
        _wanted = false;
        int at = FindClosed();
        if (at < 0 || FindUsable() >= 0)
        {
            // Who waits for it has to look again.
            if (_line.Count > 0) Monitor.PulseAll(_gate);
            return null;
        }
        _opening++;
        return Remove(at);
    }

    // A link that has been idle for long enough, or whose provider has hung up.
    private ProviderLink? TakeOutworn()
    {
        for (int i = 0; i < _freeCount; i++)
        {
            int idleMs = _free[i].IdleMs;
            if (idleMs > Limits.LinkIdleMsMax || (idleMs > 0 && !_free[i].IsUsable)) return Remove(i);
        }
        return null;
    }

    private bool HasOpen()
    {
        for (int i = 0; i < _freeCount; i++)
        {
            if (_free[i].IsUsable || _free[i].IdleMs > 0) return true;
        }
        return false;
    }

    private int FindUsable()
    {
        for (int i = _freeCount - 1; i >= 0; i--)
        {
            if (_free[i].IsUsable) return i;
        }
        return -1;
    }

    private int FindUnusable()
    {
        for (int i = _freeCount - 1; i >= 0; i--)
        {
            if (!_free[i].IsUsable) return i;
        }
        return -1;
    }

    private int CountUsable()
    {
        int count = 0;
        for (int i = 0; i < _freeCount; i++)
        {
            if (_free[i].IsUsable) count++;
        }
        return count;
    }

    private int FindFailed()
    {
        for (int i = 0; i < _freeCount; i++)
        {
            if (_free[i].FailedJustNow) return i;
        }
        return -1;
    }

    // What one link has just found out holds for the others: while it is fresh, that one is lent and says so at once. But where
    // the provider only wants fewer connections than we have links, the wait for one that works is worth it.
    private int FindClosed()
    {
        int failed = FindFailed();
        if (failed < 0) return FindUnusable();
        bool isCrowded = _free[failed].Diagnosis == Diagnosis.TooManyConnections || _free[failed].Diagnosis == Diagnosis.ProviderBusy;
        return isCrowded && _lent > 0 ? -1 : failed;
    }

    private void PutBack(ProviderLink link)
    {
        _free[_freeCount++] = link;
        if (_line.Count > 0) Monitor.PulseAll(_gate);
    }

    private ProviderLink Remove(int at)
    {
        ProviderLink link = _free[at];
        _freeCount--;
        for (int i = at; i < _freeCount; i++) _free[i] = _free[i + 1];
        return link;
    }
}
