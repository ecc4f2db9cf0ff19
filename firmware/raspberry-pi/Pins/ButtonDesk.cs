using System;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Pins;

/// <summary>
/// Does what the button asks for, one thing after another on a thread of its own, and tells the screen. While a pairing is under way a short press ends it.
/// </summary>
internal sealed class ButtonDesk : IPairingAsker
{
    private readonly AgentParts _parts;
    private readonly ControlVerbsOfAgent _verbs;
    private readonly string? _testMailTo;
    private readonly AutoResetEvent _asked = new AutoResetEvent(false);
    private readonly AutoResetEvent _cancelled = new AutoResetEvent(false);
    private readonly Lock _gate = new Lock();
    private ButtonCommand _command;
    private ButtonCommand _busyWith;
    private volatile bool _stopping;

    /// <param name="parts">The agent.</param>
    /// <param name="verbs">What does the work for the control channel as well.</param>
    /// <param name="testMailTo">Null: test mails go to the mailbox itself.</param>
    public ButtonDesk(AgentParts parts, ControlVerbsOfAgent verbs, string? testMailTo)
    {
        _parts = parts;
        _verbs = verbs;
        _testMailTo = testMailTo;
    }

    /// <summary>Asks for something; returns at once.</summary>
    public void Ask(ButtonCommand command)
    {
        lock (_gate)
        {
            if (_busyWith == ButtonCommand.Pair && command == ButtonCommand.Test)
            {
                _cancelled.Set();
                return;
            }
            if (_busyWith == ButtonCommand.None)
            {
                _busyWith = _command = command;
                _asked.Set();
                return;
            }
        }
        Tell(ScreenNotice.NotPossible, Diagnosis.None);
    }

    /// <summary>Works until it is told to stop.</summary>
    public void Run()
    {
        while (true)
        {
            _asked.WaitOne();
            if (_stopping) return;
            try
            {
                Do(_command);
            }
            catch (Exception fault)
            {
                _parts.Log.Faulted(fault);
                Tell(ScreenNotice.NotPossible, Diagnosis.None);
            }
            lock (_gate) _busyWith = ButtonCommand.None;
        }
    }

    /// <summary>Ends a pairing and the thread.</summary>
    public void Stop()
    {
        _stopping = true;
        _cancelled.Set();
        _asked.Set();
    }

    void IPairingAsker.CodeIsThere(Pairing pairing)
    {
    }

    void IPairingAsker.StillWaiting(Pairing pairing)
    {
    }

    void IPairingAsker.Failed(Pairing pairing)
    {
    }

    bool IPairingAsker.HasGone(int waitMs)
    {
        return _cancelled.WaitOne(waitMs);
    }

    private void Do(ButtonCommand command)
    {
        _parts.Log.Button(command);
        switch (command)
        {
            case ButtonCommand.Pair: Pair(); break;
            case ButtonCommand.Forget: Forget(); break;
            default: SendTestMail(); break;
        }
    }

    private void SendTestMail()
    {
        Tell(ScreenNotice.TestMail, Diagnosis.None, Limits.FinalReplyMsMax);
        Outcome outcome = _verbs.TestMails.Send(_parts.Configuration.DefaultAccount, _testMailTo, null);
        bool wasTried = outcome.Error is ControlError.None or ControlError.Failed;
        Tell(wasTried ? ScreenNotice.TestMailEnded : ScreenNotice.NotPossible, outcome.Diagnosis);
    }

    private void Pair()
    {
        _cancelled.Reset();
        int account = AccountToPair();
        Outcome outcome = account < 0 ? Outcome.Refused(ControlError.NotPossible) : _verbs.Pairings.Pair(account, this);
        // How it ended the desk has told; not that it was not begun.
        if (outcome.Error is ControlError.NotPossible or ControlError.Busy) Tell(ScreenNotice.NotPossible, Diagnosis.None);
    }

    // The first account that waits for someone to sign in, else the default one, else any that can be paired at all.
    private int AccountToPair()
    {
        int any = -1;
        for (int i = 0; i < _parts.Configuration.Accounts.Length; i++)
        {
            if (!_verbs.Pairings.IsPossible(i)) continue;
            _parts.Log.Status.Read(i, out AgentState state, out _);
            if (state == AgentState.NeedsPairing) return i;
            if (any < 0 || i == _parts.Configuration.DefaultAccount) any = i;
        }
        return any;
    }

    // Every account's tokens: the box is being given away. Passwords, which no sign-in can bring back, stay.
    private void Forget()
    {
        Diagnosis diagnosis = Diagnosis.None;
        for (int i = 0; i < _parts.Configuration.Accounts.Length; i++)
        {
            AccountConfiguration account = _parts.Configuration.Accounts[i];
            if (account.OAuth != null && _verbs.Secrets.Forget(i).Error != ControlError.None) diagnosis = Diagnosis.StoreUnwritable;
            else if (account.OAuth != null) _parts.Log.Status.ProviderFailed(i, Diagnosis.NoRefreshToken);
        }
        Tell(ScreenNotice.Forgotten, diagnosis);
    }

    private void Tell(ScreenNotice notice, Diagnosis diagnosis, int forMs = ScreenNotices.ShownMs)
    {
        _parts.Notices.Show(notice, diagnosis, _parts.Clock.NowMs, forMs);
    }
}
