using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>What the control channel can tell about the past: the ring of events and each account's figures. No call allocates.</summary>
internal sealed class EventRecorder
{
    private readonly Lock _gate = new Lock();
    private readonly EventLog _ring = new EventLog(ControlLimits.Events);
    private readonly AccountFigures[] _accounts;
    private readonly IClock _clock;
    private AgentState _state = AgentState.Booting;
    private Diagnosis _stateWhy;

    public EventRecorder(int accounts, IClock clock)
    {
        _clock = clock;
        _accounts = new AccountFigures[accounts];
        for (int i = 0; i < accounts; i++) _accounts[i] = new AccountFigures();
    }

    /// <summary>The clock of the events.</summary>
    public long NowMs
    {
        get { return _clock.NowMs; }
    }

    /// <summary>Adds an event; <see cref="EventCode"/> says what the numbers mean.</summary>
    public void Add(EventCode code, int account = -1, Diagnosis diagnosis = Diagnosis.None, long amount = 0, int replyCode = 0, int detail = 0)
    {
        lock (_gate)
        {
            EventRecord record = _ring.Add(code, _clock.NowMs);
            record.Account = account;
            record.Diagnosis = diagnosis;
            record.Amount = amount;
            record.ReplyCode = replyCode;
            record.Detail = detail;
        }
    }

    /// <summary>The light changed. That it blinks while a mail goes out is told by the mail itself and would only fill the ring.</summary>
    public void StateChanged(AgentState state, Diagnosis diagnosis)
    {
        if (state == AgentState.Sending || (state == _state && diagnosis == _stateWhy)) return;
        _state = state;
        _stateWhy = diagnosis;
        Add(EventCode.StateChanged, -1, diagnosis, 0, 0, (int)state);
    }

    public void MailEnded(MailRecord mail)
    {
        EventCode code = mail.Diagnosis == Diagnosis.None ? EventCode.MailDelivered
            : mail.Diagnosis == Diagnosis.OutcomeUnknown ? EventCode.MailUnknown : EventCode.MailRefused;
        lock (_gate)
        {
            EventRecord record = _ring.Add(code, _clock.NowMs);
            record.Account = mail.Account;
            record.Diagnosis = mail.Diagnosis;
            record.Amount = mail.Octets;
            record.ElapsedMs = mail.ElapsedMs;
            record.ReplyCode = mail.Reply.Code;
            record.Detail = mail.Recipients;
            if (mail.Account >= 0) _accounts[mail.Account].MailEnded(record);
        }
    }

    public void ProviderReady(int account, int elapsedMs)
    {
        lock (_gate)
        {
            EventRecord record = _ring.Add(EventCode.ProviderReady, _clock.NowMs);
            record.Account = account;
            record.ElapsedMs = elapsedMs;
        }
    }

    /// <summary>True: the renewals before had been refused.</summary>
    public bool TokenRenewed(int account, int lifetimeSeconds, Diagnosis storeFailure)
    {
        Add(EventCode.TokenRenewed, account, storeFailure, lifetimeSeconds);
        lock (_gate)
        {
            bool wasRefused = _accounts[account].TokenRefusal != Diagnosis.None;
            _accounts[account].TokenRenewed(_clock.NowMs, lifetimeSeconds);
            return wasRefused;
        }
    }

    /// <summary>True: the renewal before had not been refused for this reason.</summary>
    public bool TokenRefused(int account, Diagnosis diagnosis, int httpStatus, int cause)
    {
        Add(EventCode.TokenRefused, account, diagnosis, 0, httpStatus, cause < 0 ? 0 : cause);
        lock (_gate)
        {
            bool isNew = _accounts[account].TokenRefusal != diagnosis;
            _accounts[account].TokenRefusal = diagnosis;
            return isNew;
        }
    }

    /// <summary>The account's tokens were deleted or replaced.</summary>
    public void TokenForgotten(int account)
    {
        lock (_gate) _accounts[account].TokenForgotten();
    }

    /// <summary>The numbers of the events that are kept: from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public void Range(out long first, out long end)
    {
        lock (_gate)
        {
            first = _ring.First;
            end = _ring.Count;
        }
    }

    /// <summary>Copies an event. False: it is not kept any more.</summary>
    public bool Read(long number, EventRecord into)
    {
        lock (_gate) return _ring.Read(number, into);
    }

    /// <summary>Copies an account's figures.</summary>
    public void Read(int account, AccountFigures into)
    {
        lock (_gate) into.CopyFrom(_accounts[account]);
    }
}
