using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>
/// The library's way to a broker over TCP alone. Its own factory knows WebSockets too, and links their proxies with the whole of regular expressions behind them: 0.7 to 1.2 MB of memory in every agent,
/// with a fleet or without, since a native program's types are laid out at its start.
/// </summary>
internal sealed class FleetAdapter : IMqttClientAdapterFactory
{
    /// <summary>A client that is not connected yet.</summary>
    public static MqttClient Client()
    {
        return new MqttClient(new FleetAdapter(), new MqttNetNullLogger());
    }

    /// <inheritdoc/>
    public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger)
    {
        var formatter = new MqttPacketFormatterAdapter(options.ProtocolVersion, new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax));
        return new MqttChannelAdapter(new MqttTcpChannel(options), formatter, logger) { AllowPacketFragmentation = options.AllowPacketFragmentation, PacketInspector = packetInspector };
    }
}
