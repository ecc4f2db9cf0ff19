using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DeviceMailAgent.Sandbox;

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
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] hash = HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(password));
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
                ["password"] = $"hmac-sha256:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(hash)}",
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
                ["oauth"] = new JsonObject
                {
                    ["flow"] = "device-code",
                    ["clientId"] = "demo-client",
                    ["scope"] = sandbox.Profile.Scope,
                    ["deviceEndpoint"] = new Uri(sandbox.TokenEndpoint, "devicecode").ToString(),
                    ["tokenEndpoint"] = sandbox.TokenEndpoint.ToString(),
                    ["refreshMarginSeconds"] = 600,
                },
            }),
            ["store"] = "store",
        };
        File.WriteAllText(path, configuration.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>A password as a technician would choose one, new for each run.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 12);

    /// <summary>A port that nobody uses just now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
