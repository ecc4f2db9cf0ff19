using System;
using System.Threading;
using DeviceMailAgent.Relay;
using DeviceMailAgent.Smtp;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>Takes what the broker says on the one topic that was subscribed to.</summary>
public interface IMqttReader
{
    /// <summary>A message. Returns soon: nothing else is read meanwhile.</summary>
    void Take(byte[] buffer, int offset, int count, bool isRetained);

    /// <summary>True if there is something to say, so that listening shall end.</summary>
    bool HasAnswer { get; }
}

/// <summary>
/// The part of an MQTT 5 client that a fleet needs, over one connection and on one thread: CONNECT with a last will, one subscription, messages with QoS 1 one at a time, PINGREQ.
/// Why nanoFramework's own client is not used: README.md, "The fleet". The first failure sticks, and says why in <see cref="Fault"/>.
/// </summary>
public sealed class MqttConnection
{
    private const int Greatest = 65535;

    private readonly IProviderTransport _channel;
    private readonly IClock _clock;
    private readonly IMqttReader _reader;
    private readonly MqttPacket _out = new MqttPacket(FleetLimits.Head);
    private readonly byte[] _in = new byte[FleetLimits.Packet];
    private int _have;
    private int _body;
    private int _end;
    private int _number;
    private int _acknowledged;
    private long _saidMs;
    private long _pingMs;
    private int _keepAliveMs;

    /// <summary>A connection that is not open yet.</summary>
    public MqttConnection(IProviderTransport channel, IMqttReader reader, IClock clock)
    {
        _channel = channel;
        _reader = reader;
        _clock = clock;
    }

    /// <summary>Why it ended: one of <see cref="FleetFault"/>, or the broker's reason code.</summary>
    public int Fault { get; private set; }

    /// <summary>True while it is open.</summary>
    public bool IsOpen
    {
        get { return Fault == FleetFault.None; }
    }

    /// <summary>Connects and says CONNECT.</summary>
    /// <param name="client">The client identifier.</param>
    /// <param name="user">The user; null: no login.</param>
    /// <param name="password">Its password; null: none is stored.</param>
    /// <param name="topic">Topic of the last will, which is retained.</param>
    /// <param name="will">The last will.</param>
    public bool Open(string client, string? user, byte[]? password, string topic, byte[] will)
    {
        Fault = FleetFault.None;
        _have = 0;
        _body = 0;
        _end = 0;
        _pingMs = 0;
        _keepAliveMs = FleetLimits.KeepAliveSeconds * 1000;
        if (!_channel.Connect()) return Fail(FaultOf(_channel.Failure));
        MqttPacket connect = new MqttPacket(2 * FleetLimits.Payload);
        // 3.1.2.3: clean start; a last will, retained, with QoS 1; user and password where they are.
        connect.Begin(MqttPacket.Connect).Text("MQTT").Octet(5).Octet(0x2E | (user == null ? 0 : 0x80) | (password == null ? 0 : 0x40)).Short(FleetLimits.KeepAliveSeconds);
        // 3.1.2.11.4: nothing larger than what fits here is sent to it.
        connect.Octet(5).Octet(0x27).Short(0).Short(FleetLimits.Packet);
        connect.Text(client).Octet(0).Text(topic).Text(will, will.Length);
        if (user != null) connect.Text(user);
        if (password != null) connect.Text(password, password.Length);
        connect.Finish(0);
        bool isSent = Send(connect, null, 0);
        Array.Clear(connect.Octets, 0, connect.Octets.Length);
        if (!isSent || !Await(MqttPacket.ConnectAck)) return false;
        if (_end - _body < 2) return Fail(FleetFault.NotMqtt5);
        if (_in[_body + 1] != 0) return Fail(_in[_body + 1] < FleetFault.ReasonMin ? FleetFault.NotMqtt5 : _in[_body + 1]);
        // 3.2.2.3.14: what the broker wants to be kept alive with counts instead.
        int seconds = MqttProperties.ServerKeepAlive(_in, _body + 2, _end);
        if (seconds > 0) _keepAliveMs = seconds * 1000;
        return true;
    }

