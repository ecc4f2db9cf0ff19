using System;
using System.Net;
using System.Threading;
using DeviceMailAgent.OAuth;
using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.RaspberryPi.Foresight;
using DeviceMailAgent.RaspberryPi.Page;
using DeviceMailAgent.RaspberryPi.Sessions;
using DeviceMailAgent.RaspberryPi.Tokens;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Log;

/// <summary>The agent's log: one line per event, key=value behind its name. No call allocates on behalf of a mail.</summary>
internal sealed class AgentLog : IEventLog, ITokenEvents
{
    private const int Error = 3;
    private const int Warning = 4;
    private const int Notice = 5;
    private const int Information = 6;

    private readonly Lock _gate = new Lock();
    private readonly LogLine _line;
    private readonly AccountConfiguration[] _accounts;
    private readonly string[] _numbers = new string[700];
    private SessionSlots? _slots;
    private MailFigures? _mails;

    public AgentLog(LogLine line, AccountConfiguration[] accounts)
    {
        _line = line;
        _accounts = accounts;
        foreach (Diagnosis diagnosis in Enum.GetValues<Diagnosis>()) _numbers[(int)diagnosis] = "D" + ((int)diagnosis).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Status = new StatusWatch(accounts.Length, this);
        Events = new EventRecorder(accounts.Length, new MonotonicClock());
    }

    /// <summary>The state that the light shows.</summary>
    public StatusWatch Status { get; }

    /// <summary>Who is woken when a renewal is refused, or succeeds again; null before the start.</summary>
    public Watchman? Watchman { get; set; }

    /// <summary>What the control channel tells about the past.</summary>
    public EventRecorder Events { get; }

    /// <summary>A diagnosis as it is written everywhere, such as D402.</summary>
    public string Number(Diagnosis diagnosis)
    {
        return _numbers[(int)diagnosis];
    }

    /// <summary>Who knows the scanners' addresses.</summary>
    public void Attach(SessionSlots slots)
    {
        _slots = slots;
    }

    /// <summary>Counts the mails from now on, for the status page.</summary>
    public MailFigures CountMails()
    {
        return _mails = new MailFigures(_accounts.Length);
    }

    public void MailBegan(int session, int account)
    {
        Status.MailBegan(account);
    }

    public void MailEnded(MailRecord mail)
    {
        lock (_gate)
        {
            string what = mail.Diagnosis == Diagnosis.None ? "mail delivered" : mail.Diagnosis == Diagnosis.OutcomeUnknown ? "mail unknown" : "mail refused";
            _line.Begin(mail.Diagnosis == Diagnosis.None ? Information : Warning, what);
            From(mail.Session);
            if (mail.Account >= 0) _line.Field("account", _accounts[mail.Account].Name);
            _line.Field("recipients", mail.Recipients).Field("octets", mail.Octets).Field("ms", mail.ElapsedMs);
            Why(mail.Diagnosis, mail.Reply);
        }
        Status.MailEnded(mail.Account, mail.Diagnosis, mail.HasData);
        Events.MailEnded(mail);
        if (_mails == null) return;
        SessionSlot? slot = mail.Session < 0 ? null : _slots?[SessionSlot.IndexOf(mail.Session)];
        _mails.MailEnded(mail, Events.NowMs, slot?.Address ?? [], slot?.AddressCount ?? 0);
    }

    public void ProviderReady(int account, int elapsedMs)
    {
        lock (_gate) _line.Begin(Information, "provider ready").Field("account", _accounts[account].Name).Field("ms", elapsedMs).End();
        Status.ProviderReady(account);
        Events.ProviderReady(account, elapsedMs);
    }

    public void ProviderFailed(int account, Diagnosis diagnosis, Reply reply)
    {
        lock (_gate)
        {
            _line.Begin(Warning, "provider failed").Field("account", _accounts[account].Name);
            Why(diagnosis, reply);
        }
        Status.ProviderFailed(account, diagnosis);
        Events.Add(EventCode.ProviderFailed, account, diagnosis, 0, reply.Code);
    }

