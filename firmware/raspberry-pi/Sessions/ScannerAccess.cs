using System;
using System.Net;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Provider;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Sessions;

/// <summary>
/// What one session's scanner may do: whether its login counts, how fast it may try another, and which account carries its mails. It is
/// told the listener and the address once a connection, so that a mail's account is found without an allocation.
/// </summary>
internal sealed class ScannerAccess : IScannerLogins, IMailRoutes, IPause
{
    private readonly AgentConfiguration _configuration;
    private readonly ScannerLogins _logins;
    private readonly LoginGuesses _guesses;
    private readonly ProviderPool _pool;
    // Which routes fit this connection's listener and address.
    private readonly bool[] _fits;
    private ListenerConfiguration _listener;
    private IPAddress _address = IPAddress.None;

    /// <param name="configuration">agent.json.</param>
    /// <param name="guesses">Shared by all sessions.</param>
    /// <param name="pool">Knows what an account is short of.</param>
    public ScannerAccess(AgentConfiguration configuration, LoginGuesses guesses, ProviderPool pool)
    {
        _configuration = configuration;
        _logins = new ScannerLogins(configuration.Logins);
        _guesses = guesses;
        _pool = pool;
        _fits = new bool[configuration.Routes.Length];
        _listener = configuration.Listeners[0];
    }

    /// <summary>Begins a connection.</summary>
    public void Begin(ListenerConfiguration listener, IPAddress address)
    {
        _listener = listener;
        _address = address;
        for (int i = 0; i < _fits.Length; i++)
        {
            RouteConfiguration route = _configuration.Routes[i];
            bool isHere = route.Listener == null || route.Listener == listener;
            _fits[i] = isHere && (route.From == null || route.From.Contains(address));
        }
    }

    /// <summary>
    /// The account whose limit is announced with SIZE (RFC 1870): of those that this scanner's mails may go to, the one that takes most. EHLO comes
    /// before the login and the sender; a mail that is too large for its own account is refused at MAIL or in its midst.
    /// </summary>
    public int LargestAccount()
    {
        int largest = _listener.Account;
        foreach (LoginConfiguration login in _configuration.Logins) largest = Larger(largest, login.Account);
        for (int i = 0; i < _fits.Length; i++)
        {
            if (_fits[i]) largest = Larger(largest, _configuration.Routes[i].Account);
        }
        return largest;
    }

    public int Check(byte[] user, int userOffset, int userCount, byte[] password, int passwordOffset, int passwordCount)
    {
        // Where any login is accepted, a wrong one is no guess.
        bool counts = _listener.Login != LoginPolicy.Ignored;
        if (counts && _guesses.IsLocked(_address)) return LoginCheck.Guessing;
        int login = _logins.Find(user.AsSpan(userOffset, userCount), password.AsSpan(passwordOffset, passwordCount));
        if (counts && login >= 0) _guesses.NoteRight(_address);
        else if (counts) _guesses.NoteWrong(_address);
        return login >= 0 ? login : LoginCheck.Refused;
    }

    // The session's own count begins anew with each connection; the address's does not.
    public void Wait(int milliseconds)
    {
        int delayMs = Math.Max(milliseconds, _guesses.DelayMs(_address));
        if (delayMs > 0) Thread.Sleep(delayMs);
    }

    public int AccountOf(int login, byte[] sender, int offset, int count)
    {
        for (int i = 0; i < _fits.Length; i++)
        {
            if (_fits[i] && _configuration.Routes[i].Takes(login, sender.AsSpan(offset, count))) return _configuration.Routes[i].Account;
        }
        return login >= 0 ? _configuration.Logins[login].Account : _listener.Account;
    }

    public long SizeMaxOf(int account)
    {
        return _configuration.Accounts[account].SizeMax;
    }

    public int WaitMsMaxOf(int account)
    {
        return _configuration.Accounts[account].WaitMsMax;
    }

    public Diagnosis ShortageOf(int account)
    {
        return _pool.ShortageOf(account);
    }

    private int Larger(int one, int other)
    {
        return SizeMaxOf(other) > SizeMaxOf(one) ? other : one;
    }
}
