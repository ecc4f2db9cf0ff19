using System;
using System.Globalization;
using DeviceMailAgent.Control;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Log;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Control;

/// <summary>hello, status and log: what the agent knows about itself.</summary>
internal sealed class StatusVerbs
{
    /// <summary>The protocol's version: raised when an old tool would misunderstand an answer.</summary>
    public const int Protocol = 1;

    private const int LastDefault = 50;

    private readonly AgentParts _parts;
    private readonly TokenLife _life;
    private readonly long _startedMs;

    public StatusVerbs(AgentParts parts)
    {
        _parts = parts;
        _life = new TokenLife(parts.Store);
        _startedMs = parts.Clock.NowMs;
    }

    public Outcome Hello(Answer answer)
    {
        answer.Begin("device").Number("protocol", Protocol).Text("name", _parts.Configuration.Name).Text("board", _parts.Configuration.Board)
            .Text("platform", "raspberry-pi").Text("version", Program.Version);
        if (_parts.Fingerprint != null) answer.Text("fingerprint", _parts.Fingerprint);
        answer.Send();
        return Outcome.Done;
    }

    public Outcome Status(Answer answer)
    {
        Device(answer);
        foreach (ListenerConfiguration listener in _parts.Configuration.Listeners) Listener(answer, listener);
        var figures = new AccountFigures();
        for (int i = 0; i < _parts.Configuration.Accounts.Length; i++) Account(answer, i, figures);
        return Outcome.Done;
    }

    public Outcome Log(ControlRequest request, Answer answer)
    {
        int last = request.Last.Number > 0 ? request.Last.Number : LastDefault;
        _parts.Log.Events.Range(out long first, out long end);
        var record = new EventRecord();
        for (long number = Math.Max(first, end - last); number < end && !answer.IsLost; number++)
        {
            if (_parts.Log.Events.Read(number, record)) Event(answer, record);
        }
        return Outcome.Done;
    }

    private void Device(Answer answer)
    {
        _parts.Log.Status.Read(out AgentState state, out Diagnosis diagnosis);
        answer.Begin("device").Text("name", _parts.Configuration.Name).Text("board", _parts.Configuration.Board).Text("version", Program.Version)
            .Text("state", Words.Of(state)).Diagnosis(diagnosis).Time("time", DateTime.UtcNow)
            .Number("uptimeSeconds", (_parts.Clock.NowMs - _startedMs) / 1000).Number("rssOctets", Environment.WorkingSet)
            .Number("sessions", _parts.Slots.Busy).Number("sessionsMax", PlatformLimits.Sessions).Send();
    }

    private static void Listener(Answer answer, ListenerConfiguration listener)
    {
        // A listener that could not have its port would have kept the agent from starting.
        answer.Begin("listener").Text("address", listener.Address.ToString()).Number("port", listener.Port).Text("tls", Words.Of(listener.Tls))
            .Text("state", "listening").Send();
    }

    private void Account(Answer answer, int index, AccountFigures figures)
    {
        AccountConfiguration account = _parts.Configuration.Accounts[index];
        _parts.Log.Events.Read(index, figures);
        _parts.Log.Status.Read(index, out AgentState state, out Diagnosis diagnosis);
        bool isStored = account.Mechanism == LoginMechanism.None || _life.IsStored(account);
        answer.Begin("account").Text("account", account.Name).Flag("default", index == _parts.Configuration.DefaultAccount)
            .Text("host", account.Host).Text("user", account.User).Text("state", Words.Of(state)).Diagnosis(diagnosis)
            .Flag("bearer", account.OAuth != null).Number("delivered", figures.Delivered).Number("refused", figures.Refused).Flag("secretStored", isStored);
        if (figures.LastAtMs >= 0)
        {
            answer.Time("lastTime", _parts.TimeOf(figures.LastAtMs)).Number("lastOctets", figures.LastOctets).Number("lastMs", figures.LastElapsedMs)
                .Number("lastDiagnosis", (int)figures.LastDiagnosis).Number("lastReplyCode", figures.LastReplyCode);
        }
        if (figures.LastDeliveredMs >= 0) answer.Time("lastDelivered", _parts.TimeOf(figures.LastDeliveredMs));
        if (account.OAuth != null) Token(answer, figures);
        Forecast(answer, index);
        answer.Send();
    }

    private void Forecast(Answer answer, int index)
    {
        var forecast = new Forecast();
        _parts.Forecasts.Read(index, forecast);
        Days(answer, "disuseDays", forecast.DisuseDays);
        Days(answer, "signInDays", forecast.SignInDays);
        Days(answer, "secretDays", forecast.SecretDays);
        Days(answer, "certificateDays", forecast.CertificateDays);
        if (forecast.Due != Diagnosis.None) answer.Number("dueDiagnosis", (int)forecast.Due);
    }

    private static void Days(Answer answer, string name, int days)
    {
        if (days >= 0) answer.Number(name, days);
    }

    private void Token(Answer answer, AccountFigures figures)
    {
        long leftMs = figures.TokenEndsMs - _parts.Clock.NowMs;
        if (figures.TokenEndsMs >= 0 && leftMs > 0) answer.Number("tokenSeconds", leftMs / 1000);
        if (figures.TokenRefusal != Diagnosis.None) answer.Number("tokenDiagnosis", (int)figures.TokenRefusal);
    }

    private void Event(Answer answer, EventRecord record)
    {
        answer.Begin("event").Number("number", record.Number).Time("time", _parts.TimeOf(record.AtMs)).Number("code", (int)record.Code);
        if (record.Account >= 0) answer.Text("account", _parts.Configuration.Accounts[record.Account].Name);
        if (record.Diagnosis != Diagnosis.None) answer.Diagnosis(record.Diagnosis);
        if (record.Amount != 0) answer.Number("amount", record.Amount);
        if (record.ElapsedMs != 0) answer.Number("ms", record.ElapsedMs);
        if (record.ReplyCode != 0) answer.Number("replyCode", record.ReplyCode);
        if (record.Detail != 0) answer.Number("detail", record.Detail);
        answer.Send();
    }
}
