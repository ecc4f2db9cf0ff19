using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DeviceMailAgent.EndToEnd;
using Xunit;

namespace DeviceMailAgent.Service.Tests;

/// <summary>One installed service, once for all of these tests.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private Office? _office;

    internal Office Office
    {
        get
        {
            Assert.SkipWhen(_office is null, Container.Missing ?? Why);
            return _office!;
        }
    }

    private string Why { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Container.Missing is not null) return;
        try
        {
            _office = await Office.OpenAndRun();
        }
        catch (Exception skip) when (skip.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
        {
            Why = skip.Message["$XunitDynamicSkip$".Length..];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_office is not null) await _office.DisposeAsync();
    }
}

/// <summary>What befalls a device in its years: the service goes on, or comes back by itself.</summary>
public sealed class FaultTests(RunningService service) : IClassFixture<RunningService>
{
    private const string DropIn = "/run/systemd/system/devicemail-agent.service.d/test.conf";

    private Office Office => service.Office;

    private Container Device => service.Office.Device;

    [Fact]
    public async Task Killed_it_is_started_anew()
    {
        await Settled();
        int before = await Office.Restarts();
        await Device.Run("systemctl kill --kill-whom=main --signal=SIGKILL devicemail-agent");
        await Device.Until("it was started anew", async () => await Office.Restarts() > before);
        await Device.UntilActive();
        await Office.AssertRelays();
    }

    [Fact]
    public async Task Standing_still_it_is_ended_by_the_watchdog_and_started_anew()
    {
        await Settled("WatchdogSec=10");
        int before = await Office.Restarts();
        await Device.Run("systemctl kill --kill-whom=main --signal=SIGSTOP devicemail-agent");
        await Device.Until("the watchdog has seen it", async () => await Office.Restarts() > before);
        Assert.Contains("Watchdog timeout", await Device.Run("journalctl --no-pager --unit=devicemail-agent --output=cat --grep='Watchdog timeout'"));
        await Device.UntilActive();
        await Office.AssertRelays();
        await Device.Run($"rm {DropIn}");
    }

    [Fact]
    public async Task While_it_is_well_the_watchdog_hears_of_it()
    {
        await Settled("WatchdogSec=15");
        string first = await Device.Property("WatchdogTimestampMonotonic");
        await Device.Until("a beat came", async () => await Device.Property("WatchdogTimestampMonotonic") != first);
        Assert.Equal("active", await Device.Property("ActiveState"));
        await Device.Run($"rm {DropIn}");
    }

    [Fact]
    public async Task With_a_full_disk_mail_goes_on()
    {
        await Settled();
        await Device.Run("systemctl stop devicemail-agent && cp --archive /var/lib/devicemail-agent /root/store"
            + " && mount -t tmpfs -o size=256k,mode=700,uid=$(id --user devicemail-agent),gid=$(id --group devicemail-agent) tmpfs /var/lib/devicemail-agent"
            + " && cp --archive /root/store/. /var/lib/devicemail-agent");
        try
        {
            await Device.Try("cat /dev/zero >/var/lib/devicemail-agent/full");
            (int room, _, _) = await Device.Try("echo more >/var/lib/devicemail-agent/more");
            Assert.NotEqual(0, room);
            await Device.Run("systemctl start devicemail-agent");
            int before = await Office.Restarts();
            // Its first token comes with a new refresh token, which cannot be kept: said, and no reason to refuse a scan.
            await Office.AssertRelays();
            Assert.Contains("diagnosis=D309", await Device.Journal());
            Assert.Equal(before, await Office.Restarts());

            await Device.Run("rm -f /var/lib/devicemail-agent/full /var/lib/devicemail-agent/more && systemctl restart devicemail-agent");
            await Office.AssertRelays();
        }
        finally
        {
            await Device.Run("systemctl stop devicemail-agent && umount /var/lib/devicemail-agent && rm -rf /root/store");
        }
    }

    [Fact]
    public async Task With_a_read_only_store_it_says_so_and_comes_back_by_itself()
    {
        await Settled();
        await Device.Run("systemctl stop devicemail-agent && mount --bind /var/lib/devicemail-agent /var/lib/devicemail-agent && mount -o remount,bind,ro /var/lib/devicemail-agent");
        try
        {
            await Device.Run("systemctl start --no-block devicemail-agent");
            await Device.Until("it failed and waits for the next try", async () => await Device.Property("SubState") == "auto-restart");
        }
        finally
        {
            await Device.Run("umount --lazy /var/lib/devicemail-agent");
        }
        await Device.UntilActive();
        await Office.AssertRelays();
    }

    [Fact]
    public async Task When_the_clock_jumps_mail_goes_on()
    {
        // The container has this machine's clock, which is not ours to set: a preloaded library moves the service's own view of it. A monotonic clock never jumps.
        string library = Path.Combine(AppContext.BaseDirectory, "clock.so");
        (int code, string said, string errors) = await ChildProcess.Run("clang", ["-shared", "-fPIC", "-O1", "-o", library, Path.Combine(AppContext.BaseDirectory, "clock.c")]);
        Assert.True(code == 0, said + errors);
        File.Copy(library, Device.Inside("/usr/lib/clock.so"), overwrite: true);
        await SetClock(TimeSpan.Zero);
        await Settled("Environment=LD_PRELOAD=/usr/lib/clock.so CLOCK_SHIFT=/etc/devicemail-agent/clock");
        string process = await Device.Property("MainPID");
        // Far ahead within the provider's certificate, back before the start of everything that is in the store, and right again.
        foreach (TimeSpan shift in new[] { TimeSpan.FromDays(200), TimeSpan.FromHours(-10), TimeSpan.Zero })
        {
            await SetClock(shift);
            await Office.AssertRelays();
            DateTime told = JsonNode.Parse(await Device.Run("devicemail status --json"))!["time"]!.GetValue<DateTime>().ToUniversalTime();
            Assert.InRange(told - shift, DateTime.UtcNow.AddMinutes(-10), DateTime.UtcNow.AddMinutes(10));
        }
        Assert.Equal(process, await Device.Property("MainPID"));
        await Device.Run($"rm {DropIn}");
    }

    [Fact]
    public async Task A_configuration_that_cannot_work_is_named_and_put_right_without_a_restart_by_hand()
    {
        await Settled();
        await Device.Run($"cp --archive {Office.Configuration} /root/agent.json && sed --in-place 's/\"starttls\"/\"sometimes\"/' {Office.Configuration}");
        await Device.Try("systemctl restart devicemail-agent");
        await Device.Until("its status names the key", async () => (await Device.Property("StatusText")).Contains("security", StringComparison.Ordinal));
        await Device.Run($"cp --archive /root/agent.json {Office.Configuration}");
        await Device.UntilActive();
        await Office.AssertRelays();
    }

    // The service runs with these lines in its unit, started anew, whatever the test before has left.
    private async Task Settled(string lines = "")
    {
        await Device.Run($"mkdir --parents {Path.GetDirectoryName(DropIn)} && rm -f {DropIn}");
        if (lines.Length > 0) await File.WriteAllTextAsync(Device.Inside(DropIn), "[Service]\n" + lines + "\n");
        await Device.Run("systemctl daemon-reload && systemctl restart devicemail-agent");
    }

    private async Task SetClock(TimeSpan shift)
    {
        await File.WriteAllTextAsync(Device.Inside("/etc/devicemail-agent/clock.new"), ((long)shift.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Device.Run("cd /etc/devicemail-agent && chmod 644 clock.new && mv clock.new clock");
    }
}
