using System;
using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Provider;

/// <summary>The links of all accounts, each account with a thread of its own that opens and closes them.</summary>
internal sealed class ProviderPool : IProviderLinks
{
    private readonly AccountLinks[] _accounts;
    private readonly Thread[] _threads;

    /// <param name="accounts">In the order of agent.json.</param>
    /// <param name="faulted">Told about a fault of our own; the thread goes on.</param>
    public ProviderPool(AccountLinks[] accounts, Action<Exception> faulted)
    {
        _accounts = accounts;
        _threads = new Thread[accounts.Length];
        for (int i = 0; i < accounts.Length; i++)
        {
            AccountLinks account = accounts[i];
            _threads[i] = new Thread(() => Run(account, faulted), PlatformLimits.ThreadStack) { IsBackground = true, Name = "provider" };
        }
    }

    public void Start()
    {
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>Ends the idle links politely, waiting at most <paramref name="waitMs"/> for all of them.</summary>
    public void Stop(int waitMs)
    {
        foreach (AccountLinks account in _accounts) account.Stop();
        long end = Environment.TickCount64 + waitMs;
        foreach (Thread thread in _threads) thread.Join((int)Math.Max(0, end - Environment.TickCount64));
    }

    /// <summary>The account's secret was replaced or deleted: what comes next logs in anew.</summary>
    public void CloseFree(int account)
    {
        _accounts[account].CloseFree();
    }

    public void Warm(int account)
    {
        _accounts[account].Warm();
    }

    public ProviderLink? Take(int account, int waitMs)
    {
        return _accounts[account].Take(waitMs);
    }

    /// <inheritdoc cref="IMailRoutes.ShortageOf"/>
    public Diagnosis ShortageOf(int account)
    {
        return _accounts[account].Shortage;
    }

    public void Give(ProviderLink link)
    {
        _accounts[link.Account.Index].Give(link);
    }

    private static void Run(AccountLinks account, Action<Exception> faulted)
    {
        while (true)
        {
            try
            {
                account.LookAfter();
                return;
            }
            catch (Exception fault)
            {
                faulted(fault);
                Thread.Sleep(1000);
            }
        }
    }
}
