using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.Status;
using MQTTnet;
using MQTTnet.Protocol;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>
/// The way to the fleet's broker: a thread of its own that looks at the agent once a second and tells what is new. The mail path knows nothing of it. While the broker is
/// away it waits ever longer, with jitter so that a fleet does not come back in one moment.
/// </summary>
internal sealed class FleetLink
{
    private readonly AgentParts _parts;
    private readonly FleetConfiguration _fleet;
    private readonly FleetMessages _messages;
    private readonly FleetCommands _commands;
    private readonly string _topic;
    private readonly ManualResetEvent _stop = new ManualResetEvent(false);
    private readonly AutoResetEvent _passwordGiven = new AutoResetEvent(false);
    private readonly Lock _gate = new Lock();
    private readonly Queue<byte[]> _answers = new Queue<byte[]>();
    private readonly EventRecord _record = new EventRecord();
    private Thread? _thread;
    private long _nextEvent;
    private string? _told;
    private AgentState _state = (AgentState)(-1);
    private Diagnosis _why;
    private long _sinceMs;

    public FleetLink(AgentParts parts, ControlVerbsOfAgent verbs, FleetConfiguration fleet)
    {
        _parts = parts;
        _fleet = fleet;
        _topic = fleet.Prefix + "/" + fleet.Id;
        _messages = new FleetMessages(parts, fleet.Id);
        _commands = new FleetCommands(parts, verbs, _messages, fleet.Id, Answer);
    }

    public void Start()
    {
        _thread = new Thread(Run, PlatformLimits.ThreadStack) { IsBackground = true, Name = "fleet" };
        _thread.Start();
    }

    /// <summary>Tries the broker at once with the password that was stored just now, where it is not connected; else that one is for the next connection.</summary>
    public void PasswordGiven()
    {
        _passwordGiven.Set();
    }

    /// <summary>Tells the broker that the device stops, and ends.</summary>
    public void Stop()
    {
        _commands.IsStopping = true;
        _stop.Set();
        _thread?.Join(PlatformLimits.QuitMsMax);
    }

    // A thread's outermost frame must not let anything out: it would end the process, and the mail with it.
    private void Run()
    {
        int waitMs = FleetLimits.RetryMs;
        WaitHandle[] ends = [_stop, _passwordGiven];
        int end;
        do
        {
            long began = _parts.Clock.NowMs;
            try
            {
                Connected().GetAwaiter().GetResult();
            }
            catch (Exception fault)
            {
                Tell(FleetFault.TextOf(fault, _fleet));
            }
            waitMs = _parts.Clock.NowMs - began > FleetLimits.HeldMs ? FleetLimits.RetryMs : Math.Min(2 * waitMs, FleetLimits.RetryMsMax);
            end = WaitHandle.WaitAny(ends, Random.Shared.Next(waitMs / 2, waitMs));
            // What was refused with the password before says nothing about this one: its refusal is told too.
            if (end == 1) (waitMs, _told) = (FleetLimits.RetryMs, null);
        }
        while (end != 0);
    }

