using System;
using System.Threading;
using DeviceMailAgent.Esp32.Connections;
using DeviceMailAgent.Esp32.Control;
using DeviceMailAgent.Esp32.Mail;
using DeviceMailAgent.Esp32.Store;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>
/// The way to the fleet's broker: a thread of its own that looks at the device once a second and tells what is new. The mail's path knows nothing of it. A handshake stops
/// the whole board, so none is begun while a mail is under way, and while the broker is away it waits ever longer, with jitter so that a fleet does not come back in one moment.
/// </summary>
public sealed class FleetLink
{
    private const int None = -1;

    private readonly DeviceParts _parts;
    private readonly FleetConfiguration _fleet;
    private readonly FleetMessages _messages;
    private readonly FleetCommands _commands;
    private readonly MqttConnection _connection;
    private readonly EventRecord _record = new EventRecord();
    private readonly Random _random = new Random();
    private readonly AutoResetEvent _passwordGiven = new AutoResetEvent(false);
    private readonly SealedFile _password;
    private readonly string _topic;
    private int _told = None;
    private long _nextEvent;
    private int _state = None;
    private Diagnosis _why;
    private long _sinceMs;

    /// <summary>Makes everything that it will need.</summary>
    /// <param name="parts">What is told about.</param>
    /// <param name="fleet">The broker.</param>
    /// <param name="password">The broker's password.</param>
    /// <param name="places">A TLS place of its own, which the mail does not count with.</param>
    public FleetLink(DeviceParts parts, FleetConfiguration fleet, SealedFile password, TlsPlaces places)
    {
        _parts = parts;
        _fleet = fleet;
        _password = password;
        _topic = fleet.Prefix + "/" + fleet.Id;
        _messages = new FleetMessages(parts, fleet.Id);
        _commands = new FleetCommands(parts, _messages, fleet.Id);
        _connection = new MqttConnection(new TlsChannel(new Opener(fleet.Host, fleet.Port, fleet.Roots, fleet.IsTls, fleet.IsTls, places, parts.Time)), _commands, parts.Clock);
    }

    /// <summary>True if the broker knows this device by a user, who has a password.</summary>
    public bool HasUser
    {
        get { return _fleet.User != null; }
    }

    /// <summary>Stores the broker's password. Where it is not connected, it is tried at once. False: it could not be written.</summary>
    public bool Save(byte[] password, int count)
    {
        if (!_password.Write(password, 0, count)) return false;
        _passwordGiven.Set();
        return true;
    }

    /// <summary>The thread's story.</summary>
    public void Run()
    {
        int waitMs = FleetLimits.RetryMs;
        while (true)
        {
            long began = _parts.Clock.NowMs;
            try
            {
                AwaitTurn();
                began = _parts.Clock.NowMs;
                Connected();
                Tell(_connection.Fault);
            }
            catch (Exception)
            {
                _parts.Log.Faulted();
            }
            _connection.Close();
            waitMs = _parts.Clock.NowMs - began > FleetLimits.HeldMs ? FleetLimits.RetryMs : waitMs * 2 > FleetLimits.RetryMsMax ? FleetLimits.RetryMsMax : waitMs * 2;
            if (!_passwordGiven.WaitOne(waitMs / 2 + _random.Next(waitMs / 2), false)) continue;
            // What was refused with the password before says nothing about this one: its refusal is told too.
            waitMs = FleetLimits.RetryMs;
            _told = None;
        }
    }

    // Without the time no certificate can be judged, no message be dated, and no command be told from an old one.
    private void AwaitTurn()
    {
        while (!_parts.Time.IsSet || (_fleet.IsTls && _parts.Log.State == AgentState.Sending)) Thread.Sleep(FleetLimits.LookMs);
    }

    // One connection from its beginning to its end.
    private void Connected()
    {
        _commands.Begin();
        _messages.Link++;
        byte[]? password = _fleet.User == null || !_password.Exists ? null : _password.Read();
        bool isOpen = _connection.Open("devicemail-" + _fleet.Id, _fleet.User, password, _topic + "/status", _messages.Lost());
        if (password != null) Array.Clear(password, 0, password.Length);
        if (!isOpen || !_connection.Subscribe(_topic + "/command")) return;
        Tell(FleetFault.None);
        if (_fleet.HomeAssistant != null && !Say(_fleet.HomeAssistant + "/device/" + _fleet.Id + "/config", HomeAssistant.Discovery(_parts.Configuration, _fleet), true)) return;
        TellWhatIsNew();
    }

    private void TellWhatIsNew()
    {
        int told = None;
        Diagnosis toldWhy = Diagnosis.None;
        long healthMs = _parts.Clock.NowMs - FleetLimits.HealthMs;
        do
        {
            LookAtState();
            if ((told != _state || toldWhy != _why) && !Say(_topic + "/status", _messages.Status((AgentState)_state, _why, _sinceMs), true)) return;
            told = _state;
            toldWhy = _why;
            if (_parts.Clock.NowMs - healthMs >= FleetLimits.HealthMs)
            {
                healthMs = _parts.Clock.NowMs;
                if (!Say(_topic + "/health", _messages.Health(), true)) return;
            }
            TellEvents();
            for (byte[]? answer = _commands.NextAnswer(); answer != null && _connection.IsOpen; answer = _commands.NextAnswer()) Say(_topic + "/result", answer, false);
        }
        while (_connection.Listen(FleetLimits.LookMs));
    }

    private void LookAtState()
    {
        AgentState state = _parts.Log.State;
        Diagnosis why = _parts.Log.Why;
        // That a mail is on its way is over before anybody reads it.
        if (state == AgentState.Sending) state = AgentState.Ready;
        if ((int)state != _state || why != _why) _sinceMs = _parts.Clock.NowMs;
        _state = (int)state;
        _why = why;
    }

    // What could not be said is said over the next connection, as long as the ring keeps it.
    private void TellEvents()
    {
        if (_nextEvent < _parts.Log.First) _nextEvent = _parts.Log.First;
        for (; _nextEvent < _parts.Log.Count && _connection.IsOpen; _nextEvent++)
        {
            if (!_parts.Log.Read(_nextEvent, _record)) continue;
            bool isWanted = _record.Diagnosis != Diagnosis.None || _record.Code == EventCode.ControlRefused || _record.Code == EventCode.Paired || _record.Code == EventCode.Fault;
            if (isWanted && !Say(_topic + "/event", _messages.Event(_record), false)) return;
        }
    }

    private bool Say(string topic, byte[] payload, bool isRetained)
    {
        return _connection.Publish(topic, payload, payload.Length, isRetained);
    }

    // Once for each change: a broker that is away for a week fills no log.
    private void Tell(int fault)
    {
        if (fault == _told) return;
        _told = fault;
        _parts.Log.Add(fault == FleetFault.None ? EventCode.FleetReady : EventCode.FleetLost, -1, Diagnosis.None, 0, 0, fault);
    }
}
