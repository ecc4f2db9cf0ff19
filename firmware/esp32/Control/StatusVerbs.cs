using DeviceMailAgent.Control;
using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Status;
using nanoFramework.Runtime.Native;

namespace DeviceMailAgent.Esp32.Control;

/// <summary>hello, status and log: what the device knows about itself.</summary>
public sealed class StatusVerbs
{
    private const int LastDefault = 50;

    private readonly DeviceParts _parts;
    private readonly string _fingerprint;
    private readonly EventRecord _record = new EventRecord();

    /// <summary>Tells about these parts.</summary>
    public StatusVerbs(DeviceParts parts, byte[] certificateHash)
    {
        _parts = parts;
        _fingerprint = Hexadecimal(certificateHash);
    }

    /// <summary>hello.</summary>
    public void Hello(Answer answer)
    {
        answer.Begin("device").Number("protocol", 1).Text("name", _parts.Configuration.Name).Text("board", _parts.Configuration.Board.Id)
            .Text("platform", "esp32").Text("version", Program.Version).Text("fingerprint", _fingerprint);
        answer.Send();
    }

    /// <summary>status.</summary>
    public void Status(Answer answer)
    {
        int sessions = 0;
        for (int i = 0; i < _parts.Slots.Length; i++) sessions += _parts.Slots[i].IsBusy ? 1 : 0;
        answer.Begin("device").Text("name", _parts.Configuration.Name).Text("board", _parts.Configuration.Board.Id).Text("version", Program.Version)
            .Text("state", WordOf(_parts.Log.State)).Diagnosis(_parts.Log.Why).Time("time", _parts.Time.UtcSeconds)
            .Number("uptimeSeconds", (_parts.Clock.NowMs - _parts.Log.StartedMs) / 1000).Number("heapFreeOctets", GC.Run(false))
            .Number("sessions", sessions).Number("sessionsMax", SmallBoardLimits.Sessions).Send();
        for (int i = 0; i < _parts.Listeners.Length; i++)
        {
            ListenerConfiguration listener = _parts.Configuration.Listeners[i];
            answer.Begin("listener").Text("address", listener.Address).Number("port", listener.Port).Text("tls", "off")
                .Text("state", _parts.Listeners[i].IsListening ? "listening" : "waiting").Send();
        }
        Account(answer);
    }

    /// <summary>log.</summary>
    public void Log(ControlRequest request, Answer answer)
    {
        int last = request.Last.Number > 0 ? request.Last.Number : LastDefault;
        long end = _parts.Log.Count;
        long first = _parts.Log.First > end - last ? _parts.Log.First : end - last;
        for (long number = first; number < end && !answer.IsLost; number++)
        {
            if (_parts.Log.Read(number, _record)) Event(answer, _record);
        }
    }

    private void Account(Answer answer)
    {
        AccountConfiguration account = _parts.Configuration.Account;
        EventRecord last = _parts.Log.LastMail;
        answer.Begin("account").Text("account", account.Name).Flag("default", true).Text("host", account.Host).Text("user", account.User)
            .Text("state", WordOf(_parts.Log.State)).Diagnosis(_parts.Log.Why).Flag("bearer", account.OAuth != null)
            .Number("delivered", _parts.Log.Delivered).Number("refused", _parts.Log.Refused)
            .Flag("secretStored", account.Mechanism == LoginMechanism.None || _parts.Store.IsStored);
        if (last.Number >= 0)
        {
            answer.Time("lastTime", _parts.UtcOf(last.AtMs)).Number("lastOctets", last.Amount).Number("lastMs", last.ElapsedMs)
                .Number("lastDiagnosis", (int)last.Diagnosis).Number("lastReplyCode", last.ReplyCode);
        }
        if (_parts.Log.LastDeliveredMs >= 0) answer.Time("lastDelivered", _parts.UtcOf(_parts.Log.LastDeliveredMs));
        if (_parts.Token != null && _parts.Token.SecondsLeft > 0) answer.Number("tokenSeconds", _parts.Token.SecondsLeft);
        if (_parts.Log.TokenRefusal != Diagnosis.None) answer.Number("tokenDiagnosis", (int)_parts.Log.TokenRefusal);
        answer.Send();
    }

    private void Event(Answer answer, EventRecord record)
    {
        answer.Begin("event").Number("number", record.Number).Time("time", _parts.UtcOf(record.AtMs)).Number("code", (int)record.Code);
        if (record.Account >= 0) answer.Text("account", _parts.Configuration.Account.Name);
        if (record.Diagnosis != Diagnosis.None) answer.Diagnosis(record.Diagnosis);
        if (record.Amount != 0) answer.Number("amount", record.Amount);
        if (record.ElapsedMs != 0) answer.Number("ms", record.ElapsedMs);
        if (record.ReplyCode != 0) answer.Number("replyCode", record.ReplyCode);
        if (record.Detail != 0) answer.Number("detail", record.Detail);
        answer.Send();
    }

    /// <summary>A state's word of the protocol.</summary>
    public static string WordOf(AgentState state)
    {
        switch (state)
        {
            case AgentState.Ready: return "ready";
            case AgentState.Sending: return "sending";
            case AgentState.Attention: return "attention";
            case AgentState.Booting: return "booting";
            case AgentState.ProviderUnreachable: return "provider-unreachable";
            case AgentState.NotAllowedToSend: return "not-allowed-to-send";
            case AgentState.NeedsPairing: return "needs-pairing";
            case AgentState.Pairing: return "pairing";
            default: return "misconfigured";
        }
    }

    /// <summary>Octets in small hexadecimal digits.</summary>
    public static string Hexadecimal(byte[] octets)
    {
        const string Digits = "0123456789abcdef";
        char[] text = new char[octets.Length * 2];
        for (int i = 0; i < octets.Length; i++)
        {
            text[2 * i] = Digits[octets[i] >> 4];
            text[2 * i + 1] = Digits[octets[i] & 15];
        }
        return new string(text);
    }
}
