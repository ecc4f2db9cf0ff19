using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>TLS connections that take any certificate, for what the tool's own client would not do.</summary>
internal static class Tls
{
    /// <summary>Turns the TLS listener on.</summary>
    public static int On(JsonObject configuration)
    {
        int port = Bench.FreePort();
        configuration["control"] = new JsonObject { ["listen"] = new JsonObject { ["address"] = "127.0.0.1", ["port"] = port } };
        return port;
    }

    /// <summary>Connects; gives the peer and the hash of the certificate that it showed.</summary>
    public static async Task<(RawPeer Peer, byte[] CertificateHash)> Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        byte[] hash = [];
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "device",
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                hash = SHA256.HashData(certificate!.GetRawCertData());
                return true;
            },
        });
        return (new RawPeer(tls), hash);
    }

    /// <summary>The same, for a place that is about to become free: the agent hangs up on one peer a moment before it takes the next.</summary>
    public static async Task<(RawPeer Peer, byte[] CertificateHash)> ConnectSoon(int port)
    {
        long end = Environment.TickCount64 + 30_000;
        while (true)
        {
            try
            {
                return await Connect(port);
            }
            catch (IOException) when (Environment.TickCount64 < end)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>As provisioning does: the fingerprint is read and the key imported over the unix socket.</summary>
    public static async Task<DeviceTarget> Provision(Bench bench, int port)
    {
        await using ControlClient local = await bench.Connect();
        string key = AdminKeyFile.Make(bench.File("admin.key"));
        Assert.True((await local.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "admin-key", ["secret"] = key })).IsOk);
        return new DeviceTarget(new DeviceAddress(DeviceWay.Tls, "127.0.0.1", port, local.Device.Text("fingerprint")), bench.File("admin.key"));
    }

    public static async Task<byte[]> Nonce(RawPeer peer)
    {
        JsonObject challenge = JsonNode.Parse((await peer.Line())!)!.AsObject();
        return Convert.FromBase64String(challenge.Text("nonce"));
    }

    public static string Prove(byte[] key, byte[] nonce, byte[] certificateHash) =>
        $$"""{"id":1,"verb":"prove","proof":"{{AdminKeyFile.Proof(key, nonce, certificateHash)}}"}""";
}
