using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Machine.Tests;

/// <summary>
/// An emulated arm64 computer (QEMU's `virt` with a Cortex-A72, two of them, and 512 MB) under its own kernel and systemd, with a PL061 GPIO chip. It is not a Raspberry Pi:
/// what it shows is that the arm64 programs run, and that the kernel's interfaces do what the agent believes. It reaches this machine's loopback, and nobody reaches it but through that.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    /// <summary>Where it takes mail inside.</summary>
    public const int MailPort = 25;

    private const int SshPort = 22;

    // Emulated, on a machine that does other things: everything takes its time.
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    private readonly Folder _folder;
    private readonly Image _image;
    private readonly string _disk;
    private Monitor? _monitor;
    private ChildProcess? _master;

    private Machine(Image image, string disk, Folder folder)
    {
        _image = image;
        _disk = disk;
        _folder = folder;
    }

    /// <summary>The port on loopback that leads to <see cref="MailPort"/>.</summary>
    public int Port { get; private set; }

    /// <summary>For ssh and scp: the machine is called `machine`.</summary>
    public string SshConfig => _folder.File("ssh_config");

    /// <summary>What QEMU can do to the machine.</summary>
    public Monitor Monitor => _monitor!;

    private string Console => File.Exists(_folder.File("console.log")) ? File.ReadAllText(_folder.File("console.log")) : "";

    public static async Task<Machine> Boot()
    {
        Image image = await Image.Make();
        var folder = new Folder("machine");
        var machine = new Machine(image, await image.Disk(folder), folder);
        try
        {
            await machine.SwitchOn();
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
        return machine;
    }

    /// <summary>Boots from its disk as it is, up to a shell.</summary>
    public async Task SwitchOn()
    {
        // gpio_keys would take the power button's line for the kernel; here it is the agent's button. romfile: no network boot.
        _monitor = new Monitor(
        [
            "-M", "virt", "-accel", "tcg,thread=multi,tb-size=128", "-cpu", "cortex-a72", "-smp", "2", "-m", "512", "-display", "none", "-serial", "file:" + _folder.File("console.log"),
            "-kernel", _image.Kernel, "-initrd", _image.InitRd, "-append", "root=/dev/vda rw console=ttyAMA0 modprobe.blacklist=gpio_keys",
            "-drive", $"if=none,id=disk,format=raw,file={_disk}", "-device", "virtio-blk-pci,drive=disk", "-device", "virtio-rng-pci",
            "-netdev", $"user,id=net,hostfwd=tcp:127.0.0.1:0-:{SshPort},hostfwd=tcp:127.0.0.1:0-:{MailPort}", "-device", "virtio-net-pci,netdev=net,romfile=",
        ]);
        await _monitor.Begin();
        Port = await _monitor.Port(MailPort);
        int ssh = await _monitor.Port(SshPort);
        _folder.Write("ssh_config", string.Create(CultureInfo.InvariantCulture, $"""
            Host machine
                HostName 127.0.0.1
                HostKeyAlias machine
                Port {ssh}
                User root
                IdentityFile {_image.Key}
                IdentitiesOnly yes
                UserKnownHostsFile {_image.KnownHosts}
                GlobalKnownHostsFile /dev/null
                StrictHostKeyChecking yes
                BatchMode yes
                ControlPath {_folder.File("ssh")}
                LogLevel ERROR

            """));
        await Until("the machine boots", async () =>
        {
            // One connection for all commands: each of its own costs seconds of emulated cryptography.
            if (_master is null || _master.HasExited) await Connect();
            return (await ChildProcess.Run("ssh", ["-F", SshConfig, "-O", "check", "machine"])).Code == 0;
        });
        // "degraded": a unit of Debian's own does not work in this machine; ours are looked at by the tests.
        await Until("systemd has started everything", async () => (await Try("systemctl is-system-running")).Output.Trim() is "running" or "degraded");
    }

    /// <summary>Runs a shell command inside, as root.</summary>
    public async Task<(int Code, string Output, string Errors)> Try(string command, byte[]? input = null) =>
        await ChildProcess.Run("ssh", ["-F", SshConfig, "machine", command], input, secondsMax: 300);

    /// <summary>Runs a shell command that must succeed.</summary>
    /// <returns>What it printed, without the last line feed.</returns>
    public async Task<string> Run(string command, byte[]? input = null)
    {
        (int code, string output, string errors) = await Try(command, input);
        Assert.True(code == 0, $"'{command}' ended with {code}:\n{output}\n{errors}\n{await Journal()}");
        return output.TrimEnd('\n');
    }

    /// <summary>A property of the service, as systemctl-show(1) has it.</summary>
    public Task<string> Property(string name) => Run($"systemctl show devicemail-agent --property={name} --value");

    /// <summary>What the service logged since the machine was made.</summary>
    public async Task<string> Journal() => (await Try("journalctl --unit=devicemail-agent --no-pager --output=cat")).Output;

    /// <summary>Waits until this is so.</summary>
    public async Task Until(string what, Func<Task<bool>> isSo)
    {
        DateTime end = DateTime.UtcNow + Wait;
        while (!await isSo())
        {
            Assert.True(DateTime.UtcNow < end && !Monitor.HasExited, $"not within {Wait.TotalSeconds} s: {what}\n{Console}");
            await Task.Delay(500);
        }
    }

    /// <summary>Waits until the service is up, by its own word (Type=notify).</summary>
    public Task UntilActive() => Until("the service is active", async () => await Property("ActiveState") == "active");

    /// <summary>Switches it off as a person does who has a shell.</summary>
    public async Task SwitchOff()
    {
        await Try("systemctl poweroff");
        Assert.Equal(0, await Monitor.Exit());
        await Disconnect();
    }

    /// <summary>Pulls its plug.</summary>
    public async Task PullPlug()
    {
        await Monitor.Cut();
        await Disconnect();
    }

    public async ValueTask DisposeAsync()
    {
        _monitor?.Dispose();
        await Disconnect();
        _folder.Dispose();
    }

    private async Task Connect()
    {
        if (_master is not null) await _master.DisposeAsync();
        _master = ChildProcess.Start("ssh", ["-F", SshConfig, "-o", "ConnectTimeout=10", "-M", "-N", "machine"]);
    }

    private async Task Disconnect()
    {
        if (_master is not null) await _master.DisposeAsync();
        _master = null;
        File.Delete(_folder.File("ssh"));
    }
}
