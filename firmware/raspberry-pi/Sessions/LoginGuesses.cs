using System;
using System.Net;
using DeviceMailAgent.Relay;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>
/// What is known about wrong logins by address, over all connections, so that hanging up does not help who guesses. Each wrong one makes
/// the next reply slower; too many lock the address for a minute, unless a good login ever came from it: then it is a scanner of the
/// house, whose users must not stand before it because somebody mistyped a password. The table has a fixed size.
/// </summary>
internal sealed class LoginGuesses
{
    /// <summary>Addresses remembered: more than an office has devices.</summary>
    public const int Places = 256;

    /// <summary>Wrong logins from an address without a good one before it is locked.</summary>
    public const int WrongMax = 10;

    /// <summary>How long it is locked then; any further wrong login locks it for as long again.</summary>
    public const int LockMs = 60 * 1000;

    /// <summary>Wrong logins are forgotten when for so long there was none.</summary>
    public const int ForgetMs = 10 * 60 * 1000;

    private readonly Place[] _places = new Place[Places];
    private readonly IClock _clock;

    public LoginGuesses(IClock clock)
    {
        _clock = clock;
    }

    /// <summary>True while logins from this address are not even compared.</summary>
    public bool IsLocked(IPAddress address)
    {
        lock (_places)
        {
            int at = Find(address);
            return at >= 0 && _places[at].LockedUntilMs > _clock.NowMs;
        }
    }

    /// <summary>How long the reply to a wrong login from this address is held back, in milliseconds.</summary>
    public int DelayMs(IPAddress address)
    {
        lock (_places)
        {
            int at = Find(address);
            int wrong = at < 0 ? 0 : Wrong(ref _places[at]);
            if (wrong < 2) return 0;
            return (int)Math.Min(Limits.LoginDelayMsMax, (long)Limits.LoginDelayMs << Math.Min(wrong - 2, 16));
        }
    }

    /// <summary>A good login came from the address.</summary>
    public void NoteRight(IPAddress address)
    {
        lock (_places)
        {
            ref Place place = ref _places[FindOrMake(address)];
            place.WasEverRight = true;
            place.Wrong = 0;
            place.LockedUntilMs = 0;
            place.NotedMs = _clock.NowMs;
        }
    }

    /// <summary>A wrong login came from the address.</summary>
    public void NoteWrong(IPAddress address)
    {
        lock (_places)
        {
            ref Place place = ref _places[FindOrMake(address)];
            place.Wrong = Wrong(ref place) + 1;
            place.NotedMs = _clock.NowMs;
            if (!place.WasEverRight && place.Wrong >= WrongMax) place.LockedUntilMs = _clock.NowMs + LockMs;
        }
    }

    private int Wrong(ref Place place)
    {
        return _clock.NowMs - place.NotedMs < ForgetMs ? place.Wrong : 0;
    }

    private int Find(IPAddress address)
    {
        for (int i = 0; i < _places.Length; i++)
        {
            if (address.Equals(_places[i].Address)) return i;
        }
        return -1;
    }

    // When the table is full, the one that was quiet longest goes, and those that only ever guessed before any that logged in well.
    private int FindOrMake(IPAddress address)
    {
        int at = Find(address);
        if (at >= 0) return at;
        at = 0;
        for (int i = 0; i < _places.Length && _places[at].Address != null; i++)
        {
            if (_places[i].Address == null || IsLessWorth(in _places[i], in _places[at])) at = i;
        }
        _places[at] = new Place { Address = address };
        return at;
    }

    private static bool IsLessWorth(in Place one, in Place other)
    {
        return one.WasEverRight == other.WasEverRight ? one.NotedMs < other.NotedMs : other.WasEverRight;
    }

    private struct Place
    {
        public IPAddress? Address;
        public int Wrong;
        public bool WasEverRight;
        public long LockedUntilMs;
        public long NotedMs;
    }
}
