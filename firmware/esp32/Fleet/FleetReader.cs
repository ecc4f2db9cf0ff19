using DeviceMailAgent.Esp32.Configuration;
using DeviceMailAgent.Smtp;

namespace DeviceMailAgent.Esp32.Fleet;

/// <summary>Reads <c>fleet</c>. Its words are made here and not kept: a board without a fleet has no room for them.</summary>
public static class FleetReader
{
    private const int TopicMax = 64;

    // The provider and the sign-in, or a technician's `devicemail`. The broker's stays open for good, so it wants one more.
    private const int PlacesOfTheMail = 2;

    /// <summary>Reads it; null: agent.json has no fleet.</summary>
    /// <param name="top">agent.json.</param>
    /// <param name="name">The agent's name, which is its id unless another is given.</param>
    /// <param name="board">The board.</param>
    public static FleetConfiguration? Read(ConfigurationObject top, string name, Board board)
    {
        if (!top.Has("fleet")) return null;
        // "password" is taken only to be refused with the right cure.
        ConfigurationObject fleet = top.Object("fleet", new string[] { "host", "port", "security", "ca", "user", "id", "prefix", "homeAssistant", "password" });
        if (fleet.Has("password")) throw fleet.Wrong("password", "secrets are not in agent.json, which others may read. Remove it, and store it with `devicemail import fleet-password`.");
        string host = Host(fleet);
        bool isTls = !fleet.Has("security") || fleet.Choice("security", new string[] { "tls", "none" }) == 0;
        if (isTls && board.TlsContexts <= PlacesOfTheMail) throw fleet.Wrong("security", "must be \"none\" on this board: it has room for " + board.TlsContexts.ToString() + " TLS connections, which the mail needs, and the broker's would stay open for good. Write \"none\" and use a broker in the own network, or use a board with PSRAM, which has room for one more.");
        if (!isTls && !AccountReader.IsNear(host)) throw fleet.Wrong("security", "\"none\" sends the broker's password in clear, so that it is only possible to an address of the own network such as 192.168.7.5, not to " + host + ". Write \"tls\".");
        if (!isTls && fleet.Has("ca")) throw fleet.Wrong("ca", "is of no use with \"security\": \"none\". Remove one of them.");
        return new FleetConfiguration
        {
            Host = host,
            Port = (int)fleet.NumberOr("port", 1, 65535, isTls ? 8883 : 1883),
            IsTls = isTls,
            Roots = fleet.Has("ca") ? AgentFile.Roots(fleet) : null,
            User = fleet.Has("user") ? fleet.Text("user", "bridge-3f") : null,
            Id = fleet.Has("id") ? Topic(fleet, "id", "bridge-3f", false) : name,
            Prefix = fleet.Has("prefix") ? Topic(fleet, "prefix", "contoso/devicemail", true) : "devicemail",
            HomeAssistant = fleet.Has("homeAssistant") ? Topic(fleet, "homeAssistant", "homeassistant", true) : null,
        };
    }

    private static string Host(ConfigurationObject fleet)
    {
        string host = fleet.Text("host", "broker.contoso.com");
        byte[] octets = Ascii.Bytes(host);
        bool sound = octets.Length <= 253;
        for (int i = 0; i < octets.Length; i++) sound = sound && (IsLetterOrDigit(octets[i]) || octets[i] == (byte)'-' || octets[i] == (byte)'.');
        return sound ? host : throw fleet.Wrong("host", "must be a host name such as \"broker.contoso.com\". The port has a key of its own.");
    }

    // MQTT 5 4.7.1: + and # are for those who subscribe, $ begins the broker's own topics.
    private static string Topic(ConfigurationObject fleet, string key, string example, bool mayHaveLevels)
    {
        string text = fleet.Text(key, example);
        byte[] octets = Ascii.Bytes(text);
        bool sound = octets.Length <= TopicMax && octets[0] != (byte)'/' && octets[octets.Length - 1] != (byte)'/';
        for (int i = 0; i < octets.Length; i++)
        {
            byte octet = octets[i];
            bool isLevel = octet == (byte)'/' && mayHaveLevels && octets[i - 1 < 0 ? 0 : i - 1] != (byte)'/';
            sound = sound && (isLevel || IsLetterOrDigit(octet) || octet == (byte)'-' || octet == (byte)'_' || octet == (byte)'.');
        }
        if (sound) return text;
        throw fleet.Wrong(key, "must be at most 64 letters, digits, hyphens, underscores and dots" + (mayHaveLevels ? ", with / between levels" : "") + ", such as \"" + example + "\".");
    }

    private static bool IsLetterOrDigit(byte octet)
    {
        byte upper = Ascii.Upper(octet);
        return Ascii.IsDigit(octet) || (upper >= (byte)'A' && upper <= (byte)'Z');
    }
}
