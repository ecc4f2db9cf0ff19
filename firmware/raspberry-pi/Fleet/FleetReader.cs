using System;
using System.IO;
using DeviceMailAgent.RaspberryPi.Configuration;

namespace DeviceMailAgent.RaspberryPi.Fleet;

/// <summary>Reads <c>fleet</c>.</summary>
internal static class FleetReader
{
    private const int TopicMax = 64;

    /// <param name="top">agent.json.</param>
    /// <param name="name">The agent's name, which is its id unless another is given.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <returns>Null: agent.json has no fleet.</returns>
    public static FleetConfiguration? Read(JsonObject top, string name, string folder)
    {
        if (!top.Has("fleet")) return null;
        // "password" is taken only to be refused with the right cure.
        JsonObject fleet = top.Object("fleet", "host", "port", "security", "ca", "user", "id", "prefix", "homeAssistant", "password");
        if (fleet.Has("password")) throw fleet.Wrong("password", "secrets are not in agent.json, which others may read. Remove it, and store it with `devicemail import fleet-password`.");
        string host = fleet.Text("host", "broker.contoso.com");
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) throw fleet.Wrong("host", "must be a host name such as \"broker.contoso.com\", not " + JsonObject.Quoted(host) + ". The port has a key of its own.");
        bool isTls = !fleet.Has("security") || fleet.Choice("security", "tls", "none") == 0;
        if (!isTls && !AccountReader.IsNear(host)) throw fleet.Wrong("security", "\"none\" sends the broker's password in clear, so that it is only possible to an address of the own network such as 192.168.7.5, not to " + host + ". Write \"tls\".");
        if (!isTls && fleet.Has("ca")) throw fleet.Wrong("ca", "is of no use with \"security\": \"none\". Remove one of them.");
        return new FleetConfiguration
        {
            Host = host,
            Port = fleet.Has("port") ? (int)fleet.Number("port", 1, 65535) : isTls ? 8883 : 1883,
            IsTls = isTls,
            Roots = fleet.Has("ca") ? PemFiles.Roots(fleet, "ca", Path.GetFullPath(fleet.Text("ca", "broker-ca.pem"), folder)) : null,
            User = fleet.Has("user") ? fleet.Text("user", "bridge-3f") : null,
            Id = fleet.Has("id") ? Topic(fleet, "id", "bridge-3f", mayHaveLevels: false) : name,
            Prefix = fleet.Has("prefix") ? Topic(fleet, "prefix", "contoso/devicemail", mayHaveLevels: true) : "devicemail",
            HomeAssistant = fleet.Has("homeAssistant") ? Topic(fleet, "homeAssistant", "homeassistant", mayHaveLevels: true) : null,
        };
    }

    // MQTT 5 4.7.1: + and # are for those who subscribe, $ begins the broker's own topics.
    private static string Topic(JsonObject fleet, string key, string example, bool mayHaveLevels)
    {
        string text = fleet.Text(key, example);
        bool sound = text.Length <= TopicMax && text[0] != '/' && text[^1] != '/' && !text.Contains("//", StringComparison.Ordinal);
        foreach (char c in text) sound = sound && (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' || (mayHaveLevels && c == '/'));
        if (sound) return text;
        throw fleet.Wrong(key, "must be at most 64 letters, digits, hyphens, underscores and dots" + (mayHaveLevels ? ", with / between levels" : "") + ", such as " + JsonObject.Quoted(example) + ".");
    }
}
