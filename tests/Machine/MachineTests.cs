using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using DeviceMailAgent.Sandbox;
using Xunit;

namespace DeviceMailAgent.Machine.Tests;

/// <summary>The arm64 package on an arm64 kernel with a GPIO chip and a memory controller: what the container of tests/Service cannot show.</summary>
public sealed class MachineTests(Site site) : IClassFixture<Site>
{
    private const string Group = "/sys/fs/cgroup/system.slice/devicemail-agent.service";

    // MemoryMax=96M of the unit.
    private const long MemoryMax = 96 * 1024 * 1024;

    private Machine Machine => site.Machine;

    [Fact]
    public async Task Installed_it_blinks_blue_in_fives_until_it_is_paired_then_is_steadily_green_and_relays_scans()
    {
        Assert.Equal("arm64 install ok installed", await Machine.Run("dpkg-query --show --showformat='${Architecture} ${Status}' devicemail-agent"));
        // The image leaves documentation out.
        Assert.Equal("", await Machine.Run("dpkg --verify devicemail-agent | grep -vE '^missing +/usr/share/(doc|man)' || true"));
        Assert.Equal("enabled", await Machine.Run("systemctl is-enabled devicemail-agent"));
        await site.Unpaired();
        Tell("without a secret", await Resident());

        var light = new Light(Machine);
        await light.Watch();
        await Machine.Until("three groups of blue blinks are over", async () => Light.Groups(await light.Blinks(Light.Blue)).Length >= 3);
        List<Blink> blue = await light.Blinks(Light.Blue);
        // A processor that stands still for a quarter of a second swallows a blink; not in most groups.
        int[] groups = Light.Groups(blue);
        Assert.True(groups.Count(blinks => blinks == 5) * 2 > groups.Length, string.Join(' ', groups));
        Assert.InRange(Light.LengthMs(blue), 150, 400);
        Assert.Equal(0, await light.Count(Light.Red) + await light.Count(Light.Green));

        await site.Pair(async () =>
        {
            await light.Watch();
            await Machine.Until("blue blinks without a pause", async () => Light.LongestRun(await light.Blinks(Light.Blue)) >= 10);
        });
        await Machine.Until("the light is green", async () => await light.Levels() == "-G-");
        Assert.Equal("ready", await Machine.Property("StatusText"));

        await light.Watch();
        await site.AssertRelays();
        await Machine.Until("green has blinked for the mail, and is steady again", async () => await light.Count(Light.Green) >= 2 && await light.Levels() == "-G-");
        Assert.Equal(0, await light.Count(Light.Red) + await light.Count(Light.Blue));
        Tell("after the first mail", await Resident());
    }

    [Fact]
    public async Task The_button_sends_a_test_mail_and_held_for_five_seconds_begins_a_pairing_which_it_also_ends()
    {
        await site.Paired();
        var light = new Light(Machine);
        await light.Watch();
        long before = site.Provider.Counters.Mails;
        await Hold(TimeSpan.FromMilliseconds(500));
        await Machine.Until("the test mail has arrived", () => Task.FromResult(site.Provider.Counters.Mails > before));
        Assert.Contains(ScanMail.Sender, site.Provider.Mails[^1].Recipients);

        await Machine.Until("the light is green", async () => await light.Levels() == "-G-");
        await HoldToPair();
        await light.Watch();
        await Machine.Until("blue blinks without a pause", async () => Light.LongestRun(await light.Blinks(Light.Blue)) >= 10);
        await Hold(TimeSpan.FromMilliseconds(500));
        await Machine.Until("the light is green", async () => await light.Levels() == "-G-");
        await site.AssertRelays();
    }

    [Fact]
    public async Task Killed_it_is_started_anew_and_the_light_comes_back()
    {
        await site.Paired();
        int before = await site.Restarts();
        await Machine.Run("systemctl kill --kill-whom=main --signal=SIGKILL devicemail-agent");
        await Machine.Until("it was started anew", async () => await site.Restarts() > before);
        await site.Paired();
        var light = new Light(Machine);
        await light.Watch();
        await Machine.Until("the light is green", async () => await light.Levels() == "-G-");
        await site.AssertRelays();
    }

