using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Control.Tests;

/// <summary>The serial line, over a pair of pseudo-terminals that socat holds together.</summary>
public sealed class SerialTests
{
    private const string Socat = "/usr/bin/socat";

    [Fact]
    public async Task Everything_can_be_asked_over_a_serial_line_without_a_key()
    {
        Assert.SkipUnless(File.Exists(Socat), "socat is not installed (Debian package socat)");
        using var cable = new Cable();
        await using Bench bench = await Bench.Start((configuration, _) => configuration["control"] = new JsonObject { ["serial"] = cable.DeviceEnd });
        await bench.Agent.Says("control open way=serial");
        await using ControlClient device = await cable.Connect();
        Assert.Equal("bridge-test", device.Device.Text("name"));
        Assert.True((await device.Ask(ControlVerb.TestMail, new JsonObject { ["recipient"] = Bench.Recipient })).IsOk);
        Assert.Single(bench.Sandbox.Mails);
        Assert.True((await device.Ask(ControlVerb.Log, new JsonObject { ["last"] = 1000 })).IsOk);
        Assert.True((await device.Ask(ControlVerb.Check, null, ControlClient.LongPatience)).IsOk);
    }

    [Fact]
    public async Task Noise_and_half_lines_of_others_are_overcome()
    {
        Assert.SkipUnless(File.Exists(Socat), "socat is not installed (Debian package socat)");
        using var cable = new Cable();
        await using Bench bench = await Bench.Start((configuration, _) => configuration["control"] = new JsonObject { ["serial"] = cable.DeviceEnd });
        await bench.Agent.Says("control open way=serial");
        byte[] noise = new byte[5000];
        new Random(7).NextBytes(noise);
        foreach (byte[] before in new[] { noise, Encoding.ASCII.GetBytes("{\"id\":1,\"verb\":\"sta"), new byte[200_000], Encoding.ASCII.GetBytes("\r\n\r\n{}\n") })
        {
            await cable.Write(before);
            await using ControlClient device = await cable.Connect();
            ControlAnswer status = await device.Ask(ControlVerb.Status);
            Assert.True(status.IsOk);
            Assert.Single(status.Of("account"));
        }
    }

    [Fact]
    public async Task A_cable_that_is_pulled_and_put_back_works_again()
    {
        Assert.SkipUnless(File.Exists(Socat), "socat is not installed (Debian package socat)");
        using var cable = new Cable();
        await using Bench bench = await Bench.Start((configuration, _) => configuration["control"] = new JsonObject { ["serial"] = cable.DeviceEnd });
        await using (ControlClient device = await cable.Connect()) Assert.True((await device.Ask(ControlVerb.Status)).IsOk);
        cable.Pull();
        await bench.Agent.Says("control not open way=serial");
        await bench.Scan();
        await cable.Put();
        await using ControlClient again = await ConnectInTime(cable);
        Assert.True((await again.Ask(ControlVerb.Status)).IsOk);
    }

    // The agent looks for its line every two seconds.
    private static async Task<ControlClient> ConnectInTime(Cable cable)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return await cable.Connect();
            }
            catch (ControlException) when (tries < 60)
            {
                await Task.Delay(500);
            }
        }
    }

    private sealed class Cable : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("dma-cable-").FullName;
        private ChildProcess? _socat;

        public Cable()
        {
            Put().GetAwaiter().GetResult();
        }

        public string DeviceEnd => Path.Combine(_folder, "device");

        private string ToolEnd => Path.Combine(_folder, "tool");

        public async Task Put()
        {
            _socat = ChildProcess.Start(Socat, [$"pty,raw,echo=0,link={DeviceEnd}", $"pty,raw,echo=0,link={ToolEnd}"]);
            for (int i = 0; i < 3000 && !(File.Exists(DeviceEnd) && File.Exists(ToolEnd)); i++) await Task.Delay(10);
        }

        public void Pull()
        {
            _socat!.Dispose();
            File.Delete(DeviceEnd);
            File.Delete(ToolEnd);
        }

        public Task<ControlClient> Connect() => ControlClient.Connect(new DeviceTarget(new DeviceAddress(DeviceWay.Serial, ToolEnd)), Bench.Limit());

        public async Task Write(byte[] octets)
        {
            await using var line = new FileStream(ToolEnd, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1);
            await line.WriteAsync(octets, Bench.Limit());
        }

        public void Dispose()
        {
            _socat!.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
