using System.Buffers;
using System.Text.Json;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>
/// What Home Assistant has to know to show the device by itself: one message for the device and its entities, retained at PREFIX/device/ID/config
/// (home-assistant.io, MQTT integration, "Device discovery payload"; Home Assistant 2024.12 and later).
/// </summary>
internal static class HomeAssistant
{
    public static byte[] Discovery(AgentConfiguration configuration, FleetConfiguration fleet)
    {
        string topic = fleet.Prefix + "/" + fleet.Id;
        var octets = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(octets))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("device");
            writer.WriteStartArray("identifiers");
            writer.WriteStringValue("devicemail-" + fleet.Id);
            writer.WriteEndArray();
            writer.WriteString("name", configuration.Name);
            writer.WriteString("manufacturer", "DeviceMailAgent");
            writer.WriteString("model", configuration.Board);
            writer.WriteString("sw_version", Program.Version);
            writer.WriteEndObject();
            writer.WriteStartObject("origin");
            writer.WriteString("name", "DeviceMailAgent");
            writer.WriteString("sw_version", Program.Version);
            writer.WriteEndObject();
            writer.WriteStartObject("components");
            Sensor(writer, fleet, "state", "State", topic + "/status", "{{ value_json.state }}", null, isFigure: false);
            Sensor(writer, fleet, "diagnosis", "Diagnosis", topic + "/status", "{{ value_json.diagnosis }}", null, isFigure: false);
            Problem(writer, fleet, topic + "/status");
            Sensor(writer, fleet, "delivered", "Mails delivered", topic + "/health", "{{ value_json.delivered }}", null, isFigure: true);
            Sensor(writer, fleet, "refused", "Mails refused", topic + "/health", "{{ value_json.refused }}", null, isFigure: true);
            Sensor(writer, fleet, "last_mail", "Last mail", topic + "/health", "{{ value_json.lastTime | default(none) }}", "timestamp", isFigure: false);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return octets.WrittenSpan.ToArray();
    }

    private static void Sensor(Utf8JsonWriter writer, FleetConfiguration fleet, string key, string name, string topic, string template, string? deviceClass, bool isFigure)
    {
        Begin(writer, fleet, "sensor", key, name, topic);
        writer.WriteString("value_template", template);
        if (deviceClass != null) writer.WriteString("device_class", deviceClass);
        // Counted from the agent's start: total_increasing is the class of what falls back to 0.
        if (isFigure) writer.WriteString("state_class", "total_increasing");
        Available(writer, fleet);
        writer.WriteEndObject();
    }

    private static void Problem(Utf8JsonWriter writer, FleetConfiguration fleet, string topic)
    {
        Begin(writer, fleet, "binary_sensor", "problem", "Needs care", topic);
        writer.WriteString("value_template", "{{ 'OFF' if value_json.state in ['ready', 'booting', 'pairing'] else 'ON' }}");
        writer.WriteString("device_class", "problem");
        // A device that is gone is a problem too, and not only unknown.
        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, FleetConfiguration fleet, string platform, string key, string name, string topic)
    {
        writer.WriteStartObject(key);
        writer.WriteString("platform", platform);
        writer.WriteString("unique_id", "devicemail-" + fleet.Id + "-" + key);
        writer.WriteString("name", name);
        writer.WriteString("state_topic", topic);
    }

    private static void Available(Utf8JsonWriter writer, FleetConfiguration fleet)
    {
        writer.WriteString("availability_topic", fleet.Prefix + "/" + fleet.Id + "/status");
        writer.WriteString("availability_template", "{{ 'offline' if value_json.state == 'gone' else 'online' }}");
    }
}