    [Fact]
    public async Task The_kernel_keeps_it_within_its_memory_which_a_large_scan_does_not_need()
    {
        await site.Paired();
        Assert.Equal(MemoryMax, long.Parse(await Machine.Run($"cat {Group}/memory.max"), CultureInfo.InvariantCulture));
        await site.AssertRelays(18_000_000);
        long peak = long.Parse(await Machine.Run($"cat {Group}/memory.peak"), CultureInfo.InvariantCulture);
        Tell("after 25 MB", $"{await Resident()}; memory.peak {peak / 1024} KB");
        Assert.InRange(peak, 1, MemoryMax / 2);

        // A fault of ours would look so: something within the unit takes memory without end.
        int before = await site.Restarts();
        (int code, _, _) = await Machine.Try($"sh -c 'echo $$ >{Group}/cgroup.procs && exec tail /dev/zero'");
        // It was killed by a signal, which ssh(1) tells so.
        Assert.Equal(255, code);
        await Machine.Until("it was started anew", async () => await site.Restarts() > before);
        Assert.Contains("oom-kill", await Machine.Journal());
        await site.Paired();
        await site.AssertRelays();
    }

    [Fact]
    public async Task Systemd_finds_little_exposed()
    {
        string said = await Machine.Run("systemd-analyze security --no-pager --threshold=25 devicemail-agent");
        Tell("systemd-analyze security", said.Split('\n')[^1]);
        string process = await Machine.Run("cat /proc/$(systemctl show devicemail-agent --property=MainPID --value)/status");
        Assert.Contains("NoNewPrivs:\t1\n", process);
        Assert.Contains("Seccomp:\t2\n", process);
        Assert.Contains("CapEff:\t0000000000000400\n", process);
    }

    [Fact]
    public async Task Switched_off_or_cut_off_in_use_it_boots_to_a_ready_agent_that_is_still_paired()
    {
        await site.Paired();
        await site.AssertRelays();
        await Machine.SwitchOff();
        await BootsReady();
        await Machine.PullPlug();
        await BootsReady();
    }

    [Fact]
    public async Task Lintian_has_nothing_to_say()
    {
        Assert.SkipWhen(Image.Missing is not null, Image.Missing ?? "");
        (int code, string said, string errors) = await ChildProcess.Run("lintian", ["--allow-root", "--fail-on", "error,warning", await Site.Package.Value], secondsMax: 300);
        Assert.True(code == 0, said + errors);
        Assert.Equal("", said.Trim());
    }

    private async Task BootsReady()
    {
        await Machine.SwitchOn();
        await Machine.UntilActive();
        await Machine.Until("it says ready", async () => await Machine.Property("StatusText") == "ready");
        long start = long.Parse(await Machine.Property("ExecMainStartTimestampMonotonic"), CultureInfo.InvariantCulture);
        long ready = long.Parse(await Machine.Property("ActiveEnterTimestampMonotonic"), CultureInfo.InvariantCulture);
        Tell("boot", $"kernel's start to ready {ready / 1000} ms, the agent's {(ready - start) / 1000} ms");
        var light = new Light(Machine);
        await light.Watch();
        await Machine.Until("the light is green", async () => await light.Levels() == "-G-");
        // Paired it is only if this works without a new secret.
        await site.AssertRelays();
    }

    private async Task Hold(TimeSpan time)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            await Machine.Monitor.PressPower();
            await Task.Delay(20);
        }
    }

    // The line falls 100 ms after the last press, and this machine may be too busy to press again within them: then the agent has seen short presses.
    private async Task HoldToPair()
    {
        for (int trial = 0; trial < 5; trial++)
        {
            string begun = await Machine.Run("date +%s");
            await Hold(TimeSpan.FromSeconds(8));
            for (int look = 0; look < 10; look++)
            {
                if ((await Machine.Run($"journalctl --unit=devicemail-agent --no-pager --output=cat --since=@{begun}")).Contains("button pair", StringComparison.Ordinal)) return;
                await Task.Delay(500);
            }
        }
        Assert.Fail("the button could not be held for five seconds\n" + await Machine.Journal());
    }

    private Task<string> Resident() => Machine.Run("grep -E 'VmRSS|VmHWM' /proc/$(systemctl show devicemail-agent --property=MainPID --value)/status | tr -s '\\t\\n ' ' '");

    private static void Tell(string what, string figures) => TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {figures}");
}
