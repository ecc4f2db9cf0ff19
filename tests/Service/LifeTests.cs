using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Service.Tests;

/// <summary>The package from its installation to its purge, under real systemd.</summary>
public sealed class LifeTests
{
    // CAP_NET_BIND_SERVICE is number 10 (linux/capability.h).
    private const string BindServiceAlone = "0000000000000400";

    [Fact]
    public async Task The_package_is_installed_set_up_used_upgraded_removed_and_purged()
    {
        await using Office office = await Office.Open();
        Container device = office.Device;

        string said = await office.Install("1.0.0");
        Assert.Contains("devicemail provision --out " + Office.Configuration, said);
        await AssertIsQuietWithoutConfiguration(device);

        await office.Provision();
        // Starting returns when mail is taken: the scan right after it arrives.
        await device.Run("systemctl start devicemail-agent");
        await device.Until("the status line says that it needs pairing", async () => (await device.Property("StatusText")).StartsWith("needs-pairing D301: ", StringComparison.Ordinal));
        await office.Pair();
        await office.AssertRelays();
        await device.Until("the status line says ready", async () => await device.Property("StatusText") == "ready");
        await AssertIsConfined(device);
        string status = await device.Run("devicemail status --json");
        Assert.Contains("\"agent.test\"", status);

        await device.Reboot();
        await device.UntilActive();
        await office.AssertRelays();
        await Tell(device);

        string before = await device.Property("MainPID");
        Assert.DoesNotContain("devicemail provision", await office.Install("1.1.0"));
        await device.UntilActive();
        Assert.NotEqual(before, await device.Property("MainPID"));
        await office.AssertRelays();

        await AssertRemovalKeepsWhatIsTheOwners(office);
        await office.Install("1.1.0");
        await device.UntilActive();
        await office.AssertRelays();

        await AssertPurgeLeavesNothing(device);
    }

    [Fact]
    public async Task Who_stopped_the_service_finds_it_stopped_after_an_upgrade_and_started_by_a_boot_of_a_read_only_system()
    {
        await using Office office = await Office.OpenAndRun();
        await office.Device.Run("systemctl stop devicemail-agent");
        await office.Install("1.1.0");
        Assert.Equal("inactive", await office.Device.Property("ActiveState"));
        Assert.Equal("enabled", await office.Device.Run("systemctl is-enabled devicemail-agent"));

        await AssertRunsOnAReadOnlySystem(office);
    }

    // A card that is never written: all but the store is read-only, and that is in memory, so that each boot needs pairing.
    private static async Task AssertRunsOnAReadOnlySystem(Office office)
    {
        await office.Device.Reboot(readOnly: true);
        (int written, _, _) = await office.Device.Try("touch /etc/devicemail-agent/trial");
        Assert.NotEqual(0, written);
        await office.Device.UntilActive();
        await office.Pair();
        await office.AssertRelays();
    }

    // Figures for the README, in the test's output.
    private static async Task Tell(Container device)
    {
        long boot = long.Parse(await device.Run("systemctl show --property=UserspaceTimestampMonotonic --value"), CultureInfo.InvariantCulture);
        long start = long.Parse(await device.Property("ExecMainStartTimestampMonotonic"), CultureInfo.InvariantCulture);
        long ready = long.Parse(await device.Property("ActiveEnterTimestampMonotonic"), CultureInfo.InvariantCulture);
        string memory = await device.Run("grep -E 'VmRSS|VmHWM' /proc/$(systemctl show devicemail-agent --property=MainPID --value)/status");
        TestContext.Current.TestOutputHelper?.WriteLine($"systemd's start to ready {(ready - boot) / 1000} ms, the agent's {(ready - start) / 1000} ms; after one mail {memory}");
    }

    private static async Task AssertIsQuietWithoutConfiguration(Container device)
    {
        Assert.Equal("enabled", await device.Run("systemctl is-enabled devicemail-agent"));
        Assert.Equal("inactive", await device.Property("ActiveState"));
        Assert.Equal("no", await device.Property("ConditionResult"));
        Assert.Equal("0", await device.Property("NRestarts"));
        // As the technician would do at this point: no error, and nothing runs.
        await device.Run("systemctl start devicemail-agent");
        Assert.Equal("0", await device.Property("MainPID"));
    }

    private static async Task AssertIsConfined(Container device)
    {
        string pid = await device.Property("MainPID");
        string process = await File.ReadAllTextAsync(device.Inside($"/proc/{pid}/status"));
        string uid = await device.Run("id --user devicemail-agent");
        Assert.Contains($"Uid:\t{uid}\t{uid}\t{uid}\t{uid}\n", process);
        Assert.Contains($"CapPrm:\t{BindServiceAlone}\n", process);
        Assert.Contains($"CapBnd:\t{BindServiceAlone}\n", process);
        Assert.Contains("NoNewPrivs:\t1\n", process);
        Assert.Contains("Seccomp:\t2\n", process);
        // systemd's own judgement of the running unit; the threshold is in tenths.
        await device.Run("systemd-analyze security --threshold=25 devicemail-agent");
        // Scanners' login hashes and all secrets: root and the service, and nobody else.
        Assert.Equal("root devicemail-agent 640", await device.Run($"stat --format='%U %G %a' {Office.Configuration}"));
        Assert.Equal("devicemail-agent 700", await device.Run("stat --format='%U %a' /var/lib/devicemail-agent"));
        Assert.Equal("", await device.Run("find /var/lib/devicemail-agent -type f ! -perm 600 -o ! -user devicemail-agent"));
        (int code, _, _) = await device.Try("setpriv --reuid=nobody --regid=nogroup --clear-groups devicemail status");
        Assert.Equal(77, code);
    }

    private static async Task AssertRemovalKeepsWhatIsTheOwners(Office office)
    {
        Container device = office.Device;
        await device.Run("dpkg --remove devicemail-agent 2>&1");
        Assert.Equal("", (await device.Try("pgrep --exact devicemail-agen")).Output);
        Assert.False(File.Exists(device.Inside("/usr/bin/devicemail-agent")));
        Assert.True(File.Exists(device.Inside(Office.Configuration)));
        Assert.NotEmpty(Directory.GetFiles(device.Inside("/var/lib/devicemail-agent"), "*.sealed"));
        await Assert.ThrowsAnyAsync<Exception>(() => Conversation.Connect(office.Port));
    }

    private static async Task AssertPurgeLeavesNothing(Container device)
    {
        await device.Run("dpkg --purge devicemail-agent 2>&1");
        Assert.Equal("not-found", await device.Property("LoadState"));
        string left = await device.Run("find /etc /usr /var /run /lib/systemd -xdev -name '*devicemail*' ! -path '/usr/share/*' ! -path '/usr/local/*'");
        // A unit's own journal is the system's, and so is the list of what dpkg has done.
        Assert.Equal("", left);
        // The user stays, so that nobody inherits its number; it has nothing.
        await device.Run("getent passwd devicemail-agent");
    }
}