    // One connection from its beginning to its end.
    private async Task Connected()
    {
        using MqttClient client = FleetAdapter.Client();
        client.ApplicationMessageReceivedAsync += Received;
        MqttClientDisconnectReason reason = MqttClientDisconnectReason.UnspecifiedError;
        client.DisconnectedAsync += ended =>
        {
            reason = ended.Reason;
            return Task.CompletedTask;
        };
        _messages.Link++;
        MqttClientConnectResult result = await client.ConnectAsync(Options(), Limit());
        if (result.ResultCode != MqttClientConnectResultCode.Success) throw new FleetConnectRefusedException(result.ResultCode);
        // What is retained at the broker was meant for a moment that is over.
        var commands = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(_topic + "/command", MqttQualityOfServiceLevel.AtLeastOnce, retainHandling: MqttRetainHandling.DoNotSendOnSubscribe).Build();
        await client.SubscribeAsync(commands, Limit());
        Tell(null);
        if (_fleet.HomeAssistant != null) await Publish(client, _fleet.HomeAssistant + "/device/" + _fleet.Id + "/config", HomeAssistant.Discovery(_parts.Configuration, _fleet), isRetained: true);
        await TellWhatIsNew(client);
        if (client.IsConnected)
        {
            await Publish(client, _topic + "/status", _messages.Gone("stopped"), isRetained: true);
            await client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().WithReason(MqttClientDisconnectOptionsReason.NormalDisconnection).Build(), Limit());
            return;
        }
        throw new FleetLostException(reason);
    }

    private async Task TellWhatIsNew(IMqttClient client)
    {
        AgentState told = (AgentState)(-1);
        Diagnosis toldWhy = Diagnosis.None;
        long healthMs = 0;
        bool isFirst = true;
        do
        {
            _parts.Log.Status.Read(out AgentState state, out Diagnosis why);
            // That a mail is on its way is over before anybody reads it.
            if (state == AgentState.Sending) state = AgentState.Ready;
            if (state != _state || why != _why) _sinceMs = _parts.Clock.NowMs;
            _state = state;
            _why = why;
            if (state != told || why != toldWhy) await Publish(client, _topic + "/status", _messages.Status(state, why, _sinceMs), isRetained: true);
            told = state;
            toldWhy = why;
            if (isFirst || _parts.Clock.NowMs - healthMs >= FleetLimits.HealthMs)
            {
                healthMs = _parts.Clock.NowMs;
                await Publish(client, _topic + "/health", _messages.Health(), isRetained: true);
            }
            isFirst = false;
            await TellEvents(client);
            while (NextAnswer() is { } answer) await Publish(client, _topic + "/result", answer, isRetained: false);
        }
        while (client.IsConnected && !_stop.WaitOne(FleetLimits.LookMs));
    }

    private async Task TellEvents(IMqttClient client)
    {
        _parts.Log.Events.Range(out long first, out long end);
        for (_nextEvent = Math.Max(_nextEvent, first); _nextEvent < end; _nextEvent++)
        {
            if (!_parts.Log.Events.Read(_nextEvent, _record)) continue;
            if (_record.Diagnosis == Diagnosis.None && _record.Code is not (EventCode.ControlRefused or EventCode.Paired or EventCode.Fault)) continue;
            await Publish(client, _topic + "/event", _messages.Event(_record), isRetained: false);
        }
    }

    private static async Task Publish(IMqttClient client, string topic, byte[] payload, bool isRetained)
    {
        MqttApplicationMessage message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag(isRetained)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithContentType("application/json").Build();
        MqttClientPublishResult result = await client.PublishAsync(message, Limit());
        if (!result.IsSuccess) throw new FleetRefusedException(topic, result.ReasonCode.ToString());
    }

    private MqttClientOptions Options()
    {
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder().WithTcpServer(_fleet.Host, _fleet.Port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithClientId("devicemail-" + _fleet.Id).WithCleanStart(true).WithSessionExpiryInterval(0).WithKeepAlivePeriod(TimeSpan.FromSeconds(FleetLimits.KeepAliveSeconds))
            .WithMaximumPacketSize(FleetLimits.Packet).WithTimeout(TimeSpan.FromMilliseconds(FleetLimits.AnswerMsMax))
            .WithWillTopic(_topic + "/status").WithWillPayload(_messages.Gone("lost")).WithWillRetain(true).WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (_fleet.User != null) options.WithCredentials(_fleet.User, FleetPassword.Load(_parts.Store));
        options.WithTlsOptions(tls => FleetTls.Set(tls, _fleet));
        return options.Build();
    }

    private Task Received(MqttApplicationMessageReceivedEventArgs received)
    {
        try
        {
            if (received.ApplicationMessage.Topic == _topic + "/command" && !received.ApplicationMessage.Retain) _commands.Take(received.ApplicationMessage.Payload.ToArray());
        }
        catch (Exception fault)
        {
            _parts.Log.Faulted(fault);
        }
        return Task.CompletedTask;
    }

    private void Answer(byte[] message)
    {
        lock (_gate)
        {
            if (_answers.Count >= FleetLimits.Waiting) _answers.Dequeue();
            _answers.Enqueue(message);
        }
    }

    private byte[]? NextAnswer()
    {
        lock (_gate) return _answers.TryDequeue(out byte[]? answer) ? answer : null;
    }

    private static CancellationToken Limit()
    {
        return new CancellationTokenSource(FleetLimits.AnswerMsMax).Token;
    }

    // Once for each change: a broker that is away for a week fills no log.
    private void Tell(string? fault)
    {
        if (fault != null && fault == _told) return;
        _told = fault;
        _parts.Log.Fleet(_fleet.Host + ":" + _fleet.Port.ToString(CultureInfo.InvariantCulture), fault);
    }
}