    /// <summary>Subscribes to one topic; what is retained there is not wanted.</summary>
    public bool Subscribe(string topic)
    {
        // 3.8.3.1: QoS 1, and retain handling 2: what is retained was meant for a moment that is over.
        _out.Begin(MqttPacket.Subscribe).Short(Next()).Octet(0).Text(topic).Octet(0x21).Finish(0);
        if (!Send(_out, null, 0) || !Await(MqttPacket.SubscribeAck)) return false;
        // 3.9.3: the last octet is the reason code of the one topic.
        return _in[_end - 1] < FleetFault.ReasonMin || Fail(_in[_end - 1]);
    }

    /// <summary>Says a message and waits until the broker has it.</summary>
    public bool Publish(string topic, byte[] payload, int count, bool isRetained)
    {
        int number = Next();
        // 3.3.1: QoS 1. Property 3 is the content type.
        _out.Begin((byte)(MqttPacket.Publish | 0x02 | (isRetained ? 1 : 0))).Text(topic).Short(number).Octet(3 + 16).Octet(3).Text("application/json").Finish(count);
        _acknowledged = 0;
        if (!Send(_out, payload, count)) return false;
        long end = _clock.NowMs + FleetLimits.AnswerMsMax;
        while (_acknowledged != number)
        {
            if (!Read(end) || !Obey()) return false;
        }
        return true;
    }

    /// <summary>Hears what the broker says, and keeps the connection alive.</summary>
    /// <param name="waitMs">For so long, or until the reader has something to say.</param>
    public bool Listen(int waitMs)
    {
        long end = _clock.NowMs + waitMs;
        while (IsOpen)
        {
            if (_have > _end || !_channel.IsQuiet)
            {
                if (Read(_clock.NowMs + FleetLimits.AnswerMsMax)) Obey();
                continue;
            }
            if (!StaysAlive() || _clock.NowMs >= end || _reader.HasAnswer) break;
            Thread.Sleep(FleetLimits.PollMs);
        }
        return IsOpen;
    }

    /// <summary>Ends it. Without a DISCONNECT, so that the broker tells the last will.</summary>
    public void Close()
    {
        _channel.Close();
        Array.Clear(_in, 0, _in.Length);
    }

    // 3.1.2.10: something has to be said within the time; half of it leaves room for a handshake elsewhere, which stops this thread too.
    private bool StaysAlive()
    {
        long now = _clock.NowMs;
        if (_pingMs != 0 && now - _pingMs > FleetLimits.AnswerMsMax) return Fail(FleetFault.Silent);
        if (_pingMs != 0 || now - _saidMs < _keepAliveMs / 2) return true;
        _pingMs = now;
        _out.Begin(MqttPacket.PingRequest).Finish(0);
        return Send(_out, null, 0);
    }

    private bool Send(MqttPacket packet, byte[]? payload, int count)
    {
        if (packet.IsCut) return Fail(FleetFault.NotMqtt5);
        if (!_channel.Write(packet.Octets, packet.Start, packet.End - packet.Start)) return Fail(FleetFault.Ended);
        if (payload != null && !_channel.Write(payload, 0, count)) return Fail(FleetFault.Ended);
        _saidMs = _clock.NowMs;
        return true;
    }

    // Reads packets until one of a kind is there; what else comes is obeyed.
    private bool Await(byte kind)
    {
        long end = _clock.NowMs + FleetLimits.AnswerMsMax;
        while (true)
        {
            if (!Read(end)) return false;
            if ((_in[0] & 0xF0) == (kind & 0xF0)) return true;
            if (!Obey()) return false;
        }
    }

