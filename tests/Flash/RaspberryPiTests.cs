using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Flash.Tests;

/// <summary>A Raspberry Pi over a real sshd, with a real package; see <see cref="SshDevice"/> for what is real there.</summary>
public sealed class RaspberryPiTests
{
    private const string Package = "devicemail-agent_0.1.0.deb";

    [Fact]
    public async Task The_package_and_the_configuration_arrive_and_the_agent_answers()
    {
        using Bench bench = await Ready();
        await using SshDevice device = await SshDevice.Start(bench.Path);
        ToolResult result = await Flash(bench, device, "--config", "agent.json", "--wait", "90");
        Assert.True(result.ExitCode == 0, result.All + device.Log);
        Assert.Contains("Setting up devicemail-agent (0.1.0)", result.Output);
        Assert.Contains("bridge-3f: raspberry-pi-4, ", result.Output);
        Assert.Contains("devicemail pair", result.Output);
        Assert.Equal("it is installed\n", File.ReadAllText(Path.Combine(device.Root, "usr/share/doc/devicemail-agent/README")));
        string etc = Path.Combine(device.Root, "etc/devicemail-agent");
        Assert.Equal(File.ReadAllText(bench.File("agent.json")), File.ReadAllText(Path.Combine(etc, "agent.json")));
        Assert.Equal(File.ReadAllText(bench.File("ca.pem")), File.ReadAllText(Path.Combine(etc, "ca.pem")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Path.Combine(etc, "agent.json")));
        AssertCleanedUp(device);
    }

    [Fact]
    public async Task Without_a_configuration_the_package_alone_is_installed()
    {
        using Bench bench = await Ready();
        await using SshDevice device = await SshDevice.Start(bench.Path);
        ToolResult result = await Flash(bench, device);
        Assert.True(result.ExitCode == 0, result.All + device.Log);
        Assert.Contains("no agent.json", result.Output);
        Assert.False(Directory.Exists(Path.Combine(device.Root, "etc")));
        AssertCleanedUp(device);
    }

    [Fact]
    public async Task A_configuration_that_the_agent_refuses_leaves_the_one_before()
    {
        using Bench bench = await Ready();
        bench.Configuration["accounts"]![0]!["mechanism"] = "carrier-pigeon";
        bench.Save();
        await using SshDevice device = await SshDevice.Start(bench.Path);
        string before = Path.Combine(Directory.CreateDirectory(Path.Combine(device.Root, "etc/devicemail-agent")).FullName, "agent.json");
        File.WriteAllText(before, "{}");
        ToolResult result = await Flash(bench, device, "--config", "agent.json");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("accounts[0].mechanism", result.Error.ReplaceLineEndings(" "));
        Assert.Equal("{}", File.ReadAllText(before));
        AssertCleanedUp(device);
    }

    [Fact]
    public async Task An_unknown_host_gets_nothing()
    {
        using Bench bench = await Ready();
        await using SshDevice device = await SshDevice.Start(bench.Path, isKnown: false);
        ToolResult result = await Flash(bench, device, "--config", "agent.json");
        Assert.Equal(77, result.ExitCode);
        Assert.Contains("not known on this computer", result.Error.ReplaceLineEndings(" "));
        Assert.Empty(device.Calls);
        Assert.Equal("", File.ReadAllText(device.KnownHosts));
    }

    [Fact]
    public async Task A_host_with_another_key_gets_nothing()
    {
        using Bench bench = await Ready();
        await using SshDevice device = await SshDevice.Start(bench.Path);
        File.WriteAllText(device.KnownHosts, "device " + File.ReadAllText(bench.File("own_key.pub")));
        ToolResult result = await Flash(bench, device, "--config", "agent.json");
        Assert.Equal(77, result.ExitCode);
        Assert.Contains("another key", result.Error);
        Assert.Empty(device.Calls);
    }

