using System;
using System.Threading;
using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Control;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Screen;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Light;

/// <summary>
/// Does what the button asks for, one thing after another on a thread of its own, and tells the screen. While a pairing is under way a short press ends it.
/// </summary>
public sealed class ButtonDesk : IPairingAsker
{
    private readonly DeviceParts _parts;
    private readonly AutoResetEvent _asked = new AutoResetEvent(false);
    private readonly AutoResetEvent _cancelled = new AutoResetEvent(false);
    private readonly object _gate = new object();
    private ButtonCommand _busyWith;

    /// <summary>Works on these parts.</summary>
    public ButtonDesk(DeviceParts parts)
    {
        _parts = parts;
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
                _busyWith = command;
                _asked.Set();
                return;
            }
        }
        Tell(ScreenNotice.NotPossible, Diagnosis.None);
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        while (true)
        {
            _asked.WaitOne();
            try
            {
                Do(_busyWith);
            }
            catch (Exception)
            {
                _parts.Log.Faulted();
                Tell(ScreenNotice.NotPossible, Diagnosis.None);
            }
            lock (_gate) _busyWith = ButtonCommand.None;
        }
    }

    /// <inheritdoc/>
    public void CodeIsThere(Pairing pairing)
    {
    }

    /// <inheritdoc/>
    public void StillWaiting(Pairing pairing)
    {
    }

    /// <inheritdoc/>
    public void Failed(Pairing pairing)
    {
    }

    /// <inheritdoc/>
    public bool HasGone(int waitMs)
    {
        return _cancelled.WaitOne(waitMs, false);
    }

    private void Do(ButtonCommand command)
    {
        switch (command)
        {
            case ButtonCommand.Pair:
                _cancelled.Reset();
                ControlError error = _parts.Pairings.Pair(this, out _);
                // How it ended the desk has told; not that it was not begun.
                if (error == ControlError.NotPossible || error == ControlError.Busy) Tell(ScreenNotice.NotPossible, Diagnosis.None);
                break;
            case ButtonCommand.Forget: Forget(); break;
            default: SendTestMail(); break;
        }
    }

    private void SendTestMail()
    {
        _parts.Tell(ScreenNotice.TestMail, Diagnosis.None, Limits.FinalReplyMsMax);
        ControlError error = _parts.TestMails.Send(_parts.Configuration.Pins.TestMailTo, null, out Diagnosis diagnosis);
        bool wasTried = error == ControlError.None || error == ControlError.Failed;
        Tell(wasTried ? ScreenNotice.TestMailEnded : ScreenNotice.NotPossible, diagnosis);
    }

    // A password, which no sign-in can bring back, stays.
    private void Forget()
    {
        if (_parts.Token == null)
        {
            Tell(ScreenNotice.NotPossible, Diagnosis.None);
            return;
        }
        bool isForgotten = _parts.Pairings.Forget();
        Tell(ScreenNotice.Forgotten, isForgotten ? Diagnosis.None : Diagnosis.StoreUnwritable);
    }

    private void Tell(ScreenNotice notice, Diagnosis diagnosis)
    {
        _parts.Tell(notice, diagnosis, ScreenNotices.ShownMs);
    }
}