    // Reads one packet: its body is from _body up to _end.
    private bool Read(long endMs)
    {
        // The one before goes.
        _have -= _end;
        Array.Copy(_in, _end, _in, 0, _have);
        _end = 0;
        while (true)
        {
            int length = Length();
            if (length < 0 || length > _in.Length) return Fail(FleetFault.NotMqtt5);
            if (length > 0 && _have >= length)
            {
                _end = length;
                return true;
            }
            long left = endMs - _clock.NowMs;
            if (left <= 0) return Fail(FleetFault.Silent);
            _channel.ReadTimeoutMs = (int)left;
            int received = _channel.Read(_in, _have, _in.Length - _have);
            if (received <= 0) return Fail(_clock.NowMs >= endMs - FleetLimits.PollMs ? FleetFault.Silent : FleetFault.Ended);
            _have += received;
        }
    }

    // Octets of the packet at the buffer's beginning; 0: its head is not whole; below 0: it has none.
    private int Length()
    {
        int remaining = 0;
        for (int i = 1; i <= 4; i++)
        {
            if (i >= _have) return 0;
            remaining |= (_in[i] & 0x7F) << (7 * (i - 1));
            if (_in[i] >= 0x80) continue;
            _body = i + 1;
            return _body + remaining;
        }
        return -1;
    }

    private bool Obey()
    {
        switch (_in[0] & 0xF0)
        {
            case MqttPacket.PublishAck: return Acknowledged();
            case MqttPacket.Publish: return Message();
            case MqttPacket.PingResponse:
                _pingMs = 0;
                return true;
            // 3.14.2.1: without a reason it is 0.
            case MqttPacket.Disconnect: return Fail(_end > _body && _in[_body] >= FleetFault.ReasonMin ? _in[_body] : FleetFault.Ended);
            default: return Fail(FleetFault.NotMqtt5);
        }
    }

    private bool Acknowledged()
    {
        if (_end - _body < 2) return Fail(FleetFault.NotMqtt5);
        // 3.4.2.1: a reason of 0 may be left out. 16, nobody reads it, is none to worry about.
        if (_end - _body > 2 && _in[_body + 2] >= FleetFault.ReasonMin) return Fail(_in[_body + 2]);
        _acknowledged = _in[_body] << 8 | _in[_body + 1];
        return true;
    }

    // 3.3: only one topic was subscribed to, so that is the one it comes from.
    private bool Message()
    {
        bool isRetained = (_in[0] & 1) != 0;
        int quality = _in[0] >> 1 & 3;
        int at = _body + 2 + (_end - _body < 2 ? Greatest : _in[_body] << 8 | _in[_body + 1]);
        int number = at;
        if (quality > 0) at += 2;
        if (quality > 1 || at >= _end) return Fail(FleetFault.NotMqtt5);
        int properties = MqttProperties.Variable(_in, ref at, _end);
        if (properties < 0 || at + properties > _end) return Fail(FleetFault.NotMqtt5);
        at += properties;
        if (quality == 1)
        {
            _out.Begin(MqttPacket.PublishAck).Octet(_in[number]).Octet(_in[number + 1]).Finish(0);
            if (!Send(_out, null, 0)) return false;
        }
        _reader.Take(_in, at, _end - at, isRetained);
        return true;
    }

    private int Next()
    {
        _number = _number == Greatest ? 1 : _number + 1;
        return _number;
    }

    private static int FaultOf(Diagnosis failure)
    {
        switch (failure)
        {
            case Diagnosis.NameNotResolved: return FleetFault.NameNotResolved;
            case Diagnosis.CertificateUntrusted: return FleetFault.CertificateUntrusted;
            case Diagnosis.ProviderTlsFailed: return FleetFault.TlsFailed;
            default: return FleetFault.Unreachable;
        }
    }

    private bool Fail(int fault)
    {
        if (Fault == FleetFault.None) Fault = fault;
        return false;
    }
}
