using System;
using System.Collections.Generic;
using System.Threading;

namespace DeviceMailAgent.RaspberryPi.Tokens;

/// <summary>Renews the access tokens of all accounts ahead of their end, on one thread.</summary>
internal sealed class TokenKeeper
{
    private readonly List<AccessTokens> _accounts = [];
    private readonly Action<Exception> _faulted;

    /// <param name="faulted">Told about a fault of our own; the thread goes on.</param>
    public TokenKeeper(Action<Exception> faulted)
    {
        _faulted = faulted;
    }

    public void Add(AccessTokens account)
    {
        _accounts.Add(account);
    }

    public void Start()
    {
        if (_accounts.Count == 0) return;
        new Thread(Run, PlatformLimits.ThreadStack) { IsBackground = true, Name = "tokens" }.Start();
    }

    private void Run()
    {
        while (true)
        {
            // A token's life is told in minutes; the first is got when a scanner asks for it.
            int waitMs = 60 * 1000;
            try
            {
                foreach (AccessTokens account in _accounts) waitMs = Math.Min(waitMs, account.KeepFresh());
            }
            catch (Exception fault)
            {
                _faulted(fault);
            }
            Thread.Sleep(waitMs);
        }
    }
}
