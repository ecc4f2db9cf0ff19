using System;
using System.Threading;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Log;

/// <summary>
/// The agent's overall state, which stands for its light: of all accounts' states the one of most concern. Each change is a line
/// of the log.
/// </summary>
internal sealed class StatusWatch
{
    // A light that changes faster than this is only seen to flicker.
    private const int HoldMs = 250;

    private readonly AgentLog _log;
    private readonly Lock _gate = new Lock();
    private readonly AgentStatus[] _accounts;
    private readonly AutoResetEvent _changed = new AutoResetEvent(false);
    private int _began;

    public StatusWatch(int accounts, AgentLog log)
    {
        _log = log;
        _accounts = new AgentStatus[accounts];
        for (int i = 0; i < accounts; i++) _accounts[i] = new AgentStatus();
    }

    /// <summary>What the light shows has changed. Called from the thread that looks after it.</summary>
    public event Action<AgentState, Diagnosis>? Shown;

    /// <summary>The listeners are up.</summary>
    public void Start()
    {
        foreach (AgentStatus account in _accounts) account.Listening();
        new Thread(Watch, PlatformLimits.ThreadStack) { IsBackground = true, Name = "status" }.Start();
    }

    public void MailBegan(int account)
    {
        lock (_gate)
        {
            _accounts[account].MailBegan();
            _began++;
        }
        Changed();
    }

    public void MailEnded(int account, Diagnosis diagnosis, bool hadData)
    {
        if (account < 0) return;
        lock (_gate) _accounts[account].MailEnded(diagnosis, hadData);
        Changed();
    }

    public void ProviderReady(int account)
    {
        lock (_gate) _accounts[account].ProviderReady();
        Changed();
    }

    public void ProviderFailed(int account, Diagnosis diagnosis)
    {
        lock (_gate) _accounts[account].ProviderFailed(diagnosis);
        Changed();
    }

    /// <summary>A new token: a trouble about tokens is over, another one is not.</summary>
    public void TokenRenewed(int account)
    {
        lock (_gate)
        {
            if ((int)_accounts[account].Diagnosis / 100 == 3) _accounts[account].ProviderReady();
        }
        Changed();
    }

    /// <summary>What will need care soon; None: nothing.</summary>
    public void Foresee(int account, Diagnosis due)
    {
        lock (_gate) _accounts[account].Due = due;
        Changed();
    }

    /// <summary>Someone pairs the account.</summary>
    public void PairingBegan(int account)
    {
        lock (_gate) _accounts[account].PairingBegan();
        Changed();
    }

    /// <summary>The pairing is over; None: with success.</summary>
    public void PairingEnded(int account, Diagnosis diagnosis)
    {
        lock (_gate) _accounts[account].PairingEnded(diagnosis);
        Changed();
    }

    /// <summary>An account's state of now.</summary>
    public void Read(int account, out AgentState state, out Diagnosis why)
    {
        lock (_gate)
        {
            state = _accounts[account].State;
            why = _accounts[account].Diagnosis;
        }
    }

    /// <summary>The overall state of now.</summary>
    public void Read(out AgentState state, out Diagnosis why)
    {
        int seen = Volatile.Read(ref _began);
        state = Worst(ref seen, out why);
    }

    /// <summary>The overall state since the last look, so that a mail that came and went meanwhile is seen as well.</summary>
    /// <param name="seen">Kept by whoever looks; 0 at first.</param>
    public AgentState Look(ref int seen)
    {
        return Worst(ref seen, out _);
    }

    private void Changed()
    {
        _changed.Set();
    }

    private void Watch()
    {
        AgentState shown = AgentState.Booting;
        Diagnosis shownWhy = Diagnosis.None;
        int seen = 0;
        while (true)
        {
            bool sending = false;
            try
            {
                AgentState state = Worst(ref seen, out Diagnosis why);
                sending = state == AgentState.Sending;
                if (state != shown || why != shownWhy)
                {
                    _log.State(state, why);
                    Shown?.Invoke(state, why);
                }
                shown = state;
                shownWhy = why;
            }
            catch (Exception fault)
            {
                _log.Faulted(fault);
            }
            Thread.Sleep(HoldMs);
            if (sending) continue;
            _changed.WaitOne();
        }
    }

    private AgentState Worst(ref int seen, out Diagnosis why)
    {
        AgentState worst = AgentState.Ready;
        why = Diagnosis.None;
        lock (_gate)
        {
            // A mail that began and ended between two looks is shown too.
            bool began = _began != seen;
            seen = _began;
            foreach (AgentStatus account in _accounts)
            {
                if (account.State <= worst) continue;
                worst = account.State;
                why = worst is AgentState.Sending or AgentState.Pairing ? Diagnosis.None : account.Diagnosis;
            }
            return began && worst < AgentState.Sending ? AgentState.Sending : worst;
        }
    }
}
