using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.Control;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Tool.Control;
using Xunit;

namespace DeviceMailAgent.Esp32Host;

/// <summary>Control certificate and admin key: deployed in clear, sealed by the board, and never lost on the way.</summary>
public sealed class DeployedSecretsTests
{
    // A start changes the drive fewer times than this: key made, two secrets sealed and deleted.
    private const int ChangesMax = 20;

    [Fact]
    public async Task After_the_first_start_nothing_deployed_lies_there_in_clear_and_devicemail_gets_in()
    {
        await using DeviceProcess device = Device();
        string[] secrets = Clear(device);
        await device.Again();
        await AssertGetsIn(device);
        Assert.DoesNotContain(device.StoreFiles, static file => file.EndsWith(".pem", StringComparison.Ordinal) || file.EndsWith("control.key", StringComparison.Ordinal));
        foreach (string file in device.StoreFiles)
        {
            string content = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
        }

        await device.Again();
        await AssertGetsIn(device);
    }

    [Fact]
    public async Task Power_may_go_at_any_change_of_the_drive()
    {
        int first = await CutEverywhere(static device => Task.CompletedTask);
        // The device's key, two secrets sealed (made, written) and two clear files deleted.
        Assert.Equal(8, first);
        int again = await CutEverywhere(static async device =>
        {
            await device.Again();
            await device.Cut();
            device.DeployAgain();
        });
        Assert.Equal(6, again);
    }

    [Fact]
    public async Task Flashed_again_the_new_certificate_and_key_count_and_the_old_ones_do_not()
    {
        await using DeviceProcess device = Device();
        await device.Again();
        DeviceTarget old = device.Target with { AdminKeyFile = device.FlashFile("old.key") };
        File.Copy(device.FlashFile("admin.key"), device.FlashFile("old.key"));
        await device.Cut();
        device.DeployAgain();
        await device.Again();
        await AssertGetsIn(device);
        ControlException fault = await Assert.ThrowsAsync<ControlException>(async () => await ControlClient.Connect(old, DeviceProcess.Limit()));
        Assert.Equal(ControlFault.OtherCertificate, fault.Fault);
    }

    // nanoff was stopped while it wrote.
    [Theory]
    [InlineData("control.pem")]
    [InlineData("control.key")]
    public async Task A_deployed_file_that_is_cut_off_does_not_replace_what_is_sealed(string name)
    {
        await using DeviceProcess device = Device();
        await device.Again();
        await device.Cut();
        string path = device.FlashFile("store/" + name);
        File.WriteAllText(path, name == "control.pem" ? DeviceProcess.ControlPem[..^60] : "AAECAwQFBgc");
        await device.Again();
        await AssertGetsIn(device);
    }

    [Fact]
    public async Task An_imported_key_is_sealed_too()
    {
        await using DeviceProcess device = Device();
        await device.Again();
        string made = AdminKeyFile.Make(device.FlashFile("new.key"));
        await using (ControlClient client = await device.Connect())
        {
            ControlAnswer answer = await client.Ask(ControlVerb.Import, new JsonObject { ["kind"] = "admin-key", ["secret"] = made.Trim() });
            Assert.True(answer.IsOk, answer.ErrorWord);
        }

        await device.Again();
        File.Copy(device.FlashFile("new.key"), device.FlashFile("admin.key"), overwrite: true);
        await AssertGetsIn(device);
        foreach (string file in device.StoreFiles) Assert.DoesNotContain(made.Trim(), Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
    }

    /// <summary>Cuts at the first change, the second and so on, each time with a board made anew.</summary>
    /// <returns>How many changes there were.</returns>
    private static async Task<int> CutEverywhere(Func<DeviceProcess, Task> before)
    {
        for (int change = 1; change < ChangesMax; change++)
        {
            await using DeviceProcess device = Device();
            await before(device);
            string[] secrets = Clear(device);
            bool isCut = await device.CutAt(change);
            await device.Again();
            await AssertGetsIn(device);
            string[] left = [.. device.StoreFiles.Select(static file => Encoding.Latin1.GetString(File.ReadAllBytes(file)))];
            Assert.All(secrets, secret => Assert.All(left, content => Assert.DoesNotContain(secret, content, StringComparison.Ordinal)));
            if (!isCut) return change - 1;
        }

        throw new InvalidOperationException("It changes its drive without end.");
    }

    private static async Task AssertGetsIn(DeviceProcess device)
    {
        // The certificate is pinned and the key proved.
        await using ControlClient client = await device.Connect();
        Assert.Equal("agent.test", client.Device.Text("name"));
    }

    private static string[] Clear(DeviceProcess device)
    {
        IEnumerable<string> key = File.ReadAllLines(device.FlashFile("store/control.pem")).SkipWhile(static line => !line.Contains("PRIVATE KEY", StringComparison.Ordinal)).Skip(1).Take(1);
        return [.. key, File.ReadAllText(device.FlashFile("store/control.key")).Trim()];
    }

    private static DeviceProcess Device() => DeviceProcess.Deployed(AgentFile.Make(587, "https://localhost/token"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
}
