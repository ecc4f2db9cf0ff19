using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Status;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>TLS on the LAN: the pinned certificate, the proof of the admin key, and what comes of those who have neither.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task With_pin_and_key_everything_can_be_asked()
    {
        int port = 0;
        await using Bench bench = await Bench.Start((configuration, _) => port = Tls.On(configuration));
        DeviceTarget target = await Tls.Provision(bench, port);
        await using ControlClient device = await ControlClient.Connect(target, Bench.Limit());
        Assert.True((await device.Ask(ControlVerb.TestMail, new JsonObject { ["recipient"] = Bench.Recipient })).IsOk);
        Assert.True((await device.Ask(ControlVerb.Status)).IsOk);
        ControlAnswer log = await device.Ask(ControlVerb.Log);
        Assert.Contains(log.Of("event"), record => record.Number("code") == (long)EventCode.ControlOpened);

        // The certificate was made once: the pin holds after a restart.
        bench.Agent.Kill();
        await bench.Run();
        await using ControlClient again = await ControlClient.Connect(target, Bench.Limit());
        Assert.Equal(target.Address.Fingerprint, again.Device.Text("fingerprint"));
    }

    [Fact]
    public async Task The_tool_speaks_to_no_other_certificate_and_to_none_without_a_pin()
    {
        int port = 0;
        await using Bench bench = await Bench.Start((configuration, _) => port = Tls.On(configuration));
        DeviceTarget target = await Tls.Provision(bench, port);
        string other = new('0', 64);
        Assert.Equal(ControlFault.OtherCertificate, await Fault(target with { Address = target.Address with { Fingerprint = other } }));
        Assert.Equal(ControlFault.NoFingerprint, await Fault(target with { Address = target.Address with { Fingerprint = null } }));
        Assert.Equal(ControlFault.NoKey, await Fault(target with { AdminKeyFile = null }));
        Assert.Equal(ControlFault.BadKey, await Fault(target with { AdminKeyFile = bench.File("agent.json") }));
        AdminKeyFile.Make(bench.File("other.key"));
        Assert.Equal(ControlFault.KeyRefused, await Fault(target with { AdminKeyFile = bench.File("other.key") }));
    }

    [Fact]
    public async Task Nothing_is_answered_before_the_proof()
    {
        int port = 0;
        await using Bench bench = await Bench.Start((configuration, _) => port = Tls.On(configuration));
        foreach (ControlVerb verb in new[] { ControlVerb.Hello, ControlVerb.Status, ControlVerb.Import, ControlVerb.Config })
        {
            (RawPeer peer, _) = await Tls.ConnectSoon(port);
            await using RawPeer raw = peer;
            await Tls.Nonce(peer);
            await peer.Send($$"""{"id":1,"verb":"{{verb.ToString().ToLowerInvariant()}}"}""" + "\n");
            Assert.Equal("proof-required", RawPeer.Error(await peer.Line()));
            Assert.Null(await peer.Line());
        }

        // No key yet: a proof with a key of zeros is as wrong as any other.
        (RawPeer keyless, byte[] hash) = await Tls.ConnectSoon(port);
        await using RawPeer rawKeyless = keyless;
        Assert.Equal("no-admin-key", await keyless.Refusal(Tls.Prove(new byte[32], await Tls.Nonce(keyless), hash)));
    }

    [Fact]
    public async Task A_proof_is_good_for_one_connection_and_one_certificate_only()
    {
        int port = 0;
        await using Bench bench = await Bench.Start((configuration, _) => port = Tls.On(configuration));
        DeviceTarget target = await Tls.Provision(bench, port);
        byte[] key = AdminKeyFile.Load(target.AdminKeyFile!);

        (RawPeer first, byte[] hash) = await Tls.Connect(port);
        await using RawPeer rawFirst = first;
        string proof = Tls.Prove(key, await Tls.Nonce(first), hash);
        Assert.Equal("", await first.Refusal(proof));
        Assert.Equal("", await first.Refusal("""{"verb":"status"}"""));

        (RawPeer replayed, _) = await Tls.ConnectSoon(port);
        await using RawPeer rawReplayed = replayed;
        await Tls.Nonce(replayed);
        Assert.Equal("proof-wrong", await replayed.Refusal(proof));
        Assert.Null(await replayed.Line());

        // Someone in the middle shows a certificate of his own and passes the device's nonce on: the victim's proof covers the wrong certificate.
        (RawPeer relayed, _) = await Tls.ConnectSoon(port);
        await using RawPeer rawRelayed = relayed;
        byte[] impostor = RandomNumberGenerator.GetBytes(32);
        Assert.Equal("proof-wrong", await relayed.Refusal(Tls.Prove(key, await Tls.Nonce(relayed), impostor)));
    }

    [Fact]
    public async Task After_five_wrong_proofs_an_address_is_kept_out_and_the_unix_socket_is_not()
    {
        int port = 0;
        await using Bench bench = await Bench.Start((configuration, _) => port = Tls.On(configuration));
        DeviceTarget target = await Tls.Provision(bench, port);
        ControlFault? fault = null;
        int wrong = 0;
        // The five must fall within a minute, which a machine that is busy with other things may miss at first.
        while (fault is null && wrong < 15)
        {
            (RawPeer peer, byte[] hash) = await Tls.ConnectSoon(port);
            await using RawPeer raw = peer;
            long started = Environment.TickCount64;
            Assert.Equal("proof-wrong", await peer.Refusal(Tls.Prove(new byte[32], await Tls.Nonce(peer), hash)));
            Assert.True(Environment.TickCount64 - started >= 900);
            wrong++;
            if (wrong >= 5) fault = await Fault(target);
            else Assert.Null(wrong == 4 ? await Fault(target) : null);
        }

        Assert.Equal(ControlFault.NotReachable, fault);
        await using ControlClient local = await bench.Connect();
        ControlAnswer log = await local.Ask(ControlVerb.Log);
        Assert.Equal(wrong, log.Of("event").Count(record => record.Number("code") == (long)EventCode.ControlRefused));
        await bench.Scan();
    }

    [Fact]
    public async Task Whoever_stays_silent_before_the_proof_is_hung_up_on_and_two_take_no_place_from_the_socket()
    {
        int port = 0;
        await using Bench bench = await Bench.Start((configuration, _) => port = Tls.On(configuration));
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, port);
        using var dripping = new TcpClient();
        await dripping.ConnectAsync(IPAddress.Loopback, port);
        // A third one gets no place and hears nothing.
        using var third = new TcpClient();
        await third.ConnectAsync(IPAddress.Loopback, port);
        await AssertClosed(third);
        await using ControlClient local = await bench.Connect();
        Assert.True((await local.Ask(ControlVerb.Status)).IsOk);

        // One octet a second keeps every read time-out happy; the deadline does not care.
        long started = Environment.TickCount64;
        bool isOpen = true;
        byte[] hello = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, .. new byte[32]];
        for (int i = 0; i < 25 && isOpen; i++)
        {
            try
            {
                await dripping.GetStream().WriteAsync(hello.AsMemory(i, 1));
                isOpen = !dripping.Client.Poll(1_000_000, SelectMode.SelectRead);
            }
            catch (IOException)
            {
                isOpen = false;
            }
        }

        Assert.False(isOpen);
        Assert.InRange(Environment.TickCount64 - started, 5_000, 40_000);
        await AssertClosed(silent);
    }

    [Fact]
    public async Task Octets_that_are_no_TLS_and_versions_before_1_2_get_nowhere()
    {
        int port = 0;
        await using Bench bench = await Bench.Start((configuration, _) => port = Tls.On(configuration));
        using var plain = new TcpClient();
        await plain.ConnectAsync(IPAddress.Loopback, port);
        await plain.GetStream().WriteAsync("{\"verb\":\"status\"}\n"u8.ToArray());
        byte[] heard = new byte[64];
        int count = await plain.GetStream().ReadAsync(heard, Bench.Limit(15));
        Assert.DoesNotContain("{", System.Text.Encoding.ASCII.GetString(heard, 0, count));

        using var old = new TcpClient();
        await old.ConnectAsync(IPAddress.Loopback, port);
        using var tls = new System.Net.Security.SslStream(old.GetStream());
#pragma warning disable CA5397, SYSLIB0039 // That this is refused is what is tried.
        var options = new System.Net.Security.SslClientAuthenticationOptions { TargetHost = "x", EnabledSslProtocols = SslProtocols.Tls11, RemoteCertificateValidationCallback = (_, _, _, _) => true };
#pragma warning restore CA5397, SYSLIB0039
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(options, Bench.Limit(15)));
        await bench.Scan();
    }

    [Fact]
    public async Task A_damaged_certificate_is_named_and_not_replaced()
    {
        await using Bench bench = await Bench.Start((configuration, _) => Tls.On(configuration));
        bench.Agent.Kill();
        string before = new string('x', 300);
        await File.WriteAllTextAsync(bench.File("store/control.certificate.sealed"), before);
        TimeoutException refused = await Assert.ThrowsAsync<TimeoutException>(bench.Run);
        Assert.Contains("control.certificate.sealed", refused.Message);
        Assert.Contains("pin the new one", refused.Message);
        Assert.Equal(before, await File.ReadAllTextAsync(bench.File("store/control.certificate.sealed")));
    }

    // Without a word; it does not matter whether by FIN or by RST.
    private static async Task AssertClosed(TcpClient client)
    {
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Bench.Limit(5)));
        }
        catch (IOException fault)
        {
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(fault.InnerException).SocketErrorCode);
        }
    }

    private static async Task<ControlFault?> Fault(DeviceTarget target)
    {
        try
        {
            await using ControlClient device = await ControlClient.Connect(target, Bench.Limit());
            return null;
        }
        catch (ControlException fault)
        {
            return fault.Fault;
        }
    }
}
