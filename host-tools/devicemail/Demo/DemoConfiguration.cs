using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Tool.Provision;

namespace DeviceMailAgent.Tool.Demo;

/// <summary>The agent.json that joins the demo's scanner to the sandbox.</summary>
internal static class DemoConfiguration
{
    public const string ScannerUser = "scanner";
    public const string Account = "scans";

    /// <summary>Writes agent.json.</summary>
    /// <param name="path">Where.</param>
    /// <param name="sandbox">The provider.</param>
    /// <param name="port">The port for the scanner.</param>
    /// <param name="password">The scanner's password; only its keyed hash is written.</param>
    /// <param name="fromLan">True to listen on every address and to allow private ones; else loopback alone.</param>
    public static void Write(string path, SandboxProvider sandbox, int port, string password, bool fromLan)
    {
        var allow = new JsonArray("127.0.0.0/8");
        if (fromLan)
        {
            foreach (string range in new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16" }) allow.Add(range);
        }
        var configuration = new JsonObject
        {
            ["name"] = "bridge-demo",
            ["board"] = "raspberry-pi-4",
            ["listen"] = new JsonArray(new JsonObject
            {
                ["address"] = fromLan ? "0.0.0.0" : "127.0.0.1",
                ["port"] = port,
                ["tls"] = "off",
                ["allow"] = allow,
                ["login"] = "optional",
                // The demo compares what arrived with what was sent, so nothing is to be put right on the way.
                ["header"] = "pass",
                ["received"] = false,
                ["lines"] = "pass",
            }),
            ["logins"] = new JsonArray(new JsonObject
            {
                ["user"] = ScannerUser,
                ["password"] = ProvisionPlan.Hashed(password),
                ["account"] = Account,
            }),
            ["accounts"] = new JsonArray(new JsonObject
            {
                ["name"] = Account,
                ["default"] = true,
                ["ca"] = sandbox.CaFile,
                ["smtp"] = new JsonObject
                {
                    ["host"] = sandbox.Host,
                    ["port"] = sandbox.SmtpPort,
                    ["security"] = "starttls",
                    ["sizeMax"] = 36700160,
                    ["connectionsMax"] = 3,
                    ["perMinuteMax"] = 30,
                },
                ["mechanism"] = "xoauth2",
                ["user"] = sandbox.User,
                ["sender"] = new JsonObject { ["address"] = sandbox.User, ["rewrite"] = "if-different" },
                ["oauth"] = OAuth(sandbox),
            }),
            ["store"] = "store",
        };
        File.WriteAllText(path, configuration.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
    }

    // Google gives no device code for mail, so that there a browser signs in and the token is handed over.
    private static JsonObject OAuth(SandboxProvider sandbox)
    {
        bool hasDeviceCode = sandbox.Profile != ProviderProfile.Gmail;
        var oauth = new JsonObject
        {
            ["flow"] = hasDeviceCode ? "device-code" : "authorization-code",
            ["clientId"] = "demo-client",
            ["scope"] = sandbox.Profile.Scope,
            ["tokenEndpoint"] = sandbox.TokenEndpoint.ToString(),
            ["refreshMarginSeconds"] = 600,
        };
        if (hasDeviceCode) oauth["deviceEndpoint"] = sandbox.DeviceEndpoint.ToString();
        return oauth;
    }

    /// <summary>A port that nobody uses just now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
