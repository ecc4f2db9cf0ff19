using System;
using System.Threading;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>
/// The one link to the provider: lent to one session at a time, opened in the background when a scanner connects, kept warm for a while, closed
/// politely. After failures the background leaves the provider alone for longer and longer; a mail still tries.
/// </summary>
public sealed class UpstreamLink : IProviderLinks, IIdleConnection
{
    private const int LookMs = 1000;
    private const int BackOffLastMs = 60 * 1000;

    private readonly object _gate = new object();
    private readonly AutoResetEvent _free = new AutoResetEvent(false);
    private readonly AutoResetEvent _look = new AutoResetEvent(false);
    private readonly ProviderLink _link;
    private readonly AccessToken? _token;
    private readonly TlsPlaces _places;
    private readonly MailPace _pace;
    private readonly IClock _clock;
    private readonly DeviceLog _log;
    private bool _isLent;
    private bool _isWanted;
    private int _backOffMs;
    private long _retryMs;

    /// <summary>Takes over the link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="token">Renewed ahead of its end; null: the account has none.</param>
    /// <param name="places">The board's TLS places.</param>
    /// <param name="pace">How many mails a minute may begin.</param>
    /// <param name="clock">For waiting.</param>
    /// <param name="log">Told of a fault of our own.</param>
    public UpstreamLink(ProviderLink link, AccessToken? token, TlsPlaces places, MailPace pace, IClock clock, DeviceLog log)
    {
        _pace = pace;
        _places = places;
        _link = link;
        _token = token;
        _clock = clock;
        _log = log;
    }

    /// <summary>Since when the background has been busy with opening, for the watchdog; 0: it is not.</summary>
    public long BusySinceMs { get; private set; }

    /// <inheritdoc/>
    public void Warm(int account)
    {
        lock (_gate)
        {
            if (_isLent || _link.IsUsable || _clock.NowMs < _retryMs) return;
            _isWanted = true;
        }
        _look.Set();
    }

    /// <inheritdoc/>
    public ProviderLink? Take(int account, int waitMs)
    {
        long end = _clock.NowMs + waitMs;
        while (!TryTakeInPace())
        {
            int left = (int)(end - _clock.NowMs);
            if (left <= 0) return null;
            // Who is woken by somebody else's turn has to look again.
            _free.WaitOne(left < LookMs ? left : LookMs, false);
        }
        return _link;
    }

    /// <inheritdoc/>
    public void Give(ProviderLink link)
    {
        lock (_gate) _isLent = false;
        _free.Set();
        _look.Set();
    }

    /// <inheritdoc/>
    public bool CloseIfIdle()
    {
        if (!TryTake()) return false;
        bool wasOpen = _link.IdleMs > 0 || _link.IsUsable;
        if (wasOpen) _link.Close();
        Give(_link);
        return wasOpen;
    }

    /// <summary>Takes the link for something that is no mail.</summary>
    public ProviderLink? TakeAside(int waitMs)
    {
        long end = _clock.NowMs + waitMs;
        while (!TryTake())
        {
            int left = (int)(end - _clock.NowMs);
            if (left <= 0) return null;
            _free.WaitOne(left < LookMs ? left : LookMs, false);
        }
        return _link;
    }

    /// <summary>
    /// For who has taken the link and is about to ask the token endpoint: ends the link where it has the place that this needs, or has something unread
    /// in the buffer for replies, which the endpoint's answer needs.
    /// </summary>
    public void MakeRoom()
    {
        if (!_places.HasFree || !_link.IsUsable) _link.Quit();
    }

    /// <summary>The thread's story: opens what is wanted, renews the token in time, ends what is idle.</summary>
    public void Run()
    {
        while (true)
        {
            try
            {
                _look.WaitOne(LookMs, false);
                LookAfter();
            }
            catch (Exception)
            {
                _log.Faulted();
                Thread.Sleep(LookMs);
            }
        }
    }

    private void LookAfter()
    {
        if (!TryTake()) return;
        try
        {
            BusySinceMs = _clock.NowMs;
            if (_token != null && _token.IsDue)
            {
                MakeRoom();
                _token.Renew();
            }
            bool isWanted = _isWanted;
            _isWanted = false;
            int idleMs = _link.IdleMs;
            if (isWanted && !_link.IsUsable) Open();
            else if (idleMs > Limits.LinkIdleMsMax) _link.Quit();
            else if (idleMs > 0 && !_link.IsUsable) _link.Close();
        }
        finally
        {
            BusySinceMs = 0;
            lock (_gate) _isLent = false;
            _free.Set();
        }
    }

    private void Open()
    {
        if (_link.Open())
        {
            _backOffMs = 0;
            _retryMs = 0;
            return;
        }
        _backOffMs = _backOffMs == 0 ? Limits.LinkRetryMs : _backOffMs * 2;
        if (_backOffMs > BackOffLastMs) _backOffMs = BackOffLastMs;
        _retryMs = _clock.NowMs + _backOffMs;
    }

    private bool TryTakeInPace()
    {
        lock (_gate)
        {
            if (_isLent || _pace.WaitMs > 0) return false;
            _isLent = true;
            _pace.Begin();
            return true;
        }
    }

    private bool TryTake()
    {
        lock (_gate)
        {
            if (_isLent) return false;
            _isLent = true;
            return true;
        }
    }
}
