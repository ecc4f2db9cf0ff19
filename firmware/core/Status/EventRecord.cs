namespace DeviceMailAgent.Status;

/// <summary>One event: numbers only, so that no text of a mail and no secret can be in it. <see cref="EventCode"/> says which fields count.</summary>
public sealed class EventRecord
{
    /// <summary>Events are counted from 0 since the start.</summary>
    public long Number { get; set; }

    /// <summary>When, on the agent's own clock (IClock).</summary>
    public long AtMs { get; set; }

    /// <summary>What happened.</summary>
    public EventCode Code { get; set; }

    /// <summary>Index into agent.json's accounts; below 0: none.</summary>
    public int Account { get; set; }

    /// <summary>Why.</summary>
    public Diagnosis Diagnosis { get; set; }

    /// <summary>Octets, seconds or a count.</summary>
    public long Amount { get; set; }

    /// <summary>How long it took.</summary>
    public int ElapsedMs { get; set; }

    /// <summary>The SMTP reply's code or the HTTP status; 0: none.</summary>
    public int ReplyCode { get; set; }

    /// <summary>One more number.</summary>
    public int Detail { get; set; }

    /// <summary>Makes it a new event with nothing in it.</summary>
    public void Begin(EventCode code, long atMs)
    {
        Code = code;
        AtMs = atMs;
        Account = -1;
        Diagnosis = Diagnosis.None;
        Amount = 0;
        ElapsedMs = 0;
        ReplyCode = 0;
        Detail = 0;
    }

    /// <summary>Takes over another one.</summary>
    public void CopyFrom(EventRecord other)
    {
        Number = other.Number;
        AtMs = other.AtMs;
        Code = other.Code;
        Account = other.Account;
        Diagnosis = other.Diagnosis;
        Amount = other.Amount;
        ElapsedMs = other.ElapsedMs;
        ReplyCode = other.ReplyCode;
        Detail = other.Detail;
    }
}
