using DeviceMailAgent.OAuth;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Mail;

/// <summary>
/// What happened: the ring of events, the account's state, which the light shows, and its figures. It holds numbers alone; `devicemail log` has the
/// words. No call allocates.
/// </summary>
public sealed class DeviceLog : IEventLog
{
    private readonly object _gate = new object();
    private readonly EventLog _ring = new EventLog(SmallBoardLimits.Events);
    private readonly AgentStatus _status = new AgentStatus();
    private readonly IClock _clock;
    private AgentState _noted = AgentState.Booting;
    private Diagnosis _notedWhy;

    /// <summary>An empty log.</summary>
    public DeviceLog(IClock clock)
    {
        _clock = clock;
        StartedMs = clock.NowMs;
    }

    /// <summary>When the board started.</summary>
    public long StartedMs { get; }

    /// <summary>Mails that the provider accepted.</summary>
    public long Delivered { get; private set; }

    /// <summary>Mails that were not delivered.</summary>
    public long Refused { get; private set; }

    /// <summary>The last mail; its number is below 0 while there was none.</summary>
    public EventRecord LastMail { get; } = new EventRecord() { Number = -1 };

    /// <summary>When the last mail was delivered; below 0: none was.</summary>
    public long LastDeliveredMs { get; private set; } = -1;

    /// <summary>The end of the access token in memory; below 0: there is none.</summary>
    public long TokenEndsMs { get; private set; } = -1;

    /// <summary>Why the last renewal was refused; None if it was not.</summary>
    public Diagnosis TokenRefusal { get; private set; }

    /// <summary>What the light shows.</summary>
    public AgentState State
    {
        get { lock (_gate) return _status.State; }
    }

    /// <summary>Why.</summary>
    public Diagnosis Why
    {
        get { lock (_gate) return _status.Diagnosis; }
    }

    /// <summary>The number of the oldest event that is kept.</summary>
    public long First
    {
        get { lock (_gate) return _ring.First; }
    }

    /// <summary>The number of the next event.</summary>
    public long Count
    {
        get { lock (_gate) return _ring.Count; }
    }

    /// <summary>Copies an event. False: it is not kept any more.</summary>
    public bool Read(long number, EventRecord into)
    {
        lock (_gate) return _ring.Read(number, into);
    }

    /// <summary>Adds an event; <see cref="EventCode"/> says what the numbers mean.</summary>
    public void Add(EventCode code, int account, Diagnosis diagnosis, long amount, int replyCode, int detail)
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

    /// <summary>The listeners are up.</summary>
    public void Listening()
    {
        lock (_gate) _status.Listening();
        Add(EventCode.Ready, -1, Diagnosis.None, 0, 0, 0);
        NoteState();
    }

    /// <summary>A fault of our own; the thread goes on.</summary>
    public void Faulted()
    {
        Add(EventCode.Fault, -1, Diagnosis.None, 0, 0, 0);
    }

    /// <summary>Something that concerns the light: agent.json, the network, the clock.</summary>
    public void Troubled(Diagnosis diagnosis)
    {
        lock (_gate) _status.ProviderFailed(diagnosis);
        Add(EventCode.ProviderFailed, -1, diagnosis, 0, 0, 0);
        NoteState();
    }

    /// <summary>Someone has begun to pair the account.</summary>
    public void PairingBegan()
    {
        lock (_gate) _status.PairingBegan();
        NoteState();
    }

    /// <summary>The pairing is over. <see cref="Diagnosis.None"/>: there is a new refresh token.</summary>
    public void PairingEnded(Diagnosis diagnosis)
    {
        lock (_gate) _status.PairingEnded(diagnosis);
        NoteState();
    }

    /// <inheritdoc/>
    public void MailBegan(int session, int account)
    {
        lock (_gate) _status.MailBegan();
    }

    /// <inheritdoc/>
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
            LastMail.CopyFrom(record);
            _status.MailEnded(mail.Diagnosis, mail.HasData);
            if (code == EventCode.MailDelivered) LastDeliveredMs = record.AtMs;
            if (code == EventCode.MailDelivered) Delivered++;
            else Refused++;
        }
        NoteState();
    }

    /// <inheritdoc/>
    public void ProviderReady(int account, int elapsedMs)
    {
        lock (_gate)
        {
            EventRecord record = _ring.Add(EventCode.ProviderReady, _clock.NowMs);
            record.Account = account;
            record.ElapsedMs = elapsedMs;
            _status.ProviderReady();
        }
        NoteState();
    }

    /// <inheritdoc/>
    public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
    {
        lock (_gate) _status.ProviderFailed(diagnosis);
        Add(EventCode.ProviderFailed, account, diagnosis, 0, reply.Code, 0);
        NoteState();
    }

    /// <inheritdoc/>
    public void ScannerNoted(int session, Diagnosis diagnosis)
    {
        Add(EventCode.ScannerNoted, -1, diagnosis, 0, 0, 0);
    }

    /// <summary>There is a new access token.</summary>
    public void TokenRenewed(int account, int seconds, Diagnosis storeFailure)
    {
        Add(EventCode.TokenRenewed, account, storeFailure, seconds, 0, 0);
        lock (_gate)
        {
            TokenEndsMs = _clock.NowMs + seconds * 1000L;
            TokenRefusal = Diagnosis.None;
            // A trouble about tokens is over, another one is not.
            if ((int)_status.Diagnosis / 100 == 3) _status.ProviderReady();
            if (storeFailure != Diagnosis.None) _status.ProviderFailed(storeFailure);
        }
        NoteState();
    }

    /// <summary>There is none.</summary>
    public void TokenRefused(int account, Diagnosis diagnosis, TokenReader answer)
    {
        int cause = answer.ErrorCodes.Number;
        Add(EventCode.TokenRefused, account, diagnosis, 0, answer.HttpStatus, cause < 0 ? 0 : cause);
        lock (_gate)
        {
            TokenRefusal = diagnosis;
            _status.ProviderFailed(diagnosis);
        }
        NoteState();
    }

    /// <summary>The tokens were deleted or replaced.</summary>
    public void TokenForgotten()
    {
        lock (_gate)
        {
            TokenEndsMs = -1;
            TokenRefusal = Diagnosis.None;
        }
    }

    // That the light blinks while a mail goes out is told by the mail itself and would only fill the ring.
    private void NoteState()
    {
        lock (_gate)
        {
            AgentState state = _status.State;
            if (state == AgentState.Sending || (state == _noted && _status.Diagnosis == _notedWhy)) return;
            _noted = state;
            _notedWhy = _status.Diagnosis;
            EventRecord record = _ring.Add(EventCode.StateChanged, _clock.NowMs);
            record.Diagnosis = _notedWhy;
            record.Detail = (int)state;
        }
    }
}