    public void ScannerNoted(int session, Diagnosis diagnosis)
    {
        lock (_gate)
        {
            _line.Begin(diagnosis == Diagnosis.ConnectionTest ? Information : Notice, "scanner noted");
            From(session);
            Why(diagnosis, null);
        }
        Events.Add(EventCode.ScannerNoted, -1, diagnosis);
        _mails?.ScannerNoted(diagnosis);
    }

    /// <summary>A scanner that got no session.</summary>
    public void ScannerTurnedAway(IPAddress address, Diagnosis diagnosis)
    {
        lock (_gate)
        {
            _line.Begin(Notice, "scanner turned away").Field("from", address.ToString());
            Why(diagnosis, null);
        }
        Events.Add(EventCode.ScannerTurnedAway, -1, diagnosis);
        _mails?.ScannerNoted(diagnosis);
    }

    public void TokenRenewed(int account, int lifetimeSeconds, Diagnosis storeFailure)
    {
        lock (_gate)
        {
            _line.Begin(Information, "token renewed").Field("account", _accounts[account].Name).Field("seconds", lifetimeSeconds).End();
            if (storeFailure != Diagnosis.None)
            {
                _line.Begin(Error, "token not stored").Field("account", _accounts[account].Name);
                Why(storeFailure, null);
            }
        }
        if (storeFailure == Diagnosis.None) Status.TokenRenewed(account);
        else Status.ProviderFailed(account, storeFailure);
        if (Events.TokenRenewed(account, lifetimeSeconds, storeFailure)) Watchman?.Wake();
    }

    public void TokenRefused(int account, Diagnosis diagnosis, TokenReader answer)
    {
        lock (_gate)
        {
            _line.Begin(Error, "token refused").Field("account", _accounts[account].Name);
            if (answer.HttpStatus != 0) _line.Field("http", answer.HttpStatus);
            if (answer.Error.Count > 0) _line.Quoted("error", Ascii7(answer.Error));
            if (answer.ErrorCodes.Number > 0) _line.Field("code", answer.ErrorCodes.Number);
            Why(diagnosis, null);
        }
        Status.ProviderFailed(account, diagnosis);
        if (Events.TokenRefused(account, diagnosis, answer.HttpStatus, answer.ErrorCodes.Number)) Watchman?.Wake();
    }

    /// <summary>What the store has for an account cannot be used, as was seen at the start.</summary>
    public void SecretUnusable(int account, Diagnosis diagnosis)
    {
        Status.ProviderFailed(account, diagnosis);
        if (_accounts[account].OAuth != null) Events.TokenRefused(account, diagnosis, 0, 0);
        else Events.Add(EventCode.ProviderFailed, account, diagnosis);
        lock (_gate)
        {
            _line.Begin(Error, "secret unusable").Field("account", _accounts[account].Name);
            Why(diagnosis, null);
        }
    }

    public void Listening(ListenerConfiguration listener)
    {
        lock (_gate) _line.Begin(Information, "listening").Field("address", listener.Address.ToString()).Field("port", listener.Port).Field("tls", Words.Of(listener.Tls)).End();
    }

    /// <summary>All listeners are up.</summary>
    public void Ready(string name, string version)
    {
        lock (_gate) _line.Begin(Notice, "ready").Field("name", name).Field("version", version).End();
        Events.Add(EventCode.Ready);
    }

    public void Stopping(int sessions)
    {
        lock (_gate) _line.Begin(Notice, "stopping").Field("sessions", sessions).End();
        Events.Add(EventCode.Stopping, -1, Diagnosis.None, sessions);
    }

    public void Stopped(bool clean)
    {
        lock (_gate) _line.Begin(clean ? Notice : Warning, clean ? "stopped" : "stopped with mails under way").End();
    }

    /// <summary>Returns as soon as a line could be written: at once, unless its reader takes nothing.</summary>
    public void AwaitGate()
    {
        lock (_gate)
        {
            // Having had it is all.
        }
    }

