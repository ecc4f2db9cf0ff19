using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Flash.Tests;

/// <summary>
/// A Raspberry Pi as far as ssh sees it: a real sshd on loopback with keys of its own. Behind it are the real agent, devicemail and dpkg-deb; apt-get, systemctl, sudo and
/// install are stand-ins, since this machine is not to be changed.
/// </summary>
internal sealed class SshDevice : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _server;
    private readonly string _folder;

    private SshDevice(string folder, Process server)
    {
        _folder = folder;
        _server = server;
    }

    /// <summary>What stands for the device's root.</summary>
    public string Root => Path.Combine(_folder, "root");

    public string SshConfig => Path.Combine(_folder, "ssh_config");

    public string KnownHosts => Path.Combine(_folder, "known_hosts");

    public string[] Calls => File.Exists(Path.Combine(Root, "calls.txt")) ? File.ReadAllLines(Path.Combine(Root, "calls.txt")) : [];

    /// <summary>Starts it; the host is called `device`.</summary>
    /// <param name="folder">For keys, configurations and root.</param>
    /// <param name="fault">sudo, apt; null: none.</param>
    /// <param name="isKnown">Whether known_hosts has its key.</param>
    /// <param name="isAllowed">Whether it takes the technician's key.</param>
    public static async Task<SshDevice> Start(string folder, string? fault = null, bool isKnown = true, bool isAllowed = true)
    {
        Assert.True(File.Exists("/usr/sbin/sshd"), "sshd is not installed: apt-get install openssh-server");
        // sshd(8) wants it where root starts it; Debian makes it with the service.
        if (Environment.IsPrivilegedProcess) Directory.CreateDirectory("/run/sshd", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        foreach (string key in (string[])["host_key", "own_key"]) await Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", Path.Combine(folder, key));
        string root = Directory.CreateDirectory(Path.Combine(folder, "root")).FullName;
        string bin = AppContext.BaseDirectory.TrimEnd('/');
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        int port = Loopback.FreePort();
        File.Copy(Path.Combine(folder, "own_key.pub"), Path.Combine(folder, "allowed"));
        if (!isAllowed) File.WriteAllText(Path.Combine(folder, "allowed"), "");
        File.WriteAllText(Path.Combine(folder, "known_hosts"), isKnown ? "device " + File.ReadAllText(Path.Combine(folder, "host_key.pub")) : "");
        File.WriteAllText(Path.Combine(folder, "sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey {folder}/host_key
            PidFile none
            AuthorizedKeysFile {folder}/allowed
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            UsePAM no
            UseDNS no
            Subsystem sftp internal-sftp
            SetEnv PATH={bin}/StandIns/device:{dotnet}:/usr/local/bin:/usr/bin:/bin FLASH_ROOT={root} FLASH_BIN={bin} FLASH_FAULT={fault ?? "none"} DOTNET_ROOT={dotnet} HOME={root}

            """);
        File.WriteAllText(Path.Combine(folder, "ssh_config"), $"""
            Host device
                HostName 127.0.0.1
                HostKeyAlias device
                Port {port}
                User {Environment.UserName}
                IdentityFile {folder}/own_key
                IdentitiesOnly yes
                UserKnownHostsFile {folder}/known_hosts
                GlobalKnownHostsFile /dev/null
                LogLevel ERROR

            """);
        Process server = Process.Start(new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-f", Path.Combine(folder, "sshd_config"), "-E", Path.Combine(folder, "sshd.log")]))!;
        var device = new SshDevice(folder, server);
        if (await Loopback.Answers(port, () => !server.HasExited, Limit)) return device;
        string log = device.Log;
        await device.DisposeAsync();
        throw new InvalidOperationException("sshd does not answer: " + log);
    }

    /// <summary>What sshd said.</summary>
    public string Log => File.Exists(Path.Combine(_folder, "sshd.log")) ? File.ReadAllText(Path.Combine(_folder, "sshd.log")) : "";

    public async ValueTask DisposeAsync()
    {
        string pid = Path.Combine(Root, "agent.pid");
        if (File.Exists(pid)) await Run("kill", File.ReadAllText(pid).Trim());
        if (!_server.HasExited) _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    /// <summary>Runs a program that must go well.</summary>
    public static async Task Run(string name, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        Assert.True(process.ExitCode == 0, name + ": " + await output + await error);
    }
}
