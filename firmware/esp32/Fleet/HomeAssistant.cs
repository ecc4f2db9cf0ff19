using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>
/// What Home Assistant has to know to show the device by itself: one message for the device and its entities, retained at PREFIX/device/ID/config
/// (home-assistant.io, MQTT integration, "Device discovery payload"; Home Assistant 2024.12 and later). It is the same as a Raspberry Pi's. It has 2 to 4 KB, so it is
/// written twice: first to know how long it is, then into an array that is thrown away once it is sent.
/// </summary>
public sealed class HomeAssistant
{
    private readonly AgentConfiguration _configuration;
    private readonly FleetConfiguration _fleet;
    private byte[]? _into;
    private int _count;

    private HomeAssistant(AgentConfiguration configuration, FleetConfiguration fleet)
    {
        _configuration = configuration;
        _fleet = fleet;
    }

    /// <summary>The message.</summary>
    public static byte[] Discovery(AgentConfiguration configuration, FleetConfiguration fleet)
    {
        HomeAssistant message = new HomeAssistant(configuration, fleet);
        message.Write();
        message._into = new byte[message._count];
        message._count = 0;
        message.Write();
        return message._into;
    }

    // Names, topics and words have no character that JSON would want escaped.
    private void Write()
    {
        Put("{\"device\":{\"identifiers\":[\"devicemail-").Put(_fleet.Id).Put("\"]");
        Member("name", _configuration.Name).Member("manufacturer", "DeviceMailAgent").Member("model", _configuration.Board.Id).Member("sw_version", Program.Version);
        Put("},\"origin\":{\"name\":\"DeviceMailAgent\"").Member("sw_version", Program.Version).Put("},\"components\":{");
        Sensor("state", "State", "status", "{{ value_json.state }}", null, null);
        Put(",").Sensor("diagnosis", "Diagnosis", "status", "{{ value_json.diagnosis }}", null, null);
        // A device that is gone is a problem too, and not only unknown: so it has no availability.
        Put(",").Begin("binary_sensor", "problem", "Needs care", "status", "{{ 'OFF' if value_json.state in ['ready', 'booting', 'pairing'] else 'ON' }}").Member("device_class", "problem").Put("}");
        // Counted from the agent's start: total_increasing is the class of what falls back to 0.
        Put(",").Sensor("delivered", "Mails delivered", "health", "{{ value_json.delivered }}", "state_class", "total_increasing");
        Put(",").Sensor("refused", "Mails refused", "health", "{{ value_json.refused }}", "state_class", "total_increasing");
        Put(",").Sensor("last_mail", "Last mail", "health", "{{ value_json.lastTime | default(none) }}", "device_class", "timestamp");
        Put("}}");
    }

    private HomeAssistant Sensor(string key, string name, string topic, string template, string? member, string? word)
    {
        Begin("sensor", key, name, topic, template);
        if (member != null && word != null) Member(member, word);
        Put(",\"availability_topic\":\"").Topic("status").Put("\"");
        return Member("availability_template", "{{ 'offline' if value_json.state == 'gone' else 'online' }}").Put("}");
    }

    private HomeAssistant Begin(string platform, string key, string name, string topic, string template)
    {
        Put("\"").Put(key).Put("\":{\"platform\":\"").Put(platform).Put("\",\"unique_id\":\"devicemail-").Put(_fleet.Id).Put("-").Put(key).Put("\"").Member("name", name);
        return Put(",\"state_topic\":\"").Topic(topic).Put("\"").Member("value_template", template);
    }

    private HomeAssistant Topic(string last)
    {
        return Put(_fleet.Prefix).Put("/").Put(_fleet.Id).Put("/").Put(last);
    }

    private HomeAssistant Member(string name, string value)
    {
        return Put(",\"").Put(name).Put("\":\"").Put(value).Put("\"");
    }

    private HomeAssistant Put(string text)
    {
        byte[] octets = Ascii.Bytes(text);
        if (_into != null) Ascii.Append(_into, _count, octets);
        _count += octets.Length;
        return this;
    }
}
