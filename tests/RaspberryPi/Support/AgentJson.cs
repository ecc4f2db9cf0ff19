using System.Globalization;
using System.Text.Json.Nodes;

namespace DeviceMailAgent.RaspberryPi.Tests;

/// <summary>An agent.json for tests.</summary>
internal static class AgentJson
{
    public static string For(int port, string providerHost, int providerPort, string store, string tls = "off", string mechanism = "none", string security = "none", string? ca = null, string allow = "127.0.0.0/8", int connectionsMax = 3)
    {
        var account = new JsonObject
        {
            ["name"] = "scans",
            ["default"] = true,
            ["ca"] = ca,
            ["smtp"] = new JsonObject { ["host"] = providerHost, ["port"] = providerPort, ["security"] = security, ["sizeMax"] = 36700160, ["connectionsMax"] = connectionsMax },
            ["mechanism"] = mechanism,
        };
        if (mechanism != "none") account["user"] = "scans@contoso.example";
        var configuration = new JsonObject
        {
            ["name"] = "bridge-test",
            ["board"] = "raspberry-pi-4",
            ["listen"] = new JsonArray(new JsonObject
            {
                ["address"] = "127.0.0.1",
                ["port"] = port,
                ["tls"] = tls,
                ["allow"] = new JsonArray(allow),
                ["login"] = "optional",
                ["header"] = "pass",
                ["received"] = false,
            }),
            ["accounts"] = new JsonArray(account),
            ["store"] = store,
        };
        return configuration.ToJsonString();
    }

    /// <summary>With the whole of an <c>oauth</c> part for <paramref name="tokenEndpoint"/>.</summary>
    public static string WithOAuth(string json, string tokenEndpoint)
    {
        JsonNode configuration = JsonNode.Parse(json)!;
        JsonNode account = configuration["accounts"]![0]!;
        account["mechanism"] = "xoauth2";
        account["user"] = "scans@contoso.example";
        account["oauth"] = new JsonObject
        {
            ["flow"] = "device-code",
            ["clientId"] = "test-client",
            ["scope"] = "smtp",
            ["tokenEndpoint"] = tokenEndpoint,
            ["refreshMarginSeconds"] = 60,
        };
        return configuration.ToJsonString();
    }

    public static string Number(int value)
    {
        return value.ToString(CultureInfo.InvariantCulture);
    }
}