    [Fact]
    public async Task A_host_that_does_not_know_us_is_told_apart()
    {
        using Bench bench = await Ready();
        await using SshDevice device = await SshDevice.Start(bench.Path, isAllowed: false);
        ToolResult result = await Flash(bench, device);
        Assert.Equal(77, result.ExitCode);
        Assert.Contains("ssh-copy-id device", result.Error.ReplaceLineEndings(" "));
        Assert.Empty(device.Calls);
    }

    [Theory]
    [InlineData("sudo", 77, "sudo without a password")]
    [InlineData("apt", 1, "held broken packages")]
    public async Task What_the_device_refuses_is_told_in_its_own_words(string fault, int exitCode, string words)
    {
        using Bench bench = await Ready();
        await using SshDevice device = await SshDevice.Start(bench.Path, fault);
        ToolResult result = await Flash(bench, device, "--config", "agent.json");
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(words, result.Error.ReplaceLineEndings(" "));
        Assert.False(Directory.Exists(Path.Combine(device.Root, "etc")));
        AssertCleanedUp(device);
    }

    [Fact]
    public async Task Nobody_at_the_port()
    {
        using Bench bench = await Ready();
        string config = bench.File("ssh_config");
        File.WriteAllText(config, $"Host device\n    HostName 127.0.0.1\n    Port {Loopback.FreePort()}\n");
        ToolResult result = await ToolRun.Flash(bench.Path, new Dictionary<string, string>(), "--board", bench.Board, "--host", "device", "--ssh-config", config, "--deb", Package);
        Assert.Equal(69, result.ExitCode);
        Assert.Contains("Connection refused", result.Error.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("-oProxyCommand=touch")]
    [InlineData("device;reboot")]
    public async Task A_host_that_is_none_never_reaches_ssh(string host)
    {
        using Bench bench = await Ready();
        ToolResult result = await ToolRun.Flash(bench.Path, new Dictionary<string, string>(), "--board", bench.Board, "--host=" + host, "--deb", Package);
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("--host", result.Error);
    }

    private static Task<ToolResult> Flash(Bench bench, SshDevice device, params string[] more) =>
        ToolRun.Flash(bench.Path, new Dictionary<string, string>(), ["--board", bench.Board, "--host", "device", "--ssh-config", device.SshConfig, "--deb", Package, .. more]);

    // A package that is small and real, and an agent.json that works where the tests run.
    private static async Task<Bench> Ready()
    {
        var bench = new Bench("raspberry-pi-4", isEsp32: false);
        bench.Configuration["listen"]![0]!["address"] = "127.0.0.1";
        bench.Configuration["listen"]![0]!["port"] = Loopback.FreePort();
        bench.Configuration["store"] = bench.File("root/store");
        bench.Configuration["control"] = new JsonObject { ["socket"] = bench.File("root/control.sock") };
        bench.Save();
        File.WriteAllText(bench.File("package/DEBIAN/control"), "Package: devicemail-agent\nVersion: 0.1.0\nArchitecture: " + Architecture() + "\nMaintainer: Test <test@localhost>\nDescription: a test\n");
        File.WriteAllText(bench.File("package/usr/share/doc/devicemail-agent/README"), "it is installed\n");
        await SshDevice.Run("dpkg-deb", "--root-owner-group", "--build", bench.File("package"), bench.File(Package));
        return bench;
    }

    private static string Architecture() => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    // Whatever was copied there is gone.
    private static void AssertCleanedUp(SshDevice device)
    {
        string[] folders = [.. device.Calls.SelectMany(call => call.Split(' ', '/')).Where(word => word.StartsWith("devicemail.", StringComparison.Ordinal)).Distinct()];
        // Where sudo is refused, nothing was copied yet.
        Assert.Equal(device.Calls.Length > 1, folders.Length > 0);
        foreach (string folder in folders) Assert.False(Directory.Exists("/tmp/" + folder), folder);
    }
}
