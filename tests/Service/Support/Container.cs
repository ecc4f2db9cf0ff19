using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Service.Tests;

/// <summary>This machine's Debian, booted once more under real systemd by systemd-nspawn. It shares the network, so that the sandbox and the scanner can be in the test.</summary>
internal sealed class Container : IAsyncDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    private readonly Folder _folder = new("service");
    private readonly Process _process;
    private readonly List<string> _console = [];
    private int _nspawn;

    private Container()
    {
        var start = new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", "bash", Path.Combine(AppContext.BaseDirectory, "container"), _folder.File("root")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        Directory.CreateDirectory(_folder.File("root"));
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Heard;
        _process.ErrorDataReceived += Heard;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Why there can be no container here, or null.</summary>
    public static string? Missing
    {
        get
        {
            if (Environment.UserName != "root") return "systemd-nspawn needs root";
            if (ChildProcess.Find("systemd-nspawn") is null) return "systemd-nspawn is not installed (Debian package systemd-container)";
            if (!File.Exists("/lib/systemd/systemd")) return "systemd is not installed (Debian package systemd)";
            if (ChildProcess.Find("dpkg-deb") is null) return "not a Debian machine";
            return AgentBinary.NotNative;
        }
    }

    private string Console
    {
        get { lock (_console) return string.Join('\n', _console); }
    }

    // The first process inside; it changes with a reboot. systemd-nspawn has one more child while it prepares.
    private int? Leader
    {
        get
        {
            foreach (string folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
            {
                try
                {
                    string stat = File.ReadAllText(Path.Combine(folder, "stat"));
                    string[] behind = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    if (behind[1] == _nspawn.ToString(CultureInfo.InvariantCulture) && behind[0] != "Z" && stat.Contains("(systemd)")) return int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
                }
                catch (IOException)
                {
                    // It has ended meanwhile.
                }
            }
            return null;
        }
    }

    /// <summary>Boots. Where that is not possible, the test skips and says why.</summary>
    public static async Task<Container> Boot()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var container = new Container();
        // Nothing of the product is in it yet: what fails here is the machine.
        if (!await container.IsUp())
        {
            string console = container.Console;
            await container.DisposeAsync();
            Assert.Skip("systemd-nspawn does not boot here: " + console);
        }
        return container;
    }

    /// <summary>A folder or file of the container, seen from here.</summary>
    public string Inside(string path) => $"/proc/{Leader}/root{path}";

    /// <summary>Runs a shell command inside, as root.</summary>
    public async Task<(int Code, string Output, string Errors)> Try(string command, byte[]? input = null, int secondsMax = 120) => await ChildProcess.Run(
        "nsenter", ["--target", (Leader ?? 0).ToString(CultureInfo.InvariantCulture), "--all", "--",
            "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/root", "DEBIAN_FRONTEND=noninteractive", "sh", "-c", command], input, secondsMax);

    /// <summary>Runs a shell command that must succeed.</summary>
    /// <returns>What it printed, without the last line feed.</returns>
    public async Task<string> Run(string command, byte[]? input = null)
    {
        (int code, string output, string errors) = await Try(command, input);
        if (code != 0) Assert.Fail($"'{command}' ended with {code}:\n{output}\n{errors}\n{await Journal()}");
        return output.TrimEnd('\n');
    }

    /// <summary>A property of the service, as systemctl-show(1) has it.</summary>
    public Task<string> Property(string name) => Run($"systemctl show devicemail-agent --property={name} --value");

    /// <summary>What the service logged.</summary>
    public async Task<string> Journal() => (await Try("journalctl --unit=devicemail-agent --no-pager --output=cat")).Output;

    /// <summary>Waits until this is so.</summary>
    public async Task Until(string what, Func<Task<bool>> isSo)
    {
        DateTime end = DateTime.UtcNow + Wait;
        while (!await isSo())
        {
            // Asked for only now: a container that is going down may hold on to whoever looks into it.
            if (DateTime.UtcNow >= end)
                Assert.Fail($"not within {Wait.TotalSeconds} s: {what}\n{(await Try("systemctl status --no-pager devicemail-agent")).Output}\n{await Journal()}\n{Console}");
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until the service is up, by its own word (Type=notify).</summary>
    public Task UntilActive() => Until("the service is active", async () => await Property("ActiveState") == "active");

    /// <summary>Boots anew.</summary>
    /// <param name="readOnly">True: with a system that cannot be written, and a store in memory.</param>
    public async Task Reboot(bool readOnly = false)
    {
        if (readOnly) _folder.Write("read-only", "");
        int? before = Leader;
        await Try("systemctl reboot");
        await Until("the container boots anew", () => Task.FromResult(Leader is not null && Leader != before));
        Assert.True(await IsUp(), Console);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Wait);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> IsUp()
    {
        DateTime end = DateTime.UtcNow + Wait;
        while (DateTime.UtcNow < end && !_process.HasExited)
        {
            try
            {
                if (Leader is not null && (await Try("systemctl is-system-running", secondsMax: 10)).Output.Trim() is "running" or "degraded") return true;
            }
            catch (TimeoutException)
            {
                // It boots, or goes down: asked again.
            }
            await Task.Delay(50);
        }
        return false;
    }

    private void Heard(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_console) _console.Add(line.Data);
        if (line.Data.StartsWith("nspawn ", StringComparison.Ordinal)) _nspawn = int.Parse(line.Data[7..], CultureInfo.InvariantCulture);
    }
}
