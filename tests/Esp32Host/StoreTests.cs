using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using DeviceMailAgent.Status;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>The refresh token in flash: two generations, sealed, and what a power cut or a bad block leaves.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task The_token_outlives_the_power_and_stands_nowhere_in_clear()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        string token = bench.Sandbox.RefreshToken;
        await bench.Device.Again();
        await bench.AssertServes();
        foreach (string file in bench.Device.StoreFiles)
        {
            string content = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain(token, content, StringComparison.Ordinal);
            Assert.DoesNotContain(bench.Sandbox.RefreshToken, content, StringComparison.Ordinal);
        }
    }

    // Cut while the newer generation is written: it is shorter, empty, or has an octet that is another.
    [Theory]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("changed")]
    public async Task A_broken_newer_generation_leaves_the_older_one(string how)
    {
        await using DeviceBench bench = await DeviceBench.Start();
        await bench.Device.Import(bench.Sandbox.RefreshToken);
        await bench.Device.Cut();
        string[] files = [.. Generations(bench)];
        Assert.Equal(2, files.Length);
        Break(files.MaxBy(Generation)!, how);
        await bench.Device.Again();
        await bench.AssertServes();
    }

    [Fact]
    public async Task Nothing_readable_is_said_and_a_new_token_cures_it()
    {
        await using DeviceBench bench = await DeviceBench.Start();
        await bench.Device.Cut();
        foreach (string file in Generations(bench)) Break(file, "changed");
        await bench.Device.Again();
        HeardReply reply = await bench.Send(ScanMail.Make());
        Assert.Equal((454, Diagnosis.StoreUnreadable), (reply.Code, reply.Diagnosis));
        await bench.Device.Import(bench.Sandbox.RefreshToken);
        await bench.AssertServesAgain();
    }

    [Fact]
    public async Task A_rotated_token_is_stored_before_mail_goes_on()
    {
        await using DeviceBench bench = await DeviceBench.Start(new SandboxOptions { Rotate = true, RefuseReplacedRefreshToken = true });
        for (int i = 0; i < 3; i++)
        {
            await bench.AssertServes();
            // The used-up token would be refused now.
            await bench.Device.Again();
        }
    }

    private static System.Collections.Generic.IEnumerable<string> Generations(DeviceBench bench) =>
        bench.Device.StoreFiles.Where(static file => Path.GetFileName(file).StartsWith("scans.token.", StringComparison.Ordinal));

    private static uint Generation(string file) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(File.ReadAllBytes(file).AsSpan(4));

    private static void Break(string file, string how)
    {
        byte[] content = File.ReadAllBytes(file);
        if (how == "changed") content[^40] ^= 1;
        File.WriteAllBytes(file, how == "cut" ? content[..(content.Length / 2)] : how == "empty" ? [] : content);
    }
}