    /// <summary>The overall state changed.</summary>
    public void State(AgentState state, Diagnosis diagnosis)
    {
        lock (_gate)
        {
            _line.Begin(Information, "status ").Text(Words.Of(state));
            if (diagnosis != Diagnosis.None) _line.Text(" ").Text(_numbers[(int)diagnosis]);
            _line.End();
        }
        Events.StateChanged(state, diagnosis);
    }

    /// <summary>Something ends within two weeks.</summary>
    public void Foreseen(int account, Diagnosis diagnosis, int days)
    {
        lock (_gate)
        {
            _line.Begin(Warning, "foreseen").Field("account", _accounts[account].Name).Field("days", days);
            Why(diagnosis, null);
        }
    }

    /// <summary>The owner was written to.</summary>
    public void OwnerWritten(Diagnosis first)
    {
        lock (_gate) _line.Begin(Notice, "owner written to").Field("diagnosis", _numbers[(int)first]).End();
        Events.Add(EventCode.OwnerWritten, -1, first);
    }

    /// <summary>The control channel is open, or is not and why.</summary>
    public void Control(string way, string where, string? fault)
    {
        lock (_gate)
        {
            _line.Begin(fault == null ? Information : Warning, fault == null ? "control open" : "control not open").Field("way", way).Field("at", where);
            if (fault != null) _line.Quoted("text", fault);
            _line.End();
        }
    }

    /// <summary>The fleet's broker is there, or is not and why.</summary>
    public void Fleet(string broker, string? fault)
    {
        lock (_gate)
        {
            _line.Begin(fault == null ? Information : Warning, fault == null ? "fleet connected" : "fleet not connected").Field("broker", broker);
            if (fault != null) _line.Quoted("text", fault);
            _line.End();
        }
    }

    /// <summary>A command came over the broker, and what became of it.</summary>
    public void FleetCommand(string what)
    {
        lock (_gate) _line.Begin(Notice, "fleet command ").Text(what).End();
    }

    /// <summary>The status page is served.</summary>
    public void PageOpen(string where)
    {
        lock (_gate) _line.Begin(Information, "page open").Field("at", where).End();
    }

    /// <summary>Light, button or screen works, or does not and why.</summary>
    public void BoardPart(string part, string? fault)
    {
        lock (_gate)
        {
            _line.Begin(fault == null ? Information : Warning, fault == null ? "board ready" : "board failed").Field("part", part);
            if (fault != null) _line.Quoted("text", fault);
            _line.End();
        }
    }

    /// <summary>The button was pressed for something.</summary>
    public void Button(ButtonCommand command)
    {
        lock (_gate) _line.Begin(Notice, "button ").Text(Words.Of(command)).End();
    }

    /// <summary>A fault of our own. Its message is left out, for it may quote what must not be in a log.</summary>
    public void Faulted(Exception fault)
    {
        lock (_gate) _line.Begin(Error, "fault").Field("type", fault.GetType().Name).Quoted("text", "This is a fault in the agent, not in your network. It goes on; please report it.").End();
        Events.Add(EventCode.Fault);
    }

    private void From(int session)
    {
        // A mail of the agent's own has no scanner.
        if (_slots == null || session < 0) return;
        SessionSlot slot = _slots[SessionSlot.IndexOf(session)];
        _line.Field("from", slot.Address, slot.AddressCount);
    }

    private void Why(Diagnosis diagnosis, Reply? reply)
    {
        if (diagnosis != Diagnosis.None) _line.Field("diagnosis", _numbers[(int)diagnosis]);
        if (reply != null) _line.Reply(reply);
        if (diagnosis != Diagnosis.None) _line.Quoted("text", DiagnosisText.Of(diagnosis));
        _line.End();
    }

    private static string Ascii7(TokenMember member)
    {
        return System.Text.Encoding.ASCII.GetString(member.Octets, 0, member.Count);
    }
}
