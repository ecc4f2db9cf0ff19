using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>Writes one MQTT 5 packet, or its head, into a fixed buffer (MQTT 5 1.5: numbers are big-endian, a text has two octets of length before it).</summary>
public sealed class MqttPacket
{
    /// <summary>MQTT 5 2.1.2: the first octet of each packet that is spoken here, with the flags that it must have.</summary>
    public const byte Connect = 0x10, ConnectAck = 0x20, Publish = 0x30, PublishAck = 0x40, Subscribe = 0x82, SubscribeAck = 0x90, PingRequest = 0xC0, PingResponse = 0xD0, Disconnect = 0xE0;

    // The first octet and up to four of the remaining length, written when it is known.
    private const int Fixed = 5;

    private readonly byte[] _octets;
    private byte _first;

    /// <summary>Allocates the buffer.</summary>
    public MqttPacket(int octetsMax)
    {
        _octets = new byte[octetsMax];
    }

    /// <summary>The packet: from <see cref="Start"/> up to <see cref="End"/>.</summary>
    public byte[] Octets
    {
        get { return _octets; }
    }

    /// <summary>Where it begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public int End { get; private set; }

    /// <summary>True if something did not fit; it must not be sent.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Begins a packet.</summary>
    public MqttPacket Begin(byte first)
    {
        _first = first;
        End = Fixed;
        IsCut = false;
        return this;
    }

    /// <summary>Adds an octet.</summary>
    public MqttPacket Octet(int value)
    {
        if (End == _octets.Length) IsCut = true;
        else _octets[End++] = (byte)value;
        return this;
    }

    /// <summary>Adds a number of two octets.</summary>
    public MqttPacket Short(int value)
    {
        return Octet(value >> 8).Octet(value);
    }

    /// <summary>Adds a text or binary data with their length.</summary>
    public MqttPacket Text(byte[] text, int count)
    {
        Short(count);
        if (End + count > _octets.Length)
        {
            IsCut = true;
            return this;
        }
        System.Array.Copy(text, 0, _octets, End, count);
        End += count;
        return this;
    }

    /// <summary>Adds a text.</summary>
    public MqttPacket Text(string text)
    {
        byte[] octets = Ascii.Bytes(text);
        return Text(octets, octets.Length);
    }

    /// <summary>Writes the fixed header before what was added.</summary>
    /// <param name="more">Octets that are sent behind this buffer: a message's payload.</param>
    public void Finish(int more)
    {
        int remaining = End - Fixed + more;
        int digits = remaining < 128 ? 1 : remaining < 128 * 128 ? 2 : 3;
        Start = Fixed - 1 - digits;
        _octets[Start] = _first;
        for (int i = 1; i <= digits; i++)
        {
            // MQTT 5 1.5.5: seven bits an octet, the lowest first; the eighth says that there are more.
            _octets[Start + i] = (byte)(remaining % 128 | (i < digits ? 0x80 : 0));
            remaining /= 128;
        }
    }
}
