using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>
/// The fixed number of sessions. When all are taken, the scanner that has been silent longest with no mail open makes room for the
/// newcomer.
/// </summary>
internal sealed class SessionSlots
{
    // How long one session is waited for that is being ended, before another one is; and how soon those between two waits are looked at again.
    private const int EndingMs = 1000;
    private const int LookMs = 10;

    private static readonly Predicate<SessionSlot> HasMail = slot => slot.IsInMail;

    private readonly object _gate = new object();
    private readonly SessionSlot[] _all;
    // The one freed last on top: its stack and buffers are warm.
    private readonly SessionSlot[] _free;
    private readonly Action<Exception> _faulted;
    private int _freeCount;

    /// <param name="make">Makes slot number n.</param>
    /// <param name="faulted">Told about a fault of our own; the slot goes on.</param>
    public SessionSlots(Func<SessionSlots, int, SessionSlot> make, Action<Exception> faulted)
    {
        _faulted = faulted;
        _all = new SessionSlot[PlatformLimits.Sessions];
        for (int i = 0; i < _all.Length; i++) _all[i] = make(this, i);
        _free = (SessionSlot[])_all.Clone();
        Array.Reverse(_free);
        _freeCount = _free.Length;
    }

    public SessionSlot this[int index]
    {
        get { return _all[index]; }
    }

    /// <summary>How many scanners are connected.</summary>
    public int Busy
    {
        get { return _all.Length - Volatile.Read(ref _freeCount); }
    }

    public void Start()
    {
        foreach (SessionSlot slot in _all)
        {
            new Thread(slot.Run, PlatformLimits.ThreadStack) { IsBackground = true, Name = "scanner" }.Start();
        }
    }

    /// <summary>Returns as soon as a session could be given or freed: at once, unless the lock for it is stuck.</summary>
    public void AwaitGate()
    {
        lock (_gate)
        {
            // Having had it is all.
        }
    }

    /// <summary>Gives a scanner a session.</summary>
    /// <returns>False if there is a mail under way in every one, or none came free within <see cref="PlatformLimits.RoomMsMax"/>.</returns>
    public bool Place(Socket socket, IPAddress address, ListenerPort port)
    {
        SessionSlot? slot = TakeFree(0) ?? AwaitRoom();
        slot?.Assign(socket, address, port);
        return slot != null;
    }

    public void Free(SessionSlot slot)
    {
        lock (_gate)
        {
            _free[_freeCount++] = slot;
            Monitor.PulseAll(_gate);
        }
    }

    public void Faulted(Exception fault)
    {
        _faulted(fault);
    }

    /// <summary>Ends what can be ended, and lets mails under way end by themselves.</summary>
    /// <returns>True if all sessions have ended within <paramref name="waitMs"/>.</returns>
    public bool Drain(int waitMs)
    {
        long end = Environment.TickCount64 + waitMs;
        while (Busy > 0)
        {
            if (Environment.TickCount64 >= end) return false;
            foreach (SessionSlot slot in _all) slot.Leave();
            Thread.Sleep(20);
        }
        return true;
    }

    private SessionSlot? TakeFree(int waitMs)
    {
        long end = Environment.TickCount64 + waitMs;
        lock (_gate)
        {
            while (_freeCount == 0)
            {
                int leftMs = (int)(end - Environment.TickCount64);
                if (leftMs <= 0) return null;
                Monitor.Wait(_gate, leftMs);
            }
            return _free[--_freeCount];
        }
    }

    // A session that greets, closes, or holds back its reply to a wrong login has no mail, yet cannot be ended just now: when many scanners
    // come at once, or the board is busy, that is true of all of them, and in a moment of none.
    private SessionSlot? AwaitRoom()
    {
        long end = Environment.TickCount64 + PlatformLimits.RoomMsMax;
        while (true)
        {
            bool isEnding = MakeRoom();
            if (!isEnding && Array.TrueForAll(_all, HasMail)) return null;
            int leftMs = (int)(end - Environment.TickCount64);
            if (leftMs <= 0) return null;
            SessionSlot? slot = TakeFree(Math.Min(leftMs, isEnding ? EndingMs : LookMs));
            if (slot != null) return slot;
        }
    }

    private bool MakeRoom()
    {
        uint tried = 0;
        for (int tries = 0; tries < _all.Length; tries++)
        {
            int oldest = -1;
            for (int i = 0; i < _all.Length; i++)
            {
                if ((tried & (1u << i)) == 0 && (oldest < 0 || _all[i].HeardMs < _all[oldest].HeardMs)) oldest = i;
            }
            if (_all[oldest].TryEnd()) return true;
            tried |= 1u << oldest;
        }
        return false;
    }
}
